"""What happened around a person: who looked at the own data, when and why, and what the account did."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q

from core.audit import action_label
from core.models import AuditEvent, OfficialDocument, StoredFile, User
from core.people import OBJECT_TYPE, person_number
from core.personal.registry import personal_tables
from core.personal.rows import rows_of, value_at


class TrailEvent(NamedTuple):
    """One line of the trail as the person may read it; addresses of other people's machines are left out."""

    at: datetime
    who: str
    what: str
    about: str
    why: str


def case_numbers(user: User) -> set[str]:
    """Numbers of all cases that hang on a person."""
    found: set[str] = set()
    for table in personal_tables():
        if table.case and table.person:
            found.update(value_at(row, table.case) or "" for row in rows_of(table, user.person))
    return found - {""}


def trail_of(user: User) -> Iterator[TrailEvent]:
    """Events of the own account, of own cases, of own documents and files, oldest first."""
    names = dict(StoredFile.objects.filter(owner=user).order_by().values_list("public_id", "original_name"))
    documents = OfficialDocument.objects.filter(holder=user).order_by().values_list("number", flat=True)
    cases = case_numbers(user)
    events = AuditEvent.objects.filter(
        Q(object_type=OBJECT_TYPE, object_number=person_number(user.person))
        | Q(object_type="file", object_number__in=list(names))
        | Q(object_type="document", object_number__in=list(documents))
        | Q(object_number__in=cases)
    ).order_by("pk")
    for event in events.iterator(chunk_size=500):
        about = names.get(event.object_number, event.object_number)
        if event.object_type == OBJECT_TYPE:
            about = "akun Anda"
        yield TrailEvent(
            event.at, event.actor_name, action_label(event.action), about, str(event.data.get("reason", ""))
        )
