"""What the register says about an approved application: the values in force, their history, and old beside new.

The application is the first value of everything and is never edited; see `registration.models.change`. Pages that
need the values of today ask `registered`, pages about the decision go on reading the application itself.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.functional import cached_property

from registration.answers import label, licence_rows, spoken
from registration.change_rules import AMENDMENT, EMAIL, LICENCES, RULES, columns_of
from registration.enums import BusinessForm
from registration.models import Application, ChangeRequest, RegistrationFact

_LICENCE_FIELDS = ("kind", "number", "issuer", "issued_on", "expires_on", "kbli_code", "kbli_edition", "field")
_LICENCE_DATES = ("issued_on", "expires_on")
# Every value of the register that some request can change; the portal account's address is not the register's.
COLUMNS = tuple(dict.fromkeys(name for rule in RULES.values() for name in rule.columns if name != EMAIL)) + AMENDMENT


@dataclass(frozen=True)
class Registered:
    """The values in force: those of the application, or those an approved change put in their place."""

    application: Application
    values: Mapping[str, Any]
    is_changed: bool

    @property
    def full_name(self) -> str:
        """Name as people say it: ``CV Maju Jaya`` or the name of the person."""
        form = self.values["business_form"]
        spoken_form = BusinessForm(form).label if form and form != BusinessForm.OTHER_SOLE else ""
        return f"{spoken_form} {self.values['name']}".strip()


@dataclass(frozen=True)
class ChangeRow:
    """One value of a request: what stands in the register and what is asked to stand there.

    `field` is the column it is about, for those who must mask identity numbers.
    """

    field: str
    label: str
    old: str
    new: str

    @property
    def is_changed(self) -> bool:
        """True when the request changes it."""
        return self.old != self.new


@dataclass(frozen=True)
class FactRow:
    """One step in the history of a value, in words."""

    label: str
    old: str
    new: str
    valid_from: datetime
    request_number: str


def registered(application: Application) -> Registered:
    """The values in force of an approved application."""
    current = getattr(application, "current", None)
    values = {name: getattr(application, name) for name in COLUMNS if name != LICENCES}
    values[LICENCES] = [
        {name: getattr(licence, name) for name in _LICENCE_FIELDS} for licence in application.licences.all()
    ]
    if current is not None:
        values |= unpacked(current.values)
    return Registered(application, values, current is not None)


def values_now(change: ChangeRequest) -> dict[str, Any]:
    """What the register says now about everything the request may change."""
    application = change.application
    now = registered(application).values
    names = columns_of(change.kind, application.kind)
    return {name: change.owner.email if name == EMAIL else now[name] for name in names}


def comparison(change: ChangeRequest) -> list[ChangeRow]:
    """Old and new side by side; once decided, the old side is what stood there on the day of the decision."""
    old = unpacked(change.before) if change.before else values_now(change)
    new = {**old, **unpacked(change.proposed)} if change.proposed else {}
    rows: list[ChangeRow] = []
    for name in columns_of(change.kind, change.application.kind):
        if name == LICENCES:
            rows += _licence_pairs(old.get(LICENCES, []), new.get(LICENCES, []))
        else:
            rows.append(
                ChangeRow(
                    name, _label(change.application, name), spoken(name, old.get(name)), spoken(name, new.get(name))
                )
            )
    return [row for row in rows if row.old or row.new]


def history(application: Application) -> list[FactRow]:
    """Every change of every value, latest first."""
    facts = RegistrationFact.objects.filter(application=application).select_related("change").order_by("-pk")
    return [row for fact in facts for row in _told(application, fact)]


def packed(values: Mapping[str, Any]) -> str:
    """Values as the JSON that is sealed; dates as ISO."""
    return json.dumps(dict(values), default=_iso, sort_keys=True)


def unpacked(text: Any) -> dict[str, Any]:
    """What `packed` made, with its dates; a sealed column comes as text, however its type is declared."""
    if not text:
        return {}
    values: dict[str, Any] = json.loads(text)
    for name in values.keys() & _DATES.names:
        values[name] = _day(values[name])
    for row in values.get(LICENCES, []):
        for name in _LICENCE_DATES:
            row[name] = _day(row.get(name))
    return values


def licence_values(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows of the form as they are kept."""
    return [{name: row.get(name) for name in _LICENCE_FIELDS} for row in rows]


class _Dates:
    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(field.name for field in Application._meta.fields if type(field) is models.DateField)


_DATES = _Dates()


def _told(application: Application, fact: RegistrationFact) -> list[FactRow]:
    old = unpacked(fact.old).get(fact.field)
    new = unpacked(fact.new).get(fact.field)
    if fact.field == LICENCES:
        pairs = _licence_pairs(old or [], new or [])
    else:
        pairs = [
            ChangeRow(fact.field, _label(application, fact.field), spoken(fact.field, old), spoken(fact.field, new))
        ]
    return [
        FactRow(pair.label, pair.old, pair.new, fact.valid_from, fact.change.number)
        for pair in pairs
        if pair.is_changed
    ]


def _label(application: Application, name: str) -> str:
    return "Surel akun portal" if name == EMAIL else label(application, name)


def _licence_pairs(old: list[Mapping[str, Any]], new: list[Mapping[str, Any]]) -> list[ChangeRow]:
    before = [text for _, text in licence_rows(old)]
    after = [text for _, text in licence_rows(new)]
    longest = max(len(before), len(after))
    before += [""] * (longest - len(before))
    after += [""] * (longest - len(after))
    return [
        ChangeRow(LICENCES, f"Izin {number}", first, second)
        for number, (first, second) in enumerate(zip(before, after, strict=True), 1)
    ]


def _iso(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no value of the register: {value!r}")


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else None
