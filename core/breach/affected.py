"""Who is affected by a failure, by what and since when: from the stored rows, the access log and the audit trail."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from core.models import AuditEvent, BreachNotice, Person, User
from core.people import OBJECT_TYPE as PERSON_TYPE
from core.personal.registry import PersonalTable, personal_table, personal_tables
from core.personal.rows import value_at

_FILE, _DOCUMENT = "core.storedfile", "core.officialdocument"
_EXPORT = "export.made"
# What the page of a person shows.
_PERSON_PAGE = frozenset({"core.person", "core.user", "core.roleassignment"})


@dataclass
class Affected:
    """One person on the list, gathered row by row.

    Attributes:
        data: kind of row → names of its affected fields, in the order in which they were found.
    """

    name: str
    contact: str
    person_id: int | None
    cases: set[str] = field(default_factory=set)
    data: dict[str, list[str]] = field(default_factory=dict)
    first_at: datetime | None = None
    last_at: datetime | None = None

    def add(self, label: str, fields: list[str], case: str, at: datetime | None) -> None:
        """Note one row."""
        known = self.data.setdefault(label, [])
        known.extend(name for name in fields if name not in known)
        if case:
            self.cases.add(case)
        if at is not None:
            self.first_at = min(self.first_at or at, at)
            self.last_at = max(self.last_at or at, at)


@dataclass(frozen=True)
class Exposed:
    """Rows of one table that were within reach, and when they were seen, if that is known."""

    table: PersonalTable
    wanted: Q
    at: datetime | None = None


def affected(notice: BreachNotice) -> list[Affected]:
    """Everybody whom the scope touches; each person once, those with an account first, then by name."""
    found: dict[tuple[str, str], Affected] = {}
    for exposed in _exposed(notice):
        _gather(exposed, notice, found)
    return sorted(found.values(), key=lambda one: (one.person_id is None, one.name.lower(), one.person_id or 0))


def _gather(exposed: Exposed, notice: BreachNotice, found: dict[tuple[str, str], Affected]) -> None:
    table = exposed.table
    if not table.person and not table.named:
        return
    rows = table.model._default_manager.filter(exposed.wanted)
    if exposed.at is None and table.since:
        # What was written after the failure was not there to be seen. An empty time says nothing, so it counts.
        rows = rows.filter(Q(**{f"{table.since}__lte": notice.period_until}) | Q(**{f"{table.since}__isnull": True}))
    links = [part for part in (_link(table), table.case.rpartition("__")[0]) if part]
    for row in rows.select_related(*links).order_by("pk").iterator(chunk_size=1000):
        labels = _filled(table, row)
        if not labels:
            continue
        label = table.label
        case = str(value_at(row, table.case) or "") if table.case else ""
        at = exposed.at or (value_at(row, table.since) if table.since else None)
        for key, make in _people(table, row):
            found.setdefault(key, make).add(label, labels, case, at)


def _link(table: PersonalTable) -> str:
    """What to read along with a row, so that its person and account cost no query of their own."""
    if table.person == "self":
        return "user"
    return f"{table.person}__user" if table.person else ""


def _filled(table: PersonalTable, row: Any) -> list[str]:
    """Names of the affected fields that hold something in this row; a file or letter is named itself."""
    found: list[str] = []
    for name in table.fields:
        if getattr(row, name):
            label = table.label_of(name)
            if label not in found:
                found.append(label)
    if table.key in {_FILE, _DOCUMENT} and found:
        has_content = any(getattr(row, name) for name in table.fields if name != table.title)
        return [f"{'isi' if has_content else 'nama'} “{getattr(row, table.title)}”"]
    return found


def _people(table: PersonalTable, row: Any) -> Iterator[tuple[tuple[str, str], Affected]]:
    person = value_at(row, table.person) if table.person else None
    if isinstance(person, Person):
        contact = person.user.email if _has_account(person) else ""
        yield ("person", str(person.pk)), Affected(person.full_name, contact, person.pk)
    for other in table.named:
        name = str(value_at(row, other.name) or "").strip()
        if not name or (isinstance(person, Person) and name.lower() == person.full_name.lower()):
            continue
        contact = str(value_at(row, other.contact) or "") if other.contact else ""
        yield (name.lower(), contact.lower()), Affected(name, contact, None)


def _has_account(person: Person) -> bool:
    try:
        return person.user is not None
    except User.DoesNotExist:
        return False


def _exposed(notice: BreachNotice) -> Iterator[Exposed]:
    """What each part of the scope laid open."""
    if notice.account is not None:
        yield from _of_person(notice.account.person)
    if notice.officer is not None:
        yield from _seen_by(notice.officer, notice.period_from, notice.period_until)
    if notice.case_number:
        yield from _of_case(notice.case_number)
    if notice.files:
        yield Exposed(_table(_FILE), Q(public_id__in=notice.files))
    for key in notice.tables:
        table = personal_table(key)
        if table is not None:
            yield Exposed(table, Q())


def _of_person(person: Person, at: datetime | None = None) -> Iterator[Exposed]:
    for table in personal_tables():
        if table.person:
            yield Exposed(table, Q(**{"pk" if table.person == "self" else table.person: person.pk}), at)


def _of_case(number: str, at: datetime | None = None) -> Iterator[Exposed]:
    for table in personal_tables():
        if table.case:
            yield Exposed(table, Q(**{table.case: number}), at)


def _seen_by(officer: User, begin: datetime, end: datetime) -> Iterator[Exposed]:
    """Everything that the trail says this account opened, downloaded, exported or acted upon in the period."""
    events = AuditEvent.objects.filter(actor=officer, at__gte=begin, at__lte=end).order_by("pk")
    seen: dict[tuple[bool, str, str], datetime] = {}
    columns = events.values_list("action", "object_type", "object_number", "at")
    for action, kind, number, at in columns.iterator(chunk_size=1000):
        seen.setdefault((action == _EXPORT, kind, number), at)
    by_model = {table.model._meta.model_name: table for table in personal_tables()}
    for (is_export, kind, number), at in seen.items():
        if is_export:  # a whole list taken along as a spreadsheet
            if kind in by_model:
                yield Exposed(by_model[kind], Q(), at)
        elif kind == "file":
            yield Exposed(_table(_FILE), Q(public_id=number), at)
        elif kind == "document":
            yield Exposed(_table(_DOCUMENT), Q(number=number), at)
        elif kind == PERSON_TYPE:
            person = Person.objects.filter(pk=number.removeprefix("orang-")).first()
            if person is not None and person.pk != officer.person_id:
                yield from (one for one in _of_person(person, at) if one.table.key in _PERSON_PAGE)
        elif number:
            yield from _of_case(number, at)


def _table(key: str) -> PersonalTable:
    table = personal_table(key)
    assert table is not None  # noqa: S101 - core declares both
    return table
