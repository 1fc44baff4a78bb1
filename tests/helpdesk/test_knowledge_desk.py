"""The desk of the knowledge base: from a draft to a version, beside each other, refusals beside their fields."""

from collections.abc import Callable

import pytest
from django.test import Client

from core.models import User
from helpdesk.models import Article, SearchMiss
from helpdesk.services.knowledge import article_begin, article_revise, article_write
from tests.helpdesk.articles import TEXT, draft, published

pytestmark = pytest.mark.django_db
DESK = "/admin/helpdesk/bantuan/"


@pytest.fixture
def at_desk(office: None) -> Callable[[User], Client]:
    """Opens the browser of an officer."""

    def enter(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="core.backends.RoleBackend")
        return client

    return enter


def test_an_article_goes_from_the_form_to_its_readers(
    at_desk: Callable[[User], Client], support: User, colleague: User
) -> None:
    writer, checker = at_desk(support), at_desk(colleague)
    answer = writer.post(f"{DESK}baru/", {**TEXT, "submission": "f1"})
    page = f"{DESK}artikel/lupa-kata-sandi-spse/"
    assert answer.headers["Location"] == page
    assert writer.post(f"{DESK}baru/", {**TEXT, "submission": "f1"}).headers["Location"] == page
    assert Article.objects.count() == 1
    assert "Menunggu diperiksa rekan" in writer.get(page).content.decode()
    assert writer.post(f"{page}periksa/", {"revision": 1}).status_code == 403
    assert checker.post(f"{page}periksa/", {"revision": 1}, follow=True).status_code == 200
    refused = checker.post(f"{page}terbitkan/", {"reason": ""})
    assert refused.status_code == 400
    assert "Isi alasan" in refused.content.decode()
    html = checker.post(f"{page}terbitkan/", {"reason": "Sering ditanyakan"}, follow=True).content.decode()
    assert "Artikel terbit." in html
    assert "Versi 1 dibaca sekarang" in html
    again = checker.post(f"{page}terbitkan/", {"reason": "Sekali lagi"})
    assert again.status_code == 409
    assert "sudah diubah rekan Anda" in again.content.decode()
    assert Client().get("/bantuan/artikel/lupa-kata-sandi-spse/").status_code == 200


def test_a_refused_form_keeps_what_was_typed(at_desk: Callable[[User], Client], support: User) -> None:
    client = at_desk(support)
    answer = client.post(f"{DESK}baru/", {**TEXT, "summary": "", "body": "Sandi saya adalah rahasia1"})
    html = answer.content.decode()
    assert answer.status_code == 400
    assert "Isi ringkasan." in html
    answer = client.post(f"{DESK}baru/", {**TEXT, "body": "Kata sandi: rahasia1"})
    assert "tampak memuat kata sandi" in answer.content.decode()
    assert not Article.objects.exists()


def test_of_two_open_forms_the_second_is_told(
    at_desk: Callable[[User], Client], support: User, colleague: User
) -> None:
    article = article_begin(actor=support, **TEXT)
    article_write(article=article, actor=support, revision=1, **{**TEXT, "title": "Judul pertama"})
    page = f"{DESK}artikel/{article.slug}/ubah/"
    answer = at_desk(colleague).post(page, {**TEXT, "title": "Judul kedua", "revision": 1})
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "baru saja diubah rekan Anda" in html
    assert "Judul kedua" in html
    assert at_desk(colleague).post(page, {**TEXT, "title": "Judul kedua", "revision": 2}).status_code == 302


def test_versions_stand_side_by_side(at_desk: Callable[[User], Client], support: User, colleague: User) -> None:
    article = published(support, colleague)
    client, page = at_desk(support), f"{DESK}artikel/{article.slug}/beda/"
    article = article_revise(article=article, actor=support)
    article_write(article=article, actor=support, revision=1, **{**TEXT, "body": "Cara baru <b>"})
    html = client.get(page).content.decode()
    assert "<del>Buka halaman masuk.</del>" in html
    assert "<ins>Cara baru &lt;b&gt;</ins>" in html
    assert client.get(page, {"dari": "1", "ke": "9"}).status_code == 404
    assert client.get(f"{DESK}artikel/{draft(support).slug}/beda/").status_code == 404


def test_lists_are_filtered_and_empty_ones_say_what_to_do(
    at_desk: Callable[[User], Client], support: User, colleague: User
) -> None:
    client = at_desk(support)
    assert "Belum ada artikel" in client.get(DESK).content.decode()
    article, other = published(support, colleague), draft(support)
    assert article.title in client.get(DESK, {"tampil": "terbit"}).content.decode()
    assert other.title not in client.get(DESK, {"tampil": "terbit"}).content.decode()
    assert "Tidak ada artikel yang perlu ditinjau" in client.get(DESK, {"tampil": "ditinjau"}).content.decode()


def test_searches_that_found_nothing_become_articles_or_leave_the_list(
    at_desk: Callable[[User], Client], support: User
) -> None:
    SearchMiss.objects.create(words="segel tte", count=3)
    client = at_desk(support)
    html = client.get(f"{DESK}pencarian/").content.decode()
    assert "3 kali" in html
    assert f'<a href="{DESK}pencarian/">1 pencarian tanpa hasil</a>' in client.get("/admin/").content.decode()
    assert "?judul=segel%20tte" in html
    assert 'value="segel tte"' in client.get(f"{DESK}baru/", {"judul": "segel tte"}).content.decode()
    client.post(f"{DESK}pencarian/selesai/", {"words": "segel tte"})
    assert SearchMiss.objects.get().done_at is not None
    assert "menemukan artikel" in client.get(f"{DESK}pencarian/").content.decode()
    html = client.post(f"{DESK}pencarian/selesai/", {"words": "lain"}, follow=True).content.decode()
    assert "sudah tidak ada dalam daftar" in html


def test_the_link_to_the_chosen_article_is_put_into_an_answer(
    at_desk: Callable[[User], Client], support: User, colleague: User, make_ticket: Callable
) -> None:
    article, ticket = published(support, colleague), make_ticket()
    sent = {"artikel": article.slug, "sisipkan": "ya", "body": "", "outcome": "answer"}
    html = at_desk(support).post(f"/admin/helpdesk/tiket/{ticket.number}/balas/", sent).content.decode()
    assert f"{article.title}:\nhttp" in html
    assert f"/bantuan/artikel/{article.slug}/</textarea>" in html
