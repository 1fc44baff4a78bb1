"""Choices of core: values are stable English slugs, labels are what people read."""

from django.db import models

# Stands where the rules of a table do not let words be empty once their content was erased.
ERASED = "dihapus"


class WorkState(models.TextChoices):
    """How far a row that asks for work has come (architecture, rule 7)."""

    WAITING = "waiting", "menunggu"
    DONE = "done", "selesai"
    FAILED = "failed", "perlu dilihat petugas"


class AssignmentState(models.TextChoices):
    """A role is proposed by one person and decided by another (architecture, rule 2)."""

    PROPOSED = "proposed", "diusulkan"
    ACTIVE = "active", "berlaku"
    REFUSED = "refused", "ditolak"
    ENDED = "ended", "berakhir"


class FileState(models.TextChoices):
    """Where an uploaded file stands (architecture, rule 5)."""

    QUARANTINED = "quarantined", "menunggu pemeriksaan virus"
    CLEAN = "clean", "bersih"
    UNSCANNED = "unscanned", "belum dipindai"
    INFECTED = "infected", "terinfeksi, isi dihapus"
    ERASED = "erased", "isi dihapus menurut aturan retensi"


class HolidayKind(models.TextChoices):
    """Why the office is closed on a date."""

    PUBLIC = "public", "hari libur nasional"
    COLLECTIVE_LEAVE = "collective_leave", "cuti bersama"
    LOCAL = "local", "libur setempat"


class OrganizationKind(models.TextChoices):
    """Who uses this LPSE (Pasal 2(2), 3(2))."""

    SKPD = "skpd", "Perangkat daerah (SKPD)"
    OTHER_AGENCY = "other_agency", "Instansi lain"
    BUMN = "bumn", "BUMN"
    BUMD = "bumd", "BUMD"
    NON_GOVERNMENT = "non_government", "Organisasi non-pemerintah"


class AgreementState(models.TextChoices):
    """A service agreement runs to its last day unless it is ended before."""

    ACTIVE = "active", "berlaku"
    ENDED = "ended", "diakhiri"


class RequestKind(models.TextChoices):
    """What two people decide about a person together (faults 2.3.5, 6.4.4)."""

    ERASE = "erase", "Hapus data pribadi"
    RESET_FACTOR = "reset_factor", "Lepas langkah kedua"


class RequestState(models.TextChoices):
    """A request waits for a second person."""

    PROPOSED = "proposed", "menunggu keputusan"
    DONE = "done", "dilaksanakan"
    REFUSED = "refused", "ditolak"


# Archive: retention
class RetentionEvent(models.TextChoices):
    """What starts the clock of a retention class."""

    DECISION = "decision", "tanggal keputusan"
    YEAR_OF_DECISION = "year_of_decision", "akhir tahun keputusan"


class VisitState(models.TextChoices):
    """Where a visit stands, from the appointment to its end."""

    BOOKED = "booked", "terjadwal"
    CHECKED_IN = "checked_in", "menunggu dipanggil"
    CALLED = "called", "dipanggil"
    SERVED = "served", "dilayani"
    NO_SHOW = "no_show", "tidak hadir"
    CANCELLED = "cancelled", "dibatalkan"


class VisitPlace(models.TextChoices):
    """Where the visitor is met."""

    DESK = "desk", "Di kantor"
    VIDEO = "video", "Panggilan video"


class RetentionFate(models.TextChoices):
    """What becomes of a file whose time is over (nasib akhir)."""

    DESTROY = "destroy", "musnah"
    KEEP = "keep", "permanen"
    REVIEW = "review", "dinilai kembali"


class RetentionPhase(models.TextChoices):
    """Where a file stands on a day."""

    ACTIVE = "active", "aktif"
    INACTIVE = "inactive", "inaktif"
    DUE = "due", "melewati masa retensi"


class ImportState(models.TextChoices):
    """How far a table that somebody handed in has come."""

    UPLOADED = "uploaded", "sedang dibaca"
    PREVIEWED = "previewed", "menunggu persetujuan Anda"
    RUNNING = "running", "sedang dimasukkan"
    FINISHED = "finished", "selesai dimasukkan"
    STOPPED = "stopped", "berhenti, tidak ada yang masuk"
    DISCARDED = "discarded", "dibatalkan"


# Failures of the protection of personal data
class BreachState(models.TextChoices):
    """Where a notice about a failure of protection stands; subjects and authority are told in either order."""

    DRAFT = "draft", "rancangan"
    ISSUED = "issued", "surat diterbitkan"
    SUBJECTS_TOLD = "subjects_told", "subjek data sudah diberi tahu"
    AUTHORITY_TOLD = "authority_told", "lembaga sudah diberi tahu"
    DONE = "done", "semua sudah diberi tahu"
    CANCELLED = "cancelled", "dibatalkan"


# The clock of targets
class SlaPriority(models.TextChoices):
    """Urgency and impact of a request in one word; targets are set for each."""

    HIGH = "high", "Tinggi"
    MEDIUM = "medium", "Menengah"
    LOW = "low", "Rendah"


class SlaKind(models.TextChoices):
    """What a target is about."""

    RESPONSE = "response", "tanggapan pertama"
    RESOLUTION = "resolution", "penyelesaian"


class SlaWaiting(models.TextChoices):
    """Whom a paused clock waits for."""

    USER = "user", "pengguna"
    LKPP = "lkpp", "LKPP"


class SlaEvent(models.TextChoices):
    """What the clock of a request hears of."""

    OPENED = "opened", "dibuka"
    PRIORITY = "priority", "prioritas ditetapkan"
    PAUSED = "paused", "dijeda"
    RESUMED = "resumed", "dilanjutkan"
    RESPONDED = "responded", "ditanggapi"
    RESOLVED = "resolved", "diselesaikan"
    REOPENED = "reopened", "dibuka lagi"
    CLOSED = "closed", "ditutup"


# Signed copies of official documents
class RevisionKind(models.TextChoices):
    """What a revision of an official document adds to the file that was issued."""

    SEAL = "seal", "segel elektronik LPSE"
    SIGNED = "signed", "tanda tangan elektronik"
    SCAN = "scan", "pindaian naskah bertanda tangan basah"
