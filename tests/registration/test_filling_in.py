"""Saving pages: half filled is fine, another tab is told, strangers and closed pages are refused."""

from datetime import date
from typing import Any

import pytest

from core.models import AuditEvent
from core.refusals import BadInput, Forbidden, Refusal
from registration.enums import ApplicantKind, Step
from registration.models import Application
from registration.services.application import ChangedMeanwhile, application_start, application_step_save
from tests.registration.filling import LICENCE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lpse")]


@pytest.fixture
def draft(make_account) -> Application:
    return application_start(owner=make_account(), kind=ApplicantKind.BUSINESS_ENTITY)


def _save(draft: Application, step: Step, data: dict[str, Any], **options: Any) -> Application:
    return application_step_save(application=draft, step=step, data=data, actor=draft.owner, **options)


def test_a_half_filled_page_is_kept(draft: Application) -> None:
    saved = _save(draft, Step.IDENTITY, {"name": "Maju Jaya", "phone": ""})
    assert (saved.name, saved.version, saved.step_versions) == ("Maju Jaya", 2, {"identitas": 2})
    event = AuditEvent.objects.get(action="application.step_saved")
    assert event.data == {"step": "identitas", "version": 2}


@pytest.mark.parametrize("name", ["نور الهدى", "德華貿易", "Maju Jaya 🌾", 'O\'Brien & "Rekan"', "<b>CV</b>"])
def test_honest_names_of_any_script_survive(draft: Application, name: str) -> None:
    _save(draft, Step.IDENTITY, {"name": name})
    draft.refresh_from_db()
    assert draft.name == name


def test_an_old_npwp_is_kept_as_sixteen_digits_and_found_by_either_form(draft: Application) -> None:
    old = _save(draft, Step.IDENTITY, {"npwp": "70.669.074.0-738.000"})
    assert old.npwp == "0706690740738000"
    new = _save(draft, Step.IDENTITY, {"npwp": "0706690740738000"})
    assert new.npwp_hash == old.npwp_hash != ""
    assert _save(draft, Step.IDENTITY, {"npwp": ""}).npwp_hash == ""


@pytest.mark.parametrize(
    ("step", "data", "field"),
    [
        (Step.IDENTITY, {"npwp": "12345"}, "npwp"),
        (Step.IDENTITY, {"npwp": "٠٧٠٦٦٩٠٧٤٠٧٣٨٠٠٠"}, "npwp"),
        (Step.IDENTITY, {"website": "bukan alamat"}, "website"),
        (Step.IDENTITY, {"name": "x" * 201}, "name"),
        (Step.IDENTITY, {"business_form": "kartel"}, "business_form"),
        (Step.SIGNATORY, {"signatory_nik": "73220359059534"}, "signatory_nik"),
        (Step.SPSE, {"spse_user_id": "password: rahasia1"}, "spse_user_id"),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field(
    draft: Application, step: Step, data: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        _save(draft, step, data)
    assert refused.value.field == field
    draft.refresh_from_db()
    assert (draft.version, draft.step_versions) == (1, {})


def test_the_second_tab_is_told_and_overwrites_nothing(draft: Application) -> None:
    _save(draft, Step.IDENTITY, {"name": "Dari tab pertama"}, version=1)
    with pytest.raises(ChangedMeanwhile):
        _save(draft, Step.IDENTITY, {"name": "Dari tab kedua"}, version=1)
    draft.refresh_from_db()
    assert draft.name == "Dari tab pertama"
    assert _save(draft, Step.IDENTITY, {"name": "Dari tab kedua"}, version=2).name == "Dari tab kedua"


def test_another_page_saved_meanwhile_is_no_conflict(draft: Application) -> None:
    _save(draft, Step.IDENTITY, {"name": "Maju"}, version=1)
    assert _save(draft, Step.ADDRESS, {"street": "Jalan Contoh 1"}, version=1).name == "Maju"


def test_licences_are_replaced_as_one(draft: Application) -> None:
    _save(draft, Step.LICENCES, {}, licences=[LICENCE, {**LICENCE, "kind": "sbu", "number": "SBU-1"}])
    _save(draft, Step.LICENCES, {}, licences=[{**LICENCE, "number": "9999999999999"}])
    assert list(draft.licences.values_list("number", flat=True)) == ["9999999999999"]


def test_a_bad_licence_leaves_the_old_ones(draft: Application) -> None:
    _save(draft, Step.LICENCES, {}, licences=[LICENCE])
    ends_early = {**LICENCE, "issued_on": date(2026, 5, 1), "expires_on": date(2026, 4, 1)}
    with pytest.raises(BadInput, match="Tanggal akhir berlaku"):
        _save(draft, Step.LICENCES, {}, licences=[ends_early])
    assert draft.licences.get().number == LICENCE["number"]


def test_somebody_elses_draft_is_refused(draft: Application, make_account) -> None:
    with pytest.raises(Forbidden):
        application_step_save(application=draft, step=Step.IDENTITY, data={"name": "x"}, actor=make_account())


def test_a_column_of_another_page_is_a_programming_error(draft: Application) -> None:
    with pytest.raises(ValueError, match="state"):
        _save(draft, Step.IDENTITY, {"state": "approved"})


def test_one_account_has_one_running_application(draft: Application) -> None:
    with pytest.raises(Refusal, match=draft.number):
        application_start(owner=draft.owner, kind=ApplicantKind.INDIVIDUAL)
