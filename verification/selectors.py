"""Reads of the desk: the queue, one case, what looks like it elsewhere, and the figures of the dashboard."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from core.caching import kept_a_minute
from core.crypto import keyed_hash
from core.enums import FileState, WorkState
from core.models import OfficialDocument, User
from core.similar import alike_to
from core.visits.selectors import day_now
from core.visits.selectors import figures as visit_figures
from registration.enums import ApplicationState, ItemState
from registration.models import Application, CounterEntry, DocumentFile
from registration.requirements import for_application
from registration.services.application import ENTER
from verification.enums import CheckResult, ObjectionState, UserIdState
from verification.models import Decision, DocumentCheck, Objection, Review, UserId
from verification.permissions import WORK_ROLES

# More namesakes than this are a matter for a search, not for a hint.
MOST_HINTS = 5
# The first page shows the beginning of a list and leads to the whole of it.
MOST_LISTED = 5
MOST_COUNTED = 500
_NPWP_15, _NPWP_16 = 15, 16
# What a row of the queue shows; an application has seventy columns more, identity numbers among them.
_QUEUE_FIELDS = (
    "number",
    "kind",
    "state",
    "business_form",
    "name",
    "has_amendment",
    "needs_licence",
    "first_submitted_at",
    "returned_at",
    "review__claimed_at",
    "review__claimed_until",
    "review__claimed_by__username",
    "review__claimed_by__person__full_name",
)

# The busiest page of the desk asks this; putting it together anew costs as much as the answer.
_COMPLETENESS = """
SELECT item.application_id,
    count(DISTINCT item.id) FILTER (WHERE item.state <> %s),
    count(DISTINCT found.id) FILTER (WHERE found.result = %s AND review.current_for_id IS NOT NULL),
    count(DISTINCT file.id) FILTER (WHERE file.replaced_at IS NULL AND stored.state = %s)
FROM registration_documentitem AS item
LEFT JOIN verification_documentcheck AS found ON found.item_id = item.id
LEFT JOIN verification_review AS review ON review.id = found.review_id
LEFT JOIN registration_documentfile AS file ON file.item_id = item.id
LEFT JOIN core_storedfile AS stored ON stored.id = file.file_id
WHERE item.application_id = ANY(%s)
GROUP BY item.application_id
"""


@dataclass(frozen=True)
class QueueRow:
    """One waiting application as the queue shows it."""

    application: Application
    holder: User | None
    is_mine: bool
    needed: int
    handed_in: int
    in_quarantine: int
    matched: int

    @property
    def handed_in_words(self) -> str:
        """``5 dari 6``: documents that are there."""
        return f"{self.handed_in} dari {self.needed}"

    @property
    def matched_words(self) -> str:
        """``2 dari 6``: documents found in order."""
        return f"{self.matched} dari {self.needed}"

    @property
    def is_complete(self) -> bool:
        """Every document of the set is there and scanned."""
        return self.handed_in >= self.needed and not self.in_quarantine


@dataclass(frozen=True)
class Hint:
    """Something elsewhere that looks like this case; a person decides what it means."""

    why: str
    number: str
    what: str
    url: str


def desk_applications(user: User) -> QuerySet[Application]:
    """Applications the desk may open: those handed in at least once; none for people without the desk's permission."""
    if not user.has_perm("verification.view_case"):
        return Application.objects.none()
    return Application.objects.filter(first_submitted_at__isnull=False)


def queue(user: User, *, show: str = "") -> QuerySet[Application]:
    """What waits for the office; to be shown oldest first by `first_submitted_at`.

    Args:
        show: ``milik-saya`` (held by the user), ``bebas`` (held by nobody), ``kembali`` (handed in again); else all.
    """
    rows = desk_applications(user).waiting_for_office().select_related("review__claimed_by__person")  # type: ignore[attr-defined]
    rows = rows.only(*_QUEUE_FIELDS)
    now = timezone.now()
    if show == "milik-saya":
        return rows.filter(review__claimed_by=user, review__claimed_until__gt=now)
    if show == "bebas":
        return rows.filter(Q(review__claimed_until__isnull=True) | Q(review__claimed_until__lte=now))
    if show == "kembali":
        return rows.filter(returned_at__isnull=False)
    return rows


