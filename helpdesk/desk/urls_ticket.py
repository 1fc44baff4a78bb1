"""Addresses of the ticket desk, mounted inside the browser admin."""

from django.urls import path

from helpdesk.desk import ticket

app_name = "ticket_desk"

urlpatterns = [
    path("", ticket.queue_page, name="queue"),
    path("catat/", ticket.new_page, name="new"),
    path("<str:number>/", ticket.case_page, name="case"),
    path("<str:number>/<str:key>/", ticket.act, name="act"),
]
