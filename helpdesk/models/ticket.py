"""Tickets: whoever needs help, complains or suggests, by whatever way it came (Pasal 11(2)a-c, 23c)."""

from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.choices import label_of
from core.constraints import set_in_state
from core.enums import SlaEvent, SlaPriority, SlaWaiting
from core.roles import ROLES, STAFF_ROLES, SUPPORT
from helpdesk.enums.ticket import (
    MessageKind,
    TicketCategory,
    TicketChannel,
    TicketConfirmation,
    TicketImpact,
    TicketKind,
    TicketSecrecy,
    TicketState,
    TicketType,
    TicketUrgency,
    TicketUserGroup,
)

# Prose, unlike names: stemmed by PostgreSQL's own Indonesian dictionary.
SEARCH_CONFIG = "indonesian"
OPEN = [TicketState.NEW, TicketState.IN_PROGRESS, TicketState.WAITING_USER, TicketState.WAITING_LKPP]
PRIORITIES = {
    (TicketUrgency.URGENT, TicketImpact.LARGE): SlaPriority.HIGH,
    (TicketUrgency.URGENT, TicketImpact.MEDIUM): SlaPriority.HIGH,
    (TicketUrgency.URGENT, TicketImpact.SMALL): SlaPriority.MEDIUM,
    (TicketUrgency.NOT_URGENT, TicketImpact.LARGE): SlaPriority.MEDIUM,
    (TicketUrgency.NOT_URGENT, TicketImpact.MEDIUM): SlaPriority.LOW,
    (TicketUrgency.NOT_URGENT, TicketImpact.SMALL): SlaPriority.LOW,
}


def unit_choices() -> list[tuple[str, str]]:
    """Units of the office that a ticket may lie with."""
    return [(key, role.label) for key, role in ROLES.items() if key in STAFF_ROLES]


class TicketQuerySet(models.QuerySet["Ticket"]):
    """Reads of tickets."""

    def visible_to(self, user: Any) -> "TicketQuerySet":
        """All for the desk and the heads; for other units what lies with them or what they watch; own ones for owners."""
        if not user.is_authenticated:
            return self.none()
        if user.has_perm("helpdesk.view_every_ticket"):
            return self
        if user.has_perm("helpdesk.view_ticket"):
            watched = TicketWatcher.objects.filter(user=user).values("ticket")
            return self.filter(Q(unit__in=sorted(user.roles)) | Q(officer=user) | Q(pk__in=watched))
        return self.filter(owner=user)

    def owned_by(self, user: Any) -> "TicketQuerySet":
        """Those that the person handed in with the own account."""
        return self.filter(owner=user) if user.is_authenticated else self.none()

    def open(self) -> "TicketQuerySet":
        """Not yet solved."""
        return self.filter(state__in=OPEN)


