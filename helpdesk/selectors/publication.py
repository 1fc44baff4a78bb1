"""Reads of publication support: the register with ages and whether it was served on time, its figures, its XLSX."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from core.formats import local_date
from core.models import User
from helpdesk.enums.publication import PublicationKind
from helpdesk.enums.ticket import TicketState
from helpdesk.models import PublicationRequest
from helpdesk.models.ticket import OPEN

_RUNS = Q(ticket__state__in=[TicketState.NEW, TicketState.IN_PROGRESS])
_SERVED = Q(ticket__resolved_at__isnull=False)
SHOWN = (("", "Semua"), ("berjalan", "Berjalan"), ("tepat", "Tepat waktu"), ("lewat", "Lewat jatuh tempo"))
MOST_AGENCIES = 25
HEADER = (
    "Tiket", "Diminta", "Yang diminta", "Kode RUP", "Kode tender", "Paket", "Instansi", "Tahap", "Sumber paket",
    "Diperlukan", "Keadaan", "Umur (hari)", "Pelayanan", "Diselesaikan", "Jatuh tempo", "Hasil", "Ditayangkan", "Tautan",
    "Alasan tidak ditayangkan",
)  # fmt: skip


@dataclass(frozen=True)
class PublicationRow:
    """One line of the register.

    Args:
        age: days from the request until it was solved, or until now.
        served: word and tone of the promise of the clock.
    """

    request: PublicationRequest
    age: int
    served: str
    tone: str


def publications(user: User, *, show: str = "", kind: str = "", agency: str = "") -> QuerySet[PublicationRequest]:
    """Requests the person sees; to be shown newest first.

    Args:
        show: ``berjalan``, ``tepat`` (solved in time), ``lewat`` (late, solved or not).
        agency: part of its name.
    """
    rows = PublicationRequest.objects.visible_to(user).select_related("ticket")
    if show == "berjalan":
        rows = rows.filter(ticket__state__in=OPEN)
    elif show == "tepat":
        rows = rows.filter(_SERVED, ticket__resolution_breached_at__isnull=True)
    elif show == "lewat":
        rows = rows.filter(_late(timezone.now()))
    if kind in PublicationKind.values:
        rows = rows.filter(kind=kind)
    if agency:
        rows = rows.filter(agency__icontains=agency)
    return rows


def rows_of(found: Any, now: datetime | None = None) -> list[PublicationRow]:
    """Rows of one page; without a further query."""
    moment = now or timezone.now()
    return [_row(one, moment) for one in found]


def sheet_of(found: Any) -> Iterator[list[Any]]:
    """The register as cells under `HEADER`."""
    for row in rows_of(found):
        one, ticket = row.request, row.request.ticket
        yield [
            ticket.number, one.asked_at, one.get_kind_display(), one.rup_code, ticket.tender_code, one.package_name,
            one.agency, one.stage, "SPSE" if one.is_from_mirror else "diketik", one.needed_by,
            ticket.get_state_display(), row.age, row.served, ticket.resolved_at, ticket.resolution_due_at,
            one.get_outcome_display(), one.published_at, one.link, one.reason,
        ]  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """How a kind or an agency was served."""

    label: str
    asked: int
    served: int
    in_time: int
    late: int


def figures(user: User, since: datetime) -> tuple[list[Figure], list[Figure]]:
    """What was asked since then, by kind and by agency; the agencies with most requests."""
    now = timezone.now()
    rows = PublicationRequest.objects.visible_to(user).filter(asked_at__gte=since)
    return (
        _counted(rows, "kind", now, dict(PublicationKind.choices)),
        _counted(rows, "agency", now, {}),
    )


def _counted(rows: QuerySet[PublicationRequest], field: str, now: datetime, labels: dict[str, str]) -> list[Figure]:
    """One figure a group, the largest first."""
    found = (
        rows.order_by()
        .values_list(field)
        .annotate(
            asked=Count("pk"),
            served=Count("pk", filter=_SERVED),
            in_time=Count("pk", filter=_SERVED & Q(ticket__resolution_breached_at__isnull=True)),
            late=Count("pk", filter=_late(now)),
        )
        .order_by("-asked", field)
    )
    return [Figure(labels.get(name, name), *numbers) for name, *numbers in found[:MOST_AGENCIES]]


def _late(now: datetime) -> Q:
    """Past the clock's promise, whether it was solved since or not; a stopped clock is not late."""
    return Q(ticket__resolution_breached_at__isnull=False) | _RUNS & Q(ticket__resolution_due_at__lt=now)


def _row(one: PublicationRequest, now: datetime) -> PublicationRow:
    ticket = one.ticket
    end = ticket.resolved_at or ticket.closed_at or now
    due = ticket.resolution_due_at
    runs = ticket.state in {TicketState.NEW, TicketState.IN_PROGRESS}
    if ticket.resolution_breached_at is not None or (runs and due is not None and due < now):
        served, tone = ("terlambat dilayani" if ticket.resolved_at else "lewat jatuh tempo"), "bad"
    elif ticket.resolved_at is not None:
        served, tone = "tepat waktu", "good"
    elif ticket.is_open:
        served, tone = "berjalan", "wait"
    else:
        served, tone = ticket.get_state_display(), "quiet"
    return PublicationRow(one, max(0, (local_date(end) - local_date(one.asked_at)).days), served, tone)
