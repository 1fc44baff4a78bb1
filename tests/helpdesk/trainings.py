"""Trainings and participants, and the day on which the tests of trainings happen."""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from core.models import OfficialDocument, User
from core.rendering import document_render
from helpdesk.models import Training, TrainingEnrolment
from helpdesk.services.training import training_plan
from helpdesk.services.training_papers import certificates_issue

# Wednesday 25 November 2026, 09:00 WITA; the training is on the Friday after, 09:00 to 12:00.
NOW = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
BEGIN = datetime(2026, 11, 27, 1, 0, tzinfo=UTC)
END = datetime(2026, 11, 27, 4, 0, tzinfo=UTC)
QUESTIONS = ["Materi sesuai dengan kebutuhan.", "Narasumber mudah dipahami."]


def plan(**changes: Any) -> dict[str, Any]:
    """The answers of the officer's form."""
    values: dict[str, Any] = {
        "title": "Memakai SPSE bagi penyedia baru",
        "subject": "Pendaftaran, unggah penawaran, dan Apendo.",
        "audience": "penyedia baru",
        "trainers": "Wati Layanan\nAndi Rekan",
        "room": None,
        "place": "Aula Kantor Bupati",
        "video_link": "",
        "seats": 2,
        "starts_at": BEGIN,
        "ends_at": END,
        "enrol_opens_at": NOW - timedelta(days=1),
        "enrol_closes_at": BEGIN - timedelta(hours=12),
        "is_public": False,
    }
    return {**values, **changes}


def planned(officer: User, **changes: Any) -> Training:
    """A draft, by the service."""
    return training_plan(actor=officer, **plan(**changes))


def training_make(creator: User, state: str = "open", **changes: Any) -> Training:
    """A row as the services would have left it, two days from the real now, unless told otherwise."""
    now = datetime.now(UTC)
    starts = now - timedelta(hours=2) if state == "held" else now + timedelta(days=2)
    times = {
        "starts_at": starts,
        "ends_at": starts + timedelta(hours=3),
        "enrol_opens_at": starts - timedelta(days=9),
        "enrol_closes_at": starts - timedelta(hours=1),
    }
    marks: dict[str, Any] = {"questions": QUESTIONS, "opened_at": now} if state != "draft" else {}
    if state == "held":
        marks["held_at"] = now
    number = f"PLT-2026-{secrets.token_hex(4).upper()}"
    return Training.objects.create(
        number=number, state=state, created_by=creator, **{**plan(), **times, **marks, **changes}
    )


def enrolment_make(
    training: Training, user: User | None = None, state: str = "enrolled", **changes: Any
) -> TrainingEnrolment:
    """A participant as the services would have left it."""
    now = datetime.now(UTC)
    is_seated = state in {"enrolled", "attended"}
    there = {"attended_at": now, "attended_how": "officer"} if state == "attended" else {}
    values: dict[str, Any] = {
        "number": f"PST-2026-{secrets.token_hex(4).upper()}",
        "training": training,
        "state": state,
        "seat": training.enrolments.seated().count() + 1 if is_seated else None,  # type: ignore[attr-defined]
        "user": user,
        "group": "vendor" if user else "public",
        "name": user.full_name if user else "Budi Peserta",
        "agency": "CV Contoh",
        "email": user.email if user else f"{secrets.token_hex(4)}@contoh.id",
        "queued_at": None if state == "unconfirmed" else now,
        "cancelled_at": now if state == "cancelled" else None,
        **there,
    }
    return TrainingEnrolment.objects.create(**{**values, **changes})


def certified(officer: User, user: User | None = None, **changes: Any) -> TrainingEnrolment:
    """Somebody who attended a training that was held, with a certificate whose PDF still waits."""
    row = enrolment_make(training_make(officer, state="held"), user, state="attended", **changes)
    certificates_issue(training=row.training, actor=officer)
    return row


def rendered(document: OfficialDocument) -> OfficialDocument:
    """The document with its PDF, as a worker would leave it."""
    assert document_render(document.pk)
    document.refresh_from_db()
    return document
