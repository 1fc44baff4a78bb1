"""/bantuan/: shelves, search, one article, votes, and suggestions around the ticket form."""

import pytest
from django.test import Client

from core.models import AuditEvent, User
from helpdesk.models import Article, ArticleDay, SearchMiss, Ticket
from tests.helpdesk.articles import published
from tests.helpdesk.test_ticket_pages import filled

pytestmark = pytest.mark.django_db
INDEX, NEW, SUGGEST = "/bantuan/", "/bantuan/tiket/baru/", "/bantuan/artikel-terkait/"


@pytest.fixture
def article(support: User, colleague: User) -> Article:
    return published(support, colleague, title="Lupa kata sandi SPSE", body="## Caranya\n- **Tekan** lupa <b>")


def address(article: Article, rest: str = "") -> str:
    return f"{INDEX}artikel/{article.slug}/{rest}"


def test_strangers_find_articles_by_shelf_and_by_words(article: Article) -> None:
    html = Client().get(INDEX).content.decode()
    assert "Akun dan kata sandi" in html
    assert address(article) in html
    found = Client().get(INDEX, {"q": "sandi"}).content.decode()
    assert "1 artikel tentang “sandi”" in found
    assert not SearchMiss.objects.exists()


def test_words_that_find_nothing_offer_what_is_near_and_are_kept(article: Article) -> None:
    html = Client().get(INDEX, {"q": "sandi meterai"}).content.decode()
    assert "Belum ada artikel tentang itu" in html
    assert address(article) in html
    assert SearchMiss.objects.get().words == "sandi meterai"
    Client().get(INDEX, {"q": "\x00'\"; or & | !"})
    assert Client().get(INDEX, {"q": "a" * 500}).status_code == 200


def test_a_search_that_is_not_common_is_kept_by_nobody_and_the_shelves_shortly(article: Article) -> None:
    assert Client().get(INDEX).headers["Cache-Control"] == "public, max-age=10"
    assert Client().get(INDEX, {"q": "sandi"}).headers["Cache-Control"] == "public, max-age=0"


def test_an_article_is_read_and_counted_without_running_what_was_typed(article: Article) -> None:
    client = Client()
    html = client.get(address(article)).content.decode()
    assert "<h2>Caranya</h2>" in html
    assert "<strong>Tekan</strong> lupa &lt;b&gt;" in html
    client.head(address(article))
    assert ArticleDay.objects.get().reads == 1


def test_each_browser_votes_once(article: Article) -> None:
    client = Client()
    assert client.post(address(article, "nilai/"), {"membantu": "ya"}).status_code == 302
    client.post(address(article, "nilai/"), {"membantu": "tidak"})
    html = client.get(address(article)).content.decode()
    assert "sudah menilai" in html
    Client().post(address(article, "nilai/"), {"membantu": "tidak"})
    Client().post(address(article, "nilai/"), {"membantu": "mungkin"})
    row = ArticleDay.objects.get()
    assert (row.helpful, row.unhelpful) == (1, 1)
    assert not AuditEvent.objects.filter(object_type="article").exists()


def test_who_may_not_read_an_article_gets_the_answer_for_one_that_is_not_there(
    article: Article, support: User, colleague: User, ppk: User
) -> None:
    official = published(support, colleague, title="Mengubah jadwal", audience="officials")
    for rest in ("", "nilai/"):
        send = Client().get if not rest else Client().post
        assert send(address(official, rest)).status_code == 404
    client = Client()
    client.force_login(ppk, backend="core.backends.RoleBackend")
    assert client.get(address(official)).status_code == 200
    assert "Mengubah jadwal" in client.get(INDEX).content.decode()
    assert "Mengubah jadwal" not in Client().get(INDEX).content.decode()


def test_the_subject_of_a_ticket_brings_suggestions_while_it_is_typed(article: Article) -> None:
    html = Client().post(SUGGEST, {"subject": "Saya lupa sandi"}).content.decode()
    assert address(article) in html
    assert "<html" not in html
    assert Client().post(SUGGEST, {"subject": "meterai"}).content.decode().strip() == ""
    assert Client().get(SUGGEST).status_code == 405


def test_without_a_script_a_button_looks_for_an_answer_and_keeps_what_was_typed(article: Article) -> None:
    client = Client()
    html = client.post(NEW, filled(saran="ya", reporter_name="")).content.decode()
    assert address(article) in html
    assert "Sudah dua jam." in html
    assert "error-summary" not in html
    assert not Ticket.objects.exists()
    assert "Belum ada artikel tentang itu" in client.post(NEW, filled(saran="ya", subject="meterai")).content.decode()
    assert client.post(NEW, filled()).status_code == 302
    ticket = Ticket.objects.get()
    assert address(article) in client.get(f"/bantuan/tiket/{ticket.number}/diterima/").content.decode()
