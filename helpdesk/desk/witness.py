"""The desk of berita acara kesaksian: the list, one report, what stands in the report itself (Pasal 24(2))."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from core.admin.acts import sent
from core.admin.base import history_of
from core.components import SummaryRow
from core.formats import long_date, long_datetime, rupiah, short_date
from core.forms import add_refusal
from core.pagination import keyset_page
from core.permissions import actor
from core.refusals import BadInput
from helpdesk.desk.berita_acara import carried_out, form_version, to_report
from helpdesk.desk.witness_frame import form_page, found, page, require_writer, witness_page
from helpdesk.enums.witness import WitnessState as S
from helpdesk.forms.witness import LkppForm, ReportForm
from helpdesk.models import WitnessReport
from helpdesk.permissions import witness as may
from helpdesk.selectors.witness import FILTERS, witness_reports
from helpdesk.selectors.witness_start import witness_start
from helpdesk.services.berita_acara import newer_of
from helpdesk.services.witness import missing_parts, witness_report_change, witness_report_open
from helpdesk.transitions.witness import WITNESS_TYPE


@witness_page("GET", "HEAD")
def list_page(request: HttpRequest) -> HttpResponse:
    """25 reports, the newest first."""
    show, search = request.GET.get("tampil", ""), request.GET.get("cari", "").strip()[:120]
    rows = keyset_page(witness_reports(actor(request), show=show, search=search), request=request)
    context = {
        "rows": rows,
        "pages": rows,
        "search": search,
        "filters": [(key, label, key == show) for key, label, _ in FILTERS],
        "may_write": may.can_write(actor(request)),
    }
    return page(request, "list.html", "Berita acara kesaksian", context)


@witness_page("GET", "HEAD")
def report_page(request: HttpRequest, number: str) -> HttpResponse:
    """All of one report, and what may be done next."""
    report, user = found(request, number), actor(request)
    is_draft = report.state == S.DRAFT
    writes = may.can_write(user)
    revisions = list(report.document.revisions.select_related("added_by__person")) if report.document else []
    missing = missing_parts(report) if is_draft else []
    context: dict[str, Any] = {
        "report": report,
        "document": report.document,
        "newer": newer_of(report),
        "facts": facts(report),
        "lkpp": lkpp_facts(report),
        "people": report.people.all(),
        "participants": list(report.participants.all()),
        "files": report.files.select_related("participant"),
        "attempts": report.attempts.select_related("file"),
        "attachments": report.attachments.select_related("file", "about"),
        "recipients": report.recipients.select_related("user__person"),
        "revisions": revisions,
        "is_sealed": any(one.kind == "seal" for one in revisions),
        "missing": missing,
        "escalations": report.escalations.all(),
        "may_write": writes and is_draft,
        "may_check": is_draft and not missing and may.can_check(user, report),
        "may_return": report.state == S.CHECKED and (may.can_finalise(user, report) or may.can_check(user, report)),
        "may_finalise": report.state == S.CHECKED and may.can_finalise(user, report),
        "may_sign": writes and report.is_issued,
        "may_seal": (writes or may.may_finalise(user)) and report.is_issued,
        "may_deliver": writes and report.state == S.SIGNED,
        "may_name": writes and report.is_issued,
        "may_end": writes and report.is_issued and report.is_restricted,
        "may_correct": may.can_correct(user, report),
        "events": history_of(WITNESS_TYPE, report.number, 50),
    }
    return page(request, "report.html", f"Berita acara {report.number}", context)


@witness_page("GET", "HEAD", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """Begin a report; `?kode=` and `?tiket=` fill in what SPSE's lists and the ticket know."""
    require_writer(request)
    start = witness_start(actor(request), code=request.GET.get("kode", ""), ticket=request.GET.get("tiket", ""))
    form = ReportForm(sent(request)[0], initial=start.values)
    if form.is_valid():
        try:
            report = witness_report_open(actor=actor(request), **form.cleaned_data)
        except BadInput as refusal:
            add_refusal(form, refusal.message, refusal.field)
        else:
            return to_report(report)
    return form_page(request, "data.html", "Berita acara baru", {"form": form, "report": None, "start": start})