def queue_rows(applications: Iterable[Application], user: User) -> list[QueueRow]:
    """The rows of one page of the queue with holder and completeness; one query whatever their number."""
    found = list(applications)
    figures = _completeness([row.pk for row in found])
    now = timezone.now()
    rows = []
    for application in found:
        handed_in, matched, in_quarantine = figures.get(application.pk, (0, 0, 0))
        review = getattr(application, "review", None)
        holder = review.holder_at(now) if review else None
        rows.append(
            QueueRow(
                application,
                holder,
                holder == user,
                len(for_application(application)),
                handed_in,
                in_quarantine,
                matched,
            )
        )
    return rows


def _completeness(applications: list[int]) -> dict[int, tuple[int, int, int]]:
    """Key of an application → documents handed in, found in order, waiting for the scanner."""
    states = [ItemState.MISSING, CheckResult.MATCH, FileState.QUARANTINED]
    with connection.cursor() as cursor:
        cursor.execute(_COMPLETENESS, [*states, applications])
        return {pk: (handed_in, matched, waiting) for pk, handed_in, matched, waiting in cursor.fetchall()}


def find(user: User, words: str) -> Application | None:
    """The newest case with this registration number or NPWP, in whatever state; both are looked up by index."""
    rows = desk_applications(user)
    text = words.strip()
    digits = "".join(sign for sign in text if sign.isdigit())
    if len(digits) in {_NPWP_15, _NPWP_16} and not text.upper().startswith("REG"):
        return rows.filter(npwp_hash=keyed_hash(digits.zfill(_NPWP_16))).order_by("-pk").first()
    return rows.filter(number=text.upper()).order_by("-pk").first()


def case_of(application: Application) -> Review | None:
    """The review of a case with the people in it, or None while nobody took it."""
    checks = DocumentCheck.objects.select_related("original_seen_by__person", "checked_by__person").order_by("pk")
    return (
        Review.objects.select_related(
            "claimed_by__person",
            "presenter_recorded_by__person",
            "blacklist_checked_by__person",
            "surat_kuasa_file",
        )
        .prefetch_related(Prefetch("checks", queryset=checks))
        .filter(current_for=application)
        .first()
    )


def decision_of(application: Application) -> Decision | None:
    """The decision that counts: that of the present round; None while there is none."""
    review = getattr(application, "review", None)
    return getattr(review, "decision", None) if review else None


def counter_entries(user: User) -> QuerySet[CounterEntry]:
    """What the officer entered at the counter and its owner has not confirmed."""
    return _open_entries().filter(officer=user).select_related("application__owner")


def _open_entries() -> QuerySet[CounterEntry]:
    return CounterEntry.objects.filter(confirmed_at__isnull=True, application__state=ApplicationState.DRAFT)


def counter_entry(user: User, number: str) -> CounterEntry | None:
    """One that waits for its owner, one's own or a colleague's, with all that its page reads; None for others."""
    if not user.has_perm(ENTER):
        return None
    files = Prefetch("application__items__files", DocumentFile.objects.select_related("file").order_by("pk"))
    rows = _open_entries().select_related("application__owner__person", "officer__person")
    return (
        rows.prefetch_related("application__licences", "application__items", files)
        .filter(application__number=number)
        .first()
    )


def older_decisions(application: Application) -> list[Decision]:
    """Decisions of rounds that a granted objection ended, oldest first."""
    if application.reopened_at is None:
        return []
    rows = Decision.objects.filter(application=application, review__current_for__isnull=True)
    return list(rows.select_related("decided_by__person", "letter").order_by("pk"))


def desk_objections(user: User, *, is_answered: bool | None = None) -> QuerySet[Objection]:
    """Objections that were handed in; none for people without the desk's permission."""
    if not user.has_perm("verification.view_objection"):
        return Objection.objects.none()
    rows = Objection.objects.exclude(state=ObjectionState.DRAFT).select_related(
        "application", "decision__decided_by__person", "decision__letter", "letter", "answered_by__person"
    )
    if is_answered is None:
        return rows
    waiting = Q(state=ObjectionState.SUBMITTED)
    return rows.filter(~waiting if is_answered else waiting)


