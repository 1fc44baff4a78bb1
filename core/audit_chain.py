"""Whether the audit trail is whole, and the anchors that would betray a cut-off end (rule 9, ASVS 16.4.2)."""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core import clock, profile
from core.audit import audit_record
from core.mail import mail_queue
from core.models import AuditAnchor, AuditSeal
from core.models.audit import EVENT_TEXT

logger = logging.getLogger(__name__)

# Everything is compared inside the database: the trail of years does not travel.
_FIRST_BROKEN = f"""
    SELECT id, event_id, at, action, object_number, event_id IS NOT NULL AND action IS NULL FROM (
        SELECT s.id, s.event_id, s.hash, e.at, e.action, e.object_number,
            encode(sha256(convert_to(coalesce(lag(s.hash) OVER (ORDER BY s.id), '') || chr(30) || {EVENT_TEXT}, 'UTF8')), 'hex') AS expected
        FROM core_auditseal s LEFT JOIN core_auditevent e ON e.id = s.event_id
    ) link WHERE action IS NULL OR hash <> expected ORDER BY id LIMIT 1
"""  # noqa: S608 - built from constants only
_FIRST_UNSEALED = """
    SELECT e.id, e.at, e.action, e.object_number FROM core_auditevent e
    LEFT JOIN core_auditseal s ON s.event_id = e.id WHERE s.id IS NULL ORDER BY e.id LIMIT 1
"""


@dataclass(frozen=True)
class ChainReport:
    """What the check found. `fault` is empty when the trail is whole, otherwise it says what and where."""

    events: int
    head: str
    fault: str


def audit_check() -> ChainReport:
    """Recompute every link and compare every anchor; the first fault is named."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_auditseal")
        events = cursor.fetchone()[0]
        cursor.execute(_FIRST_BROKEN)
        broken = cursor.fetchone()
        cursor.execute(_FIRST_UNSEALED)
        unsealed = cursor.fetchone()
    head = AuditSeal.objects.order_by("-pk").values_list("hash", flat=True).first() or ""
    return ChainReport(events, head, _link_fault(broken) or _unsealed_fault(unsealed) or _anchor_fault())


def _link_fault(row: tuple[int, int, datetime, str, str, bool] | None) -> str:
    if row is None:
        return ""
    seal, event, at, action, number, is_gone = row
    if is_gone:
        return f"kejadian {event} (segel {seal}) hilang"
    return f"kejadian {event} ({action}, {number}, {_when(at)}) tidak cocok dengan segelnya, atau kejadian sebelumnya hilang"


def _unsealed_fault(row: tuple[int, datetime, str, str] | None) -> str:
    if row is None:
        return ""
    event, at, action, number = row
    return f"kejadian {event} ({action}, {number}, {_when(at)}) tidak bersegel"


def _anchor_fault() -> str:
    for anchor in AuditAnchor.objects.order_by("pk").iterator():
        seal = AuditSeal.objects.filter(pk=anchor.seal_id).values_list("hash", flat=True).first()
        if seal is None:
            return f"ujung jejak terpotong: jangkar {anchor.day} menyebut segel {anchor.seal_id}, yang tidak ada lagi"
        if seal != anchor.hash or AuditSeal.objects.filter(pk__lte=anchor.seal_id).count() != anchor.events:
            return f"jejak sampai {anchor.day} tidak sama dengan yang dijangkarkan pada hari itu"
    return ""


def _when(at: datetime) -> str:
    return f"{at.astimezone(profile.current().zone):%Y-%m-%d %H:%M:%S}"


def anchor_today() -> AuditAnchor | None:
    """Note today's head of the chain, once a day: as a row, in the log, and by mail to the LPSE's own address.

    The copies outside the database are what an intruder with all rights inside it cannot change.
    """
    day = clock.today()
    newest = AuditSeal.objects.order_by("-pk").first()
    if newest is None or AuditAnchor.objects.filter(day=day).exists():
        return None
    try:
        with transaction.atomic():
            anchor = AuditAnchor.objects.create(
                day=day,
                at=timezone.now(),
                seal_id=newest.pk,
                events=AuditSeal.objects.filter(pk__lte=newest.pk).count(),
                hash=newest.hash,
            )
            audit_record(
                action="audit.anchored",
                object_type="audit",
                object_number=day.isoformat(),
                actor=None,
                data={"seal": anchor.seal_id, "events": anchor.events, "hash": anchor.hash},
            )
            _mail_out(anchor)
    except IntegrityError:
        # Another worker was first.
        return None
    logger.info("audit_anchor", extra={"day": day.isoformat(), "seal": anchor.seal_id, "hash": anchor.hash})
    return anchor


def _mail_out(anchor: AuditAnchor) -> None:
    to = profile.current().contact.email
    if not to:
        return
    mail_queue(
        to=to,
        kind="audit.anchor",
        subject=f"Jangkar jejak audit {anchor.day:%d-%m-%Y}",
        body=(
            f"Jejak audit portal sampai {anchor.day:%d-%m-%Y}: {anchor.events} kejadian, segel {anchor.seal_id}.\n"
            f"Sidik: {anchor.hash}\n\n"
            "Simpan surel ini di luar portal. Bila kelak jejak audit diragukan, cocokkan sidiknya dengan daftar jangkar "
            "di portal; perintah manage.py check_audit memeriksa seluruh rantainya.\n"
        ),
        dedup_key=f"audit.anchor:{anchor.day.isoformat()}",
    )
