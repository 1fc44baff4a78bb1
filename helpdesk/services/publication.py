"""Publication support: an official asks, the desk records what came of it; packages are never written (Pasal 3(3))."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from core.audit import audit_record
from core.clock import today
from core.formats import long_datetime
from core.models import User
from core.refusals import BadInput, Forbidden, Refusal
from core.roles import PA_KPA, PPK
from core.transitions import WrongState, lock
from helpdesk.enums.publication import PublicationKind, PublicationOutcome
from helpdesk.enums.ticket import TicketCategory, TicketImpact, TicketKind, TicketType, TicketUrgency, TicketUserGroup
from helpdesk.models import PublicationRequest, Ticket
from helpdesk.permissions.publication import can_ask
from helpdesk.services.ticket import text_checked
from helpdesk.services.ticket_user import user_open
from helpdesk.services.ticket_work import SOLVE, require_work, ticket_reply
from helpdesk.transitions.ticket import OBJECT_TYPE
from procurement.selectors import package_by_code

# What is needed within so many days is urgent.
URGENT_DAYS = 3
_CODE = re.compile(r"^[0-9]{4,20}$")


def publication_ask(
    *,
    actor: User,
    kind: str,
    needed_by: date,
    description: str,
    submission: str,
    rup_code: str = "",
    tender_code: str = "",
    package_name: str = "",
    agency: str = "",
    file: UploadedFile | None = None,
) -> Ticket:
    """Open a ticket of an official's with its publication facts; the same form sent twice is one.

    Its impact is large, because the procurement of an agency waits for it, and it is urgent when little time is left:
    so requests and consultations of officials come before everyday questions.

    Args:
        package_name, agency: as typed; what the mirror of SPSE says of the tender code takes their place.

    Raises:
        Forbidden: the person holds none of the roles that publish.
        BadInput: a code or the agency is missing, the day is past, or see `user_open`.
        NotReady: see `user_open`.
    """
    if not can_ask(actor):
        raise Forbidden(
            "Dukungan penayangan diminta PA/KPA, PPK, ULP/Pokja, atau Pejabat Pengadaan yang perannya berlaku. "
            "Pakai tiket bantuan biasa.",
            code="forbidden",
        )
    facts = _facts(kind, rup_code, tender_code, package_name, agency)
    if needed_by < today():
        raise BadInput("Tanggal ini sudah lewat. Isi hari ini atau sesudahnya.", code="too_early", field="needed_by")
    if not description.strip():
        raise BadInput("Tulis apa yang menghambat.", code="no_text", field="description")
    is_urgent = needed_by <= today() + timedelta(days=URGENT_DAYS)
    words = facts["package_name"] or description
    with transaction.atomic():
        ticket = user_open(
            actor=actor,
            submission=submission,
            file=file,
            subject=f"{PublicationKind(kind).label}: {' '.join(words.split())}"[:200],
            description=description,
            tender_code=facts.pop("tender_code"),
            type=TicketType.SERVICE,
            category=TicketCategory.TECHNICAL,
            kind=TicketKind.PROCESS,
            user_group=TicketUserGroup.PPK if actor.has_role(PA_KPA, PPK) else TicketUserGroup.COMMITTEE,
            urgency=TicketUrgency.URGENT if is_urgent else TicketUrgency.NOT_URGENT,
            impact=TicketImpact.LARGE,
            reporter_name=actor.full_name,
            reporter_email=actor.email,
        )
        _, is_new = PublicationRequest.objects.get_or_create(
            ticket=ticket, defaults={"kind": kind, "needed_by": needed_by, **facts}
        )
        if is_new:
            _record("publication.asked", ticket, actor, kind=kind, from_mirror=facts["is_from_mirror"])
    return ticket


def _facts(kind: str, rup_code: str, tender_code: str, package_name: str, agency: str) -> dict[str, Any]:
    """Codes that look like codes, and the package by the mirror or as typed."""
    codes = {"rup_code": "".join(rup_code.split()), "tender_code": "".join(tender_code.split())}
    for field, code in codes.items():
        if code and not _CODE.match(code):
            raise BadInput("Kode terdiri atas 4 sampai 20 angka.", code="no_code", field=field)
    if kind == PublicationKind.RUP and not codes["rup_code"]:
        raise BadInput("Tulis kode RUP.", code="missing", field="rup_code")
    if kind != PublicationKind.CONSULTATION and not any(codes.values()):
        raise BadInput(
            "Tulis kode tender, atau kode RUP bila tender belum dibuat.", code="missing", field="tender_code"
        )
    package = package_by_code(codes["tender_code"]) if codes["tender_code"] else None
    name = package.name if package else " ".join(package_name.split())
    owner = (package.agency if package else "") or " ".join(agency.split())
    if not name and kind != PublicationKind.CONSULTATION:
        raise BadInput(
            "Tulis nama paket; kodenya tidak ada pada daftar SPSE kami.", code="missing", field="package_name"
        )
    if not owner:
        raise BadInput("Tulis nama instansi.", code="missing", field="agency")
    return {
        **codes,
        "package_name": name,
        "agency": owner,
        "stage": package.stage if package else "",
        "is_from_mirror": package is not None,
    }


def publication_finish(
    *,
    ticket: Ticket,
    actor: User,
    outcome: str,
    body: str = "",
    published_at: datetime | None = None,
    link: str = "",
    reason: str = "",
) -> Ticket:
    """Record what came of it, answer with it and declare the ticket solved; the same twice is harmless.

    Args:
        published_at: when the official himself published it in SPSE.
        reason: why it was not published.

    Raises:
        Forbidden: no officer of it.
        BadInput: the outcome lacks what belongs to it, or a text tells a password.
        Refusal: it is another kind of ticket, a colleague holds it, or it is over.
    """
    require_work(actor, ticket)
    values = _outcome_checked(outcome, published_at, link, text_checked(reason, field="reason"))
    with transaction.atomic():
        found = PublicationRequest.objects.filter(ticket=ticket).first()
        if found is None:
            raise Refusal("Tiket ini bukan dukungan penayangan.", code="no_publication")
        row = lock(found)
        if row.outcome:
            if all(getattr(row, name) == value for name, value in values.items()):
                return ticket
            raise WrongState(
                f"Hasil permintaan ini sudah dicatat: {row.get_outcome_display()}. Buka lagi tiketnya bila belum selesai.",
                code="wrong_state",
            )
        for name, value in (values | {"outcome_at": timezone.now(), "outcome_by": actor}).items():
            setattr(row, name, value)
        row.save()
        _record("publication.finished", ticket, actor, outcome=outcome, link=link)
        words = "\n\n".join(part for part in (outcome_words(row), body.strip()) if part)
        return ticket_reply(ticket=ticket, actor=actor, body=words, outcome=SOLVE)


def outcome_words(row: PublicationRequest) -> str:
    """The outcome as a sentence for the official."""
    if row.outcome == PublicationOutcome.PUBLISHED and row.published_at:
        link = f" ({row.link})" if row.link else ""
        return f"Hasil: ditayangkan sendiri oleh pejabat di SPSE pada {long_datetime(row.published_at)}{link}."
    if row.outcome == PublicationOutcome.NOT_PUBLISHED:
        return f"Hasil: tidak ditayangkan. Alasan: {row.reason}"
    return f"Hasil: {row.get_outcome_display()}."


def _outcome_checked(outcome: str, published_at: datetime | None, link: str, reason: str) -> dict[str, Any]:
    if outcome not in {PublicationOutcome.PUBLISHED, PublicationOutcome.ANSWERED, PublicationOutcome.NOT_PUBLISHED}:
        raise BadInput("Pilih hasilnya.", code="missing", field="outcome")
    is_shown = outcome == PublicationOutcome.PUBLISHED
    if is_shown and published_at is None:
        raise BadInput("Tulis kapan ditayangkan di SPSE.", code="missing", field="published_at")
    if is_shown and published_at and published_at > timezone.now():
        raise BadInput("Waktu ini belum terjadi.", code="future", field="published_at")
    if outcome == PublicationOutcome.NOT_PUBLISHED and not reason:
        raise BadInput("Tulis mengapa tidak ditayangkan.", code="missing", field="reason")
    return {
        "outcome": outcome,
        "published_at": published_at if is_shown else None,
        "link": link if is_shown else "",
        "reason": reason if outcome == PublicationOutcome.NOT_PUBLISHED else "",
    }


def _record(action: str, ticket: Ticket, actor: User, **data: Any) -> None:
    audit_record(action=action, object_type=OBJECT_TYPE, object_number=ticket.number, actor=actor, data=data)
