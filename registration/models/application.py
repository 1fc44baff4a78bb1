"""The application of a Penyedia (Pasal 10(2)a, 22(1)a)."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.constraints import set_in_state
from core.crypto import SealedTextField
from core.enums import VisitPlace
from core.similar import key_field, similar_indexes, words_field
from registration import triggers
from registration.enums import ApplicantKind, ApplicationState, BusinessForm

RUNNING = [ApplicationState.DRAFT, ApplicationState.RETURNED]
# Names are no prose: no stemming, no stop words.
SEARCH_CONFIG = "simple"
DECIDED = [ApplicationState.APPROVED, ApplicationState.REJECTED]
# An account has one of these.
OPEN = [
    ApplicationState.DRAFT,
    ApplicationState.SUBMITTED,
    ApplicationState.UNDER_REVIEW,
    ApplicationState.RETURNED,
]


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Reads of applications."""

    def visible_to(self, user: Any) -> "ApplicationQuerySet":
        """Own applications for a vendor; all for staff who may view them; none for strangers."""
        if not user.is_authenticated:
            return self.none()
        if user.has_perm("registration.view_application"):
            return self
        return self.filter(owner=user)

    def waiting_for_office(self) -> "ApplicationQuerySet":
        """Handed in and not yet decided: the office's turn."""
        return self.filter(state__in=[ApplicationState.SUBMITTED, ApplicationState.UNDER_REVIEW])

    def running(self) -> "ApplicationQuerySet":
        """The applicant's turn: the thirty-day clock runs."""
        return self.filter(state__in=RUNNING)


