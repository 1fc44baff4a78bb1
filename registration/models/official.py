"""The request of an official to be registered: PA/KPA, PPK, ULP, Pejabat Pengadaan, Auditor, others (Pasal 22(1)b)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core import profile
from core.constraints import set_in_state
from core.models import Organization
from core.roles import AUDITOR, OFFICIAL_ROLES, OTHER_ENTITY, ROLES
from registration.enums import LetterKind, OfficialReason, OfficialState

OFFICIAL_RUNNING = [OfficialState.DRAFT, OfficialState.RETURNED]
OFFICIAL_DECIDED = [OfficialState.APPROVED, OfficialState.REJECTED, OfficialState.LAPSED]
OFFICIAL_CLOSED = [OfficialState.EXPIRED, OfficialState.WITHDRAWN]
# States in which nothing was handed in for certain.
_MAYBE_UNSUBMITTED = [OfficialState.DRAFT, *OFFICIAL_CLOSED]


def role_word(role: str) -> str:
    """The role as the profile in force calls it; empty for none."""
    return profile.current().role_labels.get(role) or (ROLES[role].label if role in ROLES else "")


def official_role_choices() -> list[tuple[str, str]]:
    """Roles one registers for with a letter; a callable, so that a new role needs no migration."""
    return [(key, ROLES[key].label) for key in OFFICIAL_ROLES]


class OfficialRequestQuerySet(models.QuerySet["OfficialRequest"]):
    """Reads of requests."""

    def visible_to(self, user: Any) -> "OfficialRequestQuerySet":
        """Own requests; all that were handed in for staff who may view them; none for strangers."""
        if not user.is_authenticated:
            return self.none()
        if user.has_perm("registration.view_officialrequest"):
            return self.filter(Q(owner=user) | Q(first_submitted_at__isnull=False))
        return self.filter(owner=user)

    def running(self) -> "OfficialRequestQuerySet":
        """The official's turn: draft or sent back."""
        return self.filter(state__in=OFFICIAL_RUNNING)

    def waiting(self) -> "OfficialRequestQuerySet":
        """The office's turn."""
        return self.filter(state=OfficialState.SUBMITTED)


