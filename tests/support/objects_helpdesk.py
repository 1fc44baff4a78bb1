"""One object of every kind of helpdesk that stands in an address (`tests.support.objects`)."""

import itertools
from collections.abc import Callable
from typing import Any

from core.models import User
from core.roles import HEAD
from helpdesk.models import AnswerTemplate, InboundMail
from helpdesk.services.ticket import ticket_open
from tests.helpdesk import announcements, articles, escalations, outages, reports, requests, rooms, surveys, trainings
from tests.support.objects_people import Names, account, holder, support

_numbers = itertools.count(1)


# Tickets
def _ticket(owner: User | None, **changes: Any) -> Names:
    """A ticket by the internet, of the owner's or of nobody's; with an answer template beside it."""
    row = ticket_open(
        channel="internet", subject=f"Tautan tidak sampai {next(_numbers)}", actor=owner, description="Sudah dua jam.",
        reporter_name="Pelapor Contoh", reporter_email="pelapor@contoh.id", **changes,
    )  # fmt: skip
    return {"number": row.number, "object_id": row.pk, "key": "ambil"}


def _inbound_mail() -> InboundMail:
    row = InboundMail(message_id=f"<{next(_numbers)}@contoh.id>", sender="budi@contoh.id", subject="Tidak dapat masuk")
    row.state, row.reason = "ignored", "Jawaban otomatis (Auto-Submitted)."
    row.save()
    return row


def _answer_template() -> AnswerTemplate:
    return AnswerTemplate.objects.create(title=f"Lupa kata sandi {next(_numbers)}", body="Ikuti langkah berikut.")


HELPDESK: dict[str, Callable[[User], Names]] = {
    "ticket": lambda _: _ticket(None),
    "own_ticket": _ticket,
    "helpdesk.ticket": lambda _: _ticket(None),
    "helpdesk.inboundmail": lambda _: {"object_id": _inbound_mail().pk},
    "helpdesk.answertemplate": lambda _: {"object_id": _answer_template().pk},
}


# Rooms
def _room(_: User) -> Names:
    room = rooms.room_make()
    return {"code": room.code, "object_id": room.pk}


def _room_booking(owner: User, **changes: Any) -> Names:
    """A booking of the owner's; one that waits was asked for by somebody else, so that everybody may decide it."""
    row = rooms.booking_make(visitor=owner, **changes)
    return {"number": row.number, "object_id": row.pk}


HELPDESK |= {
    "room": _room,
    "room_booking": _room_booking,
    "room_request": lambda _: _room_booking(account(), state="requested"),
    "room_visit": lambda _: _room_booking(account(), state="checked_in"),
    "helpdesk.room": _room,
    "helpdesk.roombooking": _room_booking,
    "helpdesk.roomdesk": _room_booking,
}
# Escalations to LKPP
HELPDESK |= {
    "escalation": lambda _: {"number": escalations.draft(account()).number, "key": "terbitkan", "evidence": 1},
    "issued_escalation": lambda _: {"number": escalations.issued(account(), account()).number},
    "helpdesk.escalation": lambda _: {"object_id": escalations.draft(account()).pk},
}


# Trainings
def _training(_: User, state: str = "open") -> Names:
    row = trainings.training_make(account(), state=state)
    return {"number": row.number, "object_id": row.pk, "way": "layar"}


def _participant(owner: User, state: str = "enrolled") -> Names:
    training = trainings.training_make(account(), state="held" if state == "attended" else "open")
    return {"number": trainings.enrolment_make(training, owner, state=state).number, "code": "0000"}


def _held_training(_: User) -> Names:
    """A training that was held; the certificate of its participant has its PDF."""
    row = trainings.certified(support())
    certificate = row.certificates.get()
    return {"number": row.training.number, "code": trainings.rendered(certificate.document).code}


HELPDESK |= {
    "training": _training,
    "training_draft": lambda owner: _training(owner, "draft"),
    "training_held": _held_training,
    "training_enrolment": _participant,
    "training_attended": lambda owner: _participant(owner, "attended"),
    "training_certified": lambda _: {"number": trainings.certified(support()).number},
    "helpdesk.training": _training,
}


# Survey of satisfaction
def _survey(_: User, state: str = "draft") -> Names:
    row = surveys.period_make(account(), state)
    return {"number": row.number, "object_id": row.pk}


def _final_survey(_: User) -> Names:
    row = surveys.final(support(), holder(HEAD))
    trainings.rendered(row.document)
    return {"number": row.number}


HELPDESK |= {
    "survey": _survey,
    "open_survey": lambda owner: _survey(owner, "open"),
    "closed_survey": lambda owner: _survey(owner, "closed"),
    "final_survey": _final_survey,
    "helpdesk.surveyperiod": _survey,
}
# Berita acara kesaksian
HELPDESK |= {
    "witness_draft": lambda _: {
        "number": reports.complete(account()).number,
        "part": "orang",
        "position": 1,
    },
    "checked_report": lambda _: {"number": reports.checked(account(), account()).number},
    "final_report": lambda owner: {
        "number": reports.final(account(), account()).number,
        "username": owner.username,
    },
    "delivered_report": lambda owner: {
        "number": reports.delivered(account(), account(), owner).number,
        "revision": 0,
    },
    "helpdesk.witnessreport": lambda _: {"object_id": reports.complete(account()).pk},
}
# Berita acara gangguan
HELPDESK |= {
    "outage_draft": lambda _: {"number": outages.complete(account()).number, "position": 1},
    "issued_outage": lambda _: {"number": outages.final(account(), account()).number, "revision": 0},
    "helpdesk.outagereport": lambda _: {"object_id": outages.complete(account()).pk},
}
# Knowledge base
HELPDESK |= {
    "article": lambda _: {"slug": articles.published(account(), account()).slug},
    "article_draft": lambda _: {"slug": articles.draft(account()).slug},
    "helpdesk.article": lambda _: {"object_id": articles.draft(account()).pk},
}
# Announcements
HELPDESK |= {
    "announcement": lambda _: {"number": announcements.published(account(), account()).number},
    "announcement_draft": lambda _: {"number": announcements.draft(account()).number},
    "helpdesk.announcement": lambda _: {"object_id": announcements.draft(account()).pk},
}


# Publication support and suggestions
def _publication(owner: User) -> Names:
    return {"object_id": requests.publication(owner).pk}


def _suggestion(_: User) -> Names:
    """Recommended by one, decided by another; the first act of its page is a new recommendation."""
    row = requests.decided(requests.suggestion(), account(), account())
    return {"number": row.ticket.number, "object_id": row.pk, "key": "usul"}


def _public_suggestion(_: User) -> Names:
    ticket = requests.suggestion()
    requests.decided(ticket, account(), account())
    return {"object_id": requests.public(ticket, account()).pk}


HELPDESK |= {
    "publication": _publication,
    "helpdesk.publicationrequest": _publication,
    "suggestion": _suggestion,
    "helpdesk.suggestiondecision": _suggestion,
    "public_suggestion": _public_suggestion,
}
