"""The register of applications in the browser admin: every application there ever was, to look up and to export.

Read-only: vendors write at their pages, officers decide at the desk of verification.
"""

import re
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.decorators import display

from core.admin.base import ReadOnlyAdmin
from core.audit import audit_record
from core.clock import duration
from core.crypto import keyed_hash
from core.formats import masked, short_date
from core.permissions import actor
from core.refusals import BadInput
from core.similar import LOOSE_SCORE, alike
from registration.enums import ApplicationState as S
from registration.enums import ChangeState as C
from registration.enums import OfficialState as O
from registration.identity_numbers import npwp_normalise
from registration.models import SEARCH_CONFIG, Application, ChangeRequest, OfficialRequest
from registration.official_figures import ENDING_DAYS, letters_ending
from registration.regions import region_path
from registration.transitions import CHANGE_TYPE, OBJECT_TYPE, OFFICIAL_TYPE

_WORD = re.compile(r"[^\W_]+")
_COLOURS = {
    S.DRAFT.label: "info",
    S.SUBMITTED.label: "warning",
    S.UNDER_REVIEW.label: "info",
    S.RETURNED.label: "warning",
    S.APPROVED.label: "success",
    S.REJECTED.label: "danger",
    S.EXPIRED.label: "danger",
    S.WITHDRAWN.label: "info",
}
_OFFICIAL_COLOURS = {
    O.SUBMITTED.label: "warning",
    O.RETURNED.label: "warning",
    O.APPROVED.label: "success",
    O.REJECTED.label: "danger",
    O.LAPSED.label: "danger",
    O.EXPIRED.label: "danger",
    O.WITHDRAWN.label: "info",
}


