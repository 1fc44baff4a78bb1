"""Choices of verification: values are stable English slugs, labels are what people read."""

from django.db import models


class PresenterKind(models.TextChoices):
    """Who came with the originals."""

    SIGNATORY = "signatory", "Penanggung jawab sendiri"
    ENVOY = "envoy", "Utusan penanggung jawab"


class Mode(models.TextChoices):
    """How an original was shown."""

    IN_PERSON = "in_person", "Tatap muka"
    VIDEO = "video", "Panggilan video"


class BlacklistResult(models.TextChoices):
    """What the officer found in the national blacklist; a namesake is "not listed" with a note."""

    NOT_LISTED = "not_listed", "Tidak tercantum"
    LISTED = "listed", "Tercantum"


class CheckResult(models.TextChoices):
    """Outcome of comparing one document with its original and with the data."""

    MATCH = "match", "Sesuai"
    MISMATCH = "mismatch", "Tidak sesuai"
    INVALID = "invalid", "Tidak berlaku"


class Outcome(models.TextChoices):
    """The two ends of an application (Pasal 10(3)); returning for completion is neither."""

    APPROVED = "approved", "disetujui"
    REJECTED = "rejected", "ditolak"


class UserIdState(models.TextChoices):
    """Where an entry of the User ID register stands. The portal records what was done in SPSE; it does nothing there."""

    RECORDED = "recorded", "tercatat, belum diaktifkan di SPSE"
    ACTIVE = "active", "aktif di SPSE"
    INACTIVE = "inactive", "dinonaktifkan di SPSE"


class NationalStatus(models.TextChoices):
    """How the national account stood on the day it was looked at; a link of ours, not an account of ours."""

    ACTIVE = "active", "aktif"
    WAITING = "waiting", "menunggu verifikasi"
    REJECTED = "rejected", "ditolak"
    INACTIVE = "inactive", "tidak aktif"


class ObjectionState(models.TextChoices):
    """Where an objection stands. Upheld: the rejection stands; granted: the case is reviewed anew."""

    DRAFT = "draft", "sedang ditulis"
    SUBMITTED = "submitted", "menunggu jawaban"
    UPHELD = "upheld", "penolakan tetap berlaku"
    GRANTED = "granted", "diterima, diperiksa lagi"


class Ground(models.TextChoices):
    """The only two grounds of a deactivation (Pasal 10(4))."""

    VIOLATION = "violation", "Pelanggaran ketentuan penggunaan"
    BLACKLIST_REQUEST = "blacklist_request", "Permintaan pejabat pengadaan karena daftar hitam"


class Requester(models.TextChoices):
    """In which capacity somebody asks for a deactivation; a blacklist request comes from the first four only."""

    PA_KPA = "pa_kpa", "PA/KPA"
    PPK = "ppk", "PPK"
    COMMITTEE = "committee", "ULP/Pokja/Panitia"
    PROCUREMENT_OFFICER = "procurement_officer", "Pejabat Pengadaan"
    OTHER = "other", "Pihak lain atau temuan LPSE sendiri"


class DeactivationState(models.TextChoices):
    """Where a deactivation stands."""

    PROPOSED = "proposed", "diusulkan"
    ACTIVE = "active", "nonaktif"
    REFUSED = "refused", "usulan ditolak"
    ENDED = "ended", "berakhir pada waktunya"
    LIFTED = "lifted", "diakhiri lebih awal"


class ReactivationState(models.TextChoices):
    """Where a proposal to end a deactivation before its time stands."""

    PROPOSED = "proposed", "diusulkan"
    ACCEPTED = "accepted", "disetujui"
    REFUSED = "refused", "ditolak"


class FilePurpose(models.TextChoices):
    """What a file of a deactivation is."""

    LETTER = "letter", "Surat permintaan"
    EVIDENCE = "evidence", "Bukti"
    REPLY = "reply", "Lampiran tanggapan penyedia"


class SnapshotState(models.TextChoices):
    """Where an imported copy of the national blacklist stands; only one is current."""

    DRAFT = "draft", "menunggu diperiksa"
    CURRENT = "current", "dipakai"
    REPLACED = "replaced", "digantikan"


class EntryState(models.TextChoices):
    """The four states of the national list (domain 5.3)."""

    PUBLISHED = "published", "tayang"
    EXPIRED = "expired", "masa sanksi berakhir"
    CANCELED = "canceled", "dibatalkan"
    CANCELED_TEMPORARY = "canceled_temporary", "dibatalkan sementara"


# Archive
class DestructionState(models.TextChoices):
    """Where a proposal to destroy stands."""

    PROPOSED = "proposed", "menunggu persetujuan"
    APPROVED = "approved", "disetujui, sedang dihapus"
    DONE = "done", "selesai dimusnahkan"
    REFUSED = "refused", "ditolak"


class EntrySource(models.TextChoices):
    """How an entry came into the User ID register."""

    DECIDED = "decided", "keputusan di portal"
    IMPORTED = "imported", "impor register lama"
