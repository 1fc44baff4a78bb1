"""Address of publication support, below /bantuan/dukungan-penayangan/."""

from django.urls import path

from helpdesk.views import publication

app_name = "publication"

urlpatterns = [path("", publication.ask, name="ask")]