@admin.register(Application)
class ApplicationAdmin(ReadOnlyAdmin):
    """Applications, newest first. Identity numbers are masked here and in every export."""

    audit_type = OBJECT_TYPE
    list_display = ("number", "applicant", "state_label", "npwp_masked", "handed_in_on", "decided_on")
    list_only = (
        "number", "name", "business_form", "state", "npwp", "first_submitted_at", "decided_at", "erased_at"
    )  # fmt: skip
    export_fields = (
        "number",
        "applicant",
        "kind_word",
        "state_label",
        "npwp_masked",
        "first_submitted_at",
        "decided_at",
    )
    list_filter = ("state", "kind", ("erased_at", admin.EmptyFieldListFilter))
    search_fields = ("number",)
    search_help_text = "Nomor pendaftaran, nama usaha (juga yang mirip), atau NPWP lengkap"
    ordering = ("-pk",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "number",
                    "state_label",
                    "kind",
                    "confirmed_at",
                    "due_at",
                    "first_submitted_at",
                    "submitted_at",
                    "returned_at",
                    "decided_at",
                    "closed_at",
                    "erased_at",
                    "office_time",
                )
            },
        ),
        ("Identitas", {"fields": ("applicant", "npwp_masked", "phone", "website", "owner_email")}),
        ("Alamat", {"fields": ("street", "region", "postal_code")}),
        (
            "Akta",
            {
                "fields": (
                    "deed_number",
                    "deed_date",
                    "deed_notary",
                    "deed_notary_seat",
                    "deed_ahu_number",
                    "deed_ahu_date",
                    "has_amendment",
                    "amendment_number",
                    "amendment_date",
                    "amendment_notary",
                )
            },
        ),
        ("Penanggung jawab", {"fields": ("signatory_name", "signatory_position", "nik_masked", "signatory_phone")}),
        ("SPSE", {"fields": ("spse_registered_on", "spse_user_id", "spse_link")}),
        ("Dokumen", {"fields": ("licence_list", "document_list")}),
    )
    readonly_fields = tuple(name for _, part in fieldsets for name in part["fields"])

    @display(description="pemohon")
    def applicant(self, obj: Application) -> str:
        """Name with its business form."""
        return obj.full_name or ("data dihapus" if obj.erased_at else "belum diisi")

    @display(description="jenis")
    def kind_word(self, obj: Application) -> str:
        """The kind without its examples, for exports; on the screen the filter and the name tell it."""
        return obj.get_kind_display().split(" (", 1)[0]

    @display(description="diserahkan")
    def handed_in_on(self, obj: Application) -> str:
        """Day it was first handed in."""
        return short_date(obj.first_submitted_at) if obj.first_submitted_at else ""

    @display(description="diputuskan")
    def decided_on(self, obj: Application) -> str:
        """Day of the decision."""
        return short_date(obj.decided_at) if obj.decided_at else ""

    @display(description="lama di kantor")
    def office_time(self, obj: Application) -> str:
        """Working time the file lay with the office."""
        return duration(obj.office_minutes)

    @display(description="keadaan", ordering="state", label=_COLOURS)
    def state_label(self, obj: Application) -> str:
        """State with its colour."""
        return obj.get_state_display()

    @display(description="NPWP")
    def npwp_masked(self, obj: Application) -> str:
        """First four and last two digits."""
        return masked(str(obj.npwp)) if obj.npwp else ""

    @display(description="NIK")
    def nik_masked(self, obj: Application) -> str:
        """First four and last two digits."""
        return masked(str(obj.signatory_nik)) if obj.signatory_nik else ""

    @display(description="surel akun")
    def owner_email(self, obj: Application) -> str:
        """Where mails go."""
        return obj.owner.email

    @display(description="wilayah")
    def region(self, obj: Application) -> str:
        """Village to province in words."""
        return region_path(obj.region_code) or obj.region_code

    @display(description="izin usaha")
    def licence_list(self, obj: Application) -> SafeString | str:
        """One line a licence."""
        rows = [(str(licence), licence.issuer) for licence in obj.licences.all()]
        return format_html_join("", "<div>{} {}</div>", rows) or ""

    @display(description="dokumen")
    def document_list(self, obj: Application) -> SafeString:
        """Every document of the closed set with how far it came."""
        rows = [(item.get_key_display(), item.get_state_display()) for item in obj.items.all()]
        return format_html("<div>{}</div>", format_html_join("", "<div>{}: {}</div>", rows))

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """A whole NPWP finds by its keyed hash, a number by its beginning, words find names, those that look alike, too."""
        words = search_term.split()
        if not words:
            return queryset, False
        try:
            npwp = npwp_normalise(search_term)
        except BadInput:
            npwp = ""
        if npwp:
            return queryset.filter(npwp_hash=keyed_hash(npwp)), False
        if len(words) == 1 and words[0].upper().startswith("REG-"):
            return queryset.filter(number__startswith=words[0].upper()), False
        # Letters and digits only, so nothing of the search language gets in; "saweri" finds "Sawerigading".
        query = " & ".join(f"{term}:*" for term in _WORD.findall(search_term[:200]))
        if not query:
            return queryset.none(), False
        found = queryset.annotate(words=SearchVector("name", config=SEARCH_CONFIG))
        begun = Q(words=SearchQuery(query, config=SEARCH_CONFIG, search_type="raw"))
        near = [one.pk for one in alike(Application, search_term, least=LOOSE_SCORE)]
        return found.filter(begun | Q(pk__in=near)), False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The page of one application; that it was opened leaves a trace (L1)."""
        response = super().change_view(request, object_id, form_url, extra_context)
        if request.method == "GET" and response.status_code == 200:
            obj = self.get_object(request, object_id)
            if obj is not None:
                audit_record(
                    action="application.viewed",
                    object_type=OBJECT_TYPE,
                    object_number=obj.number,
                    actor=actor(request),
                )
        return response


# Change requests
_CHANGE_COLOURS = {
    C.DRAFT.label: "info",
    C.SUBMITTED.label: "warning",
    C.UNDER_REVIEW.label: "info",
    C.RETURNED.label: "warning",
    C.APPROVED.label: "success",
    C.REJECTED.label: "danger",
    C.WITHDRAWN.label: "info",
    C.EXPIRED.label: "danger",
}


class EndingFilter(admin.SimpleListFilter):
    """Letters that end soon."""

    title = "surat berakhir"
    parameter_name = "berakhir"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """One span, the one that evidence counts."""
        return [("30", f"dalam {ENDING_DAYS} hari")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Approved requests whose letter ends within the span."""
        if self.value() != "30":
            return queryset
        return queryset.filter(pk__in=letters_ending().order_by().values("pk"))


def _day(moment: datetime | None) -> str:
    """The day in one piece, so that the row stays one line high; empty for None."""
    return short_date(moment).replace(" ", "\N{NO-BREAK SPACE}") if moment else ""


