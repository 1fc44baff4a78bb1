"""/persyaratan/ says exactly what the rule set holds, with the articles of the profile in force."""

import re
from dataclasses import replace

import pytest
from django.urls import reverse

from registration.checks import closed_set
from registration.enums import ApplicantKind
from registration.requirements import RULES, deviations, for_kind
from tests.support.people import use_profile

pytestmark = pytest.mark.django_db


def page(client) -> str:
    response = client.get("/persyaratan/")
    assert response.status_code == 200
    return response.content.decode()


def documents(html: str, kind: str) -> list[str]:
    part = html.split(f'id="{kind}"', 1)[1].split("</dl>", 1)[0]
    return re.findall(r"<dt>([^<]+)<", part)


@pytest.mark.parametrize("kind", ApplicantKind)
def test_every_kind_of_applicant_sees_its_own_closed_set(client, lpse, kind: str) -> None:
    assert documents(page(client), kind) == [rule.label for rule in for_kind(kind)]
    assert deviations() == []


def test_it_says_when_a_document_is_needed_and_what_happens_to_the_original(client, lpse) -> None:
    html = page(client)
    for text in ("bila ada perubahan akta", "bila bidang usaha Anda memerlukan izin", "ditunjukkan", "diserahkan"):
        assert text in html


def test_it_says_that_nothing_else_is_asked_and_nothing_is_paid(client, lpse) -> None:
    html = page(client)
    for text in ("tidak dipungut biaya", "Petugas tidak dapat menambahnya", "30 hari", "10 MiB", "Kata sandi SPSE"):
        assert text in html


def test_the_portal_does_not_start_with_a_document_more_or_less(monkeypatch) -> None:
    assert closed_set() == []
    entity = ApplicantKind.BUSINESS_ENTITY
    monkeypatch.setitem(RULES, entity, (*RULES[entity][1:], replace(RULES[entity][2], key="tax_return")))
    found = closed_set()
    assert [error.id for error in found] == ["registration.E001"] * 2
    assert {"business_entity: +tax_return", "business_entity: -registration_form"} == {
        error.msg.split(": ", 1)[1].rstrip(".") for error in found
    }


def test_luwu_utara_cites_its_own_articles(client, lpse) -> None:
    html = page(client)
    for article in ("Pasal 22 ayat (1) huruf a", "Pasal 22 ayat (3)", "Pasal 22 ayat (4)", "Pasal 22 ayat (5)"):
        assert article in html
    assert "Pemeriksaan lapangan" in html


def test_temanggung_has_the_same_closed_set_without_articles_it_lacks(client, db) -> None:
    use_profile("temanggung")
    html = page(client)
    assert "Pasal 22 ayat (3)" in html  # here: verification does not replace qualification
    assert "(Pasal 22 ayat (4)):" in html  # here: forms are obtainable
    for absent in ("Pasal 22 ayat (5)", "Pasal 22 ayat (6)", "Pemeriksaan lapangan"):
        assert absent not in html
    assert "Petugas tidak dapat menambahnya" in html
    assert documents(html, ApplicantKind.BUSINESS_ENTITY) == [rule.label for rule in for_kind("business_entity")]


def test_it_costs_no_query_when_warm_and_may_be_kept_by_the_proxy(client, lpse, query_budget) -> None:
    page(client)
    with query_budget(0):
        response = client.get("/persyaratan/")
    assert response.headers["Cache-Control"] == "public, max-age=60"


@pytest.mark.parametrize("address", ["/persyaratan/", "/formulir/"])
def test_a_page_that_shows_who_is_signed_in_is_kept_by_nobody(sign_in, address: str) -> None:
    assert sign_in("vendor").get(address).headers["Cache-Control"] == "private, no-store"


def test_it_leads_to_the_forms_and_to_the_start(client, lpse) -> None:
    html = page(client)
    for address in (
        "/formulir/pendaftaran.pdf",
        "/formulir/keikutsertaan.pdf",
        "/formulir/daftar-periksa.pdf",
        "/daftar/penyedia/",
    ):
        assert f'href="{address}"' in html


def test_it_cannot_be_posted_to(client, lpse) -> None:
    assert client.post("/persyaratan/").status_code == 405


def test_the_front_page_leads_here(client, lpse) -> None:
    assert f'href="{reverse("registration:requirements")}"' in client.get("/").content.decode()
