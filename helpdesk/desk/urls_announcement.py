"""Addresses of the desk of announcements, mounted inside the browser admin."""

from django.urls import path

from helpdesk.desk import announcement

app_name = "announcement_desk"

urlpatterns = [
    path("", announcement.list_page, name="list"),
    path("baru/", announcement.new_page, name="new"),
    path("<str:number>/", announcement.announcement_page, name="announcement"),
    path("<str:number>/ubah/", announcement.edit_page, name="edit"),
    path("<str:number>/setujui/", announcement.approve, name="approve"),
    path("<str:number>/tidak-jadi/", announcement.discard, name="discard"),
    path("<str:number>/betulkan/", announcement.correct, name="correct"),
    path("<str:number>/cabut/", announcement.withdraw, name="withdraw"),
]
