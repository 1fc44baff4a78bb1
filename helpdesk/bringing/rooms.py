"""Rooms: bookings, the card of the day, the way from the front page and the own page, the upkeep."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest

from core.audit import register_actions
from core.permissions import actor
from core.registries import (
    AccountPanel,
    DashboardCard,
    DeskPlace,
    FrontTask,
    register_account_panel,
    register_dashboard_card,
    register_desk_places,
    register_eraser,
    register_front_task,
    register_role_permissions,
)
from core.roles import DEPUTY, HEAD, SUPPORT
from core.work import Duty, register_duty
from helpdesk.models import RoomBooking
from helpdesk.permissions.rooms import BOOKER_ROLES
from helpdesk.personal import rooms as personal
from helpdesk.selectors.rooms import board
from helpdesk.services.room_upkeep import rooms_of_person_erase

_VIEW = "helpdesk.view_roombooking"
_MOST_ON_PANEL = 3


def register() -> None:
    """Called once, when the apps are ready."""
    personal.register()
    register_actions(
        room__added="Ruang ditambahkan",
        room__changed="Ruang diubah",
        room_booking__requested="Ruang dipesan",
        room_booking__confirmed="Pemesanan ruang disetujui",
        room_booking__declined="Pemesanan ruang tidak disetujui",
        room_booking__checked_in="Pengunjung memakai ruang",
        room_booking__voucher_issued="Voucher jaringan diterbitkan",
        room_booking__finished="Pemakaian ruang selesai",
        room_booking__cancelled="Pemesanan ruang dibatalkan",
        room_booking__no_show="Pemesan ruang tidak hadir",
    )
    for role in (HEAD, DEPUTY, SUPPORT):
        register_role_permissions(
            role,
            ["helpdesk.view_room", "helpdesk.view_roomdesk", _VIEW, "helpdesk.decide_roombooking"],
        )
    for role in (HEAD, SUPPORT):
        register_role_permissions(role, ["helpdesk.add_room", "helpdesk.change_room"])
    register_role_permissions(SUPPORT, ["helpdesk.change_roombooking"])
    register_eraser(rooms_of_person_erase)
    register_duty(Duty("rooms", "Pemesanan ruang", "helpdesk.keep_rooms", every=timedelta(minutes=1)))
    register_desk_places(
        DeskPlace("Hari ini", "room_desk:today", 10, _VIEW),
        DeskPlace("Pesankan", "room_desk:new", 20, "helpdesk.change_roombooking"),
        DeskPlace("Pekan", "room_desk:week", 30, _VIEW),
        DeskPlace("Pemakaian", "room_desk:usage", 40, _VIEW),
    )
    register_dashboard_card(DashboardCard("rooms", "helpdesk/rooms/desk/card.html", 14, _card))
    register_account_panel(AccountPanel("helpdesk.rooms", "helpdesk/rooms/account_panel.html", 30, _own))
    register_front_task(
        FrontTask(
            title="Pesan ruang",
            text="Ruang bidding, pelatihan, atau verifikasi, dengan komputer dan jaringan di kantor LPSE.",
            icon="door-open",
            url_name="rooms:list",
            order=60,
        )
    )


def _card(request: HttpRequest) -> dict[str, Any] | None:
    """The rooms of today, for those who may see them."""
    return {"board": board()} if actor(request).has_perm(_VIEW) else None


def _own(request: HttpRequest) -> dict[str, Any] | None:
    """The person's own bookings ahead; None for those who do not book and have none."""
    user = actor(request)
    ahead = RoomBooking.objects.live().filter(visitor=user).select_related("room").order_by("starts_at", "pk")
    rows = list(ahead[:_MOST_ON_PANEL])
    return {"bookings": rows} if rows or user.has_role(*BOOKER_ROLES) else None
