"""The public page of suggestions: the desk edits words without names, shows them, and takes them down again."""

import re
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import transitions
from core.audit import audit_record
from core.models import User
from core.refusals import BadInput, Forbidden, Refusal
from helpdesk.enums.suggestion import PublicSuggestionState
from helpdesk.enums.ticket import TicketSecrecy
from helpdesk.models import PublicSuggestion, Ticket
from helpdesk.permissions.suggestion import can_recommend
from helpdesk.services.ticket import text_checked, ticket_lock
from helpdesk.transitions.suggestion import HIDE, SHOW
from helpdesk.transitions.ticket import OBJECT_TYPE

_CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.\w+|\+?\d[\d\s.-]{7,}\d")


def public_show(*, ticket: Ticket, actor: User, suggestion: str, answer: str) -> PublicSuggestion:
    """Show a decided suggestion to everybody, or change the words that stand there.

    Raises:
        Forbidden: no officer of the desk, or the own suggestion.
        BadInput: no words, or they name the suggester, an address or a telephone.
        Refusal: no decision is in force, or the suggester asked for secrecy.
    """
    require_desk(actor, ticket)
    words: dict[str, Any] = {"suggestion": suggestion, "answer": answer}
    for field, text in words.items():
        words[field] = _without_names(text, ticket, field)
    with transaction.atomic():
        fresh = ticket_lock(ticket)
        if fresh.secrecy != TicketSecrecy.OPEN:
            raise Refusal("Penyaran meminta dirahasiakan; sarannya tidak ditampilkan untuk umum.", code="secret")
        if not fresh.decisions.in_force().exists():
            raise Refusal("Saran tampil untuk umum sesudah diputuskan.", code="undecided")
        row, _ = PublicSuggestion.objects.get_or_create(ticket=fresh, defaults={**words, "edited_by": actor})
        if row.state == PublicSuggestionState.HIDDEN:
            return transitions.apply(
                SHOW, row, actor=actor, number=fresh.number, object_type=OBJECT_TYPE, **words, edited_by=actor,
                shown_at=timezone.now(),
            )  # fmt: skip
        row = transitions.lock(row)
        if (row.suggestion, row.answer) != (words["suggestion"], words["answer"]):
            row.suggestion, row.answer, row.edited_by = words["suggestion"], words["answer"], actor
            row.save(update_fields=["suggestion", "answer", "edited_by"])
            audit_record(
                action="suggestion.public_edited", object_type=OBJECT_TYPE, object_number=fresh.number, actor=actor,
                data={},
            )  # fmt: skip
    return row


def public_hide(*, ticket: Ticket, actor: User) -> None:
    """Take it down; what does not stand there stays away, which is no fault.

    Raises:
        Forbidden: no officer of the desk, or the own suggestion.
    """
    require_desk(actor, ticket)
    with transaction.atomic():
        public_withdraw(ticket_lock(ticket), actor)


def public_withdraw(ticket: Ticket, actor: User) -> None:
    """Take it down in the caller's transaction: its words told of a decision that no longer holds."""
    row = PublicSuggestion.objects.filter(ticket=ticket, state=PublicSuggestionState.SHOWN).first()
    if row is not None:
        transitions.apply(HIDE, row, actor=actor, number=ticket.number, object_type=OBJECT_TYPE, shown_at=None)


def require_desk(actor: User, ticket: Ticket) -> None:
    """Refuse who does not work on suggestions.

    Raises:
        Forbidden: no officer of the desk, or the own suggestion.
    """
    if not can_recommend(actor, ticket):
        raise Forbidden("Saran ditangani petugas meja layanan; saran sendiri ditangani rekan.", code="forbidden")


def _without_names(text: str, ticket: Ticket, field: str) -> str:
    words = text_checked(text, field=field)
    if not words:
        raise BadInput("Tulis isinya untuk umum.", code="missing", field=field)
    name = " ".join(ticket.reporter_name.casefold().split())
    if _CONTACT.search(words) or (name and name in " ".join(words.casefold().split())):
        raise BadInput(
            "Teks ini menyebut nama, surel, atau telepon. Hapus supaya tidak seorang pun dikenali.",
            code="names_somebody", field=field,
        )  # fmt: skip
    return words
