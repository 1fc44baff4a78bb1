"""How a list of stage times comes in: each tender whose times differ gets a new copy of its schedule, the one before stays."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from psycopg2 import sql

from core.audit import audit_record
from core.tabular import Clash
from core.tabular.upsert import Counts, Staging
from procurement.models import Package, Schedule, StageList
from procurement.schedule_reading import MOST_STAGES
from procurement.services import OBJECT_TYPE

# The same stages in any order are the same schedule.
_TIMES = (
    "array_agg({0}.name || chr(31) || {0}.starts_at::text || chr(31) || {0}.ends_at::text"
    " ORDER BY {0}.name, {0}.starts_at, {0}.ends_at)"
)


class StageLine(models.Model):
    """A line of such a list. It is staged only and becomes a `Stage`, so it has no table of its own."""

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=300)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    # Tender and stage: a stage stands once in a list.
    stage_key = models.TextField()

    class Meta:
        abstract = True


@dataclass(frozen=True)
class _Tender:
    """What a list says of one tender.

    Args:
        lines: stages in the list.
        standing: the copy of its schedule that counts now, if there is one.
        is_same: that copy has the same stages at the same times.
    """

    code: str
    lines: int
    standing: int | None
    is_same: bool


class StageStaging(Staging):
    """Staged lines; what is new, changed or the same is judged tender by tender, because a schedule is one whole."""

    def take_clashes(self, clash: Clash) -> list[int]:
        """Remove the lines the condition names, and say which; it may speak of all ``{staged}`` lines and of ``{most}``."""
        condition = sql.SQL(clash.condition).format(staged=self.name, most=sql.Literal(MOST_STAGES))
        found = self._rows(
            sql.SQL("DELETE FROM {staged} s WHERE {clash} RETURNING s.line, {thing}").format(
                staged=self.name, clash=condition, thing=self.thing
            )
        )
        return self._taken(found)

    def counts(self) -> Counts:
        """Lines of tenders that get their first copy, another copy, none."""
        return _counted(self._tenders())

    def upsert(self, fixed: dict[str, Any]) -> Counts:
        """Write the copies; pastes of the same tenders wait until this transaction ends."""
        codes = [one.code for one in self._tenders()]
        packages = Package.objects.select_for_update(of=("self",), no_key=True).filter(code__in=codes).order_by("pk")
        keys = {package.code: package for package in packages.only("pk", "code")}
        tenders = self._tenders()
        source: StageList = fixed["listed_in"]
        self._write([one for one in tenders if not one.is_same], keys, source)
        return _counted(tenders)

    def _write(self, tenders: list[_Tender], packages: dict[str, Package], source: StageList) -> None:
        run = source.imported_in
        actor = run.confirmed_by
        Schedule.objects.filter(pk__in=[one.standing for one in tenders if one.standing]).update(is_current=False)
        Schedule.objects.bulk_create(
            (
                Schedule(
                    package=packages[one.code],
                    source=source.source,
                    seen_at=source.seen_at,
                    listed_in=source,
                    entered_by=actor,
                )
                for one in tenders
            ),
            batch_size=1000,
        )
        self._run(
            sql.SQL(
                "INSERT INTO procurement_stage (schedule_id, position, name, starts_at, ends_at) "
                "SELECT c.id, row_number() OVER (PARTITION BY s.code ORDER BY s.line), s.name, s.starts_at, s.ends_at "
                "FROM {staged} s JOIN procurement_package p ON p.code = s.code "
                "JOIN procurement_schedule c ON c.package_id = p.id AND c.is_current AND c.listed_in_id = {source}"
            ).format(staged=self.name, source=sql.Literal(source.pk))
        )
        for one in tenders:
            audit_record(
                action="package.schedule_imported",
                object_type=OBJECT_TYPE,
                object_number=one.code,
                actor=actor,
                data={"source": source.source, "stages": one.lines, "import": run.number},
            )

    def _tenders(self) -> list[_Tender]:
        found = self._rows(
            sql.SQL(
                "WITH listed AS (SELECT s.code, count(*) AS lines, {listed} AS times FROM {staged} s GROUP BY s.code), "
                "standing AS (SELECT p.code, c.id, {standing} AS times FROM listed l JOIN procurement_package p ON p.code = l.code "
                "JOIN procurement_schedule c ON c.package_id = p.id AND c.is_current "
                "JOIN procurement_stage t ON t.schedule_id = c.id GROUP BY p.code, c.id) "
                "SELECT l.code, l.lines, c.id, coalesce(l.times = c.times, FALSE) "
                "FROM listed l LEFT JOIN standing c ON c.code = l.code ORDER BY l.code"
            ).format(staged=self.name, listed=sql.SQL(_TIMES.format("s")), standing=sql.SQL(_TIMES.format("t")))
        )
        return [_Tender(*row) for row in found]


def _counted(tenders: list[_Tender]) -> Counts:
    return Counts(
        sum(one.lines for one in tenders if one.standing is None),
        sum(one.lines for one in tenders if one.standing is not None and not one.is_same),
        sum(one.lines for one in tenders if one.is_same),
    )