class Application(models.Model):
    """One application of a Penyedia, from the confirmed e-mail to the decision.

    `due_at` is set while it is the applicant's turn; while the file waits for the office the clock stands still and
    `remaining` keeps what is left, so nobody expires because the LPSE was slow.
    Fields may be empty in a draft; the rule set (`registration.requirements`) says what must be there to submit.
    """

    number = models.CharField("nomor pendaftaran", max_length=30, unique=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="akun pemohon", on_delete=models.PROTECT, related_name="applications"
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="diisi oleh", on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField("jenis pemohon", max_length=20, choices=ApplicantKind)
    state = models.CharField(
        "keadaan", max_length=12, choices=ApplicationState, default=ApplicationState.DRAFT, editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    # Step key → version at which the step last changed, so that a second tab cannot overwrite it unseen.
    step_versions = models.JSONField(default=dict, editable=False)

    # Clocks
    created_at = models.DateTimeField("dibuat", default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField("surel dikonfirmasi", editable=False)
    due_at = models.DateTimeField("batas waktu pemohon", null=True, blank=True, editable=False)
    remaining = models.DurationField("sisa waktu pemohon", null=True, blank=True, editable=False)
    submitted_at = models.DateTimeField("diserahkan", null=True, blank=True, editable=False)
    first_submitted_at = models.DateTimeField("pertama diserahkan", null=True, blank=True, editable=False)
    returned_at = models.DateTimeField("dikembalikan", null=True, blank=True, editable=False)
    decided_at = models.DateTimeField("diputuskan", null=True, blank=True, editable=False)
    # After a granted objection the office's time counts from here, and the case stays archive whatever becomes of it.
    reopened_at = models.DateTimeField("diperiksa lagi", null=True, blank=True, editable=False)
    closed_at = models.DateTimeField("ditutup tanpa keputusan", null=True, blank=True, editable=False)
    erased_at = models.DateTimeField("data pribadi dihapus", null=True, blank=True, editable=False)
    # The smallest reminder sent for this deadline: nobody expires without the last one.
    reminder_days = models.PositiveSmallIntegerField("pengingat terakhir (hari)", null=True, blank=True, editable=False)
    reminded_at = models.DateTimeField("diingatkan", null=True, blank=True, editable=False)
    # Working minutes the file lay with the office, over all rounds: the figure on the front page.
    office_minutes = models.PositiveIntegerField("menit kerja di kantor", default=0, editable=False)

    # Identity of the business
    business_form = models.CharField("bentuk usaha", max_length=20, choices=BusinessForm, blank=True, default="")
    name = models.CharField("nama", max_length=200, blank=True, default="")
    name_words = words_field("name")
    name_key = key_field("name")
    npwp = SealedTextField("NPWP", blank=True)
    npwp_hash = models.CharField(max_length=64, blank=True, default="", editable=False)
    phone = models.CharField("telepon", max_length=30, blank=True, default="")
    website = models.URLField("situs web", blank=True, default="")

    # Address with Kemendagri codes (PP.KK.CC.DDDD)
    street = models.CharField("alamat", max_length=300, blank=True, default="")
    region_code = models.CharField("kode wilayah", max_length=13, blank=True, default="")
    postal_code = models.CharField("kode pos", max_length=5, blank=True, default="")

    # Deed (akta)
    deed_number = models.CharField("nomor akta pendirian", max_length=50, blank=True, default="")
    deed_date = models.DateField("tanggal akta pendirian", null=True, blank=True)
    deed_notary = models.CharField("notaris", max_length=200, blank=True, default="")
    deed_notary_seat = models.CharField("kedudukan notaris", max_length=100, blank=True, default="")
    deed_ahu_number = models.CharField("nomor pengesahan/pendaftaran AHU", max_length=100, blank=True, default="")
    deed_ahu_date = models.DateField("tanggal pengesahan/pendaftaran AHU", null=True, blank=True)
    has_amendment = models.BooleanField("ada akta perubahan", default=False)
    amendment_number = models.CharField("nomor akta perubahan terakhir", max_length=50, blank=True, default="")
    amendment_date = models.DateField("tanggal akta perubahan terakhir", null=True, blank=True)
    amendment_notary = models.CharField("notaris akta perubahan", max_length=200, blank=True, default="")
    amendment_notary_seat = models.CharField("kedudukan notaris akta perubahan", max_length=100, blank=True, default="")
    amendment_ahu_number = models.CharField("nomor AHU akta perubahan", max_length=100, blank=True, default="")
    amendment_ahu_date = models.DateField("tanggal AHU akta perubahan", null=True, blank=True)

    # Licences: an individual may work in a field that needs none (Pasal 22(1)a.2 last item)
    needs_licence = models.BooleanField("bidang usaha memerlukan izin", null=True, blank=True)

    # The responsible person: director, owner or authorised officer
    signatory_name = models.CharField("nama penanggung jawab", max_length=200, blank=True, default="")
    signatory_position = models.CharField("jabatan", max_length=100, blank=True, default="")
    signatory_nik = SealedTextField("NIK", blank=True)
    signatory_nik_hash = models.CharField(max_length=64, blank=True, default="", editable=False)
    signatory_phone = models.CharField("telepon seluler", max_length=30, blank=True, default="")

    # Registered in SPSE itself (Pasal 22(1)a.1): a fact we note, not an account of ours
    spse_registered_on = models.DateField("tanggal mendaftar di SPSE", null=True, blank=True)
    spse_user_id = models.CharField("User ID di SPSE", max_length=30, blank=True, default="")
    spse_link = models.URLField("alamat SPSE", blank=True, default="")

    # When and where the originals will be shown; written by verification, which keeps the appointments
    slot_at = models.DateTimeField("jadwal kunjungan", null=True, blank=True, editable=False)
    slot_mode = models.CharField(
        "cara kunjungan", max_length=10, choices=VisitPlace, blank=True, default="", editable=False
    )

    # What the applicant agreed to, in which wording
    privacy_version = models.CharField(max_length=20, blank=True, default="", editable=False)
    privacy_accepted_at = models.DateTimeField(null=True, blank=True, editable=False)
    declaration_version = models.CharField(max_length=20, blank=True, default="", editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = "pendaftaran penyedia"
        verbose_name_plural = "pendaftaran penyedia"
        ordering = ["-pk"]
        permissions = [("enter_application", "Dapat mengisi pendaftaran di loket")]
        constraints = [
            models.CheckConstraint(
                name="application_clock_runs_on_applicants_turn",
                condition=Q(state__in=RUNNING, due_at__isnull=False, remaining__isnull=True)
                | ~Q(state__in=RUNNING) & Q(due_at__isnull=True),
            ),
            models.CheckConstraint(
                name="application_submitted_has_time",
                condition=Q(state__in=[ApplicationState.DRAFT, ApplicationState.EXPIRED, ApplicationState.WITHDRAWN])
                | Q(submitted_at__isnull=False, first_submitted_at__isnull=False),
            ),
            set_in_state("application_decided_has_time", DECIDED, "decided_at"),
            set_in_state(
                "application_closed_has_time", [ApplicationState.EXPIRED, ApplicationState.WITHDRAWN], "closed_at"
            ),
            models.CheckConstraint(
                name="application_slot_has_mode",
                condition=Q(slot_at__isnull=True, slot_mode="") | Q(slot_at__isnull=False) & ~Q(slot_mode=""),
            ),
            models.UniqueConstraint(
                fields=["owner"],
                name="application_one_open_per_account",
                condition=Q(state__in=OPEN),
                violation_error_message="Akun ini masih mempunyai pendaftaran yang berjalan. Lanjutkan pendaftaran itu.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["first_submitted_at", "id"],
                name="application_queue",
                condition=Q(state__in=["submitted", "under_review"]),
            ),
            models.Index(fields=["state", "-id"]),
            models.Index(fields=["owner", "-id"]),
            models.Index(fields=["due_at"], name="application_due", condition=Q(state__in=["draft", "returned"])),
            models.Index(fields=["npwp_hash"]),
            GinIndex(SearchVector("name", config=SEARCH_CONFIG), name="application_name_words"),
            *similar_indexes("application"),
            models.Index(fields=["-decided_at"], name="application_decided", condition=Q(decided_at__isnull=False)),
        ]
        triggers = [triggers.application_erasure()]

    def __str__(self) -> str:
        return f"{self.number} {self.full_name}".strip()

    @property
    def full_name(self) -> str:
        """Name as people say it: ``CV Maju Jaya`` or the name of the person."""
        form = (
            self.get_business_form_display()
            if self.business_form and self.business_form != BusinessForm.OTHER_SOLE
            else ""
        )
        return f"{form} {self.name}".strip()

    @property
    def is_editable(self) -> bool:
        """True while it is the applicant's turn."""
        return self.state in RUNNING
