"""Files of the closed set: added, taken away, replaced after a return."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.enums import FileState
from core.models import AuditEvent, StoredFile
from core.refusals import BadInput, Forbidden, Refusal
from registration.enums import ApplicantKind, ItemState, RequirementKey
from registration.models import Application, DocumentFile
from registration.services.application import application_start, application_submit
from registration.services.items import item_file_remove, item_upload
from registration.services.outcomes import application_return, application_start_review
from tests.registration.filling import complete, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lpse")]


@pytest.fixture
def draft(make_account) -> Application:
    return application_start(owner=make_account(), kind=ApplicantKind.BUSINESS_ENTITY)


def _returned(application: Application, officer) -> Application:
    application = application_submit(application=application, actor=application.owner, declaration_accepted=True)
    application_start_review(application=application, actor=officer)
    return application_return(application=application, actor=officer, items={"ktp": ("illegible", "Buram.")})


def _state(application: Application, key: str) -> str:
    return application.items.get(key=key).state


def test_a_file_is_kept_for_its_document(draft: Application) -> None:
    row = item_upload(application=draft, key=RequirementKey.KTP, upload=upload("ktp saya.pdf"), actor=draft.owner)
    assert (row.file.case_number, row.file.owner, row.file.is_identity) == (draft.number, draft.owner, True)
    assert _state(draft, "ktp") == ItemState.HANDED_IN
    assert AuditEvent.objects.filter(action="application.file_added", object_number=draft.number).count() == 1


def test_a_document_that_is_not_asked_is_refused_and_nothing_is_kept(draft: Application) -> None:
    with pytest.raises(BadInput, match="tidak diminta"):
        item_upload(application=draft, key="deed_amendment", upload=upload(), actor=draft.owner)
    with pytest.raises(BadInput, match="tidak diminta"):
        item_upload(application=draft, key="spt_tahunan", upload=upload(), actor=draft.owner)
    assert not StoredFile.objects.exists()


def test_a_file_of_the_wrong_type_is_refused_and_nothing_is_kept(draft: Application) -> None:
    program = SimpleUploadedFile("ktp.pdf", b"MZ\x90\x00" + bytes(200), "application/pdf")
    with pytest.raises(BadInput):
        item_upload(application=draft, key="ktp", upload=program, actor=draft.owner)
    assert not StoredFile.objects.exists()
    assert _state(draft, "ktp") == ItemState.MISSING


def test_a_stranger_can_neither_add_nor_take_away(draft: Application, make_account) -> None:
    row = item_upload(application=draft, key="ktp", upload=upload(), actor=draft.owner)
    stranger = make_account()
    with pytest.raises(Forbidden):
        item_upload(application=draft, key="ktp", upload=upload(), actor=stranger)
    with pytest.raises(Forbidden):
        item_file_remove(file=row, actor=stranger)


def test_taking_away_the_only_file_erases_its_bytes_and_twice_is_harmless(draft: Application) -> None:
    row = item_upload(application=draft, key="ktp", upload=upload(), actor=draft.owner)
    for _ in range(2):
        item_file_remove(file=row, actor=draft.owner)
    assert _state(draft, "ktp") == ItemState.MISSING
    row.file.refresh_from_db()
    assert row.file.state == FileState.ERASED
    assert AuditEvent.objects.filter(action="application.file_removed").count() == 1


def test_after_a_return_the_new_file_takes_the_place_of_the_old_which_stays_in_the_history(make_account) -> None:
    officer, application = make_account("verifier"), _returned(complete(make_account()), make_account("verifier"))
    old = DocumentFile.objects.get(item__application=application, item__key="ktp")
    assert officer is not None
    item_upload(application=application, key="ktp", upload=upload("lebih jelas.pdf"), actor=application.owner)
    old.refresh_from_db()
    assert old.replaced_at is not None
    assert old.file.state == FileState.QUARANTINED
    assert _state(application, "ktp") == ItemState.HANDED_IN


def test_after_a_return_other_documents_stay_closed(make_account) -> None:
    application = _returned(complete(make_account()), make_account("verifier"))
    with pytest.raises(Refusal, match="tidak dikembalikan"):
        item_upload(application=application, key="npwp", upload=upload(), actor=application.owner)
    seen = DocumentFile.objects.get(item__application=application, item__key="npwp")
    with pytest.raises(Refusal, match="tidak dikembalikan"):
        item_file_remove(file=seen, actor=application.owner)


def test_taking_the_new_file_away_after_a_return_makes_the_document_wait_again(make_account) -> None:
    application = _returned(complete(make_account()), make_account("verifier"))
    row = item_upload(application=application, key="ktp", upload=upload(), actor=application.owner)
    item_file_remove(file=row, actor=application.owner)
    assert _state(application, "ktp") == ItemState.RETURNED


def test_nothing_is_added_once_it_was_handed_in(make_account) -> None:
    application = complete(make_account())
    application = application_submit(application=application, actor=application.owner, declaration_accepted=True)
    before = StoredFile.objects.count()
    with pytest.raises(Refusal, match="menunggu diperiksa"):
        item_upload(application=application, key="ktp", upload=upload(), actor=application.owner)
    assert StoredFile.objects.count() == before
