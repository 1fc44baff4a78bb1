"""The archive desk by HTTP: list, holds, bundles, destruction, who looked and why."""

from collections.abc import Callable

import pytest
from django.test import Client

from core.holds import hold_of, hold_release_ask, hold_set
from core.models import AuditEvent, LegalHold, OfficialDocument, RoleAssignment, User
from core.rendering import document_render
from registration.models import Application
from tests.core.samples import pdf
from tests.verification import cases
from verification import bundling
from verification.models import CaseBundle, Destruction
from verification.services.decisions import decision_approve
from verification.services.destruction import destruction_propose

pytestmark = pytest.mark.django_db
ROOT = "/admin/verification/arsip/"


@pytest.fixture
def head(sign_in: Callable[..., Client]) -> Client:
    return sign_in("head")


@pytest.fixture
def decided(head: Client, reviewed: Application, officer: User) -> Application:
    decision_approve(application=reviewed, actor=officer, user_id="SAWERIGADING1")
    reviewed.refresh_from_db()
    return reviewed


def place(row: Application, rest: str = "") -> str:
    return f"{ROOT}berkas/{row.number}/{rest}"


def aged(row: Application) -> None:
    Application.objects.filter(pk=row.pk).update(decided_at="2019-03-04T02:00:00Z")


def test_the_list_filters_what_is_due_and_what_is_held(head: Client, decided: Application) -> None:
    aged(decided)
    html = head.get(ROOT + "?tampil=lewat").content.decode()
    assert decided.number in html
    assert "melewati masa retensi" in html
    hold_set(case_number=decided.number, reason="Audit", actor=head.user)  # type: ignore[attr-defined]
    assert decided.number not in head.get(ROOT + "?tampil=lewat").content.decode()
    assert decided.number in head.get(ROOT + "?tampil=ditahan").content.decode()


@pytest.mark.parametrize("role", ["secretariat", "system_admin", "support"])
def test_other_staff_do_not_enter(sign_in: Callable[..., Client], role: str) -> None:
    client = sign_in(role)
    assert client.get(ROOT).status_code == 403
    assert client.get(ROOT + "pemusnahan/").status_code == 403


def test_what_is_not_decided_or_does_not_exist_is_404(head: Client, waiting: Application) -> None:
    assert head.get(place(waiting)).status_code == 404
    assert head.get(ROOT + "berkas/REG-1999-00001/").status_code == 404
    assert head.get(ROOT + "pemusnahan/USM-1999-0001/").status_code == 404


def test_a_hold_is_set_with_a_reason_and_released_by_another(
    head: Client, decided: Application, make_account: Callable[..., User]
) -> None:
    refused = head.post(place(decided, "tahan/"), {"reason": "password: rahasia1"})
    assert refused.status_code == 400
    assert "password: rahasia1" in refused.content.decode()
    assert head.post(place(decided, "tahan/"), {"reason": "Audit BPK"}).status_code == 302
    hold = hold_of(decided.number)
    assert hold is not None
    hold_release_ask(hold=hold, reason="Selesai", actor=make_account("deputy"))
    page = head.get(place(decided)).content.decode()
    assert "Cabut penahanan" in page
    head.post(place(decided, "tahan/putusan/"), {"putusan": "cabut"})
    assert hold_of(decided.number) is None
    assert LegalHold.objects.get().released_by == head.user  # type: ignore[attr-defined]
    # Twice is harmless and says so.
    again = head.post(place(decided, "tahan/putusan/"), {"putusan": "cabut"}, follow=True)
    assert "tidak sedang ditahan" in again.content.decode()


def test_the_bundle_is_asked_for_and_downloaded_with_a_reason(head: Client, decided: Application) -> None:
    for document in OfficialDocument.objects.filter(case_number=decided.number):
        document_render(document.pk)
    assert "sedang disusun" in head.post(place(decided, "bundel/"), follow=True).content.decode()
    assert bundling.bundle_make(CaseBundle.objects.get().pk)
    assert head.post(place(decided, "bundel/unduh/"), {"reason": " "}).status_code == 400
    assert not AuditEvent.objects.filter(action="bundle.downloaded").exists()
    answer = head.post(place(decided, "bundel/unduh/"), {"reason": "Permintaan Inspektorat"})
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert content.startswith(b"PK")
    assert len(content) == int(answer.headers["Content-Length"])
    assert "no-store" in answer.headers["Cache-Control"]
    assert AuditEvent.objects.get(action="bundle.downloaded").data["reason"] == "Permintaan Inspektorat"


