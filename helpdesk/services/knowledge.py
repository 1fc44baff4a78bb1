"""Writing, checking and publishing articles; the office's part of the knowledge base."""

from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from core import clock, profile, transitions
from core.audit import audit_record
from core.free_text import refuse_password
from core.models import User
from core.refusals import BadInput, Forbidden, Refusal
from helpdesk.enums.knowledge import ArticleAudience, ArticleCategory, ArticleState
from helpdesk.models import Article, ArticleVersion, SearchMiss
from helpdesk.models.knowledge import TEXT_FIELDS
from helpdesk.permissions.knowledge import can_check, can_write, may_check
from helpdesk.transitions.knowledge import ARTICLE_TYPE, CHECK, PUBLISH, RETURN, REVISE, WITHDRAW

_LONGEST_SLUG = 70


def article_begin(*, actor: User, submission: str = "", **text: str) -> Article:
    """Begin an article as a draft; its address is made of the title and stays.

    Args:
        submission: unguessable name of the form; the same form sent twice is one article.
        text: the fields of `ArticleText`.

    Raises:
        Forbidden: the person may not write articles.
        BadInput: a text is missing or tells a password.
    """
    _require_writer(actor)
    values = text_cleaned(text)
    with transaction.atomic():
        found = Article.objects.filter(submission=submission).first() if submission else None
        if found is not None:
            return found
        article = article_make(submission=submission or None, **values)
        article.writers.add(actor)
        _record("article.begun", article, actor)
    return article


def article_make(*, submission: str | None, **values: Any) -> Article:
    """Store a new article under a free address, in the caller's transaction.

    Raises:
        Refusal: the same form arrives twice at the same moment, or no address is free.
    """
    base = slugify(values["title"])[:_LONGEST_SLUG].strip("-") or "artikel"
    for attempt in range(1, 100):
        slug = base if attempt == 1 else f"{base}-{attempt}"
        if Article.objects.filter(slug=slug).exists():
            continue
        try:
            with transaction.atomic():
                return Article.objects.create(slug=slug, submission=submission, **values)
        except IntegrityError:
            if submission is not None and (found := Article.objects.filter(submission=submission).first()):
                return found
    raise Refusal("Sudah banyak artikel dengan judul ini. Pakai judul yang lebih khas.", code="no_address")


def text_cleaned(text: dict[str, str]) -> dict[str, str]:
    """The words of an article, trimmed and judged.

    Raises:
        BadInput: title, summary or body is missing, a choice is unknown, or a text tells a password.
    """
    values = {name: str(text.get(name, "")).replace("\r\n", "\n").replace("\x00", "").strip() for name in TEXT_FIELDS}
    for name in ("title", "summary", "keywords"):
        values[name] = " ".join(values[name].split())
    for name, noun in (("title", "judul"), ("summary", "ringkasan"), ("body", "isi")):
        if not values[name]:
            raise BadInput(f"Isi {noun} artikel.", code="missing", field=name)
    for name in ("title", "summary", "keywords", "body"):
        refuse_password(values[name], field=name)
    if values["category"] not in ArticleCategory.values or values["audience"] not in ArticleAudience.values:
        raise BadInput("Pilih bagian dan pembaca artikel.", code="bad_choice", field="category")
    return values


def article_write(*, article: Article, actor: User, revision: int, **text: str) -> Article:
    """Change the draft.

    Args:
        revision: of the article when the form was opened.

    Raises:
        Forbidden: the person may not write articles.
        Refusal: it is no draft now, or somebody else changed it meanwhile.
        BadInput: as in `article_begin`.
    """
    _require_writer(actor)
    values = text_cleaned(text)
    with transaction.atomic():
        fresh = transitions.lock(article)
        changed = [name for name in TEXT_FIELDS if getattr(fresh, name) != values[name]]
        if not changed:
            return fresh
        if fresh.state != ArticleState.DRAFT:
            raise Refusal(
                "Artikel ini bukan rancangan lagi. Kembalikan atau perbaiki dahulu, lalu ubah.", code="wrong_state"
            )
        if fresh.revision != revision:
            raise Refusal(
                "Artikel ini baru saja diubah rekan Anda. Salin tulisan Anda, muat ulang halaman, lalu gabungkan.",
                code="changed",
            )
        for name in changed:
            setattr(fresh, name, values[name])
        fresh.revision += 1
        fresh.changed_at = timezone.now()
        fresh.save(update_fields=[*changed, "revision", "changed_at"])
        fresh.writers.add(actor)
        _record("article.written", fresh, actor, fields=changed)
    return fresh


def article_check(*, article: Article, actor: User, revision: int) -> Article:
    """Say that the text is right; whoever wrote a word of it cannot.

    Args:
        revision: of the text that was read.

    Raises:
        Forbidden: the person wrote it, or holds no role that checks.
        Refusal: the text was changed after it was read.
        WrongState: it is no draft.
    """
    with transaction.atomic():
        if transitions.lock(article).revision != revision:
            raise Refusal("Naskah ini baru saja diubah. Baca lagi, lalu nyatakan diperiksa.", code="changed")
        _require_checker(actor, article)
        return _move(CHECK, article, actor, checked_by=actor, checked_at=timezone.now(), returned_reason="")


