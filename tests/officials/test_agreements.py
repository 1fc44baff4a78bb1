"""Service agreements of bodies outside the regency's SKPD: entered in the browser admin, ended, asked about."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from core import clock
from core.agreements import organizations_entitled
from core.enums import OrganizationKind
from core.formats import short_date
from core.models import AuditEvent, Organization, ServiceAgreement, StoredFile
from tests.registration.filling import upload
from tests.support import officials

pytestmark = pytest.mark.django_db
ADD = "/admin/core/serviceagreement/add/"


def typed(place: Organization, **changes: object) -> dict[str, object]:
    today = clock.today()
    return {
        "organization": place.pk,
        "number": "05/PKS/2026",
        "signed_on": (today - timedelta(days=3)).isoformat(),
        "valid_from": today.isoformat(),
        "valid_until": (today + timedelta(days=365)).isoformat(),
        "file": upload("perjanjian.pdf"),
        **changes,
    }


@pytest.fixture
def place(lpse: object) -> Organization:
    return officials.agency("PDAM Contoh", OrganizationKind.BUMD)


@pytest.mark.parametrize("role", ["head", "secretariat"])
def test_an_agreement_is_entered_with_its_scan_and_opens_the_door(
    sign_in: Callable[..., Client], place: Organization, role: str
) -> None:
    client = sign_in(role)
    assert place not in organizations_entitled()
    response = client.post(ADD, typed(place))
    assert response.status_code == 302, response.context["adminform"].form.errors
    row = ServiceAgreement.objects.get()
    assert (row.entered_by, row.scan.case_number) == (client.user, f"instansi-{place.pk}")  # type: ignore[attr-defined]
    assert place in organizations_entitled()
    assert AuditEvent.objects.get(action="agreement.added").object_number == f"instansi-{place.pk}"
    html = client.get(f"/admin/core/serviceagreement/{row.pk}/change/").content.decode()
    assert "perjanjian.pdf" in html
    assert short_date(row.valid_until) in html


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"valid_until": "2020-01-01"}, "sama dengan atau sesudah tanggal mulai"),
        ({"signed_on": "2999-01-01"}, "belum tiba"),
        ({"number": ""}, "errorlist"),
        ({"file": ""}, "Pilih berkas pindaian perjanjian."),
    ],
)
def test_a_mistake_is_named_and_leaves_no_file(
    sign_in: Callable[..., Client], place: Organization, changes: dict[str, object], sentence: str
) -> None:
    response = sign_in("secretariat").post(ADD, typed(place, **changes))
    assert response.status_code == 200
    form = response.context["adminform"].form
    assert form.errors
    if sentence != "errorlist":
        assert sentence in response.content.decode()
    assert not ServiceAgreement.objects.exists()
    assert not StoredFile.objects.exists()


def test_an_own_skpd_needs_none_and_a_number_counts_once(sign_in: Callable[..., Client], place: Organization) -> None:
    client = sign_in("secretariat")
    client.post(ADD, typed(officials.agency("Dinas Sendiri")))
    assert not ServiceAgreement.objects.exists()
    client.post(ADD, typed(place))
    response = client.post(ADD, typed(place))
    assert "sudah tercatat untuk instansi itu" in response.content.decode()
    assert ServiceAgreement.objects.count() == 1


def test_an_ended_agreement_closes_the_door_and_ending_twice_is_told(
    sign_in: Callable[..., Client], place: Organization
) -> None:
    client = sign_in("secretariat")
    row = officials.agreement(client.user, place)  # type: ignore[attr-defined]
    address = f"/admin/core/serviceagreement/{row.pk}/akhiri/"
    assert client.post(address, {"reason": ""}).status_code == 400
    assert client.post(address, {"reason": "Kerja sama selesai."}).status_code == 302
    assert place not in organizations_entitled()
    row.refresh_from_db()
    assert (row.state, row.end_reason) == ("ended", "Kerja sama selesai.")
    assert client.post(address, {"reason": "Lagi."}).status_code == 409
    assert AuditEvent.objects.filter(action="agreement.ended").count() == 1


def test_only_active_places_with_an_agreement_of_today_are_entitled(sign_in: Callable[..., Client]) -> None:
    head, today = sign_in("head").user, clock.today()  # type: ignore[attr-defined]
    skpd = officials.agency("A Dinas")
    gone = officials.agency("B Dinas")
    Organization.objects.filter(pk=gone.pk).update(is_active=False)
    over, ahead, held = (officials.agency(name, OrganizationKind.BUMN) for name in ("C BUMN", "D BUMN", "E BUMN"))
    officials.agreement(head, over, valid_until=today - timedelta(days=1))
    officials.agreement(head, ahead, valid_from=today + timedelta(days=1))
    officials.agreement(head, held, valid_until=today)
    assert list(organizations_entitled()) == [skpd, held]
    assert list(organizations_entitled(today + timedelta(days=1))) == [skpd, ahead]
