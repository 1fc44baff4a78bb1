"""Django configuration of helpdesk."""

from django.apps import AppConfig


class HelpdeskConfig(AppConfig):
    """Service and support (Pasal 11, 23, 24)."""

    name = "helpdesk"
    verbose_name = "Layanan dan dukungan"

    def ready(self) -> None:
        """Register what helpdesk brings to the shared places."""
        from helpdesk.bringing import (  # noqa: PLC0415 - models exist only now
            announcement,
            escalation,
            inbound,
            knowledge,
            outage,
            publication,
            rooms,
            suggestion,
            survey,
            ticket,
            training,
            witness,
        )

        subjects = (
            announcement, escalation, inbound, knowledge, outage, publication, rooms, suggestion, survey, ticket, training,
            witness,
        )  # fmt: skip
        for subject in subjects:
            subject.register()
