"""Addresses of announcements for everybody, below /pengumuman/."""

from django.urls import path

from helpdesk.views import announcement

app_name = "announcements"

urlpatterns = [
    path("", announcement.index, name="index"),
    path("feed/", announcement.feed, name="feed"),
    path("langganan/", announcement.subscribe, name="subscribe"),
    path("langganan/periksa-surel/", announcement.asked, name="asked"),
    path("langganan/<str:token>/", announcement.confirm, name="confirm"),
    path("berhenti/<str:token>/", announcement.leave, name="leave"),
    path("<str:number>/", announcement.announcement, name="announcement"),
    path("<str:number>/surat.pdf", announcement.letter, name="letter"),
]
