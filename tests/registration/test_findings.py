"""Odd numbers are pointed out with a reason and never bar the way."""

import pytest

from registration.enums import ApplicantKind
from registration.findings import findings, nik_findings, npwp_findings, same_applicant
from registration.services.application import application_step_save, application_submit
from tests.registration.filling import NIK, answered, complete

ENTITY, PERSON = ApplicantKind.BUSINESS_ENTITY, ApplicantKind.INDIVIDUAL


def test_a_sound_npwp_gives_no_finding() -> None:
    assert npwp_findings("0706690740738000", kind=ENTITY) == []
    assert npwp_findings("", kind=ENTITY) == []
    assert npwp_findings(NIK, kind=PERSON, nik=NIK) == []


@pytest.mark.parametrize(
    ("npwp", "kind", "nik", "says"),
    [
        ("0706690750738000", ENTITY, "", "salah ketik"),
        (NIK, ENTITY, NIK, "perorangan"),
        ("7322035905953441", PERSON, NIK, "berbeda dengan NIK"),
    ],
)
def test_an_odd_npwp_is_pointed_out_with_its_reason(npwp: str, kind: str, nik: str, says: str) -> None:
    (finding,) = npwp_findings(npwp, kind=kind, nik=nik)
    assert says in finding.text
    assert finding.reason.endswith(".")


@pytest.mark.parametrize(
    ("nik", "says"),
    [("7322037905953440", "lahir"), ("7322035905950000", "urut"), ("0022035905953440", "provinsi")],
)
def test_an_odd_nik_is_pointed_out(nik: str, says: str) -> None:
    assert any(says in finding.text for finding in nik_findings(nik))
    assert nik_findings(NIK) == []


@pytest.mark.django_db
@pytest.mark.usefixtures("lpse")
def test_findings_never_bar_the_way(make_account) -> None:
    application = complete(make_account(), identitas={"npwp": "0706690750738000"}, alamat={"postal_code": "10110"})
    application_step_save(
        application=application,
        step="izin-usaha",
        data={},
        actor=application.owner,
        licences=[{"kind": "nib", "number": "123"}],
    )
    assert {finding.field for finding in findings(application)} == {"npwp", "licences", "postal_code"}
    assert application_submit(application=application, actor=application.owner, declaration_accepted=True).submitted_at


@pytest.mark.django_db
@pytest.mark.usefixtures("lpse")
def test_other_applications_with_the_same_npwp_are_found_for_the_officer(make_account) -> None:
    first, second = answered(make_account()), answered(make_account())
    other = answered(make_account(), identitas={"npwp": "0123456789012000"})
    assert same_applicant(first) == [second.number]
    assert same_applicant(other) == []
