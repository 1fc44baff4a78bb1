"""Every move of a visit. Whether a place is free and who may act is judged by the unit that calls."""

import re
import secrets
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Case, Value, When
from django.utils import timezone

from core import clock, transitions
from core.audit import audit_record
from core.documents import ALPHABET
from core.enums import VisitState
from core.formats import long_date, long_datetime
from core.models import User, Visit
from core.numbers import number_issue
from core.refusals import BadInput, Refusal
from core.visits.transitions import CALL, CANCEL, CHECK_IN, MOVE, NO_SHOW, OBJECT_TYPE, SERVE

NUMBER_SERIES = "visit"
CODE_LENGTH = 10
_LOCK = 7331
_ALIKE = str.maketrans("OIL", "011")
_CODE = re.compile(rf"[{ALPHABET}]{{{CODE_LENGTH}}}")
_IN_ADDRESS = re.compile(r"[?&]kode=([^&#]*)")
_RAISE = """
    INSERT INTO core_visitday AS counter (day, last) VALUES (%s, 1)
    ON CONFLICT (day) DO UPDATE SET last = counter.last + 1
    RETURNING last
"""


def visit_book(
    *,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    purpose: str,
    case_number: str,
    visitor: User | None,
    actor: User,
) -> Visit:
    """Note an appointment; the caller has made sure, in the same transaction, that the place is free.

    Raises:
        Refusal: the case has an appointment already.
    """
    with transaction.atomic():
        present = Visit.objects.filter(case_number=case_number, state=VisitState.BOOKED).exclude(case_number="").first()
        if present is not None and present.starts_at is not None:
            raise Refusal(
                f"Berkas ini sudah mempunyai jadwal kunjungan {long_datetime(present.starts_at)}. "
                "Pindahkan atau batalkan jadwal itu.",
                code="booked_already",
            )
        now = timezone.now()
        visit = Visit.objects.create(
            number=_number(),
            code=visit_code(),
            visitor=visitor,
            case_number=case_number,
            purpose=purpose,
            place=place,
            starts_at=starts_at,
            ends_at=ends_at,
            booked_at=now,
            booked_by=actor,
        )
        _record("visit.booked", visit, actor, {"starts_at": starts_at.isoformat(), "place": place, "case": case_number})
        return visit


def visit_move(*, visit: Visit, starts_at: datetime, ends_at: datetime, place: str, actor: User) -> Visit:
    """Give an appointment another time or place; number and code stay.

    Raises:
        WrongState: it is no longer an appointment.
    """
    return transitions.apply(
        MOVE,
        visit,
        actor=actor,
        number=visit.number,
        object_type=OBJECT_TYPE,
        data={"starts_at": starts_at.isoformat(), "place": place},
        refusal="Jadwal ini sudah tidak berlaku, jadi tidak dapat dipindah. Muat ulang halaman ini.",
        starts_at=starts_at,
        ends_at=ends_at,
        place=place,
        sequence=visit.sequence + 1,
    )


def visit_cancel(*, visit: Visit, actor: User | None) -> Visit:
    """Take an appointment back; nobody (None) when the portal does it because its case is over.

    Raises:
        WrongState: the visitor came already, or the appointment is over.
    """
    return transitions.apply(
        CANCEL,
        visit,
        actor=actor,
        number=visit.number,
        object_type=OBJECT_TYPE,
        refusal="Jadwal ini sudah tidak berlaku, jadi tidak dapat dibatalkan. Muat ulang halaman ini.",
        cancelled_at=timezone.now(),
        cancelled_by=actor,
        sequence=visit.sequence + 1,
    )


def visit_find(text: str) -> Visit | None:
    """The visit behind a scanned address, a typed code or a visit's number; blanks, dashes and case are forgiven."""
    raw = text[:300].replace("\x00", "").strip()
    if in_address := _IN_ADDRESS.search(raw):
        raw = in_address[1]
    code = re.sub(r"[\W_]", "", raw).upper().translate(_ALIKE)
    if _CODE.fullmatch(code) and (found := Visit.objects.filter(code=code).first()):
        return found
    return Visit.objects.filter(number=raw.upper()).first()


def visit_check_in(*, visit: Visit, actor: User) -> Visit:
    """The visitor is here: the next queue number of the day. Twice is once: the number stays.

    Raises:
        Refusal: the appointment is for another day.
        WrongState: it was cancelled or is over.
    """
    with transaction.atomic():
        fresh = transitions.lock(visit)
        if fresh.state in {VisitState.CHECKED_IN, VisitState.CALLED, VisitState.SERVED} and fresh.day == clock.today():
            return fresh
        if (
            fresh.state == VisitState.BOOKED
            and fresh.starts_at
            and clock.local(fresh.starts_at).date() != clock.today()
        ):
            raise Refusal(
                f"Kunjungan {fresh.number} dijadwalkan {long_date(fresh.starts_at)}, bukan hari ini. "
                "Beri nomor antrean tanpa janji, atau minta pengunjung datang pada jadwalnya.",
                code="other_day",
            )
        day, queue_number = _queue_place()
        return transitions.apply(
            CHECK_IN,
            fresh,
            actor=actor,
            number=fresh.number,
            object_type=OBJECT_TYPE,
            refusal=f"Kunjungan {fresh.number} “{fresh.get_state_display()}”, jadi tidak dapat dicatat hadir. "
            "Beri nomor antrean tanpa janji.",
            checked_in_at=timezone.now(),
            checked_in_by=actor,
            day=day,
            queue_number=queue_number,
        )


