"""Change requests as the desk meets them, on registrations that were really approved; and a finished review of one."""

from typing import Any

from core.models import StoredFile, User
from registration.enums import ItemState
from registration.models import Application, ChangeFile, ChangeRequest
from tests.support.changes import change_make
from tests.verification import cases
from verification.models import ChangeCheck
from verification.services.change_review import change_check_record, change_claim, change_presenter_record
from verification.services.decisions import decision_approve


def approved(owner: User, officer: User, *, user_id: str = "SAWERIGADING", **fields: Any) -> Application:
    """A registration approved by the officer, with its letter and its User ID."""
    row = cases.review_all(cases.application(owner, **fields), officer)
    decision_approve(application=row, actor=officer, user_id=user_id)
    return Application.objects.get(pk=row.pk)


def handed_in(application: Application, kind: str = "npwp", **fields: Any) -> ChangeRequest:
    """A request that waits for the desk, every document with one clean file."""
    row = change_make(application.owner, application=application, kind=kind, state="submitted", **fields)
    for item in row.items.filter(state=ItemState.HANDED_IN):
        number = item.pk + 900_000
        file = StoredFile.objects.create(
            public_id=f"{number:032x}", owner=application.owner, case_number=row.number,
            original_name=f"{item.key}.pdf", content_type="application/pdf", size=40_000, sha256=f"{number:064x}",
            pages=1, state="clean", work_state="done",
        )  # fmt: skip
        ChangeFile.objects.create(item=item, file=file)
    return row


def present(row: ChangeRequest, officer: User, **fields: Any) -> Any:
    """Record that the signatory came in person."""
    given = {"kind": "signatory", "name": "Rahmat Hidayat", "nik": cases.NIK, "mode": "in_person", **fields}
    return change_presenter_record(change=row, actor=officer, **given)


def compare(row: ChangeRequest, key: str, officer: User, **fields: Any) -> ChangeCheck:
    """Record that original and new values of one document agree."""
    item = row.items.select_related("change").get(key=key)
    return change_check_record(item=item, actor=officer, **{"original_seen": True, "result": "match", **fields})


def review_all(row: ChangeRequest, officer: User, **presenter: Any) -> ChangeRequest:
    """Everything an approval needs: claimed, presence, every document in order."""
    change_claim(change=row, actor=officer)
    present(row, officer, **presenter)
    for key in row.items.exclude(state=ItemState.MISSING).order_by("pk").values_list("key", flat=True):
        compare(row, key, officer)
    return ChangeRequest.objects.get(pk=row.pk)
