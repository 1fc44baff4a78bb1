"""What the history of a berita acara says of a change to its draft, from the facts that the trail keeps."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model

_PARTS = {
    "witnessperson": "yang hadir",
    "witnessparticipant": "peserta",
    "witnessfile": "berkas",
    "witnessattempt": "percobaan",
    "witnessattachment": "lampiran",
    "tender": "tender",
}
_DID = {"added": "ditambah", "changed": "diubah", "removed": "dihapus"}


def change_of(report: type[Model]) -> Callable[[dict[str, Any]], str]:
    """Words for the facts of a change: `peserta ditambah`, `isian: tempat, nama paket`.

    Args:
        report: the kind of report whose columns the facts name.
    """
    labels = {field.name: str(getattr(field, "verbose_name", field.name)) for field in report._meta.get_fields()}

    def words(data: dict[str, Any]) -> str:
        if data.get("part") == "report":
            names = [labels.get(name, name) for name in str(data.get("fields", "")).split(", ") if name]
            return f"isian: {', '.join(names)}" if names else ""
        told = (data.get("count"), _PARTS.get(data.get("part", "")), data.get("tender"), _DID.get(data.get("did", "")))
        return " ".join(str(word) for word in told if word)

    return words
