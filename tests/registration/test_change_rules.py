"""The documents of a change request: the closed list of each kind, and nothing outside Pasal 22(1)a."""

import pytest

from registration.change_rules import deviations, documents_for, documents_for_kind
from registration.enums import ApplicantKind, ChangeKind

pytestmark = pytest.mark.django_db
ENTITY = {
    ChangeKind.EMAIL: ["request_letter", "ktp", "npwp", "surat_kuasa"],
    ChangeKind.NAME_FORM: ["request_letter", "deed_amendment", "npwp", "licence", "surat_kuasa"],
    ChangeKind.NPWP: ["request_letter", "npwp", "surat_kuasa"],
    ChangeKind.ADDRESS: ["request_letter", "npwp", "licence", "surat_kuasa"],
    ChangeKind.SIGNATORY: ["request_letter", "ktp", "deed_amendment", "surat_kuasa"],
    ChangeKind.LICENCES: ["request_letter", "licence", "surat_kuasa"],
    ChangeKind.LOST_USER_ID: ["request_letter", "ktp", "npwp", "surat_kuasa"],
    ChangeKind.PASSWORD_RESET: [
        "request_letter", "ktp", "npwp", "deed", "deed_amendment", "licence", "surat_kuasa",
    ],
}  # fmt: skip


def keys(rules: object) -> list[str]:
    return [rule.key.value for rule in rules]  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", ChangeKind.values)
def test_each_kind_has_its_own_closed_list(kind: str) -> None:
    assert keys(documents_for_kind(kind, ApplicantKind.BUSINESS_ENTITY)) == ENTITY[ChangeKind(kind)]
    for applicant in (ApplicantKind.INDIVIDUAL, ApplicantKind.SOLE_PROPRIETORSHIP):
        own = [key for key in ENTITY[ChangeKind(kind)] if not key.startswith("deed")]
        assert keys(documents_for_kind(kind, applicant)) == own


def test_no_kind_asks_for_a_document_outside_the_closed_set() -> None:
    assert deviations() == []


def test_a_deviation_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("registration.change_rules.OWN_PAPERS", frozenset())
    assert f"{ChangeKind.NPWP}, {ApplicantKind.INDIVIDUAL}: request_letter" in deviations()


def test_the_surat_kuasa_is_asked_of_an_envoy_only(make_change) -> None:
    row = make_change(kind="npwp")
    assert keys(documents_for(row)) == ["request_letter", "npwp"]
    row.has_envoy = True
    assert keys(documents_for(row)) == ["request_letter", "npwp", "surat_kuasa"]


def test_a_deed_of_amendment_is_asked_only_where_there_is_one(make_change) -> None:
    row = make_change(kind="password_reset_letter")
    assert "deed_amendment" not in keys(documents_for(row))
    row.application.has_amendment = True
    assert "deed_amendment" in keys(documents_for(row))
