"""What every page of a desk does with a button or a form: act, then lead on with the sentence of success or of refusal."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from core.forms import add_refusal
from core.refusals import Forbidden, Refusal

Address = str | Callable[[], str]


def sent(request: HttpRequest) -> tuple[Any, Any]:
    """Data and files of a form that was sent, else nothing."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def form_version(request: HttpRequest) -> int:
    """Version of the record the form was opened with; a form that does not say counts as outdated."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else -1


def carried_out(
    request: HttpRequest, form: Form, act: Callable[[dict[str, Any]], str], address: Address, anchor: str = ""
) -> HttpResponse | None:
    """Act on a form that was sent and is good, then lead on.

    Args:
        act: does it with the form's data and returns the sentence of success; an empty one means that the person is
            asked once more. A refusal is written into the form, so what was typed stays.
        address: the page that follows; a function is asked after the act, which may have taken the record from sight.
        anchor: place on that page where work goes on.

    Returns:
        The answer, or None when the form's own page is to be shown (`form.errors` says whether something was wrong).

    Raises:
        Forbidden: becomes the page 403.
    """
    if not form.is_valid():
        return None
    try:
        words = act(form.cleaned_data)
    except Forbidden:
        raise
    except Refusal as refusal:
        add_refusal(form, refusal.message, refusal.field)
        return None
    return _told(request, words, address, anchor) if words else None


def done(
    request: HttpRequest, act: Callable[[], object], words: str | None, address: Address, anchor: str = ""
) -> HttpResponseRedirect:
    """Act at a button, then lead on; see `carried_out`.

    Args:
        words: the sentence of success; None when `act` returns it.
    """
    try:
        made = act()
    except Refusal as refusal:
        return refused(request, refusal, address)
    return _told(request, str(made) if words is None else words, address, anchor)


def refused(request: HttpRequest, refusal: Refusal, address: Address) -> HttpResponseRedirect:
    """A refusal that belongs to no form: on to the page, with the sentence on top.

    Raises:
        Forbidden: becomes the page 403.
    """
    if isinstance(refusal, Forbidden):
        raise refusal
    messages.error(request, refusal.message)
    return HttpResponseRedirect(_named(address))


def _told(request: HttpRequest, words: str, address: Address, anchor: str) -> HttpResponseRedirect:
    messages.success(request, words)
    return HttpResponseRedirect(f"{_named(address)}#{anchor}" if anchor else _named(address))


def _named(address: Address) -> str:
    return address if isinstance(address, str) else address()
