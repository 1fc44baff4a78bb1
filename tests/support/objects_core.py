"""One object of every kind of core that stands in an address (`tests.support.objects`)."""

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
from core.mail import mail_queue
from core.models import (
    ApiToken,
    AuditAnchor,
    AuditEvent,
    BreachNotice,
    BreachSubject,
    Holiday,
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
from core.roles import ROLES
from core.tabular import CellError
from core.tabular.report import BadRow, Report
from tests.support.letters import LETTER, WORDS
from tests.support.objects_people import Names, account

_numbers = itertools.count(1)


def _document(owner: User | None) -> OfficialDocument:
    return document_issue(kind=LETTER.key, context=WORDS, case_number="UJI-2026-000001", issued_by=None, holder=owner)


def file_make(owner: User) -> StoredFile:
    """A stored file of the person's."""
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


def _assignment(owner: User) -> RoleAssignment:
    return RoleAssignment.objects.create(
        person=owner.person, role="auditor", side=ROLES["auditor"].side, period=DateTimeTZRange(timezone.now(), None)
    )


def _request(_: User) -> PersonRequest:
    return PersonRequest.objects.create(person=account().person, kind="erase", reason="uji", proposed_by=account())


def _import(owner: User) -> TabularImport:
    """A table that waits to be confirmed."""
    return TabularImport.objects.create(
        number=f"IMP-{secrets.token_hex(4)}", kind="user_id_register", state="previewed", work_state="done",
        uploaded_by=owner, original_name="register.csv", size=10, sha256="0" * 64, columns=["User ID", "Nama"],
        mapping={"value": 0, "holder_name": 1}, header_line=1, rows=2, new_rows=1, bad_rows=1,
        report_name=Report(bad=[BadRow(2, [CellError("value", "Isi sel ini.")], ["", "CV Contoh"])]).write(),
    )  # fmt: skip


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


CORE: dict[str, Callable[[User], Names]] = {
    "document": lambda owner: {"code": _document(owner).code},
    "file": lambda owner: {"public_id": file_make(owner).public_id},
    "api_token": lambda owner: {"prefix": _token(owner).prefix},
    "core.auditanchor": lambda owner: {"object_id": _anchor(owner).pk},
    "core.auditevent": lambda owner: {"object_id": _event(owner).pk},
    "core.numbercounter": lambda owner: {"object_id": _counter(owner).pk},
    "core.organization": lambda owner: {"object_id": _organization(owner).pk},
    "core.profileversion": lambda _: {"object_id": ProfileVersion.objects.latest().pk},
    "core.outgoingmail": lambda owner: {"object_id": _mail(owner).pk},
    "core.holiday": lambda owner: {"object_id": _holiday(owner).pk},
    "core.slatarget": lambda _: {"object_id": _sla_target().pk},
    "core.officialdocument": lambda owner: {"object_id": _document(owner).pk},
    "core.person": lambda owner: {"object_id": owner.person_id},
    "core.user": lambda owner: {"object_id": owner.pk},
    "core.personrequest": lambda owner: {"object_id": _request(owner).pk},
    "core.roleassignment": lambda owner: {"object_id": _assignment(owner).pk},
    "core.storedfile": lambda owner: {"object_id": file_make(owner).pk},
    "import": lambda owner: {"number": _import(owner).number, "ending": "csv"},
    "core.tabularimport": lambda owner: {"object_id": _import(owner).pk},
    "breach": lambda _: _breach(account()),
    "issued_breach": lambda _: _breach(account(), state="issued"),
    "failed_breach": lambda _: _breach(account(), work_state="failed"),
    "core.breachnotice": lambda _: _breach(account()),
}
