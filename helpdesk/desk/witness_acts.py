"""Moving a report on at the desk: check, return, make final, seal, signed copies, recipients, delivery, correction."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from core.admin.acts import sent
from core.models import User
from core.permissions import actor
from core.refusals import BadInput, Forbidden
from helpdesk.desk.berita_acara import carried_out, correction_begun, discard_page, done, signature_page, to_report
from helpdesk.desk.witness_frame import form_page, found, require_writer, witness_page
from helpdesk.enums.witness import WitnessState as S
from helpdesk.forms.witness import RecipientForm, ReturnForm, TenderEndForm
from helpdesk.permissions.witness import can_check, can_finalise, may_check, may_finalise
from helpdesk.selectors.witness import recipients_found
from helpdesk.services.witness import (
    witness_recipient_add,
    witness_recipient_remove,
    witness_report_check,
    witness_report_correct,
    witness_report_deliver,
    witness_report_discard,
    witness_report_finalise,
    witness_report_return,
    witness_tender_end,
)
from helpdesk.services.witness_signing import witness_report_seal, witness_signature_add
from helpdesk.views.witness import pdf_answer


@witness_page("POST")
def check(request: HttpRequest, number: str) -> HttpResponse:
    """Confirm the draft."""
    report = found(request, number)
    return done(
        request,
        report,
        lambda: witness_report_check(report=report, actor=actor(request)),
        "Berita acara diperiksa dan menunggu penetapan Kepala atau Wakil.",
    )


@witness_page("GET", "HEAD", "POST")
def send_back(request: HttpRequest, number: str) -> HttpResponse:
    """Send a checked report back with what is to be mended."""
    report, user = found(request, number), actor(request)
    if not (may_finalise(user) or may_check(user)) or not (can_finalise(user, report) or can_check(user, report)):
        raise Forbidden("Berita acara dikembalikan pemeriksa, Kepala, atau Wakil.", code="second_person")
    if request.method != "POST" and report.state != S.CHECKED:
        return to_report(report)
    form = ReturnForm(sent(request)[0])

    def act(values: dict[str, Any]) -> str:
        witness_report_return(report=report, actor=user, **values)
        return "Berita acara dikembalikan ke rancangan."

    return carried_out(request, report, form, act) or form_page(
        request, "return.html", f"Kembalikan {number}", {"form": form, "report": report}
    )


@witness_page("GET", "HEAD", "POST")
def finalise(request: HttpRequest, number: str) -> HttpResponse:
    """Show what becomes of it; then make it final."""
    report = found(request, number)
    if not can_finalise(actor(request), report):
        raise Forbidden(
            "Berita acara ditetapkan Kepala atau Wakil Kepala LPSE yang tidak menulis isinya.", code="second_person"
        )
    if request.method == "POST":
        return done(
            request,
            report,
            lambda: witness_report_finalise(report=report, actor=actor(request)),
            "Berita acara ditetapkan; nomornya terbit dan isinya dibekukan. PDF sedang disiapkan.",
        )
    if report.state != S.CHECKED:
        return to_report(report)
    return form_page(request, "finalise.html", f"Tetapkan {number}", {"form": ReturnForm(), "report": report})


@witness_page("POST")
def seal(request: HttpRequest, number: str) -> HttpResponse:
    """Put the LPSE's seal on it."""
    report = found(request, number)
    return done(
        request,
        report,
        lambda: witness_report_seal(report=report, actor=actor(request)),
        "Segel elektronik LPSE dibubuhkan.",
        "tanda-tangan",
    )


@witness_page("GET", "HEAD", "POST")
def signature(request: HttpRequest, number: str) -> HttpResponse:
    """Hand in a copy that people signed."""
    require_writer(request)
    report = found(request, number)
    return signature_page(request, report, partial(witness_signature_add, report=report, actor=actor(request)))


@witness_page("GET", "HEAD", "POST")
def recipients(request: HttpRequest, number: str) -> HttpResponse:
    """Name an official who receives it."""
    require_writer(request)
    report = found(request, number)
    form = RecipientForm(sent(request)[0])

    def act(values: dict[str, Any]) -> str:
        user = recipients_found(values["account"])
        if user is None:
            raise BadInput(
                "Tidak ada akun aktif dengan nama pengguna atau surel itu. Periksa ejaannya, atau minta pejabatnya mendaftar.",
                code="unknown",
                field="account",
            )
        witness_recipient_add(report=report, actor=actor(request), user=user)
        return f"{user.full_name} disebut sebagai penerima."

    return carried_out(request, report, form, act, "penyerahan") or form_page(
        request, "recipient.html", f"Sebut penerima {number}", {"form": form, "report": report}
    )


@witness_page("POST")
def recipient_remove(request: HttpRequest, number: str, username: str) -> HttpResponse:
    """Take a name from the list."""
    require_writer(request)
    report = found(request, number)
    user = get_object_or_404(User, username=username)
    return done(
        request,
        report,
        lambda: witness_recipient_remove(report=report, actor=actor(request), user=user),
        f"{user.full_name} tidak lagi disebut sebagai penerima.",
        "penyerahan",
    )


@witness_page("POST")
def deliver(request: HttpRequest, number: str) -> HttpResponse:
    """Hand it over to the named officials."""
    require_writer(request)
    report = found(request, number)
    return done(
        request,
        report,
        lambda: witness_report_deliver(report=report, actor=actor(request)),
        "Berita acara diserahkan; setiap penerima dikabari melalui surel.",
        "penyerahan",
    )


@witness_page("GET", "HEAD", "POST")
def tender_end(request: HttpRequest, number: str) -> HttpResponse:
    """Note that the tender is over."""
    require_writer(request)
    report = found(request, number)
    if request.method != "POST" and not (report.is_issued and report.is_restricted):
        return to_report(report)
    form = TenderEndForm(sent(request)[0])

    def act(values: dict[str, Any]) -> str:
        witness_tender_end(report=report, actor=actor(request), **values)
        return "Akhir tender dicatat; pembatasan berita acara ini selesai."

    return carried_out(request, report, form, act, "penyerahan") or form_page(
        request, "tender_end.html", f"Catat akhir tender {number}", {"form": form, "report": report}
    )


@witness_page("GET", "HEAD", "POST")
def discard(request: HttpRequest, number: str) -> HttpResponse:
    """Give the draft up, with the reason."""
    require_writer(request)
    report = found(request, number)
    return discard_page(request, report, partial(witness_report_discard, report=report, actor=actor(request)))


@witness_page("POST")
def correct(request: HttpRequest, number: str) -> HttpResponse:
    """Begin the new report that names this one."""
    require_writer(request)
    report = found(request, number)
    return correction_begun(
        request,
        report,
        lambda: witness_report_correct(report=report, actor=actor(request)),
        "; berkas, percobaan, dan lampiran diisi lagi.",
    )


@witness_page("GET", "HEAD")
def pdf(request: HttpRequest, number: str, revision: int) -> HttpResponse:
    """The PDF as it was issued (0) or one of its signed copies."""
    return pdf_answer(request, found(request, number), revision)
