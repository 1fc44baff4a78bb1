"""Articles by service call: two people, versions that stay, search, counts without names, starter articles."""

import re
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.utils import timezone

from core.clock import today
from core.models import AuditEvent, User
from core.refusals import BadInput, Forbidden, Refusal
from core.transitions import WrongState
from helpdesk import markup
from helpdesk.models import Article, ArticleDay, ArticleVersion, SearchMiss
from helpdesk.selectors.knowledge import for_answer, search, suggestions
from helpdesk.selectors.knowledge_difference import difference
from helpdesk.services.knowledge import (
    article_begin,
    article_check,
    article_publish,
    article_return,
    article_reviewed,
    article_revise,
    article_withdraw,
    article_write,
    miss_done,
)
from helpdesk.services.knowledge_reading import knowledge_keep, miss_keep, reading_count
from helpdesk.services.knowledge_starter import knowledge_load, starter_articles
from tests.helpdesk.articles import TEXT, published

pytestmark = pytest.mark.django_db
STRANGER = AnonymousUser()


def test_an_article_is_written_checked_and_published_by_two_people(support: User, colleague: User) -> None:
    article = article_begin(actor=support, submission="f1", **TEXT)
    assert article.slug == "lupa-kata-sandi-spse"
    assert article_begin(actor=support, submission="f1", **TEXT).pk == article.pk
    with pytest.raises(Forbidden, match="tidak ikut menulis"):
        article_check(article=article, actor=support, revision=1)
    with pytest.raises(WrongState):
        article_publish(article=article, actor=colleague, reason="Sering ditanyakan")
    assert search(STRANGER, "sandi") == []
    article_check(article=article, actor=colleague, revision=1)
    with pytest.raises(Forbidden):
        article_publish(article=article, actor=support, reason="Sering ditanyakan")
    article = article_publish(article=article, actor=colleague, reason="Sering ditanyakan")
    (version,) = article.versions.all()
    assert (version.number, version.written_by_name, version.published_by) == (1, "Wati Layanan", colleague)
    assert article.review_due == today() + timedelta(days=180)
    assert [one.pk for one in search(STRANGER, "sandi")] == [version.pk]
    actions = AuditEvent.objects.filter(object_type="article").order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["article.begun", "article.checked", "article.published"]


def test_readers_keep_the_published_version_while_the_next_one_is_written(support: User, colleague: User) -> None:
    article = published(support, colleague)
    with pytest.raises(Refusal, match="bukan rancangan"):
        article_write(article=article, actor=support, revision=1, **TEXT)
    article = article_revise(article=article, actor=support)
    article_write(article=article, actor=support, revision=1, **{**TEXT, "body": "Cara baru lewat aplikasi."})
    assert search(STRANGER, "aplikasi") == []
    article_check(article=article, actor=colleague, revision=2)
    article_publish(article=article, actor=colleague, reason="Aplikasi baru")
    old, new = article.versions.order_by("number")
    assert (old.is_current, new.is_current, new.number) == (False, True, 2)
    assert [one.pk for one in search(STRANGER, "aplikasi")] == [new.pk]
    rows = difference(old, new)
    assert ("", "") not in [(row.before, row.after) for row in rows if row.word]
    assert any(row.after == "Cara baru lewat aplikasi." and row.word == "diubah" for row in rows)


def test_a_published_version_never_changes_and_never_goes(support: User, colleague: User) -> None:
    version = published(support, colleague).versions.get()
    for change in (lambda: ArticleVersion.objects.update(body="x"), version.delete):
        with pytest.raises(IntegrityError, match="tidak berubah"), transaction.atomic():
            change()
    assert ArticleVersion.objects.get().body == TEXT["body"]


def test_what_was_changed_after_it_was_read_is_not_checked(support: User, colleague: User) -> None:
    article = article_begin(actor=support, **TEXT)
    article_write(article=article, actor=support, revision=1, **{**TEXT, "title": "Judul lain"})
    with pytest.raises(Refusal, match="baru saja diubah"):
        article_check(article=article, actor=colleague, revision=1)
    with pytest.raises(Refusal, match="rekan Anda"):
        article_write(article=article, actor=support, revision=1, **TEXT)
    article_check(article=article, actor=colleague, revision=2)
    article_return(article=article, actor=colleague, reason="Langkah 2 keliru")
    article.refresh_from_db()
    assert (article.state, article.checked_by, article.returned_reason) == ("draft", None, "Langkah 2 keliru")


