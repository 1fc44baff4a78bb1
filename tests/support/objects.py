"""One object of every kind that stands in an address: `SAMPLES[kind](owner)` makes it and names it as the address does.

A new kind of object in an address (`of=` in lpse/access.py) gets its maker here; the access matrix asks for it.
"""

import itertools
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone
from psycopg2.extras import DateTimeTZRange

from core.clock import today
from core.crypto import seal
from core.enums import AssignmentState
from core.models import (
    LegalHold,
    ProfileVersion,
    RoleAssignment,
    User,
)
from core.roles import ROLES, VERIFIER
from core.visits import visit_book, visit_walk_in
from registration.models import (
    Application,
    ChangeFile,
    ChangeItem,
    CounterEntry,
    DocumentFile,
    DocumentItem,
    PreparedForm,
)
from tests.procurement.packages import package_make
from tests.support import officials
from tests.support.applications import application_make
from tests.support.changes import change_make
from tests.support.objects_core import CORE, file_make
from tests.support.objects_helpdesk import HELPDESK
from tests.support.objects_people import Names, account
from tests.verification import cases, deactivations
from verification.models import BlacklistSnapshot, Deactivation, Decision, Destruction, ObjectionFile
from verification.services.decisions import decision_approve, decision_reject
from verification.services.objections import objection_save, objection_submit

_numbers = itertools.count(1)


def _application(owner: User, **changes: Any) -> Names:
    # A vendor has one running application.
    number = f"REG-2026-{secrets.randbelow(90000) + 10000}"
    made = Application.objects.filter(owner=owner).first()
    if made is None or changes:
        made = application_make(owner=owner, number=number, **changes)
    return {"number": made.number, "object_id": made.pk, "key": "ktp"}


def _complete_application(owner: User) -> Names:
    names = _application(owner)
    DocumentItem.objects.filter(application__number=names["number"]).update(state="handed_in")
    return names


def _application_file(owner: User) -> Names:
    names = _application(owner)
    item = DocumentItem.objects.get(application__number=names["number"], key="ktp")
    file = file_make(owner)
    DocumentFile.objects.create(item=item, file=file)
    return {**names, "public_id": file.public_id}


def _blank_form(_: User) -> Names:
    PreparedForm.objects.create(
        kind="registration",
        profile_version=ProfileVersion.objects.latest("pk"),
        sealed=seal(b"%PDF", nonce=secrets.token_bytes(12)),
        rendered_at=timezone.now(),
        work_state="done",
    )
    return {"segment": "pendaftaran"}


def _decision(owner: User, holder: User | None = None) -> Decision:
    """An approval with its User ID, by an officer; of a vendor of its own unless it is to be of `holder`."""
    officer = account()
    RoleAssignment.objects.create(
        person=officer.person, role=VERIFIER, side=ROLES[VERIFIER].side, state=AssignmentState.ACTIVE,
        period=DateTimeTZRange(timezone.now(), None), decided_at=timezone.now(),
    )  # fmt: skip
    row = cases.review_all(cases.application(holder or account()), officer)
    return decision_approve(application=row, actor=officer, user_id=f"ID{secrets.token_hex(6)}")


def _officer() -> User:
    officer = account()
    RoleAssignment.objects.create(
        person=officer.person, role=VERIFIER, side=ROLES[VERIFIER].side, state=AssignmentState.ACTIVE,
        period=DateTimeTZRange(timezone.now(), None), decided_at=timezone.now(),
    )  # fmt: skip
    return officer


# Archive
def _archived_case(owner: User) -> Names:
    return {"number": _decision(owner).application.number}


# Deactivation and the national blacklist
def _deactivation(owner: User) -> Deactivation:
    """Decided, with the first day still ahead: the owner may read and answer, and is not suspended yet."""
    first = today() + timedelta(days=3)
    # Who has an application that runs cannot hand in another one; then the User ID is somebody else's.
    has_one = Application.objects.filter(owner=owner).exists()
    row = deactivations.proposed(
        _decision(owner, holder=None if has_one else owner).user_id, account(), starts_on=first
    )
    return deactivations.decided(row, account())


# Change requests
def _change(owner: User, **changes: Any) -> Names:
    row = change_make(owner, **changes)
    return {"number": row.application.number, "change": row.number, "object_id": row.pk, "key": "request_letter"}


# Visits and queue
def _booked_application(owner: User) -> Names:
    names = _application(owner, state="submitted")
    at = timezone.now() + timedelta(days=2)
    visit_book(
        starts_at=at, ends_at=at + timedelta(minutes=30), place="desk", purpose="Uji", case_number=names["number"],
        visitor=owner, actor=owner,
    )  # fmt: skip
    return names


# Failures of the protection of personal data


# What an address needs besides the object.
OTHER_PARTS: Names = {
    "app_label": "core",
    "page": 1,
    "step": "identitas",
    "segment": "pendaftaran",
    "disposition": "unduh",
    "token": "tautan-yang-salah",
    "code": "tautan-yang-salah",
    "uidb36": "zz",
    "key": "tautan-yang-salah",
}


def _queued_visit(owner: User) -> Names:
    visit = visit_walk_in(case_number="", purpose="Uji", actor=owner)
    return {"number": visit.number, "object_id": visit.pk}


def _rejected_application(owner: User) -> Names:
    """A rejection by an officer, of an application of the owner's."""
    officer = _officer()
    row = cases.review_all(cases.application(owner), officer)
    cases.compare(row.items.get(key="ktp"), officer, result="mismatch", reason_code="data_differs")
    decision_reject(application=row, actor=officer, reason_code="data_differs")
    return {"number": row.number}


