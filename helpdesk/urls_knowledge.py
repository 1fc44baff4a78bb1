"""Addresses of the knowledge base for everybody, below /bantuan/."""

from django.urls import path

from helpdesk.views import knowledge

app_name = "knowledge"

urlpatterns = [
    path("", knowledge.index, name="index"),
    path("artikel-terkait/", knowledge.suggest, name="suggest"),
    path("artikel/<slug:slug>/", knowledge.article, name="article"),
    path("artikel/<slug:slug>/nilai/", knowledge.vote, name="vote"),
]
