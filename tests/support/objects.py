"""One object of every kind that stands in an address: `SAMPLES[kind](owner)` makes it and names it as the address does.

A new kind of object in an address (`of=` in lpse/access.py) gets its maker here; the access matrix asks for it.
"""

import itertools
import secrets
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from psycopg2.extras import DateTimeTZRange

from core.audit import audit_record
from core.clock import today
from core.crypto import seal
from core.documents import document_issue
from core.enums import AssignmentState
from core.mail import mail_queue
from core.models import (
    ApiToken,
    AuditAnchor,
    AuditEvent,
    BreachNotice,
    BreachSubject,
    Holiday,
    LegalHold,
    NumberCounter,
    OfficialDocument,
    Organization,
    OutgoingMail,
    PersonRequest,
    ProfileVersion,
    RoleAssignment,
    SlaTarget,
    StoredFile,
    TabularImport,
    User,
)
from core.roles import ROLES, VERIFIER
from core.tabular import CellError
from core.tabular.report import BadRow, Report
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
from tests.support.letters import LETTER, WORDS
from tests.support.objects_helpdesk import HELPDESK
from tests.support.objects_people import Names, account
from tests.verification import cases, deactivations
from verification.models import BlacklistSnapshot, Deactivation, Decision, Destruction, ObjectionFile
from verification.services.decisions import decision_approve, decision_reject
from verification.services.objections import objection_save, objection_submit

_numbers = itertools.count(1)


def _document(owner: User | None) -> OfficialDocument:
    return document_issue(kind=LETTER.key, context=WORDS, case_number="UJI-2026-000001", issued_by=None, holder=owner)


def _file(owner: User) -> StoredFile:
    return StoredFile.objects.create(
        public_id=secrets.token_hex(16), owner=owner, case_number="UJI-2026-000001", original_name="akta.pdf",
        content_type="application/pdf", size=10, sha256="0" * 64, pages=1,
    )  # fmt: skip


def _event(owner: User) -> AuditEvent:
    return audit_record(action="export.made", object_type="uji", object_number="UJI-1", actor=owner)


def _anchor(owner: User) -> AuditAnchor:
    return AuditAnchor.objects.create(
        day=date(2000, 1, 1) + timedelta(days=next(_numbers)), seal_id=1, events=1, hash="0" * 64
    )


