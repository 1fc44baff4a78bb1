"""What every page of the knowledge desk shares: the admin's frame and gate, and the article behind an address."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from core.admin.base import history_of
from core.admin.frame import framed
from core.permissions import actor
from helpdesk import markup
from helpdesk.enums.knowledge import ArticleState
from helpdesk.forms.knowledge import CheckForm, ReasonForm
from helpdesk.models import Article
from helpdesk.permissions.knowledge import can_check, can_write, may_check
from helpdesk.selectors.knowledge import READ_DAYS, counts_of
from helpdesk.transitions.knowledge import ARTICLE_TYPE

REASONS = {
    "kembalikan": "Apa yang perlu diperbaiki?",
    "terbitkan": "Mengapa versi ini terbit?",
    "tarik": "Mengapa artikel ini ditarik?",
}


def page(request: HttpRequest, template: str, title: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Draw a page in the admin's frame."""
    return framed(request, f"helpdesk/knowledge/desk/{template}", title, context, status=status)


def found(request: HttpRequest, slug: str) -> Article:
    """The article behind an address, or 404."""
    rows = Article.objects.visible_to(actor(request)).select_related("checked_by__person")
    return get_object_or_404(rows, slug=slug)


def reason_form(key: str, request: HttpRequest | None = None) -> ReasonForm:
    """The form of one act, empty or as it was sent."""
    form = ReasonForm(request.POST if request is not None else None, auto_id=f"{key}-%s")
    form.fields["reason"].label = REASONS[key]
    return form


def article_case(
    request: HttpRequest, article: Article, typed: ReasonForm | None = None, *, key: str = "", status: int = 200
) -> HttpResponse:
    """The page of one article, with a refused form as it was typed."""
    user = actor(request)
    forms = {name: reason_form(name) for name in REASONS}
    if typed is not None:
        forms[key] = typed
    versions = list(article.versions.select_related("published_by__person").order_by("-number"))
    counts = counts_of([article]).get(article.pk, {"reads": 0, "helpful": 0, "unhelpful": 0})
    context = {
        "article": article,
        "body": markup.html(article.body),
        "writers": list(article.writers.select_related("person").order_by("pk")),
        "versions": versions,
        "current": next((one for one in versions if one.is_current), None),
        "differs": bool(versions) and article.state in {ArticleState.DRAFT, ArticleState.CHECKED},
        "counts": counts,
        "days": READ_DAYS,
        "may_write": can_write(user),
        "may_check": may_check(user),
        "can_check": can_check(user, article),
        "forms": forms,
        "open_key": key,
        "typed": typed,
        "check_form": CheckForm(initial={"revision": article.revision}),
        "events": list(history_of(ARTICLE_TYPE, article.slug, 50)),
    }
    return page(request, "article.html", article.title, context, status)
