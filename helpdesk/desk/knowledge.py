"""The desk of the knowledge base: lists, one article, its versions side by side, searches that found nothing."""

from django.http import Http404, HttpRequest, HttpResponse

from core import clock
from core.admin.frame import staff_page
from core.pagination import keyset_page
from core.permissions import actor
from helpdesk.desk.knowledge_frame import article_case, found, page
from helpdesk.models.knowledge import ArticleText
from helpdesk.permissions.knowledge import ADD, VIEW, can_write
from helpdesk.selectors.knowledge import READ_DAYS, SHOWN, counts_of, desk_articles, misses, most_read
from helpdesk.selectors.knowledge_difference import difference

DRAFT = "rancangan"


@staff_page(VIEW, "GET", "HEAD")
def list_page(request: HttpRequest) -> HttpResponse:
    """25 articles, the last changed first; those for review in the order in which they are due."""
    show = request.GET.get("tampil", "")
    order = "review_due" if show == "ditinjau" else "-changed_at"
    pages = keyset_page(desk_articles(actor(request), show=show), request=request, order=order)
    counts = counts_of(pages.rows)
    context = {
        "rows": [(row, counts.get(row.pk)) for row in pages],
        "pages": pages,
        "filters": [(key, label, key == show) for key, label in SHOWN],
        "show": show,
        "today": clock.today(),
        "days": READ_DAYS,
        "may_add": actor(request).has_perm(ADD),
        "unanswered": misses().order_by()[:100].count(),
    }
    return page(request, "list.html", "Artikel bantuan", context)


@staff_page(VIEW, "GET", "HEAD")
def article_page(request: HttpRequest, slug: str) -> HttpResponse:
    """All that is known of an article."""
    return article_case(request, found(request, slug))


@staff_page(VIEW, "GET", "HEAD")
def difference_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Two versions side by side; without a choice, the last one beside the one before or beside the draft."""
    article = found(request, slug)
    texts: dict[str, ArticleText] = {str(one.number): one for one in article.versions.order_by("number")}
    texts[DRAFT] = article
    if len(texts) < 2:
        raise Http404
    keys = list(texts)
    before, after = request.GET.get("dari", keys[-2]), request.GET.get("ke", keys[-1])
    if before not in texts or after not in texts:
        raise Http404
    context = {
        "article": article,
        "lines": difference(texts[before], texts[after]),
        "before": before,
        "after": after,
        "choices": [(key, "Rancangan sekarang" if key == DRAFT else f"Versi {key}") for key in keys],
        "draft": DRAFT,
    }
    return page(request, "difference.html", f"Perbedaan versi: {article.title}", context)


@staff_page(VIEW, "GET", "HEAD")
def misses_page(request: HttpRequest) -> HttpResponse:
    """What readers looked for and did not find, and what they read most."""
    pages = keyset_page(misses(), request=request, order="-count")
    context = {"pages": pages, "most": most_read(), "days": READ_DAYS, "may_write": can_write(actor(request))}
    return page(request, "misses.html", "Pencarian tanpa hasil", context)
