"""Service agreements in the browser admin: entered by head or secretariat, ended with a reason, never rewritten."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminFileFieldWidget

from core import clock
from core.admin.ask import ReasonForm, ask, posted
from core.admin.base import PortalAdmin
from core.agreements import agreement_add, agreement_end, dates_check
from core.enums import AgreementState, OrganizationKind
from core.files import file_receive
from core.files.policy import ACCEPT, hint
from core.forms import add_refusal
from core.models import Organization, ServiceAgreement, StoredFile, User
from core.organizations import OBJECT_TYPE, organization_number
from core.permissions import actor
from core.refusals import BadInput, NotReady

OVER, AHEAD = "sudah lewat", "belum mulai"
_COLOURS = {
    AgreementState.ACTIVE.label: "success",
    AgreementState.ENDED.label: "danger",
    OVER: "warning",
    AHEAD: "info",
}


class AgreementForm(forms.ModelForm):
    """A new agreement. The scan is taken in once everything else is right, so that a mistake leaves no file behind."""

    actor: User
    received: StoredFile | None = None
    file = forms.FileField(
        label="Pindaian perjanjian",
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ACCEPT}),
        error_messages={"required": "Pilih berkas pindaian perjanjian."},
    )

    class Meta:
        model = ServiceAgreement
        fields = ("organization", "number", "signed_on", "valid_from", "valid_until")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "organization" in self.fields:
            self.fields["file"].help_text = hint()
            places = Organization.objects.exclude(kind=OrganizationKind.SKPD).filter(is_active=True).order_by("name")
            self.fields["organization"].queryset = places  # type: ignore[attr-defined]
            self.fields["organization"].help_text = "Instansi di luar perangkat daerah sendiri."

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        try:
            dates_check(self.instance)
            self.received = file_receive(
                upload=self.cleaned_data["file"],
                owner=self.actor,
                case_number=organization_number(self.instance.organization),
                is_identity=False,
            )
        except (BadInput, NotReady) as refusal:
            add_refusal(self, refusal.message, refusal.field)


@admin.register(ServiceAgreement)
class ServiceAgreementAdmin(PortalAdmin):
    """Agreements with bodies that are no SKPD of the regency, newest first."""

    audit_type = OBJECT_TYPE
    form = AgreementForm
    list_display = ("organization", "number", "kind", "state_label", "valid_from", "valid_until")
    list_filter = ("state", "organization__kind", "valid_until")
    list_select_related = ("organization",)
    search_fields = ("organization__name", "number")
    search_help_text = "Nama instansi atau nomor perjanjian"
    ordering = ("-pk",)
    fields = ("organization", "number", "signed_on", "valid_from", "valid_until", "file")
    readonly_fields = ("scan_link", "state_label", "entered_by", "entered_at", "ended_at", "end_reason")
    actions_detail = ["end"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """All questions for a new agreement, all facts for one on record."""
        if obj is None:
            return self.fields
        return ("organization", "number", "signed_on", "valid_from", "valid_until", *self.readonly_fields)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was agreed is not rewritten; a new period is a new agreement."""
        return False

    def has_end_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Asked here by name; the service asks again."""
        return actor(request).has_perm("core.change_serviceagreement")

    def offers(self, obj: ServiceAgreement, name: str) -> bool:
        """Only what runs can be ended."""
        return obj.state == AgreementState.ACTIVE

    def audit_number(self, obj: ServiceAgreement) -> str:
        """The history is the organisation's."""
        return organization_number(obj.organization)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form knows who enters, because the scan is theirs."""
        made = super().get_form(request, obj, change, **kwargs)
        made.actor = actor(request)
        return made

    def save_model(self, request: HttpRequest, obj: ServiceAgreement, form: Any, change: bool) -> None:
        """Stored by the service, with its audit event."""
        agreement_add(agreement=obj, scan=form.received, actor=actor(request))

    @display(description="jenis")
    def kind(self, obj: ServiceAgreement) -> str:
        """What kind of body it is."""
        return obj.organization.get_kind_display()

    @display(description="keadaan", label=_COLOURS)
    def state_label(self, obj: ServiceAgreement) -> str:
        """The state as the dates make it today."""
        day = clock.today()
        if obj.state == AgreementState.ACTIVE and obj.valid_until < day:
            return OVER
        if obj.state == AgreementState.ACTIVE and day < obj.valid_from:
            return AHEAD
        return obj.get_state_display()

    @display(description="pindaian")
    def scan_link(self, obj: ServiceAgreement) -> SafeString:
        """The scan, behind its own permission."""
        address = reverse("core:file_viewer", args=[obj.scan.public_id])
        return format_html('<a href="{}">{}</a>', address, obj.scan.original_name)

    @action(description="Akhiri perjanjian", url_path="akhiri", permissions=["end"], icon="event_busy")
    def end(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """End it before its time, with a reason."""
        row = get_object_or_404(ServiceAgreement.objects.select_related("organization"), pk=object_id)

        def act(data: dict[str, Any]) -> str:
            agreement_end(agreement=row, actor=actor(request), reason=data["reason"])
            return f"Perjanjian {row.number} diakhiri."

        warning = "Orang dari instansi ini tidak dapat lagi mengajukan permohonan. Peran yang sudah diberikan tetap sampai akhir suratnya."
        form = ReasonForm(posted(request))
        return ask(self, request, row, form=form, title="Akhiri perjanjian", warning=warning, act=act)