class OfficialRequest(models.Model):
    """One request with one letter; another letter, role or audit is another request.

    Fields may be empty in a draft; `registration.official_rules` says what must be there to hand in. The letter's last
    day is the role's last day.
    """

    number = models.CharField("nomor permohonan", max_length=30, unique=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="akun pemohon",
        on_delete=models.PROTECT,
        related_name="official_requests",
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="diisi oleh", on_delete=models.PROTECT, related_name="+"
    )
    renews = models.ForeignKey(
        "self", verbose_name="memperpanjang", null=True, blank=True, on_delete=models.PROTECT, related_name="renewals"
    )
    state = models.CharField(
        "keadaan", max_length=12, choices=OfficialState, default=OfficialState.DRAFT, editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    # Who, and as what
    role = models.CharField("peran", max_length=30, choices=official_role_choices, blank=True, default="")
    entity = models.CharField("entitas", max_length=200, blank=True, default="")
    full_name = models.CharField("nama lengkap", max_length=200, blank=True, default="")
    nip = models.CharField("NIP", max_length=18, blank=True, default="")
    position = models.CharField("jabatan", max_length=200, blank=True, default="")
    rank = models.CharField("pangkat/golongan", max_length=100, blank=True, default="")
    organization = models.ForeignKey(
        Organization,
        verbose_name="instansi",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="official_requests",
    )

    # The letter
    letter_kind = models.CharField("jenis surat", max_length=12, choices=LetterKind, blank=True, default="")
    letter_number = models.CharField("nomor surat", max_length=100, blank=True, default="")
    letter_date = models.DateField("tanggal surat", null=True, blank=True)
    valid_until = models.DateField("berlaku sampai dengan", null=True, blank=True)
    letter_file = models.ForeignKey(
        "core.StoredFile",
        verbose_name="pindaian surat",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )

    # Auditors only: which packages (tender codes, one a line) or which agencies
    audit_packages = models.TextField("kode tender", blank=True, default="")
    audit_agencies = models.ManyToManyField(Organization, verbose_name="instansi yang diperiksa", related_name="+")

    # Clocks
    created_at = models.DateTimeField("dibuat", default=timezone.now, editable=False)
    due_at = models.DateTimeField("batas waktu pemohon", null=True, blank=True, editable=False)
    submitted_at = models.DateTimeField("diserahkan", null=True, blank=True, editable=False)
    first_submitted_at = models.DateTimeField("pertama diserahkan", null=True, blank=True, editable=False)
    returned_at = models.DateTimeField("dikembalikan", null=True, blank=True, editable=False)
    decided_at = models.DateTimeField("diputuskan", null=True, blank=True, editable=False)
    closed_at = models.DateTimeField("ditutup tanpa keputusan", null=True, blank=True, editable=False)
    lapsed_at = models.DateTimeField("masa berlaku habis", null=True, blank=True, editable=False)
    erased_at = models.DateTimeField("data pribadi dihapus", null=True, blank=True, editable=False)
    # The smallest reminder sent about the letter's end.
    reminder_days = models.PositiveSmallIntegerField("pengingat terakhir (hari)", null=True, blank=True, editable=False)

    # What the office said last
    reason = models.CharField("alasan", max_length=40, choices=OfficialReason, blank=True, default="", editable=False)
    note = models.TextField("catatan petugas", blank=True, default="", editable=False)

    privacy_version = models.CharField(max_length=20, blank=True, default="", editable=False)
    declaration_version = models.CharField(max_length=20, blank=True, default="", editable=False)

    objects = OfficialRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "permohonan pejabat"
        verbose_name_plural = "permohonan pejabat"
        default_permissions = ("view",)
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="official_nip_18_digits",
                condition=Q(nip="") | Q(nip__regex=r"^[0-9]{18}$"),
                violation_error_message="NIP terdiri atas 18 angka. Periksa lagi, atau kosongkan bila tidak ada.",
            ),
            models.CheckConstraint(
                name="official_letter_ends_after_date",
                condition=Q(letter_date__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("letter_date")),
                violation_error_message="Tanggal akhir berlaku harus sama dengan atau sesudah tanggal surat.",
            ),
            models.CheckConstraint(
                name="official_handed_in_is_whole",
                condition=Q(state__in=_MAYBE_UNSUBMITTED)
                | Q(
                    submitted_at__isnull=False,
                    first_submitted_at__isnull=False,
                    organization__isnull=False,
                    letter_date__isnull=False,
                    valid_until__isnull=False,
                    letter_file__isnull=False,
                )
                & ~Q(role="")
                & ~Q(full_name="")
                & ~Q(letter_kind="")
                & ~Q(letter_number=""),
                violation_error_message="Permohonan yang diserahkan memuat peran, nama, instansi, dan surat beserta masa berlakunya.",
            ),
            set_in_state("official_clock_on_officials_turn", OFFICIAL_RUNNING, "due_at"),
            set_in_state("official_decided_has_time", OFFICIAL_DECIDED, "decided_at"),
            set_in_state("official_lapsed_has_time", OfficialState.LAPSED, "lapsed_at"),
            set_in_state("official_closed_has_time", OFFICIAL_CLOSED, "closed_at"),
            models.CheckConstraint(
                name="official_sent_back_has_reason",
                condition=~Q(state__in=[OfficialState.RETURNED, OfficialState.REJECTED]) | ~Q(reason=""),
                violation_error_message="Pilih alasan pengembalian atau penolakan.",
            ),
            models.CheckConstraint(
                name="official_entity_is_named",
                condition=Q(state__in=_MAYBE_UNSUBMITTED) | ~Q(role=OTHER_ENTITY) | ~Q(entity=""),
                violation_error_message="Pilih entitas menurut syarat dan ketentuan penggunaan SPSE.",
            ),
            models.UniqueConstraint(
                fields=["owner"],
                name="official_one_draft",
                condition=Q(state=OfficialState.DRAFT),
                violation_error_message="Anda masih mempunyai permohonan yang belum diserahkan. Lanjutkan permohonan itu.",
            ),
            models.UniqueConstraint(
                fields=["owner", "role", "organization"],
                name="official_one_waiting_of_a_kind",
                condition=Q(state__in=[OfficialState.SUBMITTED, OfficialState.RETURNED]) & ~Q(role=AUDITOR),
                violation_error_message="Permohonan Anda untuk peran dan instansi ini masih berjalan.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["first_submitted_at", "id"], name="official_queue", condition=Q(state=OfficialState.SUBMITTED)
            ),
            models.Index(fields=["owner", "-id"], name="official_of_owner"),
            models.Index(fields=["state", "-id"], name="official_by_state"),
            models.Index(fields=["role", "-id"], name="official_by_role"),
            models.Index(fields=["valid_until"], name="official_ending", condition=Q(state=OfficialState.APPROVED)),
            models.Index(fields=["due_at"], name="official_due", condition=Q(state__in=["draft", "returned"])),
            models.Index(fields=["nip"], name="official_by_nip", condition=~Q(nip="")),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.full_name}".strip()

    @property
    def is_editable(self) -> bool:
        """True while it is the official's turn."""
        return self.state in OFFICIAL_RUNNING

    @property
    def is_auditor(self) -> bool:
        """True when packages or agencies bound the role besides its time."""
        return self.role == AUDITOR

    @property
    def package_codes(self) -> list[str]:
        """Tender codes as stored, one a line."""
        return self.audit_packages.split()

    @property
    def role_label(self) -> str:
        """The role as this profile and this request call it; empty while none was chosen."""
        if self.role == OTHER_ENTITY and self.entity:
            return self.entity
        return role_word(self.role)
