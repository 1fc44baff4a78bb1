"""Excel in: tables that people hand in, shown before they come in, put in by one upsert (used by every import)."""

from core.tabular.kinds import (
    CellError,
    Clash,
    Column,
    ImportKind,
    RowChecker,
    Target,
    Values,
    import_kind,
    import_kinds,
    register_import_kind,
)

__all__ = [
    "CellError",
    "Clash",
    "Column",
    "ImportKind",
    "RowChecker",
    "Target",
    "Values",
    "import_kind",
    "import_kinds",
    "register_import_kind",
]
