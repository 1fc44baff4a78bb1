"""Excel in: tables that people hand in, shown before they come in, put in by one upsert (used by every import)."""

from core.tabular.kinds import (
    Asked,
    CellError,
    CellReader,
    Clash,
    Column,
    ImportKind,
    RowChecker,
    Target,
    Values,
    import_kind,
    import_kinds,
    read_cells,
    register_import_kind,
)

__all__ = [
    "Asked",
    "CellError",
    "CellReader",
    "Clash",
    "Column",
    "ImportKind",
    "RowChecker",
    "Target",
    "Values",
    "import_kind",
    "import_kinds",
    "read_cells",
    "register_import_kind",
]
