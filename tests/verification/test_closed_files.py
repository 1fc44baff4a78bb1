"""Files of everything that is decided open at the desk with a reason that is kept; what is being decided opens without."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from core.files import storage
from core.models import AuditEvent, RoleAssignment, StoredFile, User
from registration.models import Application
from tests.core.samples import pdf
from tests.support.officials import approved as official_approved
from tests.support.officials import official
from tests.verification import cases, changes
from tests.verification.deactivations import decided, proposed
from tests.verification.test_objections import upload
from tests.verification.whole import Life, lived, office
from verification.archive import is_closed
from verification.models import UserId
from verification.models.objection import objection_case
from verification.services.decisions import decision_reject
from verification.services.objections import objection_answer, objection_file_add, objection_submit
from verification.services.reactivations import reactivation_decide, reactivation_propose

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(sign_in: Callable[..., Client]) -> Client:
    """An officer of the unit who decided none of the cases."""
    client = sign_in("head")
    person = client.user.person  # type: ignore[attr-defined]
    RoleAssignment.objects.filter(person=person).update(role="verifier")
    return client


@pytest.fixture
def head(make_account: Callable[..., User]) -> User:
    return make_account("head")


@pytest.fixture
def life(desk: Client, make_account: Callable[..., User]) -> Life:
    people = office(make_account)
    return lived(people["owner"], people["verifier"], people["head"])


@pytest.mark.parametrize("which", ["application", "approved", "deactivation"])
def test_a_closed_file_asks_why_and_keeps_the_answer_beside_the_view(desk: Client, life: Life, which: str) -> None:
    number = getattr(life, which).number
    file = StoredFile.objects.filter(case_number=number).first()
    assert file is not None
    StoredFile.objects.filter(pk=file.pk).update(view_name=storage.write(pdf(1)))
    download, ask = f"/berkas/{file.public_id}/unduh/", f"/berkas/{file.public_id}/alasan/"
    assert desk.get(download).headers["Location"] == ask
    assert desk.post(ask, {"reason": "Permintaan Inspektorat"}).status_code == 302
    assert desk.get(download).status_code == 200
    event = AuditEvent.objects.get(action="file.viewed", object_number=file.public_id)
    assert event.data["reason"] == "Permintaan Inspektorat"


def test_a_change_asks_from_its_decision_on(desk, vendor: User, officer: User) -> None:
    row = changes.handed_in(changes.approved(vendor, officer))
    assert not is_closed(row.number)


def test_a_deactivation_asks_from_its_end_on(desk, head: User, vendor: User, officer: User) -> None:
    application = changes.approved(vendor, officer)
    row = proposed(UserId.objects.get(decision__application=application), officer)
    assert not is_closed(row.number)
    row = decided(row, head)
    assert not is_closed(row.number)
    end = reactivation_propose(deactivation=row, actor=officer, reason="Kewajibannya sudah dipenuhi")
    reactivation_decide(reactivation=end, accept=True, actor=head)
    assert is_closed(row.number)


def test_an_objection_asks_from_its_answer_on_whatever_its_application_does(
    desk, reviewed: Application, officer: User, colleague: User, vendor: User
) -> None:
    cases.compare(reviewed.items.get(key="ktp"), officer, result="mismatch", reason_code="data_differs")
    decision_reject(application=reviewed, actor=officer, reason_code="data_differs", note="Nama berbeda.")
    row = Application.objects.get(pk=reviewed.pk)
    objection_file_add(application=row, actor=vendor, upload=upload())
    objection = objection_submit(application=row, actor=vendor, text="Nama pada KTP sudah sama.")
    number = objection_case(row.number)
    assert (is_closed(row.number), is_closed(number)) == (True, False)
    objection_answer(
        objection=objection, actor=colleague, is_granted=True, answer="KTP yang baru memuat nama yang sama."
    )
    assert (is_closed(row.number), is_closed(number)) == (False, True)


def test_an_officials_request_asks_from_its_decision_on(desk, make_account: Callable[..., Any], officer: User) -> None:
    assert not is_closed(official(make_account(), state="submitted").number)
    assert is_closed(official_approved(make_account(), officer).number)


def test_a_number_of_nothing_is_not_closed(desk) -> None:
    assert not is_closed("PB-2026-9999")