@witness_page("GET", "HEAD", "POST")
def data(request: HttpRequest, number: str) -> HttpResponse:
    """Change request, time, place and package."""
    require_writer(request)
    report = found(request, number)
    form = ReportForm(sent(request)[0], initial={name: getattr(report, name) for name in ReportForm.base_fields})

    def act(values: dict[str, Any]) -> str:
        witness_report_change(report=report, actor=actor(request), version=form_version(request, report), **values)
        return "Permintaan dan paket disimpan."

    return (
        _in_draft(request, report)
        or carried_out(request, report, form, act)
        or form_page(request, "data.html", f"Permintaan dan paket {number}", {"form": form, "report": report})
    )


@witness_page("GET", "HEAD", "POST")
def lkpp(request: HttpRequest, number: str) -> HttpResponse:
    """Note whether the matter was forwarded to LKPP."""
    require_writer(request)
    report = found(request, number)
    initial = {name: getattr(report, name) for name in LkppForm.base_fields}
    initial["forwarded"] = {True: "ya", False: "tidak", None: ""}[report.forwarded]
    sent_on_to = report.escalations.filter(sent_on__isnull=False).order_by("-pk").first()
    if report.forwarded is None and sent_on_to is not None:
        initial |= {"forwarded": "ya", "lkpp_reference": sent_on_to.lkpp_reference, "lkpp_on": sent_on_to.sent_on}
    form = LkppForm(sent(request)[0], initial=initial)

    def act(values: dict[str, Any]) -> str:
        witness_report_change(report=report, actor=actor(request), version=form_version(request, report), **values)
        return "Tindak lanjut disimpan."

    return (
        _in_draft(request, report)
        or carried_out(request, report, form, act, "tindak-lanjut")
        or form_page(request, "lkpp.html", f"Tindak lanjut {number}", {"form": form, "report": report})
    )


def facts(report: WitnessReport) -> list[SummaryRow]:
    """Request and package as the page of the report shows them."""
    rows = (
        ("Diminta oleh", f"{report.requester_name}, {report.requester_position}"),
        (
            "Permintaan",
            f"{report.get_request_kind_display()} {report.request_number}, {short_date(report.request_date)}",
        ),
        ("Kesaksian", f"{long_datetime(report.held_at)}, {report.place}"),
        ("Kode tender", report.tender_code),
        ("Kode RUP", report.rup_code),
        ("Nama paket", report.package_name),
        ("K/L/PD", report.agency),
        ("Satuan kerja", report.work_unit),
        ("Metode pemilihan", report.method),
        ("Pagu", rupiah(report.ceiling) if report.ceiling is not None else ""),
        ("HPS", rupiah(report.own_estimate) if report.own_estimate is not None else ""),
        ("Tahun anggaran", str(report.budget_year or "")),
        ("Tahap menurut SPSE", report.stage),
        ("Pembukaan menurut SPSE", long_datetime(report.opening_at) if report.opening_at else ""),
        ("SPSE", ", versi ".join(part for part in (report.spse_host, report.spse_version) if part)),
        ("Rangkap", str(report.copies)),
    )
    return [SummaryRow(label, value) for label, value in rows if value]


def lkpp_facts(report: WitnessReport) -> list[SummaryRow]:
    """What is noted about LKPP."""
    if not report.forwarded:
        return [SummaryRow("Diteruskan kepada LKPP", "tidak" if report.forwarded is False else "")]
    rows = [
        SummaryRow(
            "Diteruskan kepada LKPP", f"{report.lkpp_reference}, {long_date(report.lkpp_on)}" if report.lkpp_on else ""
        ),
        SummaryRow("Jawaban LKPP", report.lkpp_answer or "belum ada"),
    ]
    if report.lkpp_answered_on:
        rows.append(SummaryRow("Dijawab", long_date(report.lkpp_answered_on)))
    return rows


def _in_draft(request: HttpRequest, report: WitnessReport) -> HttpResponse | None:
    """A report that is no draft any more leads back to its page; the service says so to who sends a form."""
    return to_report(report) if request.method != "POST" and report.state != S.DRAFT else None
