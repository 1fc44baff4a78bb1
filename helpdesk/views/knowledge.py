"""/bantuan/: articles by shelf and by search, one article, whether it helped, and suggestions for a ticket being written.

Who reads what is kept nowhere: readings are counted by day, and which articles a browser has voted on stands in a
signed cookie of these pages only.
"""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.caching import keep_for_strangers
from core.error_pages import error_page
from core.kept_secret import KeptSecret
from core.limits import attempt, caller_key
from core.middleware import client_ip
from helpdesk import markup
from helpdesk.models import ArticleVersion
from helpdesk.permissions.knowledge import VIEW
from helpdesk.selectors.knowledge import search, shelves, suggestions
from helpdesk.services.knowledge_reading import miss_keep, reading_count, vote_count

KEPT_SECONDS = 10
_LONGEST_SEARCH = 100
_VOTED = KeptSecret("bantuan", "knowledge:index", 180 * 24 * 60 * 60)
_MOST_VOTED = 100
MOST_VOTES, VOTE_WINDOW = 20, timedelta(days=1)
MOST_MISSES, MISS_WINDOW = 20, timedelta(minutes=10)


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All articles by category; with words, what they find. Words that find nothing are kept for the office."""
    words = " ".join(request.GET.get("q", "").replace("\x00", "")[:_LONGEST_SEARCH].split())
    found = search(request.user, words) if words else []
    near = suggestions(request.user, words) if words and not found else []
    if words and not found and request.method == "GET":
        key = f"article:miss:{caller_key(client_ip(request))}"
        if not attempt(key=key, most=MOST_MISSES, within=MISS_WINDOW):
            miss_keep(words)
    context = {
        "words": words,
        "found": found,
        "near": near,
        "shelves": [] if words else shelves(request.user),
        "is_staff": request.user.has_perm(VIEW),
    }
    return keep_for_strangers(
        request, render(request, "helpdesk/knowledge/index.html", context), 0 if words else KEPT_SECONDS
    )


@login_not_required
@require_safe
@never_cache
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """One article as it is published."""
    version = _version(request, slug)
    if request.method == "GET":
        reading_count(version.article_id, "reads")
    context = {
        "version": version,
        "body": markup.html(version.body),
        "has_voted": str(version.article_id) in _voted(request),
        "others": [
            one
            for one in suggestions(request.user, f"{version.title} {version.keywords}")
            if one.article_id != version.article_id
        ],
        "is_staff": request.user.has_perm(VIEW),
    }
    return render(request, "helpdesk/knowledge/article.html", context)


@login_not_required
@require_POST
def vote(request: HttpRequest, slug: str) -> HttpResponse:
    """Whether it helped: counted once for each browser, without a name."""
    version = _version(request, slug)
    answer = request.POST.get("membantu", "")
    voted = _voted(request)
    page = redirect("knowledge:article", slug=slug)
    if answer not in {"ya", "tidak"} or str(version.article_id) in voted:
        return page
    key = f"article:vote:{version.article_id}:{caller_key(client_ip(request))}"
    wait = attempt(key=key, most=MOST_VOTES, within=VOTE_WINDOW)
    if wait:
        return error_page(request, 429, retry_after=wait)
    vote_count(version.article, is_helpful=answer == "ya")
    if answer == "ya":
        messages.success(request, "Terima kasih atas penilaian Anda.")
    else:
        messages.info(request, "Terima kasih. Bila masih perlu bantuan, buat tiket: petugas kami menjawabnya.")
    return _VOTED.keep(request, page, ",".join([*voted, str(version.article_id)][-_MOST_VOTED:]))


@login_not_required
@require_POST
@never_cache
def suggest(request: HttpRequest) -> HttpResponse:
    """A piece of page: articles that the subject of a ticket hints at, while it is being typed."""
    rows = suggestions(request.user, request.POST.get("subject", ""))
    return render(request, "helpdesk/knowledge/suggestions.html", {"suggestions": rows})


def _version(request: HttpRequest, slug: str) -> ArticleVersion:
    rows = ArticleVersion.objects.visible_to(request.user).select_related("article")
    return get_object_or_404(rows, article__slug=slug)


def _voted(request: HttpRequest) -> list[str]:
    return [one for one in _VOTED.read(request).split(",") if one]
