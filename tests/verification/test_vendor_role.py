"""An approved applicant is a Penyedia from that moment: the role is applied for by one person and given by another."""

import pytest

from core.models import AuditEvent, RoleAssignment, User
from core.refusals import Refusal
from tests.verification import cases
from verification.models import Decision
from verification.services.decisions import decision_approve, decision_reject

pytestmark = pytest.mark.django_db


def _fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


@pytest.fixture
def applicant(make_account) -> User:
    return make_account()


@pytest.fixture
def ready(applicant, officer):
    return cases.review_all(cases.application(applicant), officer)


def test_the_approval_gives_the_role_with_the_letter_as_its_ground(ready, officer) -> None:
    assert not _fresh(ready.owner).has_role("vendor")
    decision = decision_approve(application=ready, actor=officer, user_id="CAHAYA1")
    assert _fresh(ready.owner).has_role("vendor")
    row = RoleAssignment.objects.get(person=ready.owner.person)
    assert (row.proposed_by, row.decided_by, row.letter_number) == (ready.owner, officer, decision.letter.number)
    assert AuditEvent.objects.filter(action="role.accepted").count() == 1


def test_who_is_a_vendor_already_stays_one_without_a_second_assignment(make_account, officer) -> None:
    ready = cases.review_all(cases.application(make_account("vendor")), officer)
    decision_approve(application=ready, actor=officer, user_id="CAHAYA1")
    assert RoleAssignment.objects.filter(person=ready.owner.person).count() == 1


def test_a_rejection_gives_nothing(applicant, officer) -> None:
    row = cases.review_all(cases.application(applicant), officer)
    cases.compare(row.items.get(key="npwp"), officer, result="mismatch", reason_code="npwp_of_another")
    decision_reject(application=row, actor=officer, reason_code="npwp_of_another")
    assert not _fresh(applicant).roles


def test_an_approval_that_cannot_give_the_role_does_not_happen(ready, officer, monkeypatch) -> None:
    def refuse(**_: object) -> None:
        raise Refusal("Peran tidak dapat dirangkap.")

    monkeypatch.setattr("verification.services.decisions.role_admit", refuse)
    with pytest.raises(Refusal, match="dirangkap"):
        decision_approve(application=ready, actor=officer, user_id="CAHAYA1")
    assert not Decision.objects.exists()
