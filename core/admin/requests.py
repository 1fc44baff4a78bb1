"""What two people decide about a person: one asks on the person's page, another decides here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from unfold.decorators import action, display

from core.admin.ask import ConfirmForm, ReasonForm, ask, posted
from core.admin.base import ReadOnlyAdmin
from core.enums import RequestKind, RequestState
from core.erasure import request_decide
from core.models import PersonRequest
from core.people import OBJECT_TYPE, person_number
from core.permissions import actor

_WARNINGS = {
    RequestKind.ERASE: "Nama, NIP, NIK, surel, berkas, dan surat keluar orang ini dikosongkan dan tidak dapat dikembalikan. "
    "Naskah resmi yang sudah terbit dan jejak audit tetap ada, sesuai kewajiban arsip.",
    RequestKind.RESET_FACTOR: "Pastikan lebih dahulu bahwa yang meminta benar orangnya, misalnya dengan bertemu. Ia keluar "
    "di semua perangkat, dan petugas memasang langkah kedua lagi saat masuk.",
}


@admin.register(PersonRequest)
class PersonRequestAdmin(ReadOnlyAdmin):
    """Requests about people, waiting and decided."""

    audit_type = OBJECT_TYPE
    list_display = ("person", "kind", "state_label", "reason", "proposed_by", "created_at")
    list_filter = ("state", "kind")
    list_select_related = ("person", "proposed_by")
    search_fields = ("person__full_name", "reason")
    ordering = ("-pk",)
    fields = ("person", "kind", "state_label", "reason", "proposed_by", "created_at", "decided_by", "decided_at")
    readonly_fields = fields
    actions_detail = ["accept", "refuse"]

    def offers(self, obj: PersonRequest, name: str) -> bool:
        """Decide what waits."""
        return obj.state == RequestState.PROPOSED

    def audit_number(self, obj: PersonRequest) -> str:
        """The history is the person's."""
        return person_number(obj.person)

    @display(
        description="keadaan",
        ordering="state",
        label={
            RequestState.PROPOSED.label: "warning",
            RequestState.DONE.label: "success",
            RequestState.REFUSED.label: "danger",
        },
    )
    def state_label(self, obj: PersonRequest) -> str:
        """The state in words."""
        return str(RequestState(obj.state).label)

    @action(description="Setujui dan laksanakan", url_path="setujui", permissions=["decide"], icon="check")
    def accept(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Agree as the second person; it is done at once."""
        row = self._row(object_id)

        def act(data: dict[str, Any]) -> str:
            request_decide(row=row, accept=True, actor=actor(request))
            return "Permintaan disetujui dan dilaksanakan."

        warning = f"{_WARNINGS[RequestKind(row.kind)]} Alasan: {row.reason}"
        form = ConfirmForm(posted(request))
        return ask(self, request, row, form=form, title="Setujui dan laksanakan", warning=warning, act=act)

    @action(description="Tolak", url_path="tolak", permissions=["decide"], icon="close")
    def refuse(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Say no, with a reason."""
        row = self._row(object_id)

        def act(data: dict[str, Any]) -> str:
            request_decide(row=row, accept=False, actor=actor(request), reason=data["reason"])
            return "Permintaan ditolak."

        warning = "Tidak ada yang berubah; permintaan tetap tercatat."
        return ask(self, request, row, form=ReasonForm(posted(request)), title="Tolak", warning=warning, act=act)

    def _row(self, object_id: int) -> PersonRequest:
        return get_object_or_404(PersonRequest.objects.select_related("person", "proposed_by"), pk=object_id)

    def has_decide_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Asked here by name: a dotted permission would make unfold's system check query the database."""
        return actor(request).has_perm("core.erase_person")