def article_return(*, article: Article, actor: User, reason: str) -> Article:
    """Send a checked text back to be written again.

    Raises:
        Forbidden: the person holds no role that checks.
        BadInput: the reason is missing.
        WrongState: it is not checked.
    """
    if not may_check(actor):
        raise Forbidden("Anda tidak mempunyai hak memeriksa artikel.", code="not_checker")
    reason = _reason(reason)
    return _move(RETURN, article, actor, data={"reason": reason}, checked_by=None, checked_at=None, returned_reason=reason)  # fmt: skip


def article_publish(*, article: Article, actor: User, reason: str) -> Article:
    """Publish the checked text as the next version; the former one stays on record.

    Args:
        reason: why there is a new version, for whoever reads the history.

    Raises:
        Forbidden: the person wrote it, or holds no role that publishes.
        BadInput: the reason is missing.
        WrongState: it is not checked.
    """
    _require_checker(actor, article)
    reason = _reason(reason)
    with transaction.atomic():
        fresh = _move(PUBLISH, article, actor, review_due=review_day(), data={"reason": reason})
        names = ", ".join(str(one.full_name) for one in fresh.writers.select_related("person").order_by("pk"))
        version_add(fresh, reason=reason, written_by_name=names[:300], published_by=actor)
        fresh.writers.clear()
    return fresh


def version_add(article: Article, *, reason: str, written_by_name: str, published_by: User | None) -> ArticleVersion:
    """Freeze the text as the version that readers see from now on; in the caller's transaction, under the article's lock."""
    number = article.versions.count() + 1
    article.versions.filter(is_current=True).update(is_current=False)
    return ArticleVersion.objects.create(
        article=article,
        number=number,
        reason=reason,
        written_by_name=written_by_name,
        published_by=published_by,
        **{name: getattr(article, name) for name in TEXT_FIELDS},
    )


def review_day() -> date:
    """When a text published today is looked at again."""
    return clock.today() + timedelta(days=profile.current().limits.article_review_days)


def article_revise(*, article: Article, actor: User) -> Article:
    """Open a published or withdrawn text for writing; readers keep the published version until the next one.

    Raises:
        Forbidden: the person may not write articles.
        WrongState: it is open already.
    """
    _require_writer(actor)
    return _move(
        REVISE, article, actor, checked_by=None, checked_at=None, withdrawn_at=None, withdrawal_reason="", returned_reason=""
    )  # fmt: skip


def article_withdraw(*, article: Article, actor: User, reason: str) -> Article:
    """Take an article away from readers at once; what is wrong must not wait for a second person.

    Raises:
        Forbidden: the person may not write articles.
        BadInput: the reason is missing.
        WrongState: it is withdrawn already.
    """
    _require_writer(actor)
    reason = _reason(reason)
    with transaction.atomic():
        fresh = _move(
            WITHDRAW, article, actor, data={"reason": reason}, withdrawn_at=timezone.now(), withdrawal_reason=reason,
            review_due=None,
        )  # fmt: skip
        fresh.versions.filter(is_current=True).update(is_current=False)
    return fresh


def article_reviewed(*, article: Article, actor: User) -> Article:
    """Note that the published text was read again and is still right.

    Raises:
        Forbidden: the person may not write articles.
        Refusal: nothing is published, or somebody noted it already.
    """
    _require_writer(actor)
    with transaction.atomic():
        fresh = transitions.lock(article)
        if fresh.review_due is None or fresh.review_due > clock.today():
            raise Refusal("Artikel ini belum perlu ditinjau atau sudah ditinjau rekan Anda.", code="not_due")
        fresh.review_due = review_day()
        fresh.save(update_fields=["review_due"])
        _record("article.reviewed", fresh, actor, until=fresh.review_due.isoformat())
    return fresh


def miss_done(*, miss: SearchMiss, actor: User) -> SearchMiss:
    """Take a search without a result off the list; should it come again, it is listed again.

    Raises:
        Forbidden: the person may not write articles.
    """
    _require_writer(actor)
    with transaction.atomic():
        fresh = transitions.lock(miss)
        if fresh.done_at is None:
            fresh.done_at = timezone.now()
            fresh.save(update_fields=["done_at"])
            audit_record(
                action="search_miss.done", object_type="search_miss", object_number=f"pencarian-{fresh.pk}", actor=actor,
                data={"words": fresh.words, "count": fresh.count},
            )  # fmt: skip
    return fresh


def _move(
    move: transitions.Transition, article: Article, actor: User, *, data: dict[str, Any] | None = None, **fields: Any
) -> Article:
    return transitions.apply(
        move,
        article,
        actor=actor,
        number=article.slug,
        object_type=ARTICLE_TYPE,
        data=data,
        refusal="Keadaan artikel ini sudah diubah rekan Anda. Muat ulang halaman untuk melihat keadaan terbaru.",
        changed_at=timezone.now(),
        **fields,
    )


def _reason(text: str) -> str:
    reason = " ".join(refuse_password(text, field="reason").split())
    if not reason:
        raise BadInput("Isi alasannya.", code="no_reason", field="reason")
    return reason[:500]


def _require_writer(actor: User) -> None:
    if not can_write(actor):
        raise Forbidden("Anda tidak mempunyai hak menulis artikel bantuan.", code="not_writer")


def _require_checker(actor: User, article: Article) -> None:
    if not can_check(actor, article):
        raise Forbidden(
            "Penulis tidak memeriksa atau menerbitkan naskahnya sendiri. Minta rekan yang tidak ikut menulis.",
            code="not_checker",
        )


def _record(action: str, article: Article, actor: User, **data: Any) -> None:
    audit_record(action=action, object_type=ARTICLE_TYPE, object_number=article.slug, actor=actor, data=data)
