"""The browser admin's frame around the desks' own pages: drawn once a minute for a person and a place, not for each page.

Working out the menu, the colours and the head costs as much as a list of 25 rows (goals web-3, web-7). What a person
sees stays the same: a new role, a new profile or another place gives a frame of its own.
"""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.views.decorators.http import require_http_methods

from core import profile
from core.models import User
from core.permissions import actor
from core.registries import desk_places

KEPT_SECONDS = 60
# Where the page's own pieces go. Unguessable, so that nothing a person typed can be taken for one; with a capital, because
# the theme writes titles with one.
MARK = secrets.token_hex(12)
TITLE, CONTENT, TOKEN = f"Judul{MARK}", f"Isi{MARK}", f"Token{MARK}"

View = Callable[..., HttpResponseBase]


def staff_page(may: str | Callable[[User], bool], *methods: str) -> Callable[[View], View]:
    """A page of a desk: through the admin's gate, for people who may, never cached.

    Args:
        may: a permission, or a rule over the person.
        methods: HTTP methods that the page serves.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def allowed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            user = actor(request)
            if not (user.has_perm(may) if isinstance(may, str) else may(user)):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return require_http_methods(methods)(admin.site.admin_view(allowed))

    return wrap


def unfold_context(request: HttpRequest) -> dict[str, Any]:
    """Unfold's ``GLOBAL_CALLBACK``: the menu of every page of the admin is the kept one."""
    return {"templates": {"navigation": "admin/core/navigation.html"}}


def kept(request: HttpRequest, piece: str, place: str, token: str, draw: Callable[[], str]) -> str:
    """A piece of the frame as this person sees it at this place.

    Args:
        piece: which piece; part of the key.
        place: what the piece marks as the present place; few different ones.
        token: the form token that its forms get.
        draw: draws it with `TOKEN` for the form token.
    """
    user = actor(request)
    version, _ = profile.current_version()
    key = f"admin.{piece}:{user.pk}:{'.'.join(sorted(user.roles))}:{version}:{place}"
    drawn: str | None = caches["local"].get(key)
    if drawn is None:
        drawn = draw()
        caches["local"].set(key, drawn, KEPT_SECONDS)
    return drawn.replace(TOKEN, token)


def framed(
    request: HttpRequest, template: str, title: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of a desk: its content in the admin's frame.

    Args:
        template: draws the content alone; it reads `context` and `title`.
    """
    request.current_app = admin.site.name
    content = render_to_string(template, {"title": title, **context}, request)
    place = request.resolver_match.view_name if request.resolver_match else ""
    shell = kept(request, "shell", place, get_token(request), _shell(request))
    before, _, after = shell.replace(TITLE, escape(title)).partition(CONTENT)
    return HttpResponse(f"{before}{content}{after}", status=status)


def _places(request: HttpRequest) -> list[dict[str, Any]]:
    """The pages of this desk that the person may open."""
    match = request.resolver_match
    here = match.view_name if match else ""
    return [
        {"label": place.label, "url": reverse(place.url_name), "is_current": place.url_name == here}
        for place in desk_places(here.partition(":")[0])
        if actor(request).has_perm(place.permission)
    ]


def _shell(request: HttpRequest) -> Callable[[], str]:
    def draw() -> str:
        context = admin.site.each_context(request)
        pieces: dict[str, Any] = {"title": TITLE, "content_piece": CONTENT, "csrf_token": TOKEN, "is_fullwidth": "1"}
        pieces["places"] = _places(request)
        return render_to_string("admin/core/shell.html", {**context, **pieces}, request)

    return draw