def test_a_withdrawn_article_is_gone_for_readers_and_can_come_back(support: User, colleague: User) -> None:
    article = published(support, colleague)
    with pytest.raises(BadInput):
        article_withdraw(article=article, actor=support, reason=" ")
    article_withdraw(article=article, actor=support, reason="Sudah tidak berlaku")
    assert search(STRANGER, "sandi") == []
    with pytest.raises(WrongState):
        article_withdraw(article=article, actor=support, reason="Sekali lagi")
    assert article_revise(article=article, actor=support).withdrawn_at is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"title": " "}, "title"), ({"body": ""}, "body"), ({"body": "Kata sandi SPSE: rahasia1"}, "body"), ({"audience": "x"}, "category")],
)  # fmt: skip
def test_a_text_that_cannot_stand_is_refused_beside_its_field(
    support: User, changes: dict[str, str], field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        article_begin(actor=support, **{**TEXT, **changes})
    assert refused.value.field == field
    assert not Article.objects.exists()


def test_who_may_not_write_is_refused(support: User, head: User, ppk: User) -> None:
    shown = published(support, head)
    acts: tuple[Callable[[User], object], ...] = (
        lambda who: article_begin(actor=who, **TEXT),
        lambda who: article_write(article=shown, actor=who, revision=1, **TEXT),
        lambda who: article_revise(article=shown, actor=who),
        lambda who: article_reviewed(article=shown, actor=who),
        lambda who: article_withdraw(article=shown, actor=who, reason="x"),
    )
    for act in acts:
        for nobody in (head, ppk):
            with pytest.raises(Forbidden):
                act(nobody)
    for act in (article_check, article_publish):
        with pytest.raises(Forbidden):
            act(article=shown, actor=ppk, **({"revision": 1} if act is article_check else {"reason": "x"}))
    shown.refresh_from_db()
    assert shown.state == "published"


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_who_publish_at_once_one_wins(support: User, colleague: User, head: User) -> None:
    article = article_begin(actor=support, **TEXT)
    article_check(article=article, actor=colleague, revision=1)
    gate, told = Barrier(2), []

    def run(who: User) -> None:
        try:
            gate.wait(10)
            article_publish(article=article, actor=who, reason="Terbit")
            told.append("published")
        except WrongState:
            told.append("told")
        finally:
            connection.close()

    threads = [Thread(target=run, args=(who,)) for who in (colleague, head)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["published", "told"]
    assert article.versions.count() == 1


def test_search_knows_forms_of_words_and_audiences(support: User, colleague: User, ppk: User) -> None:
    published(support, colleague, title="Mengunggah penawaran")
    official = published(support, colleague, title="Mengubah jadwal tahap", audience="officials")
    internal = published(support, colleague, title="Menjawab jadwal pengguna", audience="staff")
    assert [one.title for one in search(STRANGER, "unggah")] == ["Mengunggah penawaran"]
    assert search(STRANGER, "jadwal") == []
    assert [one.article_id for one in search(ppk, "jadwal")] == [official.pk]
    assert {one.article_id for one in search(support, "jadwal")} == {official.pk, internal.pk}


def test_suggestions_need_only_some_of_the_words_and_the_title_counts_most(support: User, colleague: User) -> None:
    published(support, colleague, title="Apendo tidak terbuka", body="Unduh lagi.")
    published(support, colleague, title="Tentang kantor", body="Tanyakan Apendo di kantor.")
    found = suggestions(STRANGER, "Tolong, Apendo saya macet sejak kemarin & ' ) or")
    assert [one.title for one in found] == ["Apendo tidak terbuka", "Tentang kantor"]
    assert suggestions(STRANGER, "?!") == []
    assert suggestions(STRANGER, "yang dan di") == []


def test_an_answer_links_only_to_what_the_asker_may_open(
    support: User, colleague: User, ppk: User, make_ticket: Callable
) -> None:
    published(support, colleague, title="Jadwal untuk pejabat", audience="officials")
    published(support, colleague, title="Jadwal internal", audience="staff")
    assert for_answer(support, make_ticket(subject="Mengubah jadwal")) == []
    assert [one.title for one in for_answer(support, make_ticket(ppk, subject="Mengubah jadwal"))] == [
        "Jadwal untuk pejabat"
    ]


def test_readings_are_counted_by_day_without_a_name(support: User, colleague: User) -> None:
    article = published(support, colleague)
    for what in ("reads", "reads", "helpful"):
        reading_count(article.pk, what)
    row = ArticleDay.objects.get()
    assert (row.day, row.reads, row.helpful, row.unhelpful) == (today(), 2, 1, 0)
    with pytest.raises(KeyError):
        reading_count(article.pk, "readers")


def test_searches_without_a_result_are_listed_but_nothing_personal(support: User) -> None:
    assert miss_keep("Segel  TTE")
    assert miss_keep("segel tte")
    for personal in ("budi@contoh.id", "nik 7322010101900001", "password: rahasia", "ab"):
        assert not miss_keep(personal)
    row = SearchMiss.objects.get()
    assert (row.words, row.count) == ("segel tte", 2)
    miss_done(miss=row, actor=support)
    miss_done(miss=row, actor=support)
    assert AuditEvent.objects.filter(action="search_miss.done").count() == 1
    miss_keep("segel tte")
    row.refresh_from_db()
    assert row.done_at is None
    SearchMiss.objects.update(last_at=timezone.now() - timedelta(days=91))
    assert knowledge_keep() == 1


def test_starter_articles_come_once_and_never_overwrite(support: User, colleague: User) -> None:
    assert knowledge_load() == len(starter_articles()) >= 12
    assert knowledge_load() == 0
    row = Article.objects.get(submission="starter:lupa-kata-sandi")
    article_revise(article=row, actor=support)
    row.refresh_from_db()
    article_write(article=row, actor=support, revision=1, **{**TEXT, "title": "Judul kantor kami"})
    other = Article.objects.get(submission="starter:apendo")
    article_withdraw(article=other, actor=support, reason="Tidak dipakai")
    assert knowledge_load() == 0
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.title, other.state) == ("Judul kantor kami", "withdrawn")
    bodies = "".join(ArticleVersion.objects.values_list("body", flat=True))
    links = set(re.findall(r"/bantuan/artikel/([a-z0-9-]+)/", bodies))
    assert len(links) > 2
    assert links <= set(Article.objects.values_list("slug", flat=True))


def test_what_was_read_again_is_due_later_and_only_once(support: User, colleague: User) -> None:
    article = published(support, colleague)
    with pytest.raises(Refusal):
        article_reviewed(article=article, actor=support)
    Article.objects.update(review_due=today())
    assert article_reviewed(article=article, actor=support).review_due == today() + timedelta(days=180)
    with pytest.raises(Refusal, match="sudah ditinjau"):
        article_reviewed(article=article, actor=colleague)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Satu\nbaris\n\nDua", "<p>Satu<br>baris</p>\n<p>Dua</p>"),
        (
            "## Judul\n- a\n- **b**\n1. c",
            "<h2>Judul</h2>\n<ul><li>a</li><li><strong>b</strong></li></ul>\n<ol><li>c</li></ol>",
        ),
        ("[x](/bantuan/) <b>&", '<p><a href="/bantuan/">x</a> &lt;b&gt;&amp;</p>'),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("[x](//jahat.id)", "<p>[x](//jahat.id)</p>"),
        ('[a"b](https://x.id/?q="><i>)', "<p>[a&quot;b](https://x.id/?q=&quot;&gt;&lt;i&gt;)</p>"),
        ("", ""),
    ],
)
def test_the_small_markup_gives_escaped_html_and_nothing_else(text: str, html: str) -> None:
    assert markup.html(text) == html


def test_a_text_without_its_marks_keeps_the_addresses_of_its_links() -> None:
    assert markup.plain("## Judul\n**Tebal** [sini](https://x.id/)") == "Judul\nTebal sini (https://x.id/)"
