"""Rooms and the visitor register in the browser admin; the desk has pages of its own (`helpdesk.desk`)."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from unfold.decorators import display

from core.admin.base import DeskAdmin, PortalAdmin, ReadOnlyAdmin
from core.formats import clock_time, local, short_datetime
from core.forms import add_refusal
from core.models import User
from core.permissions import actor
from core.refusals import Refusal
from helpdesk.enums.rooms import BookingState
from helpdesk.models import NetworkVoucher, Room, RoomBooking, RoomDesk
from helpdesk.services.room_visits import voucher_find
from helpdesk.services.rooms import room_save
from helpdesk.transitions.rooms import BOOKING_TYPE, ROOM_TYPE

_COLOURS = {
    BookingState.REQUESTED.label: "warning",
    BookingState.CONFIRMED.label: "info",
    BookingState.CHECKED_IN.label: "warning",
    BookingState.FINISHED.label: "success",
    BookingState.DECLINED.label: "danger",
    BookingState.NO_SHOW.label: "danger",
}


class RoomForm(forms.ModelForm):
    """A room; stored by the service while the form is judged, so that its refusal stands beside its field."""

    actor: User
    opened_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Room
        fields = ("code", "name", "kind", "place", "seats", "use", "needs_approval", "equipment", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opened_version"].initial = self.instance.version if self.instance.pk else 0

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        try:
            room_save(room=self.instance, version=self.cleaned_data["opened_version"] or 0, actor=self.actor)
        except Refusal as refusal:
            add_refusal(self, refusal.message, refusal.field)


@admin.register(Room)
class RoomAdmin(PortalAdmin):
    """Rooms of the LPSE; one that is gone is switched off, so that old bookings keep its name."""

    audit_type = ROOM_TYPE
    form = RoomForm
    list_display = ("name", "kind", "place", "seats", "needs_approval", "is_active")
    list_filter = ("kind", "is_active", "needs_approval")
    search_fields = ("name", "code", "place")
    search_help_text = "Nama, kode, atau letak"
    ordering = ("name",)
    fields = (
        "name", "code", "kind", "place", "seats", "use", "needs_approval", "equipment", "is_active", "opened_version",
    )  # fmt: skip

    def audit_number(self, obj: Room) -> str:
        """As the service records it."""
        return obj.code

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who only looks on needs no version."""
        may_write = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return self.fields if may_write else self.fields[:-1]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The code stands in addresses and in the history, so it stays."""
        return ("code",) if obj else ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form knows who changes the room."""
        made = super().get_form(request, obj, change, **kwargs)
        made.actor = actor(request)
        return made

    def save_model(self, request: HttpRequest, obj: Room, form: Any, change: bool) -> None:
        """The form's service has stored it already."""


@admin.register(RoomBooking)
class RoomBookingAdmin(ReadOnlyAdmin):
    """The visitor register (Pasal 23a-b): who came when, where and what for; each line leads to the desk."""

    audit_type = BOOKING_TYPE
    list_display = (
        "booking_label", "place_label", "visitor_label", "purpose", "stay_label", "state_label",
    )  # fmt: skip
    list_filter = ("state", "room", "starts_at")
    list_select_related = ("room",)
    list_only = (
        "number", "room__name", "seat_from", "seat_to", "starts_at", "visitor_name", "visitor_agency", "purpose", "state",
        "checked_in_at", "finished_at",
    )  # fmt: skip
    search_fields = ("number", "visitor_name", "visitor_agency")
    search_help_text = "Nomor pemesanan, nama, perusahaan, atau kode voucher"
    ordering = ("-starts_at", "-pk")
    export_fields = (
        "number", "room", "seat_label", "starts_at", "ends_at", "visitor_name", "visitor_agency", "purpose", "people",
        "package_code", "channel", "identity_shown", "state", "checked_in_at", "finished_at", "has_voucher",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[RoomBooking]:
        """With a mark for those who were given a voucher."""
        given = NetworkVoucher.objects.filter(booking=OuterRef("pk"))
        return super().get_queryset(request).annotate(was_given_voucher=Exists(given))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[RoomBooking], search_term: str
    ) -> tuple[QuerySet[RoomBooking], bool]:
        """A voucher's code finds the visit it was given for."""
        of_voucher = voucher_find(search_term) if search_term else None
        if of_voucher is not None:
            return queryset.filter(pk=of_voucher.pk), False
        return super().get_search_results(request, queryset, search_term)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """On to the page of the booking."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = get_object_or_404(RoomBooking.objects.visible_to(actor(request)), pk=object_id)
        return redirect("room_desk:booking", number=row.number)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The history stands on the page of the booking."""
        return self.change_view(request, object_id)

    @display(description="pemesanan", ordering="starts_at", header=True)
    def booking_label(self, obj: RoomBooking) -> list[str]:
        """Number and beginning."""
        return [obj.number, short_datetime(obj.starts_at)]

    @display(description="ruang", header=True)
    def place_label(self, obj: RoomBooking) -> list[str]:
        """Room and seat."""
        return [obj.room.name, obj.seat_label]

    @display(description="pengunjung", header=True)
    def visitor_label(self, obj: RoomBooking) -> list[str]:
        """Who came, and for whom."""
        return [obj.visitor_name, obj.visitor_agency]

    @display(description="tempat")
    def seat_label(self, obj: RoomBooking) -> str:
        """The seat, or the whole room, in a column of its own for exports."""
        return obj.seat_label

    @display(description="keadaan", label=_COLOURS)
    def state_label(self, obj: RoomBooking) -> str:
        """The state in words."""
        return obj.get_state_display()

    @display(description="masuk dan keluar")
    def stay_label(self, obj: RoomBooking) -> str:
        """When the visitor came and left, on the day in the first columns."""
        if obj.checked_in_at is None:
            return ""
        if obj.finished_at is None:
            return f"masuk {clock_time(obj.checked_in_at)}"
        return f"{local(obj.checked_in_at):%H.%M}–{clock_time(obj.finished_at)}"

    @display(description="voucher")
    def has_voucher(self, obj: RoomBooking) -> str:
        """Whether a voucher was given; the code stands nowhere."""
        return "ya" if obj.was_given_voucher else "tidak"  # type: ignore[attr-defined]


@admin.register(RoomDesk)
class RoomDeskAdmin(DeskAdmin):
    """The desk's entry in the navigation: every address leads on to the desk."""

    desk_list, desk_page = "room_desk:today", "room_desk:booking"

    def desk_rows(self, request: HttpRequest) -> QuerySet[Any]:
        """Bookings that the person sees."""
        return RoomBooking.objects.visible_to(actor(request))