class Ticket(models.Model):
    """One request for help, complaint or suggestion, with the columns of the official log.

    The clock is read from `TicketEvent`; what stands here of it (`response_due_at` and so on) is the last reading, kept
    so that lists are sorted by an index. `clock_stamp` names the calendar and targets it was read under.
    """

    number = models.CharField("nomor tiket", max_length=30, unique=True, editable=False)
    state = models.CharField("keadaan", max_length=14, choices=TicketState, default=TicketState.NEW, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    # The same form sent twice is one ticket.
    submission = models.CharField(max_length=40, null=True, unique=True, editable=False)

    # Reporting (pelaporan)
    channel = models.CharField("media", max_length=10, choices=TicketChannel)
    secrecy = models.CharField("kerahasiaan", max_length=12, choices=TicketSecrecy, default=TicketSecrecy.OPEN)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="akun pelapor",
        null=True,
        on_delete=models.PROTECT,
        related_name="tickets",
    )
    reporter_name = models.CharField("nama pelapor", max_length=200, blank=True, default="")
    reporter_email = models.EmailField("surel pelapor", max_length=254, blank=True, default="")
    reporter_phone = models.CharField("telepon pelapor", max_length=30, blank=True, default="")
    spse_user_id = models.CharField("User ID SPSE", max_length=50, blank=True, default="")
    user_group = models.CharField(
        "kelompok pengguna", max_length=10, choices=TicketUserGroup, default=TicketUserGroup.PUBLIC
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="dicatat oleh", null=True, on_delete=models.PROTECT, related_name="+"
    )

    # What it is about
    subject = models.CharField("judul", max_length=200)
    description = models.TextField("uraian", blank=True, default="")
    tender_code = models.CharField("kode tender", max_length=30, blank=True, default="")
    error_code = models.CharField("kode galat", max_length=100, blank=True, default="")

    # Classification (klasifikasi)
    type = models.CharField("tipe", max_length=12, choices=TicketType, default=TicketType.SERVICE)
    category = models.CharField("kategori", max_length=14, choices=TicketCategory, default=TicketCategory.TECHNICAL)
    kind = models.CharField("jenis", max_length=10, choices=TicketKind, default=TicketKind.OTHER)
    urgency = models.CharField("urgensi", max_length=10, choices=TicketUrgency, default=TicketUrgency.NOT_URGENT)
    impact = models.CharField("dampak", max_length=10, choices=TicketImpact, default=TicketImpact.MEDIUM)
    priority = models.CharField("prioritas", max_length=10, choices=SlaPriority, default=SlaPriority.LOW)
    is_out_of_scope = models.BooleanField("bukan kewenangan LPSE", default=False)

    # Handling (penanganan) and solution (penyelesaian)
    unit = models.CharField("unit", max_length=30, choices=unit_choices, default=SUPPORT)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="petugas", null=True, on_delete=models.PROTECT, related_name="+"
    )
    solution = models.TextField("solusi", blank=True, default="")
    confirmation = models.CharField(
        "status konfirmasi", max_length=14, choices=TicketConfirmation, default=TicketConfirmation.NOT_INFORMED
    )
    merged_into = models.ForeignKey(
        "self", verbose_name="digabung ke", null=True, on_delete=models.PROTECT, related_name="merged"
    )
    related = models.ManyToManyField("self", verbose_name="tiket terkait", blank=True)

    opened_at = models.DateTimeField("dibuka", default=timezone.now, editable=False)
    responded_at = models.DateTimeField("tanggapan pertama", null=True, editable=False)
    resolved_at = models.DateTimeField("diselesaikan", null=True, editable=False)
    confirm_until = models.DateTimeField("konfirmasi paling lambat", null=True, editable=False)
    closed_at = models.DateTimeField("ditutup", null=True, editable=False)
    erased_at = models.DateTimeField("data pelapor dihapus", null=True, editable=False)

    # The last reading of the clocks
    response_due_at = models.DateTimeField("jatuh tempo tanggapan", null=True, editable=False)
    response_breached_at = models.DateTimeField(null=True, editable=False)
    resolution_due_at = models.DateTimeField("jatuh tempo penyelesaian", null=True, editable=False)
    resolution_breached_at = models.DateTimeField(null=True, editable=False)
    # What the office looks at next: the due time that comes first.
    attention_at = models.DateTimeField("perhatian", default=timezone.now, editable=False)
    warn_at = models.DateTimeField(null=True, editable=False)
    warned_for = models.CharField(max_length=60, blank=True, default="", editable=False)
    clock_stamp = models.CharField(max_length=16, blank=True, default="", editable=False)

    objects = TicketQuerySet.as_manager()
    # Read in every row of every list of tickets.
    get_state_display = label_of("state", TicketState)
    get_priority_display = label_of("priority", SlaPriority)
    get_type_display = label_of("type", TicketType)
    get_channel_display = label_of("channel", TicketChannel)

    class Meta:
        verbose_name = "tiket"
        verbose_name_plural = "tiket"
        default_permissions = ("view", "add", "change")
        permissions = [
            ("view_every_ticket", "Melihat semua tiket"),
            ("view_ticket_reporter", "Melihat pelapor yang meminta dirahasiakan"),
        ]
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="ticket_anonymous_names_nobody",
                condition=~Q(secrecy=TicketSecrecy.ANONYMOUS)
                | Q(owner__isnull=True, reporter_name="", reporter_email="", reporter_phone="", spse_user_id=""),
                violation_error_message="Tiket tanpa nama tidak memuat pelapor.",
            ),
            set_in_state(
                "ticket_solved_has_time",
                [TicketState.RESOLVED, TicketState.CLOSED],
                "resolved_at",
                message="Tiket yang selesai mencatat waktu penyelesaiannya.",
            ),
            set_in_state("ticket_waits_for_confirmation", TicketState.RESOLVED, "confirm_until"),
            set_in_state("ticket_closed_has_time", [TicketState.CLOSED, TicketState.MERGED], "closed_at"),
            set_in_state("ticket_merged_has_other", TicketState.MERGED, "merged_into"),
            models.CheckConstraint(
                name="ticket_not_merged_into_itself", condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk"))
            ),
        ]
        indexes = [
            models.Index(fields=["attention_at", "id"], name="ticket_queue", condition=Q(state__in=OPEN)),
            models.Index(fields=["unit", "attention_at", "id"], name="ticket_queue_unit", condition=Q(state__in=OPEN)),
            models.Index(
                fields=["officer", "attention_at", "id"], name="ticket_queue_mine", condition=Q(state__in=OPEN)
            ),
            models.Index(fields=["warn_at"], name="ticket_warn", condition=Q(warn_at__isnull=False)),
            models.Index(fields=["confirm_until"], name="ticket_confirm", condition=Q(state="resolved")),
            models.Index(fields=["state", "-id"], name="ticket_state"),
            models.Index(fields=["owner", "-id"], name="ticket_owner"),
            models.Index(fields=["-id"], name="ticket_suggestions", condition=Q(type="suggestion")),
            GinIndex(SearchVector("subject", "description", config=SEARCH_CONFIG), name="ticket_words"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="ticket_publication_has_outcome",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("state"),
                condition=pgtrigger.Q(new__state=TicketState.RESOLVED),
                func="""
                    IF EXISTS (SELECT 1 FROM helpdesk_publicationrequest p WHERE p.ticket_id = NEW.id AND p.outcome = '') THEN
                        RAISE EXCEPTION 'Dukungan penayangan selesai dengan hasilnya.' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"

    @property
    def is_open(self) -> bool:
        """True while the office works on it."""
        return self.state in OPEN

    @property
    def waits_for(self) -> str:
        """Whom it waits for, as the clock calls it; empty while it runs."""
        return {TicketState.WAITING_USER: SlaWaiting.USER, TicketState.WAITING_LKPP: SlaWaiting.LKPP}.get(
            TicketState(self.state), ""
        )


class TicketEvent(models.Model):
    """One line of the log that the clock is read from; never altered."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField("kejadian", max_length=10, choices=SlaEvent)
    at = models.DateTimeField("waktu")
    priority = models.CharField("prioritas", max_length=10, blank=True, default="")
    waits_for = models.CharField("menunggu", max_length=10, blank=True, default="")

    class Meta:
        verbose_name = "kejadian tiket"
        verbose_name_plural = "kejadian tiket"
        default_permissions = ()
        ordering = ["pk"]
        indexes = [models.Index(fields=["ticket", "id"], name="ticketevent_log")]
        triggers = [pgtrigger.Protect(name="ticketevent_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"


class TicketMessage(models.Model):
    """One message of a ticket's thread: plain text, whoever wrote it; a note is seen by the office only."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField("jenis", max_length=10, choices=MessageKind)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="penulis", null=True, on_delete=models.PROTECT, related_name="+"
    )
    body = models.TextField("isi")
    created_at = models.DateTimeField("ditulis", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "pesan tiket"
        verbose_name_plural = "pesan tiket"
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="ticketmessage_office_has_author",
                condition=Q(kind=MessageKind.FROM_USER) | Q(author__isnull=False),
                violation_error_message="Balasan dan catatan mencatat petugasnya.",
            )
        ]
        indexes = [models.Index(fields=["ticket", "-id"], name="ticketmessage_thread")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.created_at}"


class TicketFile(models.Model):
    """A file of a ticket; the user sees those of the thread, the office sees all."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="files")
    file = models.OneToOneField("core.StoredFile", on_delete=models.PROTECT, related_name="ticket_file")
    is_internal = models.BooleanField("hanya untuk petugas", default=False)
    added_at = models.DateTimeField("ditambahkan", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "lampiran tiket"
        verbose_name_plural = "lampiran tiket"
        default_permissions = ()
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.file)


class TicketWatcher(models.Model):
    """Somebody of the office who is told of what happens to a ticket."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="watchers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "pemantau tiket"
        verbose_name_plural = "pemantau tiket"
        default_permissions = ()
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["ticket", "user"], name="ticketwatcher_once")]
        indexes = [models.Index(fields=["user", "ticket"], name="ticketwatcher_mine")]

    def __str__(self) -> str:
        return str(self.user)


class AnswerTemplate(models.Model):
    """Words that the desk answers again and again; the officer reads and changes them before they go out."""

    title = models.CharField("nama", max_length=100, unique=True)
    body = models.TextField("isi jawaban", max_length=5000)
    is_active = models.BooleanField("dipakai", default=True)

    class Meta:
        verbose_name = "templat jawaban"
        verbose_name_plural = "templat jawaban"
        ordering = ["title"]
        default_permissions = ("view", "add", "change")

    def __str__(self) -> str:
        return self.title