def test_a_deputy_sees_the_case_and_gets_no_bundle(sign_in: Callable[..., Client], decided: Application) -> None:
    deputy = sign_in("deputy")
    assert deputy.get(place(decided)).status_code == 200
    assert deputy.post(place(decided, "bundel/")).status_code == 403
    assert deputy.get(place(decided, "bundel/unduh/")).status_code == 403


def test_destruction_is_proposed_and_decided_on_the_pages(
    head: Client, decided: Application, make_account: Callable[..., User]
) -> None:
    aged(decided)
    assert decided.number in head.get(ROOT + "pemusnahan/usul/").content.decode()
    answer = head.post(ROOT + "pemusnahan/usul/")
    own = Destruction.objects.get()
    assert answer.headers["Location"] == f"{ROOT}pemusnahan/{own.number}/"
    page = head.get(answer.headers["Location"]).content.decode()
    assert "Setujui pemusnahan" not in page
    assert head.post(f"{ROOT}pemusnahan/{own.number}/putusan/", {"putusan": "setuju"}).status_code == 403
    again = head.post(ROOT + "pemusnahan/usul/", follow=True).content.decode()
    assert "Tidak ada berkas" in again


def test_a_second_person_refuses_with_a_reason_or_approves(
    head: Client, decided: Application, make_account: Callable[..., User]
) -> None:
    aged(decided)
    address = f"{ROOT}pemusnahan/{destruction_propose(actor=make_account('deputy')).number}/"
    assert "Setujui pemusnahan" in head.get(address).content.decode()
    assert head.post(address + "putusan/", {"putusan": "tolak", "reason": ""}).status_code == 400
    assert Destruction.objects.get().state == "proposed"
    head.post(address + "putusan/", {"putusan": "setuju"})
    row = Destruction.objects.get()
    assert (row.state, row.decided_by) == ("approved", head.user)  # type: ignore[attr-defined]
    assert row.report is not None
    assert row.report.number in head.get(address).content.decode()
    told = head.post(address + "putusan/", {"putusan": "tolak", "reason": "Terlambat"}, follow=True)
    assert "sudah diputuskan oleh" in told.content.decode()


# Why a file of a decided case is opened


@pytest.fixture
def scan(waiting: Application, officer: User, head: Client):  # type: ignore[no-untyped-def]
    """A file of an identity document with something to look at."""
    file = cases.hand_in(waiting.items.get(key="ktp"), content=pdf()).file
    return file


def test_a_file_of_a_decided_case_opens_with_a_reason_that_is_kept(
    head: Client, scan, waiting: Application, officer: User
) -> None:
    download, ask = f"/berkas/{scan.public_id}/unduh/", f"/berkas/{scan.public_id}/alasan/"
    RoleAssignment.objects.filter(person=head.user.person).update(role="verifier")  # type: ignore[attr-defined]
    assert head.get(download).status_code == 200
    decision_approve(application=cases.review_all(waiting, officer), actor=officer, user_id="SAWERIGADING1")
    assert head.get(download).headers["Location"] == ask
    assert head.get(f"/berkas/{scan.public_id}/?bingkai=1").headers["Location"] == f"{ask}?bingkai=1"
    assert head.get(f"/berkas/{scan.public_id}/halaman/1.jpg").headers["Location"] == ask
    blank = head.post(ask, {"reason": " "})
    assert blank.status_code == 400
    assert "Tulis alasan membuka" in blank.content.decode()
    assert head.post(f"{ask}?bingkai=1", {"reason": "Permintaan Inspektorat"}).status_code == 302
    assert head.get(download).status_code == 200
    events = AuditEvent.objects.filter(action="file.viewed", object_number=scan.public_id).order_by("pk")
    assert [event.data.get("reason") for event in events] == [None, "Permintaan Inspektorat"]
    assert "Tulis alasan" not in head.get(ask).content.decode()
    page = head.get(place(waiting, "dilihat/")).content.decode()
    assert "Permintaan Inspektorat" in page
    exported = b"".join(head.post(place(waiting, "dilihat/")).streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "Permintaan Inspektorat" in exported
    assert AuditEvent.objects.filter(action="archive.views_exported").count() == 1


def test_the_owner_needs_no_reason_and_a_stranger_finds_nothing(
    client: Client, scan, waiting: Application, officer: User, make_account: Callable[..., User]
) -> None:
    decision_approve(application=cases.review_all(waiting, officer), actor=officer, user_id="SAWERIGADING1")
    client.force_login(waiting.owner, backend="core.backends.RoleBackend")
    assert client.get(f"/berkas/{scan.public_id}/unduh/").status_code == 200
    assert client.get(f"/berkas/{scan.public_id}/alasan/").status_code == 200
    client.force_login(make_account("vendor"), backend="core.backends.RoleBackend")
    assert client.get(f"/berkas/{scan.public_id}/alasan/").status_code == 404
