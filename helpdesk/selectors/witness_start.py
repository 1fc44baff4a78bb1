"""What a new berita acara kesaksian already knows: the package from SPSE's lists, the request from a ticket."""

from dataclasses import dataclass, field
from typing import Any

from core.formats import local_date, long_date
from core.models import Organization, User
from helpdesk.enums.ticket import TicketSecrecy
from helpdesk.enums.witness import WitnessRequestKind
from helpdesk.models import Ticket
from helpdesk.selectors.ticket import found_by_number
from procurement.models import Package
from procurement.selectors import package_by_code, schedule_of

OPENING = "pembukaan"


@dataclass
class Start:
    """Values for the form of a new report.

    Args:
        code, ticket: what was asked for, as typed.
        values: fields of the report that are known.
        package: the package in SPSE's lists, if they have it.
        notes: sentences for the officer: where the values are from, or what was not found.
    """

    code: str = ""
    ticket: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    package: Package | None = None
    notes: list[str] = field(default_factory=list)


def witness_start(user: User, *, code: str, ticket: str) -> Start:
    """Look up what was asked for; what is not found is said, never refused: SPSE's page can still be typed from."""
    start = Start(code=code.strip()[:20], ticket=ticket.strip()[:30])
    if start.ticket:
        _of_ticket(user, start)
    if start.code:
        _of_package(start)
    return start


def _of_ticket(user: User, start: Start) -> None:
    found = found_by_number(user, start.ticket)
    if found is None:
        start.notes.append(f"Tiket {start.ticket} tidak ada atau bukan untuk Anda. Periksa nomornya.")
        return
    start.ticket = found.number
    start.code = start.code or found.tender_code.strip()
    start.values |= {
        "request_kind": WitnessRequestKind.TICKET,
        "request_number": found.number,
        "request_date": local_date(found.opened_at),
        "requester_name": _named(found),
    }
    start.notes.append(f"Permintaan diisi dari tiket {found.number}.")


def _named(ticket: Ticket) -> str:
    """A reporter who asked for secrecy is not carried into a report that officials read."""
    return ticket.reporter_name if ticket.secrecy == TicketSecrecy.OPEN else ""


def _of_package(start: Start) -> None:
    start.values["tender_code"] = start.code
    package = start.package = package_by_code(start.code)
    if package is None:
        start.notes.append(
            f"Paket {start.code} belum ada pada daftar tender yang diimpor. Tulis datanya seperti tertera di SPSE."
        )
        return
    schedule = schedule_of(package)
    opening = next((s for s in schedule.stages.all() if OPENING in s.name.lower()), None) if schedule else None
    organization = Organization.objects.filter(name__iexact=package.agency).first() if package.agency else None
    start.values |= {
        "package_name": package.name,
        "agency": package.agency,
        "organization": organization,
        "method": package.method,
        # A list says "284,6 Jt"; an amount that was rounded there is no fact for a report.
        "own_estimate": package.hps if package.hps_step is not None and package.hps_step <= 1 else None,
        "budget_year": package.budget_year,
        "stage": package.stage,
        "opening_at": opening.starts_at if opening else None,
    }
    on = package.imported_in.confirmed_at
    words = f"Paket diisi dari daftar tender SPSE (impor {package.imported_in.number}"
    words += f", {long_date(local_date(on))})." if on else ")."
    if start.values["own_estimate"] is None and package.hps_in_spse:
        words += f" HPS pada daftar itu dibulatkan ({package.hps_in_spse}); tulis angka penuhnya dari SPSE."
    start.notes.append(f"{words} Cocokkan dengan SPSE sebelum disimpan.")
