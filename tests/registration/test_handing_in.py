"""Handing in and withdrawing: complete or told what is missing, once, and the clock stands still at the office."""

import threading
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from core.models import AuditEvent, OfficialDocument, OutgoingMail
from core.refusals import BadInput, Forbidden
from core.transitions import WrongState
from registration.enums import ApplicantKind, Step
from registration.models import Application
from registration.receipts import RECEIPT
from registration.services.application import Incomplete, application_start, application_submit, application_withdraw
from registration.services.items import item_upload
from registration.services.outcomes import application_return, application_start_review
from tests.registration.filling import answered, complete, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lpse")]


def _submit(application: Application, **options: Any) -> Application:
    given = {"actor": application.owner, "declaration_accepted": True, **options}
    return application_submit(application=application, **given)


@pytest.mark.parametrize("kind", list(ApplicantKind))
def test_a_complete_application_of_each_kind_is_handed_in_with_a_receipt(make_account, kind: str) -> None:
    form = {"identitas": {"business_form": "ud"}} if kind == ApplicantKind.SOLE_PROPRIETORSHIP else {}
    application = _submit(complete(make_account(), kind=kind, **form))
    assert (application.state, application.due_at) == ("submitted", None)
    assert application.remaining is not None
    assert timedelta(days=29) < application.remaining < timedelta(days=31)
    assert application.first_submitted_at == application.submitted_at
    receipt = OfficialDocument.objects.get(kind=RECEIPT, case_number=application.number)
    mail = OutgoingMail.objects.get(kind="application.submitted")
    assert list(mail.attachments.all()) == [receipt]
    assert not application.items.filter(is_open=True).exists()


def test_handing_in_twice_gives_one_application_one_receipt_one_mail(make_account) -> None:
    application = complete(make_account())
    assert _submit(application).state == _submit(application).state == "submitted"
    assert OfficialDocument.objects.filter(kind=RECEIPT).count() == 1
    assert OutgoingMail.objects.filter(kind="application.submitted").count() == 1
    assert AuditEvent.objects.filter(action="application.submitted").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_give_one_receipt(make_account) -> None:
    application = complete(make_account())
    gate, states = threading.Barrier(2), []

    def click() -> None:
        gate.wait()
        try:
            states.append(_submit(application).state)
        finally:
            connection.close()

    clicks = [threading.Thread(target=click) for _ in range(2)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    assert states == ["submitted", "submitted"]
    assert OfficialDocument.objects.filter(kind=RECEIPT).count() == 1
    assert OutgoingMail.objects.filter(kind="application.submitted").count() == 1


def test_what_is_missing_is_named_page_by_page_and_nothing_happens(make_account) -> None:
    application = application_start(owner=make_account(), kind=ApplicantKind.BUSINESS_ENTITY)
    with pytest.raises(Incomplete) as refused:
        _submit(application)
    pages = [gap.step for gap in refused.value.gaps]
    assert pages == sorted(pages, key=list(Step).index)
    assert set(pages) == set(Step)
    application.refresh_from_db()
    assert application.state == "draft"
    assert not OfficialDocument.objects.exists()


def test_without_the_files_the_answers_are_not_enough(make_account) -> None:
    with pytest.raises(Incomplete) as refused:
        _submit(answered(make_account()))
    assert {gap.step for gap in refused.value.gaps} == {Step.DOCUMENTS}
    assert len(refused.value.gaps) == 6


def test_an_individual_whose_field_needs_no_licence_hands_in_none(make_account) -> None:
    application = answered(make_account(), kind=ApplicantKind.INDIVIDUAL, **{"izin-usaha": {"needs_licence": False}})
    for key in ("registration_form", "participation_form", "ktp", "npwp"):
        item_upload(application=application, key=key, upload=upload(), actor=application.owner)
    assert _submit(application).state == "submitted"


def test_without_the_declaration_it_is_not_handed_in(make_account) -> None:
    application = complete(make_account())
    with pytest.raises(BadInput) as refused:
        _submit(application, declaration_accepted=False)
    assert refused.value.field == "declaration"


def test_nobody_hands_in_for_another(make_account) -> None:
    application = complete(make_account())
    with pytest.raises(Forbidden):
        _submit(application, actor=make_account("verifier"))


def test_after_a_return_only_what_was_left_of_the_time_runs_on_and_the_receipt_stays(make_account) -> None:
    officer = make_account("verifier")
    application = _submit(complete(make_account()))
    with time_machine.travel(timezone.now() + timedelta(days=90)):
        application_start_review(application=application, actor=officer)
        application = application_return(application=application, actor=officer, items={"ktp": ("illegible", "")})
        assert application.due_at is not None
        assert timedelta(days=29) < application.due_at - timezone.now() < timedelta(days=32)
        with pytest.raises(Incomplete, match="unggah yang baru"):
            _submit(application)
        item_upload(application=application, key="ktp", upload=upload(), actor=application.owner)
        again = _submit(application)
    assert again.first_submitted_at is not None
    assert again.submitted_at is not None
    assert again.submitted_at - again.first_submitted_at >= timedelta(days=89)
    assert OfficialDocument.objects.filter(kind=RECEIPT).count() == 1


def test_a_draft_and_a_waiting_application_can_be_withdrawn(make_account) -> None:
    for application in (answered(make_account()), _submit(complete(make_account()))):
        gone = application_withdraw(application=application, actor=application.owner)
        assert (gone.state, gone.due_at) == ("withdrawn", None)
        assert gone.closed_at is not None
        assert OutgoingMail.objects.filter(kind="application.withdrawn", case_number=gone.number).count() == 1


def test_under_review_it_cannot_be_withdrawn_and_twice_is_refused(make_account) -> None:
    application = _submit(complete(make_account()))
    application_start_review(application=application, actor=make_account("verifier"))
    with pytest.raises(WrongState):
        application_withdraw(application=application, actor=application.owner)
    draft = application_start(owner=make_account(), kind=ApplicantKind.INDIVIDUAL)
    application_withdraw(application=draft, actor=draft.owner)
    with pytest.raises(WrongState):
        application_withdraw(application=draft, actor=draft.owner)


def test_only_the_applicant_withdraws(make_account) -> None:
    draft = application_start(owner=make_account(), kind=ApplicantKind.INDIVIDUAL)
    with pytest.raises(Forbidden):
        application_withdraw(application=draft, actor=make_account("head"))


def test_after_a_withdrawal_one_may_start_anew(make_account) -> None:
    draft = application_start(owner=make_account(), kind=ApplicantKind.INDIVIDUAL)
    application_withdraw(application=draft, actor=draft.owner)
    assert application_start(owner=draft.owner, kind=ApplicantKind.BUSINESS_ENTITY).number != draft.number
