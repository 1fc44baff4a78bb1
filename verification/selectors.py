"""Reads of the desk: the queue, one case, what looks like it elsewhere, and the figures of the dashboard."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from core.crypto import keyed_hash
from core.enums import FileState, WorkState
from core.models import OfficialDocument, User
from core.similar import alike_to
from registration.enums import ItemState
from registration.models import Application, DocumentItem
from registration.requirements import for_application
from verification.enums import CheckResult, UserIdState
from verification.models import Decision, DocumentCheck, Review, UserId
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
    figures = {
        row["application_id"]: row
        for row in DocumentItem.objects.filter(application__in=found)
        .order_by()
        .values("application_id")
        .annotate(
            handed_in=Count("pk", filter=~Q(state=ItemState.MISSING), distinct=True),
            matched=Count("check_row", filter=Q(check_row__result=CheckResult.MATCH), distinct=True),
            in_quarantine=Count(
                "files",
                filter=Q(files__replaced_at__isnull=True, files__file__state=FileState.QUARANTINED),
                distinct=True,
            ),
        )
    }
    nothing = {"handed_in": 0, "matched": 0, "in_quarantine": 0}
    now = timezone.now()
    rows = []
    for application in found:
        figure = figures.get(application.pk, nothing)
        review = getattr(application, "review", None)
        holder = review.holder_at(now) if review else None
        rows.append(
            QueueRow(
                application,
                holder,
                holder == user,
                len(for_application(application)),
                figure["handed_in"],
                figure["in_quarantine"],
                figure["matched"],
            )
        )
    return rows


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
        .filter(application=application)
        .first()
    )


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
        "waiting": _bounded(waiting),
        "oldest": queue_rows(waiting.order_by("first_submitted_at", "pk")[:MOST_LISTED], user),
        "may_work": user.has_role(*WORK_ROLES),
        "mine": mine,
        "inactive": _bounded(UserId.objects.filter(state=UserIdState.RECORDED)),
        "failed": list(failed.order_by("-pk")[:MOST_LISTED]),
    }


def _bounded(rows: QuerySet[Any]) -> str:
    """How many there are, counted no further than matters for a day: ``12`` or ``lebih dari 500``."""
    found = rows.order_by()[: MOST_COUNTED + 1].count()
    return f"lebih dari {MOST_COUNTED}" if found > MOST_COUNTED else str(found)
