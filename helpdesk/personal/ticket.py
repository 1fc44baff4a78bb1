"""What helpdesk keeps about people in tickets, and how it goes when somebody's data is erased."""

from django.db import transaction
from django.utils import timezone

from core.audit import audit_record
from core.enums import ERASED
from core.models import Person
from core.personal.registry import Named, PersonalTable, register_impersonal, register_personal_tables
from core.personal.tables import CASE_KEPT
from core.refusals import Refusal
from helpdesk.models import AnswerTemplate, InboundMail, Ticket, TicketEvent, TicketFile, TicketMessage, TicketWatcher
from helpdesk.transitions.ticket import OBJECT_TYPE

_WHY = "Untuk menjawab pertanyaan, gangguan, dan pengaduan Anda."


def register() -> None:
    """Called once, when all models are there."""
    register_impersonal(TicketEvent, TicketFile, TicketWatcher, AnswerTemplate)
    register_personal_tables(
        PersonalTable(
            Ticket,
            "Tiket layanan",
            "owner__person",
            ("reporter_name", "reporter_email", "reporter_phone", "spse_user_id", "subject", "description", "solution"),
            _WHY,
            CASE_KEPT,
            plain=("number", "tender_code", "error_code"),
            withheld=("submission", "version", "warned_for", "clock_stamp", "warn_at", "attention_at"),
            case="number",
            since="opened_at",
            title="number",
            named=(Named("reporter_name", "reporter_email"),),
            labels={
                "response_breached_at": "tanggapan lewat jatuh tempo",
                "resolution_breached_at": "penyelesaian lewat jatuh tempo",
            },
        ),
        PersonalTable(
            TicketMessage,
            "Pesan pada tiket",
            "author__person",
            ("body",),
            _WHY,
            CASE_KEPT,
            case="ticket__number",
            since="created_at",
        ),
    )


def tickets_of_person_erase(person: Person) -> None:
    """Empty the reporter's data on the tickets of a person whose data is erased; the log and the answers stay.

    Raises:
        Refusal: one of them is still being worked on.
    """
    own = Ticket.objects.filter(owner__person=person)
    busy = own.exclude(state__in=["closed", "merged"]).first()
    if busy is not None:
        raise Refusal(f"Tiket {busy.number} belum ditutup. Tutup dahulu, lalu ulangi.", code="busy")
    with transaction.atomic():
        for ticket in own.filter(erased_at__isnull=True).order_by("pk"):
            ticket.reporter_name, ticket.reporter_email, ticket.reporter_phone = ERASED, "", ""
            ticket.spse_user_id = ""
            ticket.description = ERASED
            ticket.erased_at = timezone.now()
            ticket.save(
                update_fields=[
                    "reporter_name",
                    "reporter_email",
                    "reporter_phone",
                    "spse_user_id",
                    "description",
                    "erased_at",
                ]
            )
            ticket.messages.filter(kind="from_user").update(body=ERASED)
            InboundMail.objects.filter(ticket=ticket).update(
                sender="", sender_name=ERASED, subject=ERASED, body=ERASED, files=""
            )
            audit_record(
                action="ticket.erased", object_type=OBJECT_TYPE, object_number=ticket.number, actor=None,
                data={"reason": "permintaan orang yang bersangkutan"},
            )  # fmt: skip
