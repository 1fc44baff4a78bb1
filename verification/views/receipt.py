"""The page behind the link of the approval mail, where the vendor says that the letter arrived."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.kept_secret import KeptSecret
from verification.services.user_ids import user_id_by_receipt, user_id_receipt_confirm

_LINK = KeptSecret("tanda-terima", "verification:receipt", 30 * 60)


@login_not_required
@require_safe
@never_cache
def receipt_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the mail: takes the token out of the address at once."""
    if user_id_by_receipt(token) is None:
        raise Http404
    return _LINK.out_of_address(request, token)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def receipt(request: HttpRequest) -> HttpResponse:
    """GET asks, POST notes that the letter was received; a second POST changes nothing."""
    entry = user_id_by_receipt(token := _LINK.read(request))
    if entry is None:
        raise Http404
    if request.method == "POST":
        user_id_receipt_confirm(token=token)
        return redirect("verification:receipt")
    return render(
        request,
        "verification/receipt.html",
        {"entry": entry, "letter": entry.decision.letter if entry.decision else None},
    )
