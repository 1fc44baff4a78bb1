"""Announcements by service call and on the site: approval, times, scope, corrections, withdrawal, letter."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.db import connection, transaction
from django.db.utils import IntegrityError, InternalError
from django.test import Client
from django.utils import timezone

from core.models import AuditEvent, OfficialDocument, User
from core.refusals import BadInput, Forbidden, Refusal
from core.rendering import document_render
from core.transitions import WrongState
from helpdesk.models import Announcement, AnnouncementCorrection
from helpdesk.services.announcement import (
    announcement_approve,
    announcement_correct,
    announcement_discard,
    announcement_draft,
    announcement_withdraw,
    announcement_write,
)
from tests.helpdesk.announcements import draft, published, words
from tests.support.pdfs import is_archival
from tests.support.pdfs import words as words_of

pytestmark = pytest.mark.django_db
SITE, DESK = "/pengumuman/", "/admin/helpdesk/pengumuman/"
STRANGER = AnonymousUser()


def enter(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="core.backends.RoleBackend")
    return client


def test_a_draft_is_shown_to_nobody_until_another_person_approves_it(support: User, colleague: User) -> None:
    made = announcement_draft(actor=support, submission="f1", **words())
    assert made.number.startswith("PGM-")
    assert announcement_draft(actor=support, submission="f1", **words()).pk == made.pk
    assert not Announcement.objects.shown().exists()
    with pytest.raises(Forbidden, match="tidak ikut menulis"):
        announcement_approve(announcement=made, actor=support, version=1)
    announcement_approve(announcement=made, actor=colleague, version=1)
    assert Announcement.objects.shown_to(STRANGER).get() == made
    with pytest.raises(WrongState):
        announcement_approve(announcement=made, actor=colleague, version=1)
    actions = AuditEvent.objects.filter(object_type="announcement").order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["announcement.drafted", "announcement.approved"]


def test_a_higher_app_drafts_once_for_each_incident(support: User, colleague: User) -> None:
    first = announcement_draft(actor=None, origin="INS-2026-00001", **words())
    assert announcement_draft(actor=None, origin="INS-2026-00001", **words()).pk == first.pk
    announcement_discard(announcement=first, actor=support)
    assert announcement_draft(actor=None, origin="INS-2026-00001", **words()).pk != first.pk
    with pytest.raises(ValueError, match="made for"):
        announcement_draft(actor=None, **words())


def test_what_was_changed_after_it_was_read_is_not_approved(support: User, colleague: User) -> None:
    made = draft(support)
    values = {name: getattr(made, name) for name in ("kind", "scope", "body", "show_from", "show_until", "event_from", "event_until", "is_banner", "by_mail", "has_letter")}  # fmt: skip
    announcement_write(announcement=made, actor=support, version=1, title="Judul lain", **values)
    with pytest.raises(Refusal, match="baru saja diubah"):
        announcement_approve(announcement=made, actor=colleague, version=1)
    with pytest.raises(Refusal, match="rekan Anda"):
        announcement_write(announcement=made, actor=support, version=1, title="Judul ketiga", **values)
    announcement_approve(announcement=made, actor=colleague, version=2)
    with pytest.raises(Refusal, match="bukan rancangan"):
        announcement_write(announcement=made, actor=support, version=2, title="Judul ketiga", **values)


def test_the_database_keeps_approved_words_and_corrections(support: User, colleague: User) -> None:
    made = published(support, colleague)
    announcement_correct(announcement=made, actor=colleague, body="Selesai pukul 22.00.")
    for change in (
        lambda: Announcement.objects.filter(pk=made.pk).update(body="x"),
        lambda: AnnouncementCorrection.objects.update(body="x"),
        made.delete,
    ):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"body": "Password: rahasia1"}, "body"),
        ({"kind": "x"}, "kind"),
        ({"show_until": timezone.now() - timedelta(days=1)}, "show_until"),
        ({"event_until": timezone.now()}, "event_from"),
        ({"event_from": timezone.now(), "event_until": timezone.now() - timedelta(hours=1)}, "event_until"),
    ],
)
def test_what_cannot_stand_is_refused_beside_its_field(support: User, changes: dict, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        announcement_draft(actor=support, **words(**changes))
    assert refused.value.field == field
    assert not Announcement.objects.exists()


def test_it_is_shown_in_its_time_and_to_those_it_is_for(support: User, colleague: User, ppk: User) -> None:
    now = timezone.now()
    published(support, colleague, title="Nanti", show_from=now + timedelta(hours=1))
    published(support, colleague, title="Dahulu", show_from=now - timedelta(days=2), show_until=now - timedelta(days=1))
    published(support, colleague, title="Pejabat", scope="officials")
    published(support, colleague, title="Internal", scope="staff")
    titles = lambda user: set(Announcement.objects.shown_to(user).values_list("title", flat=True))  # noqa: E731
    assert titles(STRANGER) == {"Dahulu"}
    assert titles(ppk) == {"Dahulu", "Pejabat"}
    assert titles(support) == {"Dahulu", "Pejabat", "Internal"}
    html = Client().get("/periksa/").content.decode()
    assert "site-banner" not in html
    assert "Pejabat" in enter(ppk).get("/periksa/").content.decode()


def test_the_banner_costs_one_read_a_minute(support: User, colleague: User, query_budget: Callable) -> None:
    published(support, colleague, title="SPSE dipelihara")
    caches["local"].clear()
    assert "SPSE dipelihara" in Client().get("/pengumuman/langganan/").content.decode()
    with query_budget(0):
        assert "SPSE dipelihara" in Client().get("/pengumuman/langganan/").content.decode()


def test_a_correction_stands_below_the_words_that_stay(support: User, colleague: User, head: User) -> None:
    made = published(support, colleague)
    first = announcement_correct(announcement=made, actor=colleague, body="Selesai pukul 22.00, **bukan** 20.00.")
    assert announcement_correct(announcement=made, actor=colleague, body=first.body).pk == first.pk
    html = Client().get(f"{SITE}{made.number}/").content.decode()
    assert "Pembetulan" in html
    assert "<strong>bukan</strong> 20.00" in html
    assert "<strong>tidak dapat dibuka</strong>" in html
    assert "WITA" in html
    feed = Client().get(f"{SITE}feed/")
    assert feed.headers["Content-Type"].startswith("application/atom+xml")
    assert "Selesai pukul 22.00" in feed.content.decode()
    announcement_withdraw(announcement=made, actor=head, reason="Pemeliharaan ditunda")
    html = Client().get(f"{SITE}{made.number}/").content.decode()
    assert "Pemeliharaan ditunda" in html
    assert "Dicabut" in Client().get(f"{SITE}feed/").content.decode()
    with pytest.raises(Refusal):
        announcement_correct(announcement=made, actor=colleague, body="Terlambat")


def test_who_may_not_is_refused(support: User, colleague: User, ppk: User) -> None:
    made, waiting = published(support, colleague), draft(support)
    for call in (
        lambda: announcement_draft(actor=ppk, **words()),
        lambda: announcement_write(announcement=waiting, actor=ppk, version=waiting.version, **words()),
        lambda: announcement_discard(announcement=waiting, actor=ppk),
        lambda: announcement_correct(announcement=made, actor=ppk, body="x"),
        lambda: announcement_withdraw(announcement=made, actor=support, reason="x"),
    ):
        with pytest.raises(Forbidden):
            call()


def test_a_correction_and_a_withdrawal_need_their_words_and_a_past_time_is_not_approved(
    support: User, colleague: User, head: User
) -> None:
    made = published(support, colleague)
    with pytest.raises(BadInput, match="Isi pembetulannya"):
        announcement_correct(announcement=made, actor=head, body=" \n ")
    for reason in (" ", "x" * 301):
        with pytest.raises(BadInput, match="alasan pencabutan"):
            announcement_withdraw(announcement=made, actor=head, reason=reason)
    now = timezone.now()
    over = draft(support, show_from=now - timedelta(hours=2), show_until=now - timedelta(hours=1))
    with pytest.raises(Refusal, match="sudah lewat"):
        announcement_approve(announcement=over, actor=colleague, version=over.version)
    made.refresh_from_db()
    assert (made.state, made.corrections.count()) == ("approved", 0)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_wins(support: User, colleague: User, head: User) -> None:
    made = draft(support)
    gate, told = Barrier(2), []

    def run(call: Callable[[], object]) -> None:
        try:
            gate.wait(10)
            call()
            told.append("done")
        except WrongState:
            told.append("told")
        finally:
            connection.close()

    calls = (
        lambda: announcement_approve(announcement=made, actor=colleague, version=1),
        lambda: announcement_discard(announcement=made, actor=support),
    )
    threads = [Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["done", "told"]


def test_the_letter_is_issued_with_the_approval_and_replaced_by_a_correction(
    support: User, colleague: User, head: User
) -> None:
    made = draft(support, has_letter=True, event_from=timezone.now())
    made = announcement_approve(announcement=made, actor=colleague, version=1)
    document_render(made.document_id)
    answer = Client().get(f"{SITE}{made.number}/surat.pdf")
    assert answer.content.startswith(b"%PDF")
    first = made.document.number
    assert "/PENG/" in first
    assert made.title in Client().get(f"/periksa/{made.document.code}/").content.decode()
    announcement_correct(announcement=made, actor=colleague, body="Selesai lebih awal.")
    made.refresh_from_db()
    assert OfficialDocument.objects.count() == 2
    with pytest.raises(Refusal, match="masih disusun"):
        announcement_withdraw(announcement=made, actor=head, reason="Keliru")
    document_render(made.document_id)
    pdf = Client().get(f"{SITE}{made.number}/surat.pdf").content
    assert is_archival(pdf)
    text = " ".join(words_of(pdf).split())
    assert "Pemeliharaan: " in text
    assert "Selesai lebih awal." in text
    assert f"menggantikan pengumuman nomor {first}" in text
    announcement_withdraw(announcement=made, actor=head, reason="Keliru")
    made.refresh_from_db()
    assert made.document.voided_at is not None
    assert Client().get(f"{SITE}{draft(support).number}/surat.pdf").status_code == 404


def test_the_desk_leads_from_the_form_to_the_site(support: User, colleague: User, head: User) -> None:
    writer, other = enter(support), enter(colleague)
    refused = writer.post(f"{DESK}baru/", {"kind": "service", "title": "Judul tetap", "body": "", "show_from": "x"})
    html = refused.content.decode()
    assert refused.status_code == 400
    assert 'value="Judul tetap"' in html
    data = {"kind": "service", "scope": "everybody", "title": "Jam layanan", "body": "Tutup lebih awal.", "show_from": "1-1-2026 08.00", "is_banner": "on", "submission": "f"}  # fmt: skip
    page = writer.post(f"{DESK}baru/", data).headers["Location"]
    assert writer.post(f"{DESK}baru/", data).headers["Location"] == page
    assert "Menunggu disetujui" in writer.get(page).content.decode()
    assert f'<a href="{page}">Jam layanan</a>' in other.get("/admin/").content.decode()
    assert writer.post(f"{page}setujui/", {"version": 1}).status_code == 403
    assert other.post(f"{page}setujui/", {"version": 7}).status_code == 409
    assert "Pengumuman disetujui." in other.post(f"{page}setujui/", {"version": 1}, follow=True).content.decode()
    empty = other.post(f"{page}betulkan/", {"body": ""})
    assert empty.status_code == 400
    assert "Isi pembetulan" in empty.content.decode()
    other.post(f"{page}betulkan/", {"body": "Sampai pukul 15.00."})
    assert other.post(f"{page}cabut/", {"reason": "x"}).status_code == 403
    assert enter(head).post(f"{page}cabut/", {"reason": "Tidak jadi"}, follow=True).status_code == 200
    assert "Jam layanan" in Client().get(SITE).content.decode()
    assert "Belum ada pengumuman" not in writer.get(DESK, {"tampil": "dicabut"}).content.decode()
    assert "Tidak ada pengumuman dengan saringan" in writer.get(DESK, {"tampil": "rancangan"}).content.decode()
