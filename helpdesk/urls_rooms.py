"""Addresses under /ruang/."""

from django.urls import path

from helpdesk.views import rooms

app_name = "rooms"

urlpatterns = [
    path("", rooms.room_list, name="list"),
    path("pesanan/", rooms.own, name="own"),
    path("pesanan/<str:number>/", rooms.booking, name="booking"),
    path("pesanan/<str:number>/batal/", rooms.cancel, name="cancel"),
    path("pesanan/<str:number>/kunjungan.ics", rooms.calendar, name="calendar"),
    path("<slug:code>/", rooms.room, name="room"),
]