@admin.register(OfficialRequest)
class OfficialRequestAdmin(ReadOnlyAdmin):
    """Officials' requests that were handed in, newest first; the desk decides about them."""

    audit_type = OFFICIAL_TYPE
    list_display = ("number", "who", "role_text", "organization", "state_label", "until_day")
    list_only = (
        "number", "full_name", "role", "entity", "state", "valid_until", "erased_at", "organization__name",
    )  # fmt: skip
    list_select_related = ("organization",)
    list_filter = ("role", "state", EndingFilter)
    search_fields = ("=number", "full_name", "=letter_number", "=nip")
    search_help_text = "Nomor permohonan, nama, NIP lengkap, atau nomor surat"
    ordering = ("-pk",)
    export_fields = (
        "number", "who", "role_text", "organization", "state_label", "letter_number", "letter_date", "valid_until",
        "decided_at",
    )  # fmt: skip
    fields = (
        "number", "state_label", "role_text", "who", "nip_masked", "position", "rank", "organization", "letter_kind",
        "letter_number", "letter_date", "valid_until", "audit_packages", "first_submitted_at", "returned_at",
        "decided_at", "lapsed_at", "closed_at", "erased_at", "reason", "note",
    )  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> Any:
        """Drafts stay with whoever writes them."""
        return super().get_queryset(request).filter(first_submitted_at__isnull=False)

    @display(description="nama")
    def who(self, obj: OfficialRequest) -> str:
        """Name as in the letter."""
        return obj.full_name or ("data dihapus" if obj.erased_at else "belum diisi")

    @display(description="peran", ordering="role")
    def role_text(self, obj: OfficialRequest) -> str:
        """The role as this profile calls it."""
        return obj.role_label

    @display(description="NIP")
    def nip_masked(self, obj: OfficialRequest) -> str:
        """First four and last two digits."""
        return masked(obj.nip) if obj.nip else ""

    @display(description="surat sampai", ordering="valid_until")
    def until_day(self, obj: OfficialRequest) -> str:
        """Last day of the letter."""
        return short_date(obj.valid_until) if obj.valid_until else ""

    @display(description="keadaan", ordering="state", label=_OFFICIAL_COLOURS)
    def state_label(self, obj: OfficialRequest) -> str:
        """State with its colour."""
        return obj.get_state_display()


@admin.register(ChangeRequest)
class ChangeRequestAdmin(ReadOnlyAdmin):
    """Change requests, newest first. Old and new values stand at the desk, where looking at them leaves a trace."""

    audit_type = CHANGE_TYPE
    list_display = ("number", "application_number", "kind", "state_label", "handed_in_on", "decided_on")
    list_select_related = ("application",)
    list_only = (
        "number", "kind", "state", "first_submitted_at", "decided_at", "application__number",
    )  # fmt: skip
    export_fields = ("number", "application_number", "kind", "state_label", "first_submitted_at", "decided_at")
    list_filter = ("kind", "state")
    search_fields = ("=number", "=application__number")
    search_help_text = "Nomor permohonan atau nomor pendaftaran"
    ordering = ("-pk",)
    fields = (
        "number", "application_number", "kind", "state_label", "entered_by_name", "has_envoy", "created_at",
        "first_submitted_at", "submitted_at", "returned_at", "decided_at", "closed_at", "document_list",
    )  # fmt: skip
    readonly_fields = fields

    @display(description="pendaftaran")
    def application_number(self, obj: ChangeRequest) -> str:
        """The registration it is about."""
        return obj.application.number

    @display(description="keadaan", ordering="state", label=_CHANGE_COLOURS)
    def state_label(self, obj: ChangeRequest) -> str:
        """State with its colour."""
        return obj.get_state_display()

    @display(description="diserahkan")
    def handed_in_on(self, obj: ChangeRequest) -> str:
        """Day it was first handed in."""
        return short_date(obj.first_submitted_at) if obj.first_submitted_at else ""

    @display(description="diputuskan")
    def decided_on(self, obj: ChangeRequest) -> str:
        """Day of the decision."""
        return short_date(obj.decided_at) if obj.decided_at else ""

    @display(description="diisi oleh")
    def entered_by_name(self, obj: ChangeRequest) -> str:
        """The vendor, or the officer at the counter."""
        return obj.entered_by.full_name

    @display(description="dokumen")
    def document_list(self, obj: ChangeRequest) -> SafeString:
        """Every document of the request with how far it came."""
        rows = [(item.get_key_display(), item.get_state_display()) for item in obj.items.all()]
        return format_html("<div>{}</div>", format_html_join("", "<div>{}: {}</div>", rows))