def visit_walk_in(*, case_number: str, purpose: str, actor: User, code: str = "") -> Visit:
    """Somebody without an appointment stands at the counter: a visit with its queue number at once.

    Args:
        code: made by `visit_code` for the form that is sent, so that a form sent twice gives one number.

    Raises:
        Refusal: somebody came for this case already and still waits.
    """
    with transaction.atomic():
        if _CODE.fullmatch(code):
            _wait_for(f"code {code}")
            if (same := Visit.objects.filter(code=code).first()) is not None:
                return same
        day, queue_number = _queue_place()
        waiting = Visit.objects.filter(
            case_number=case_number, day=day, state__in=[VisitState.CHECKED_IN, VisitState.CALLED]
        ).exclude(case_number="")
        if (other := waiting.first()) is not None:
            raise Refusal(
                f"Berkas {case_number} sudah mempunyai nomor antrean {other.queue_label} hari ini.", code="queued"
            )
        visit = Visit.objects.create(
            number=_number(),
            code=code if _CODE.fullmatch(code) else visit_code(),
            case_number=case_number,
            purpose=purpose,
            state=VisitState.CHECKED_IN,
            checked_in_at=timezone.now(),
            checked_in_by=actor,
            day=day,
            queue_number=queue_number,
        )
        _record("visit.walked_in", visit, actor, {"case": case_number, "queue_number": visit.queue_number})
    return visit


def visit_call_next(*, counter: str, actor: User, after: str | None = None) -> Visit | None:
    """Call the next visitor of today to a counter: whose appointment has begun first, then by queue number.

    Two officers at once get two different visitors: a row that one of them holds is passed over by the other.

    Args:
        after: number of the visit that this officer called last today when the form was opened (empty: none), so that
            a button pressed twice calls once; None skips the comparison.

    Returns:
        The called visit; None when nobody waits.

    Raises:
        BadInput: no counter was named.
    """
    if not counter:
        raise BadInput("Pilih loket tempat Anda melayani.", code="counter", field="counter")
    now = timezone.now()
    with transaction.atomic():
        if after is not None:
            _wait_for(f"officer {actor.pk}")
            latest = visit_last_called(actor)
            if latest is not None and latest.number != after:
                return latest
        visit = (
            Visit.objects.select_for_update(of=("self",), skip_locked=True)
            .filter(day=clock.today(), state=VisitState.CHECKED_IN)
            .order_by(Case(When(starts_at__lte=now, then=Value(0)), default=Value(1)), "queue_number")
            .first()
        )
        if visit is None or visit.checked_in_at is None:
            return None
        return transitions.apply(
            CALL,
            visit,
            actor=actor,
            number=visit.number,
            object_type=OBJECT_TYPE,
            data={"counter": counter},
            called_at=now,
            called_by=actor,
            counter=counter[:60],
            waiting_minutes=max((now - visit.checked_in_at) // timedelta(minutes=1), 0),
        )


def visit_last_called(actor: User) -> Visit | None:
    """The visit that an officer called last today."""
    return Visit.objects.filter(day=clock.today(), called_by=actor).order_by("-called_at", "-pk").first()


def visit_code() -> str:
    """A new unguessable code: ten signs that can be read from paper and typed."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def visit_serve(*, visit: Visit, actor: User) -> Visit:
    """The called visitor was served.

    Raises:
        WrongState: the visitor was not called, or the visit is over.
    """
    return transitions.apply(
        SERVE,
        visit,
        actor=actor,
        number=visit.number,
        object_type=OBJECT_TYPE,
        refusal=_over(visit),
        served_at=timezone.now(),
        served_by=actor,
    )


def visit_no_show(*, visit: Visit, actor: User | None) -> Visit:
    """The visitor did not come, or did not answer the call; nobody (None) when the portal notes it after the grace.

    Raises:
        WrongState: the visit is over, or the visitor came meanwhile.
    """
    return transitions.apply(
        NO_SHOW,
        visit,
        actor=actor,
        number=visit.number,
        object_type=OBJECT_TYPE,
        refusal=_over(visit),
        no_show_at=timezone.now(),
        no_show_by=actor,
    )


def visit_place_free(
    *, starts_at: datetime, ends_at: datetime, place: str, capacity: int, besides: Visit | None
) -> bool:
    """True when fewer than `capacity` visits hold this time; the day and place stay locked until the transaction ends.

    Whoever asks for the same day and place at the same moment waits here, so the last place goes to one of them.

    Args:
        besides: an appointment that is being moved does not stand in its own way.
    """
    _wait_for(f"place {clock.local(starts_at).date()} {place}")
    held = Visit.objects.filter(place=place, starts_at__lt=ends_at, ends_at__gt=starts_at).exclude(
        state__in=[VisitState.CANCELLED, VisitState.NO_SHOW]
    )
    if besides is not None:
        held = held.exclude(pk=besides.pk)
    return held.count() < capacity


def _over(visit: Visit) -> str:
    return f"Kunjungan {visit.number} sudah diubah petugas lain. Muat ulang halaman untuk melihat keadaan terbaru."


def _queue_place() -> tuple[date, int]:
    """Today and its next queue number, in the caller's transaction: a roll-back gives the number back."""
    today = clock.today()
    with connection.cursor() as cursor:
        cursor.execute(_RAISE, [today])
        return today, cursor.fetchone()[0]


def _number() -> str:
    return number_issue(series=NUMBER_SERIES, on=clock.today())


def _wait_for(what: str) -> None:
    """Go on alone until the transaction ends: whoever asks for the same meanwhile waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, what])


def _record(action: str, visit: Visit, actor: User, data: dict[str, object]) -> None:
    audit_record(action=action, object_type=OBJECT_TYPE, object_number=visit.number, actor=actor, data=data)
