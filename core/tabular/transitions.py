"""The life of an import on one screen."""

from core.enums import ImportState as S
from core.transitions import transition

READ = transition("read", [S.UPLOADED], S.PREVIEWED, action="import.read", label="Tampilkan hasil pembacaan")
REMAP = transition(
    "remap", [S.PREVIEWED], S.UPLOADED, action="import.remapped", label="Baca ulang dengan pasangan kolom ini"
)
CONFIRM = transition("confirm", [S.PREVIEWED], S.RUNNING, action="import.confirmed", label="Masukkan data")
FINISH = transition("finish", [S.RUNNING], S.FINISHED, action="import.finished", label="Selesai")
STOP = transition("stop", [S.UPLOADED, S.RUNNING], S.STOPPED, action="import.stopped", label="Hentikan")
DISCARD = transition(
    "discard", [S.UPLOADED, S.PREVIEWED], S.DISCARDED, action="import.discarded", label="Batalkan impor"
)
OBJECT_TYPE = "import"
ACTIONS = {
    "import__received": "Tabel untuk impor diterima",
    "import__read": "Tabel dibaca dan ditampilkan",
    "import__remapped": "Pasangan kolom diubah",
    "import__confirmed": "Impor disetujui",
    "import__finished": "Data impor dimasukkan",
    "import__stopped": "Impor berhenti, tidak ada yang masuk",
    "import__discarded": "Impor dibatalkan",
    "import__report_downloaded": "Daftar baris salah diunduh",
}
