"""The third identity of a vendor: what the national account looked like, recorded at the desk."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from core.permissions import actor
from core.refusals import Forbidden
from verification.deactivation_forms import NationalAccountForm
from verification.desk.frame import carried_out, case, desk_page, page
from verification.permissions import can_record_activation
from verification.selectors import decision_of
from verification.services.user_ids import national_account_record


@desk_page("GET", "HEAD", "POST")
def national_account(request: HttpRequest, number: str) -> HttpResponse:
    """Record it; what was recorded before is listed below the form."""
    application = case(request, number)
    if not can_record_activation(actor(request)):
        raise Forbidden("Hanya petugas Unit Registrasi dan Verifikasi yang mencatat akun nasional.", code="not_officer")
    decision = decision_of(application)
    entry = getattr(decision, "user_id", None) if decision else None
    if entry is None:
        raise Http404

    def act(data: dict[str, Any]) -> str:
        national_account_record(user_id=entry, actor=actor(request), **data)
        return "Akun nasional tercatat."

    form = NationalAccountForm(request.POST if request.method == "POST" else None)
    context = {
        "application": application,
        "entry": entry,
        "form": form,
        "links": entry.national_accounts.select_related("recorded_by__person")[:50],
    }
    return carried_out(request, application, form, act, "pemohon") or page(
        request, "national_account.html", f"Akun nasional {entry.value}", context, status=400 if form.errors else 200
    )