def hints(application: Application) -> list[Hint]:
    """Other applications and User IDs with the same NPWP, account, responsible person or User ID, or a name like it."""
    found: list[Hint] = []
    others = Application.objects.filter(first_submitted_at__isnull=False).exclude(pk=application.pk)
    if application.npwp_hash:
        found += _applications("NPWP yang sama", others.filter(npwp_hash=application.npwp_hash))
    found += _applications("Surel (akun) yang sama", others.filter(owner=application.owner_id))
    register = UserId.objects.exclude(decision__application=application).select_related("decision__application")
    same = Q(value=application.spse_user_id.upper()) if application.spse_user_id else Q(pk__in=[])
    if application.npwp_hash:
        same |= Q(npwp_hash=application.npwp_hash)
    if application.signatory_nik_hash:
        same |= Q(responsible_nik_hash=application.signatory_nik_hash)
    for entry in register.filter(same).order_by("-pk")[:MOST_HINTS]:
        found.append(_entry_hint(_why(entry, application), entry))
    told = {hint.url for hint in found}
    return found + [hint for hint in _namesakes(application, others, register) if hint.url not in told]


def _namesakes(application: Application, others: QuerySet[Application], register: QuerySet[UserId]) -> list[Hint]:
    """The nearest names of both registers, the most alike first."""
    name = (application.name_words, application.name_key)
    scored: list[tuple[int, Hint]] = []
    near = {one.pk: one.score for one in alike_to(Application, *name, most=MOST_HINTS + 1) if one.pk != application.pk}
    if near:
        for row in others.filter(pk__in=near).order_by("-pk"):
            scored.append((near[row.pk], _application_hint(f"Nama mirip ({near[row.pk]} dari 100)", row)))
    near = {one.pk: one.score for one in alike_to(UserId, *name, most=MOST_HINTS + 1)}
    if near:
        for entry in register.filter(pk__in=near).order_by("-pk"):
            why = f"Nama mirip pada register User ID ({near[entry.pk]} dari 100)"
            scored.append((near[entry.pk], _entry_hint(why, entry)))
    return [hint for _, hint in sorted(scored, key=lambda pair: -pair[0])[:MOST_HINTS]]


def _entry_hint(why: str, entry: UserId) -> Hint:
    what = f"User ID {entry.value}, {entry.holder_name}"
    if entry.decision is None:
        return Hint(why, entry.value, what, reverse("admin:verification_userid_change", args=[entry.pk]))
    number = entry.decision.application.number
    return Hint(why, number, what, reverse("desk:case", args=[number]))


def _application_hint(why: str, row: Application) -> Hint:
    what = f"{row.full_name}, {row.get_state_display()}"
    return Hint(why, row.number, what, reverse("desk:case", args=[row.number]))


def _why(entry: UserId, application: Application) -> str:
    if entry.value == application.spse_user_id.upper():
        return "User ID yang sama sudah tercatat"
    if entry.npwp_hash and entry.npwp_hash == application.npwp_hash:
        return "NPWP yang sama pada register User ID"
    return "Penanggung jawab yang sama pada register User ID"


def _applications(why: str, rows: QuerySet[Application]) -> list[Hint]:
    return [_application_hint(why, row) for row in rows.order_by("-pk")[:MOST_HINTS]]


def due_today(user: User | AnonymousUser) -> dict[str, Any] | None:
    """What the staff's first page says about verification; None for people without the desk."""
    if not isinstance(user, User) or not user.has_perm("verification.view_case"):
        return None
    waiting = queue(user)
    mine = queue_rows(queue(user, show="milik-saya").order_by("first_submitted_at", "pk")[:MOST_LISTED], user)
    recent = Decision.objects.order_by("-pk").values("letter")[:MOST_COUNTED]
    failed = OfficialDocument.objects.filter(pk__in=recent, work_state=WorkState.FAILED, voided_at__isnull=True)
    return {
        "waiting": bounded(waiting),
        "oldest": queue_rows(waiting.order_by("first_submitted_at", "pk")[:MOST_LISTED], user),
        "may_work": user.has_role(*WORK_ROLES),
        "mine": mine,
        "inactive": bounded(UserId.objects.filter(state=UserIdState.RECORDED)),
        "objections": bounded(desk_objections(user, is_answered=False)),
        "failed": list(failed.order_by("-pk")[:MOST_LISTED]),
    }


def visits_today(user: User | AnonymousUser) -> dict[str, Any] | None:
    """Today's visits and how long people wait, for the staff's first page; None for people without the counter."""
    if not isinstance(user, User) or not user.has_perm("core.view_visit"):
        return None
    return {"day": day_now(), "figures": kept_a_minute(visit_figures)}


def bounded(rows: QuerySet[Any]) -> str:
    """How many there are, counted no further than matters for a day: ``12`` or ``lebih dari 500``."""
    found = rows.order_by()[: MOST_COUNTED + 1].count()
    return f"lebih dari {MOST_COUNTED}" if found > MOST_COUNTED else str(found)