def _token(owner: User) -> ApiToken:
    return ApiToken.objects.create(
        owner=owner, name="Uji", prefix=secrets.token_hex(4), digest=secrets.token_hex(32), scopes=["documents.read"],
        expires_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip


def _mail(owner: User) -> OutgoingMail:
    mail = mail_queue(to=owner.email, kind="uji.surel", subject="Uji", body="Isi.")
    assert mail is not None
    OutgoingMail.objects.filter(pk=mail.pk).update(work_state="failed", last_error="550 tidak dikenal")
    return mail


def _organization(_: User) -> Organization:
    return Organization.objects.create(name=f"Dinas Contoh {secrets.token_hex(4)}")


def _counter(_: User) -> NumberCounter:
    return NumberCounter.objects.create(series=secrets.token_hex(4), year=2026, last=1, last_on=date(2026, 1, 1))


def _holiday(_: User) -> Holiday:
    return Holiday.objects.create(date=date(2026, 8, 18), name=f"Libur {secrets.token_hex(4)}", kind="local")


def _sla_target() -> SlaTarget:
    """Each for a day of its own, because two at once are refused; ahead, so that its page may still change it."""
    day = today() + timedelta(days=next(_numbers) + 1)
    return SlaTarget.objects.create(priority="high", kind="response", minutes=30, valid_from=day, valid_until=day)


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
    file = _file(owner)
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


def _import(owner: User) -> TabularImport:
    """A table that waits to be confirmed."""
    return TabularImport.objects.create(
        number=f"IMP-{secrets.token_hex(4)}", kind="user_id_register", state="previewed", work_state="done",
        uploaded_by=owner, original_name="register.csv", size=10, sha256="0" * 64, columns=["User ID", "Nama"],
        mapping={"value": 0, "holder_name": 1}, header_line=1, rows=2, new_rows=1, bad_rows=1,
        report_name=Report(bad=[BadRow(2, [CellError("value", "Isi sel ini.")], ["", "CV Contoh"])]).write(),
    )  # fmt: skip


def _officer() -> User:
    officer = account()
    RoleAssignment.objects.create(
        person=officer.person, role=VERIFIER, side=ROLES[VERIFIER].side, state=AssignmentState.ACTIVE,
        period=DateTimeTZRange(timezone.now(), None), decided_at=timezone.now(),
    )  # fmt: skip
    return officer


def _assignment(owner: User) -> RoleAssignment:
    return RoleAssignment.objects.create(
        person=owner.person, role="auditor", side=ROLES["auditor"].side, period=DateTimeTZRange(timezone.now(), None)
    )


def _request(_: User) -> PersonRequest:
    return PersonRequest.objects.create(person=account().person, kind="erase", reason="uji", proposed_by=account())


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
def _breach(owner: User, state: str = "draft", **changes: Any) -> Names:
    """A listed failure about a case that is nobody's; issued when asked for."""
    now = timezone.now()
    if state == "issued":
        letters = [_document(None), _document(None)]
        changes |= {
            "issued_by": owner,
            "issued_at": now,
            "letter_subjects": letters[0],
            "letter_authority": letters[1],
        }
    row = BreachNotice.objects.create(
        number=f"KPD-{secrets.token_hex(4)}", state=state, found_at=now, period_from=now - timedelta(days=1),
        period_until=now, case_number="UJI-2026-000001", summary="Uji", handling="Uji", recorded_by=owner,
        **{"listed_at": now, "subject_count": 1, "work_state": "done", "draft_subjects": seal(b"%PDF", nonce=secrets.token_bytes(12)), **changes},
    )  # fmt: skip
    BreachSubject.objects.create(notice=row, name="Subjek Contoh", contact="subjek@contoh.id")
    return {"number": row.number, "object_id": row.pk, "which": "subjek-data", "ending": "csv"}


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
    file = _file(owner)
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
    file = _file(owner)
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
    "document": lambda owner: {"code": _document(owner).code},
    "file": lambda owner: {"public_id": _file(owner).public_id},
    "application": _application,
    "application_file": _application_file,
    "complete_application": _complete_application,
    "submitted_application": lambda owner: _application(owner, state="submitted"),
    "ended_application": lambda owner: _application(owner, state="withdrawn"),
    "registration.application": _application,
    "blank_form": _blank_form,
    "case": lambda _: {"number": cases.application(account()).number, "key": "ktp"},
    "api_token": lambda owner: {"prefix": _token(owner).prefix},
    "core.auditanchor": lambda owner: {"object_id": _anchor(owner).pk},
    "core.auditevent": lambda owner: {"object_id": _event(owner).pk},
    "core.numbercounter": lambda owner: {"object_id": _counter(owner).pk},
    "core.organization": lambda owner: {"object_id": _organization(owner).pk},
    "core.profileversion": lambda _: {"object_id": ProfileVersion.objects.latest().pk},
    "core.outgoingmail": lambda owner: {"object_id": _mail(owner).pk},
    "verification.case": lambda _: {"object_id": cases.application(account()).pk},
    "verification.userid": lambda owner: {"object_id": _decision(owner).user_id.pk},
    "verification.decision": lambda owner: {"object_id": _decision(owner).pk},
    "core.holiday": lambda owner: {"object_id": _holiday(owner).pk},
    "core.slatarget": lambda _: {"object_id": _sla_target().pk},
    "core.officialdocument": lambda owner: {"object_id": _document(owner).pk},
    "core.person": lambda owner: {"object_id": owner.person_id},
    "core.user": lambda owner: {"object_id": owner.pk},
    "core.personrequest": lambda owner: {"object_id": _request(owner).pk},
    "core.roleassignment": lambda owner: {"object_id": _assignment(owner).pk},
    "core.storedfile": lambda owner: {"object_id": _file(owner).pk},
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
    "import": lambda owner: {"number": _import(owner).number, "ending": "csv"},
    "import_kind": lambda _: {"kind": "user_id_register"},
    "core.tabularimport": lambda owner: {"object_id": _import(owner).pk},
    "package": lambda _: {"code": package_make(account()).code},
    "procurement.package": lambda _: {"object_id": package_make(account()).pk},
    "breach": lambda _: _breach(account()),
    "issued_breach": lambda _: _breach(account(), state="issued"),
    "failed_breach": lambda _: _breach(account(), work_state="failed"),
    "core.breachnotice": lambda _: _breach(account()),
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
SAMPLES |= HELPDESK
