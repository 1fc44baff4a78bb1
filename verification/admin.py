"""The registers of verification in the browser admin: read-only; the desk and its services write.

The desk itself has pages of its own (`verification.desk`); here it only gets its place in the admin's navigation.
"""

from contextlib import suppress
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import display

from core.admin.base import DeskAdmin, ReadOnlyAdmin
from core.crypto import keyed_hash
from core.formats import masked
from core.models import Visit
from core.refusals import BadInput
from core.similar import LOOSE_SCORE, alike
from registration.identity_numbers import npwp_normalise
from verification.desk.frame import actor
from verification.enums import EntrySource, EntryState, Outcome, SnapshotState, UserIdState
from verification.models import BlacklistEntry, BlacklistSnapshot, Case, Deactivation, Decision, UserId
from verification.selectors import desk_applications
from verification.transitions import USER_ID_TYPE

_OUTCOMES = {Outcome.APPROVED.label: "success", Outcome.REJECTED.label: "danger"}
_STATES = {
    UserIdState.RECORDED.label: "warning",
    UserIdState.ACTIVE.label: "success",
    UserIdState.INACTIVE.label: "danger",
}
_ENTRIES = {EntryState.PUBLISHED.label: "danger"}


@admin.register(Case)
class CaseAdmin(DeskAdmin):
    """The desk's entry in the navigation: every address leads on to the desk."""

    desk_list, desk_page = "desk:queue", "desk:case"

    def desk_rows(self, request: HttpRequest) -> QuerySet[Any]:
        """Cases of the desk."""
        return desk_applications(actor(request))


@admin.register(Visit)
class VisitAdmin(DeskAdmin):
    """The counter's entry in the navigation: every address leads on to today's visits or to one slip."""

    desk_list, desk_page = "desk:visits", "desk:visit_slip"

    def page_of(self, row: Visit) -> HttpResponse:
        """On to the slip of a visitor who came, else to the counter."""
        return super().page_of(row) if row.queue_number else redirect(self.desk_list)


@admin.register(UserId)
class UserIdAdmin(ReadOnlyAdmin):
    """The register of SPSE User IDs, newest first (Pasal 22(2))."""

    audit_type = USER_ID_TYPE
    list_display = ("value", "holder_label", "state_label", "recorded_at", "activated_on", "case")
    list_filter = ("state", "source", ("receipt_confirmed_at", admin.EmptyFieldListFilter))
    list_select_related = ("decision__application",)
    list_only = (
        "value", "holder_name", "responsible_name", "state", "recorded_at", "activated_on",
        "decision__application__number",
    )  # fmt: skip
    search_fields = ("value",)
    search_help_text = "User ID, nomor pendaftaran, NPWP lengkap, atau nama pemegang (juga nama yang mirip)"
    ordering = ("-pk",)
    export_fields = (
        "value", "holder_name", "business_form", "nib", "address", "email", "registered_on", "state_label", "source",
        "responsible_name", "responsible_position", "recorded_at", "activated_on", "activated_by_name",
        "receipt_confirmed_at", "case_number",
    )  # fmt: skip
    fields = (
        "value", "holder_name", "business_form", "npwp_masked", "nib", "address", "email", "registered_on", "source",
        "responsible_name", "responsible_position", "state_label", "case", "letter",
        "recorded_at", "activated_on", "activated_by_name", "activation_recorded_by", "activation_recorded_at",
        "receipt_confirmed_at",
    )  # fmt: skip
    readonly_fields = fields

    @display(description="pemegang", ordering="holder_name", header=True)
    def holder_label(self, obj: UserId) -> list[str]:
        """Who holds it, and below it the responsible person."""
        return [obj.holder_name, obj.responsible_name]

    @display(description="keadaan", ordering="state", label=_STATES)
    def state_label(self, obj: UserId) -> str:
        """State with its colour and word."""
        return obj.get_state_display()

    @display(description="NPWP")
    def npwp_masked(self, obj: UserId) -> str:
        """Only the imported register keeps it here; of an application it stands in the application."""
        return masked(str(obj.npwp))

    @display(description="pendaftaran")
    def case(self, obj: UserId) -> SafeString | str:
        """The case it was approved in; none while it only stands in the register that the office kept before."""
        return _case_link(obj.decision) if obj.decision else EntrySource.IMPORTED.label

    @display(description="nomor pendaftaran")
    def case_number(self, obj: UserId) -> str:
        """The number alone, for the export."""
        return obj.decision.application.number if obj.decision else ""

    @display(description="surat")
    def letter(self, obj: UserId) -> SafeString | str:
        """The approval letter."""
        return _letter_link(obj.decision) if obj.decision else ""

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """A User ID, a case number or a whole NPWP finds exactly; words find names, those that look alike, too."""
        text = " ".join(search_term.split())
        if not text:
            return queryset, False
        if text.upper().startswith("REG-"):
            return queryset.filter(decision__application__number=text.upper()), False
        found = Q(value__iexact=text) | Q(pk__in=[one.pk for one in alike(UserId, text, least=LOOSE_SCORE)])
        with suppress(BadInput):
            found |= Q(npwp_hash=keyed_hash(npwp_normalise(text)))
        return queryset.filter(found), False

    def audit_number(self, obj: UserId) -> str:
        """User IDs are known by their value."""
        return obj.value


