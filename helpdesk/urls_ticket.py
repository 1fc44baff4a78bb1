"""Addresses of tickets for everybody, below /bantuan/tiket/."""

from django.urls import path

from helpdesk.views import ticket

app_name = "tickets"

urlpatterns = [
    path("", ticket.start, name="start"),
    path("baru/", ticket.new, name="new"),
    path("<str:number>/", ticket.ticket_page, name="ticket"),
    path("<str:number>/diterima/", ticket.sent, name="sent"),
    path("<str:number>/selesai/", ticket.confirm, name="confirm"),
    path("<str:number>/lampiran/", ticket.attach, name="attach"),
]
