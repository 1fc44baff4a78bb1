"""Addresses under /kunjungan/."""

from django.urls import path

from verification.visits import pages, screen

app_name = "visits"

urlpatterns = [
    path("", pages.own, name="own"),
    path("layar/", screen.screen, name="screen"),
    path("<str:number>/", pages.visit, name="visit"),
    path("<str:number>/pindah/", pages.move, name="move"),
    path("<str:number>/batal/", pages.cancel, name="cancel"),
    path("<str:number>/kunjungan.ics", pages.calendar, name="calendar"),
]