class OutcomeFilter(admin.SimpleListFilter):
    """Approved or rejected; reads the index of outcomes."""

    title = "keputusan"
    parameter_name = "hasil"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The two ends of an application."""
        return list(Outcome.choices)

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Decisions of the chosen outcome."""
        return queryset.filter(outcome=self.value()) if self.value() in Outcome.values else queryset


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    """Every decision, newest first (Pasal 10(3)); nothing in it ever changes."""

    list_display = ("case", "applicant", "outcome_label", "decided_by_name", "decided_at", "letter")
    list_filter = (OutcomeFilter,)
    list_select_related = ("application", "decided_by__person", "letter")
    search_fields = ("=application__number", "=letter__number", "application__name")
    search_help_text = "Nomor pendaftaran, nomor surat, atau nama pemohon"
    ordering = ("-pk",)
    export_fields = (
        "case_number", "applicant", "outcome_label", "reasons_text", "decided_by_name", "decided_at", "letter_number",
        "items_complete", "items_total",
    )  # fmt: skip
    fields = (
        "case", "applicant", "outcome_label", "reasons_text", "note", "decided_by_name", "decided_at", "letter",
        "items_complete", "items_total",
    )  # fmt: skip
    readonly_fields = fields

    @display(description="pendaftaran", ordering="application__number")
    def case(self, obj: Decision) -> SafeString:
        """The case on the desk."""
        return _case_link(obj)

    @display(description="nomor pendaftaran")
    def case_number(self, obj: Decision) -> str:
        """The number alone, for the export."""
        return obj.application.number

    @display(description="pemohon")
    def applicant(self, obj: Decision) -> str:
        """Who applied."""
        return obj.application.full_name

    @display(description="keputusan", ordering="outcome", label=_OUTCOMES)
    def outcome_label(self, obj: Decision) -> str:
        """Outcome with its colour and word."""
        return obj.get_outcome_display()

    @display(description="alasan")
    def reasons_text(self, obj: Decision) -> str:
        """The reasons in words."""
        return obj.reason_words

    @display(description="diputuskan oleh")
    def decided_by_name(self, obj: Decision) -> str:
        """The officer's name."""
        return obj.decided_by.full_name

    @display(description="surat")
    def letter(self, obj: Decision) -> SafeString:
        """The letter of the decision."""
        return _letter_link(obj)

    @display(description="nomor surat")
    def letter_number(self, obj: Decision) -> str:
        """The number alone, for the export."""
        return obj.letter.number


def _case_link(decision: Decision) -> SafeString:
    number = decision.application.number
    return format_html('<a class="whitespace-nowrap" href="{}">{}</a>', reverse("desk:case", args=[number]), number)


def _letter_link(decision: Decision) -> SafeString:
    address = reverse("core:document_download", args=[decision.letter.code])
    return format_html('<a class="whitespace-nowrap" href="{}">{}</a>', address, decision.letter.number)


class _EveryRow(DeskAdmin):
    def desk_rows(self, request: HttpRequest) -> QuerySet[Any]:
        """All: who sees the place sees every row."""
        return self.model._default_manager.all()


@admin.register(Deactivation)
class DeactivationAdmin(_EveryRow):
    """Deactivations (Pasal 10(4))."""

    desk_list, desk_page = "desk:deactivations", "desk:deactivation"


@admin.register(BlacklistSnapshot)
class BlacklistSnapshotAdmin(_EveryRow):
    """Copies of the national blacklist."""

    desk_list = "desk:blacklist_copies"


@admin.register(BlacklistEntry)
class BlacklistEntryAdmin(ReadOnlyAdmin):
    """The national blacklist in use, as its copy gives it; masks stay as they are."""

    list_display = ("name", "state_label", "npwp", "regency", "sk_number", "starts", "ends")
    list_filter = ("state",)
    search_fields = ("plain_name", "sk_number")
    search_help_text = "Nama penyedia tanpa bentuk usaha, atau nomor SK"
    ordering = ("-pk",)
    fields = (
        "name", "business_form", "state_label", "npwp", "nib", "address", "regency", "province", "sk_number",
        "violation", "starts", "ends", "snapshot", "row",
    )  # fmt: skip
    readonly_fields = fields
    list_select_related = ("snapshot",)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Of the copy in use only."""
        rows = super().get_queryset(request).filter(snapshot__state=SnapshotState.CURRENT)
        return rows.defer("snapshot__content", "snapshot__errors", "snapshot__headers")

    @display(description="status", ordering="state", label=_ENTRIES)
    def state_label(self, obj: BlacklistEntry) -> str:
        """Status with its colour and word."""
        return obj.get_state_display()