def _objection_file(owner: User) -> Names:
    names = _rejected_application(owner)
    objection = objection_save(application=Application.objects.get(**names), actor=owner, text="Belum sesuai.")
    file = file_make(owner)
    ObjectionFile.objects.create(objection=objection, file=file)
    return {**names, "public_id": file.public_id}


def _counter_entry(_: User) -> Names:
    officer = _officer()
    number = f"REG-2026-{secrets.randbelow(90000) + 10000}"
    row = application_make(owner=account(), number=number)
    Application.objects.filter(pk=row.pk).update(entered_by=officer)
    CounterEntry.objects.create(application=row, officer=officer)
    return {"number": number}


def _objection(_: User) -> Names:
    owner = account()
    row = Application.objects.get(**_rejected_application(owner))
    return {"number": objection_submit(application=row, actor=owner, text="Nama pada KTP sudah sesuai.").number}


def _desk_change() -> Names:
    names = _change(account(), state="submitted")
    return {"number": names["change"], "key": "npwp"}


def _complete_change(owner: User) -> Names:
    names = _change(owner)
    ChangeItem.objects.filter(change__number=names["change"]).update(state="handed_in")
    return names


def _change_file(owner: User) -> Names:
    names = _change(owner)
    item = ChangeItem.objects.get(change__number=names["change"], key="request_letter")
    file = file_make(owner)
    ChangeFile.objects.create(item=item, file=file)
    return {**names, "public_id": file.public_id}


def _deactivation_names(owner: User) -> Names:
    row = _deactivation(owner)
    assert row.letter is not None
    return {"number": row.number, "code": row.letter.code, "object_id": row.pk}


def _snapshot(state: str) -> BlacklistSnapshot:
    BlacklistSnapshot.objects.filter(state=state).exclude(state="replaced").delete()
    return deactivations.snapshot(state=state)


def _entry(_: User) -> Names:
    current = BlacklistSnapshot.objects.filter(state="current").first() or deactivations.snapshot(state="current")
    return {"object_id": deactivations.entry(current, f"CV Contoh {secrets.token_hex(4)}").pk}


def _held_case(owner: User) -> Names:
    names = _archived_case(owner)
    LegalHold.objects.create(
        case_number=names["number"], reason="Audit", set_by=account(), release_reason="Selesai",
        release_asked_by=account(), release_asked_at=timezone.now(),
    )  # fmt: skip
    return names


def _destruction(_: User) -> Names:
    row = Destruction.objects.create(number=f"USM-2026-{next(_numbers):04}", proposed_by=account())
    return {"number": row.number}


SAMPLES: dict[str, Callable[[User], Names]] = {
    "application": _application,
    "application_file": _application_file,
    "complete_application": _complete_application,
    "submitted_application": lambda owner: _application(owner, state="submitted"),
    "ended_application": lambda owner: _application(owner, state="withdrawn"),
    "registration.application": _application,
    "blank_form": _blank_form,
    "case": lambda _: {"number": cases.application(account()).number, "key": "ktp"},
    "verification.case": lambda _: {"object_id": cases.application(account()).pk},
    "verification.userid": lambda owner: {"object_id": _decision(owner).user_id.pk},
    "verification.decision": lambda owner: {"object_id": _decision(owner).pk},
    "booked_application": _booked_application,
    "queued_visit": _queued_visit,
    "core.visit": _queued_visit,
    "rejected_application": _rejected_application,
    "objection_file": _objection_file,
    "objection": _objection,
    "counter_entry": _counter_entry,
    "approved_application": lambda owner: _application(owner, state="approved"),
    "change": _change,
    "change_file": _change_file,
    "desk_change": lambda _: _desk_change(),
    "entered_change": lambda _: {"number": _change(account(), kind="email", entered_by=account())["change"]},
    "complete_change": _complete_change,
    "registration.changerequest": _change,
    "deactivation": _deactivation_names,
    "user_id": lambda owner: {"value": _decision(owner).user_id.value},
    "approved_case": lambda owner: {"number": _decision(owner).application.number},
    "blacklist_draft": lambda _: {"object_id": _snapshot("draft").pk},
    "verification.deactivation": _deactivation_names,
    "blacklist_replaced": lambda _: {"object_id": _snapshot("replaced").pk},
    "verification.blacklistsnapshot": lambda _: {"object_id": _snapshot("replaced").pk},
    "verification.blacklistentry": _entry,
    "archived_case": _archived_case,
    "held_case": _held_case,
    "destruction": _destruction,
    "import_kind": lambda _: {"kind": "user_id_register"},
    "package": lambda _: {"code": package_make(account()).code},
    "procurement.package": lambda _: {"object_id": package_make(account()).pk},
}
# Officials
SAMPLES |= {
    "official": lambda owner: {"number": officials.official(owner).number, "step": "data-diri"},
    "waiting_official": lambda _: {"number": officials.official(account(), state="submitted").number},
    "submitted_official": lambda owner: {"number": officials.official(owner, state="submitted").number},
    "approved_official": lambda owner: {"number": officials.official(owner, state="approved").number},
    "registration.officialrequest": lambda _: {"object_id": officials.official(account(), state="submitted").pk},
    "core.serviceagreement": lambda owner: {"object_id": officials.agreement(owner).pk},
}
SAMPLES |= HELPDESK | CORE
