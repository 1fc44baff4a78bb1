"""Addresses of the rooms' desk, mounted inside the browser admin."""

from django.urls import path

from helpdesk.desk import room_acts, room_entry, room_views, rooms

app_name = "room_desk"

urlpatterns = [
    path("", rooms.today, name="today"),
    path("hadir/", rooms.check_in, name="check_in"),
    path("pesankan/", room_entry.new, name="new"),
    path("pekan/", room_views.week, name="week"),
    path("pemakaian/", room_views.usage, name="usage"),
    path("<str:number>/", rooms.booking, name="booking"),
    path("<str:number>/slip/", rooms.slip, name="slip"),
    path("<str:number>/setujui/", room_acts.confirm, name="confirm"),
    path("<str:number>/tolak/", room_acts.decline, name="decline"),
    path("<str:number>/batal/", room_acts.cancel, name="cancel"),
    path("<str:number>/selesai/", room_acts.finish, name="finish"),
    path("<str:number>/tidak-hadir/", room_acts.no_show, name="no_show"),
    path("<str:number>/voucher/", room_acts.voucher, name="voucher"),
]
