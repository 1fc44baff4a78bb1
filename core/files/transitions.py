"""The life of an uploaded file on one screen."""

from core.enums import FileState
from core.transitions import transition

CLEAR = transition("clear", [FileState.QUARANTINED], FileState.CLEAN, action="file.cleared", label="Nyatakan bersih")
RELEASE_UNSCANNED = transition(
    "release_unscanned",
    [FileState.QUARANTINED],
    FileState.UNSCANNED,
    action="file.released_unscanned",
    label="Pakai tanpa pemindaian (data contoh)",
)
CONDEMN = transition(
    "condemn", [FileState.QUARANTINED], FileState.INFECTED, action="file.infected", label="Nyatakan terinfeksi"
)
ERASE = transition(
    "erase",
    [FileState.QUARANTINED, FileState.CLEAN, FileState.UNSCANNED],
    FileState.ERASED,
    action="file.erased",
    label="Hapus isi",
)
ACTIONS = {
    "file__received": "Berkas diterima",
    "file__cleared": "Berkas dinyatakan bersih",
    "file__released_unscanned": "Berkas dipakai tanpa pemindaian (data contoh)",
    "file__infected": "Berkas terinfeksi dihapus",
    "file__viewed": "Berkas dilihat",
    "file__reason_given": "Alasan membuka berkas yang sudah diputuskan",
    "file__erased": "Isi berkas dihapus",
}
