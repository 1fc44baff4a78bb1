"""/pengumuman/: what was announced, with corrections; the feed; subscribing by mail and leaving again.

Who subscribes is told to nobody: every answer is the same, and an address is kept only once it was confirmed (A5).
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from core import profile
from core.caching import keep_for_strangers
from core.documents import document_read, file_name
from core.error_pages import error_page
from core.forms import add_refusal
from core.limits import attempt, caller_key
from core.middleware import client_ip
from core.pagination import keyset_page
from core.refusals import BadInput
from helpdesk import markup
from helpdesk.enums.announcement import AnnouncementScope
from helpdesk.forms.announcement import SubscribeForm
from helpdesk.models import Announcement
from helpdesk.services.announcement_mail import (
    subscription_address,
    subscription_ask,
    subscription_confirm,
    subscription_end,
)

KEPT_SECONDS = 10
MOST_ASKED, ASK_WINDOW = 10, timedelta(hours=1)
_IN_FEED = 30


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """25 announcements, the newest first; those that are over stay."""
    pages = keyset_page(Announcement.objects.shown_to(request.user), request=request, order="-show_from")
    response = render(request, "helpdesk/announcements/index.html", {"pages": pages})
    return keep_for_strangers(request, response, KEPT_SECONDS)


@login_not_required
@require_safe
def announcement(request: HttpRequest, number: str) -> HttpResponse:
    """One announcement as it was published, with what was corrected since."""
    found = _found(request, number)
    context = {
        "announcement": found,
        "body": markup.html(found.body),
        "corrections": [(one.added_at, markup.html(one.body)) for one in found.corrections.order_by("pk")],
        "has_pdf": found.document is not None and found.document.is_ready,
    }
    response = render(request, "helpdesk/announcements/announcement.html", context)
    return keep_for_strangers(request, response, KEPT_SECONDS)


@login_not_required
@require_safe
def letter(request: HttpRequest, number: str) -> HttpResponse:
    """The letter of an announcement, as PDF."""
    document = _found(request, number).document
    if document is None or not document.is_ready:
        raise Http404
    response = HttpResponse(document_read(document), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{file_name(document)}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def subscribe(request: HttpRequest) -> HttpResponse:
    """Ask for announcements by mail; the answer is the same for every address."""
    form = SubscribeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        wait = attempt(key=f"subscribe:{caller_key(client_ip(request))}", most=MOST_ASKED, within=ASK_WINDOW)
        if wait:
            return error_page(request, 429, retry_after=wait)
        try:
            subscription_ask(email=form.cleaned_data["email"])
        except BadInput as refusal:
            add_refusal(form, refusal.message, refusal.field)
        else:
            return redirect("announcements:asked")
    status = 400 if form.errors else 200
    return render(request, "helpdesk/announcements/subscribe.html", {"form": form}, status=status)


@login_not_required
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """Look into your mail."""
    return render(request, "helpdesk/announcements/asked.html", {"hours": profile.current().limits.unconfirmed_hours})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail shows a button; programs that open links before their reader does confirm nothing."""
    try:
        address = subscription_address(token)
        if request.method == "POST":
            subscription_confirm(token=token)
    except BadInput as refusal:
        context: dict[str, Any] = {"refusal": refusal.message}
        return _quiet(render(request, "helpdesk/announcements/confirm.html", context, status=400))
    context = {"address": address, "is_done": request.method == "POST", "refusal": ""}
    return _quiet(render(request, "helpdesk/announcements/confirm.html", context))


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Leave: mail programs send a POST without any cookie (RFC 8058), people press the button. Known or not, all get the same."""
    is_done = request.method == "POST"
    if is_done:
        subscription_end(token=token)
    return _quiet(render(request, "helpdesk/announcements/leave.html", {"is_done": is_done}))


class AnnouncementFeed(Feed):
    """Atom feed of what is for everybody; an announcement that was corrected or withdrawn is renewed in it."""

    feed_type = Atom1Feed
    language = "id"

    def title(self) -> str:
        """Whose announcements."""
        return f"Pengumuman {profile.current().unit.name}"

    def subtitle(self) -> str:
        """What stands in it."""
        return "Gangguan, pemeliharaan, layanan, dan pelatihan."

    def link(self) -> str:
        """The list."""
        return f"{settings.BASE_URL}{reverse('announcements:index')}"

    def feed_url(self) -> str:
        """Its own address."""
        return f"{settings.BASE_URL}{reverse('announcements:feed')}"

    def items(self) -> list[Announcement]:
        """The newest of those that are shown."""
        rows = Announcement.objects.shown().filter(scope=AnnouncementScope.EVERYBODY)
        return list(rows.prefetch_related("corrections").order_by("-show_from", "-pk")[:_IN_FEED])

    def item_title(self, item: Any) -> str:
        """Kind and title; a withdrawn one says so."""
        word = "Dicabut" if item.withdrawn_at else item.get_kind_display()
        return f"{word}: {item.title}"

    def item_description(self, item: Any) -> str:
        """The words, with corrections after them."""
        later = "".join(f"<h3>Pembetulan</h3>{markup.html(one.body)}" for one in item.corrections.all())
        gone = f"<p>Dicabut: {markup.html(item.withdrawal_reason)}</p>" if item.withdrawn_at else ""
        return f"{gone}{markup.html(item.body)}{later}"

    def item_link(self, item: Any) -> str:
        """Its page."""
        return f"{settings.BASE_URL}{reverse('announcements:announcement', args=[item.number])}"

    def item_pubdate(self, item: Any) -> datetime:
        """From when it was shown."""
        return item.show_from

    def item_updateddate(self, item: Any) -> datetime:
        """When it last changed."""
        return max(
            [item.show_from, *(one.added_at for one in item.corrections.all()), *filter(None, [item.withdrawn_at])]
        )


@login_not_required
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The Atom feed; the same for everybody."""
    response: HttpResponse = AnnouncementFeed()(request)
    response.headers["Cache-Control"] = "public, max-age=60"
    return response


def _found(request: HttpRequest, number: str) -> Announcement:
    rows = Announcement.objects.shown_to(request.user).select_related("document")
    return get_object_or_404(rows, number=number)


def _quiet(response: HttpResponse) -> HttpResponse:
    """The address holds a secret: it is sent on to nobody and found by no search."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
