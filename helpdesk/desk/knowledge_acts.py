"""Everything done at the desk of the knowledge base."""

import secrets
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from core.admin.frame import staff_page
from core.forms import add_refusal
from core.permissions import actor
from core.refusals import BadInput, Forbidden, Refusal
from helpdesk.desk.knowledge_frame import article_case, found, page, reason_form
from helpdesk.forms.knowledge import ArticleForm, CheckForm
from helpdesk.models import Article, SearchMiss
from helpdesk.models.knowledge import TEXT_FIELDS
from helpdesk.permissions.knowledge import ADD, CHECK, WRITE
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


@staff_page(ADD, "GET", "HEAD", "POST")
def new_page(request: HttpRequest) -> HttpResponse:
    """A new article; words of a search that found nothing may stand in it already."""
    initial = {"title": request.GET.get("judul", "")[:150]}
    form = ArticleForm(request.POST if request.method == "POST" else None, initial=initial)
    submission = request.POST.get("submission", "")[:40] or secrets.token_urlsafe(24)
    if form.is_valid():
        try:
            article = article_begin(actor=actor(request), submission=submission, **_text(form))
        except BadInput as refusal:
            add_refusal(form, refusal.message, refusal.field)
        else:
            messages.success(request, "Rancangan tersimpan. Minta rekan memeriksanya.")
            return redirect("knowledge_desk:article", slug=article.slug)
    context = {"form": form, "submission": submission, "article": None}
    return page(request, "form.html", "Artikel baru", context, 400 if form.errors else 200)


@staff_page(WRITE, "GET", "HEAD", "POST")
def edit_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Write into a draft."""
    article = found(request, slug)
    initial = {name: getattr(article, name) for name in (*TEXT_FIELDS, "revision")}
    form = ArticleForm(request.POST if request.method == "POST" else None, initial=initial)
    status = 400
    if form.is_valid():
        revision = form.cleaned_data["revision"] or 0
        try:
            article_write(article=article, actor=actor(request), revision=revision, **_text(form))
        except Refusal as refusal:
            if isinstance(refusal, Forbidden):
                raise
            add_refusal(form, refusal.message, refusal.field)
            status = refusal.status
        else:
            messages.success(request, "Rancangan tersimpan.")
            return redirect("knowledge_desk:article", slug=slug)
    context = {"form": form, "submission": "", "article": article}
    return page(request, "form.html", f"Ubah: {article.title}", context, status if form.errors else 200)


def _text(form: ArticleForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in TEXT_FIELDS}


@staff_page(CHECK, "POST")
def check(request: HttpRequest, slug: str) -> HttpResponse:
    """The text is right."""
    form = CheckForm(request.POST)
    revision = form.cleaned_data["revision"] if form.is_valid() else 0
    return _button(request, slug, "Artikel diperiksa dan siap terbit.", article_check, revision=revision)


@staff_page(CHECK, "POST")
def send_back(request: HttpRequest, slug: str) -> HttpResponse:
    """Back to be written again."""
    return _reasoned(request, slug, "kembalikan", "Artikel dikembalikan ke penulis.", article_return)


@staff_page(CHECK, "POST")
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """The next version."""
    return _reasoned(request, slug, "terbitkan", "Artikel terbit.", article_publish)


@staff_page(WRITE, "POST")
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Away from readers."""
    return _reasoned(request, slug, "tarik", "Artikel ditarik; pembaca tidak melihatnya lagi.", article_withdraw)


@staff_page(WRITE, "POST")
def revise(request: HttpRequest, slug: str) -> HttpResponse:
    """Open for writing."""
    return _button(request, slug, "Naskah dibuka. Pembaca tetap melihat versi yang terbit.", article_revise)


@staff_page(WRITE, "POST")
def reviewed(request: HttpRequest, slug: str) -> HttpResponse:
    """Read again, still right."""
    return _button(request, slug, "Tercatat: isi artikel masih benar.", article_reviewed)


@staff_page(WRITE, "POST")
def miss(request: HttpRequest) -> HttpResponse:
    """Off the list."""
    row = SearchMiss.objects.filter(words=request.POST.get("words", "")).first()
    if row is None:
        messages.info(request, "Kata itu sudah tidak ada dalam daftar.")
    else:
        miss_done(miss=row, actor=actor(request))
        messages.success(request, f"“{row.words}” ditandai sudah ditindaklanjuti.")
    return redirect("knowledge_desk:misses")


def _button(
    request: HttpRequest, slug: str, words: str, service: Callable[..., Article], **values: Any
) -> HttpResponse:
    """Do it; a refusal stands on top of the page."""
    article = found(request, slug)
    try:
        service(article=article, actor=actor(request), **values)
    except Refusal as refusal:
        if isinstance(refusal, Forbidden):
            raise
        messages.error(request, refusal.message)
    else:
        messages.success(request, words)
    return redirect("knowledge_desk:article", slug=slug)


def _reasoned(request: HttpRequest, slug: str, key: str, words: str, service: Callable[..., Article]) -> HttpResponse:
    """Do it with a reason; a refused form is shown again with what was typed."""
    article = found(request, slug)
    form = reason_form(key, request)
    status = 400
    if form.is_valid():
        try:
            service(article=article, actor=actor(request), reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            if isinstance(refusal, Forbidden):
                raise
            add_refusal(form, refusal.message, refusal.field)
            status = refusal.status
        else:
            messages.success(request, words)
            return redirect("knowledge_desk:article", slug=slug)
    return article_case(request, found(request, slug), form, key=key, status=status)
