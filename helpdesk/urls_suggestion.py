"""Address of the public suggestions, below /bantuan/saran/."""

from django.urls import path

from helpdesk.views import suggestion

app_name = "suggestions"

urlpatterns = [path("", suggestion.index, name="index")]
