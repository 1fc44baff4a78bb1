"""Tenders with a stage during an outage: taken over from the mirror of SPSE as frozen rows, added and removed by hand."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from core.models import User
from core.refusals import BadInput, Refusal
from helpdesk.models import OutageReport, OutageTender
from helpdesk.selectors.outage import mirror_age
from helpdesk.services.berita_acara import cleaned, raise_version, require_version
from helpdesk.services.outage import draft_of, record
from procurement.selectors import package_by_code, stages_between

# More than ever ran at once; a window that finds more has a wrong year in it.
MOST_TENDERS = 2000


def outage_tenders_take(*, report: OutageReport, actor: User) -> int:
    """Take over every stage that the mirror shows in the window, in place of what was taken before.

    What was added by hand stays. While the outage lasts its window ends now; it is taken again once the end is known.

    Returns:
        How many rows were taken.

    Raises:
        Forbidden, WrongState: as `draft_of`.
        Refusal: the window holds more stages than can be true.
    """
    with transaction.atomic():
        fresh = draft_of(report, actor)
        now = timezone.now()
        stages = list(stages_between(fresh.began_at, fresh.ended_at or now)[: MOST_TENDERS + 1])
        if len(stages) > MOST_TENDERS:
            raise Refusal(
                f"Lebih dari {MOST_TENDERS} tahap berlangsung pada waktu itu. Periksa waktu mulai dan selesai.",
                code="too_many",
            )
        fresh.tenders.filter(by_hand=False).delete()
        typed = set(fresh.tenders.values_list("tender_code", "stage"))
        first = _next(fresh)
        rows = OutageTender.objects.bulk_create(
            OutageTender(
                report=fresh,
                position=position,
                tender_code=stage.schedule.package.code,
                package_name=stage.schedule.package.name,
                agency=stage.schedule.package.agency,
                stage=stage.name,
                starts_at=stage.starts_at,
                ends_at=stage.ends_at,
                source=stage.schedule.source,
                seen_at=stage.schedule.seen_at,
            )
            for position, stage in enumerate(
                (one for one in stages if (one.schedule.package.code, one.name) not in typed), first
            )
        )
        age = mirror_age()
        fresh.tenders_taken_at, fresh.tenders_from, fresh.tenders_until = now, fresh.began_at, fresh.ended_at
        fresh.mirror_copies, fresh.mirror_oldest_at, fresh.mirror_newest_at = age.copies, age.oldest, age.newest
        fresh.version += 1
        fresh.save(
            update_fields=[
                "tenders_taken_at", "tenders_from", "tenders_until", "mirror_copies", "mirror_oldest_at",
                "mirror_newest_at", "version",
            ]
        )  # fmt: skip
        record("outage_report.tenders_taken", fresh, actor, rows=len(rows), copies=age.copies)
    return len(rows)


def outage_tender_add(
    *, report: OutageReport, actor: User, version: int, tender_code: str, **values: Any
) -> OutageTender:
    """Add a stage that the mirror does not know; name and agency come from the mirror where it knows the tender.

    Args:
        version: of the report as the form showed it; the same form sent twice adds one row.

    Raises:
        Forbidden, WrongState: as `draft_of`.
        BadInput: the mirror does not know the tender and no name was typed, the stage did not run then, or it is there.
    """
    wanted = cleaned({"tender_code": tender_code, **values})
    package = package_by_code(wanted["tender_code"])
    if package is not None:
        wanted["package_name"] = wanted.get("package_name") or package.name
        wanted["agency"] = wanted.get("agency") or package.agency
    if not wanted.get("package_name"):
        raise BadInput(
            "Kode ini tidak ada pada daftar SPSE yang disalin portal. Isi nama paketnya.",
            code="unknown",
            field="package_name",
        )
    with transaction.atomic():
        fresh = draft_of(report, actor)
        require_version(fresh, version)
        _require_within(fresh, wanted.get("starts_at"), wanted.get("ends_at"))
        if fresh.tenders.filter(tender_code=wanted["tender_code"], stage=wanted["stage"]).exists():
            raise BadInput("Tahap tender ini sudah ada pada berita acara.", code="again", field="stage")
        row = OutageTender.objects.create(report=fresh, position=_next(fresh), by_hand=True, **wanted)
        raise_version(fresh)
        record("outage_report.changed", fresh, actor, part="tender", did="added", tender=row.tender_code)
    return row


def outage_tender_remove(*, report: OutageReport, actor: User, position: int) -> None:
    """Take a row out of the draft; taking over again brings back what the mirror shows. Twice is harmless.

    Raises:
        Forbidden, WrongState: as `draft_of`.
    """
    with transaction.atomic():
        fresh = draft_of(report, actor)
        row = fresh.tenders.filter(position=position).first()
        if row is None:
            return
        row.delete()
        raise_version(fresh)
        record("outage_report.changed", fresh, actor, part="tender", did="removed", tender=row.tender_code)


def _require_within(report: OutageReport, starts_at: datetime | None, ends_at: datetime | None) -> None:
    if (starts_at is None) != (ends_at is None):
        raise BadInput("Isi mulai dan akhir tahap, atau kosongkan keduanya.", code="half", field="ends_at")
    if starts_at is None or ends_at is None:
        return
    if ends_at < starts_at:
        raise BadInput("Tahap berakhir sesudah mulai. Periksa kedua waktunya.", code="ends_first", field="ends_at")
    if ends_at < report.began_at or starts_at > (report.ended_at or timezone.now()):
        raise BadInput("Tahap ini tidak berlangsung pada waktu gangguan.", code="outside", field="starts_at")


def _next(report: OutageReport) -> int:
    last: int | None = report.tenders.aggregate(last=Max("position"))["last"]
    return (last or 0) + 1
