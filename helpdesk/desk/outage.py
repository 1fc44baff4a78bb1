"""The desk of berita acara gangguan: the list, one report with its tenders, and every act on it."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from core.admin.acts import sent
from core.admin.base import history_of
from core.admin.frame import framed, staff_page
from core.components import SummaryRow
from core.formats import duration, long_datetime
from core.forms import add_refusal
from core.pagination import keyset_page
from core.permissions import actor
from core.refusals import BadInput
from helpdesk.desk.berita_acara import (
    carried_out,
    correction_begun,
    discard_page,
    done,
    form_version,
    signature_page,
    to_report,
)
from helpdesk.enums.outage import OutageState as S
from helpdesk.forms.outage import OutageForm, OutageTenderForm
from helpdesk.models import OutageReport
from helpdesk.permissions.outage import FINALISE, VIEW, WRITE, can_finalise, can_write, may_finalise
from helpdesk.selectors.outage import FILTERS, outage_reports
from helpdesk.services.berita_acara import newer_of
from helpdesk.services.outage import (
    missing_parts,
    outage_report_change,
    outage_report_correct,
    outage_report_discard,
    outage_report_finalise,
    outage_report_seal,
    outage_report_start,
    outage_signature_add,
)
from helpdesk.services.outage_tenders import outage_tender_add, outage_tender_remove, outage_tenders_take
from helpdesk.transitions.outage import OUTAGE_TYPE
from helpdesk.views.outage import pdf_answer

viewer_page, writer_page, leader_page = (partial(staff_page, may) for may in (VIEW, WRITE, FINALISE))


@viewer_page("GET", "HEAD")
def list_page(request: HttpRequest) -> HttpResponse:
    """25 reports, the newest first."""
    show, search = request.GET.get("tampil", ""), request.GET.get("cari", "").strip()[:120]
    rows = keyset_page(outage_reports(actor(request), show=show, search=search), request=request)
    context = {
        "rows": rows,
        "search": search,
        "filters": [(key, label, key == show) for key, label, _ in FILTERS],
        "may_write": can_write(actor(request)),
    }
    return _page(request, "list.html", "Berita acara gangguan", context)


@viewer_page("GET", "HEAD")
def report_page(request: HttpRequest, number: str) -> HttpResponse:
    """All of one report, 25 of its tenders, and what may be done next."""
    report, user = _found(request, number), actor(request)
    is_draft, writes = report.state == S.DRAFT, can_write(user)
    revisions = list(report.document.revisions.select_related("added_by__person")) if report.document else []
    missing = missing_parts(report) if is_draft else []
    context: dict[str, Any] = {
        "report": report,
        "document": report.document,
        "newer": newer_of(report),
        "facts": outage_facts(report),
        "tenders": keyset_page(report.tenders.select_related("report"), request=request, order="position"),
        "revisions": revisions,
        "is_sealed": any(one.kind == "seal" for one in revisions),
        "missing": missing,
        "may_write": writes and is_draft,
        "may_finalise": is_draft and not missing and can_finalise(user, report),
        "may_sign": writes and report.is_issued,
        "may_seal": (writes or may_finalise(user)) and report.is_issued,
        "may_correct": writes and report.is_issued,
        "events": history_of(OUTAGE_TYPE, report.number, 50),
    }
    return _page(request, "report.html", f"Berita acara gangguan {report.number}", context)


@writer_page("GET", "HEAD", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """Begin a report."""
    form = OutageForm(sent(request)[0])
    if form.is_valid():
        try:
            report = outage_report_start(actor=actor(request), **form.cleaned_data)
        except BadInput as refusal:
            add_refusal(form, refusal.message, refusal.field)
        else:
            return to_report(report)
    return _form_page(request, "form.html", "Berita acara gangguan baru", {"form": form, "report": None})


@writer_page("GET", "HEAD", "POST")
def data(request: HttpRequest, number: str) -> HttpResponse:
    """Change the draft."""
    report = _found(request, number)
    initial = {name: getattr(report, name) for name in OutageForm.base_fields}
    initial["is_planned"] = "ya" if report.is_planned else "tidak"
    form = OutageForm(sent(request)[0], initial=initial)

    def act(values: dict[str, Any]) -> str:
        outage_report_change(report=report, actor=actor(request), version=form_version(request, report), **values)
        return "Berita acara disimpan."

    return (
        _in_draft(request, report)
        or carried_out(request, report, form, act)
        or _form_page(request, "form.html", f"Ubah {number}", {"form": form, "report": report})
    )


@writer_page("POST")
def take(request: HttpRequest, number: str) -> HttpResponse:
    """Take the tenders over from the mirror."""
    report = _found(request, number)
    return done(
        request,
        report,
        lambda: outage_tenders_take(report=report, actor=actor(request)),
        "Tender pada waktu gangguan diambil dari salinan SPSE.",
        "tender",
    )


@writer_page("GET", "HEAD", "POST")
def tender_add(request: HttpRequest, number: str) -> HttpResponse:
    """Add a stage by hand."""
    report = _found(request, number)
    form = OutageTenderForm(sent(request)[0])

    def act(values: dict[str, Any]) -> str:
        outage_tender_add(report=report, actor=actor(request), version=form_version(request, report), **values)
        return "Tahap tender ditambahkan."

    return (
        _in_draft(request, report)
        or carried_out(request, report, form, act, "tender")
        or _form_page(request, "tender.html", f"Tambah tender {number}", {"form": form, "report": report})
    )


@writer_page("POST")
def tender_remove(request: HttpRequest, number: str, position: int) -> HttpResponse:
    """Take a row out of the draft; one that is gone already is gone."""
    report = _found(request, number)
    return done(
        request,
        report,
        lambda: outage_tender_remove(report=report, actor=actor(request), position=position),
        "Tahap tender dihapus dari rancangan.",
        "tender",
    )


@leader_page("GET", "HEAD", "POST")
def finalise(request: HttpRequest, number: str) -> HttpResponse:
    """Show what becomes of it; then make it final."""
    report = _found(request, number)
    if request.method == "POST":
        return done(
            request,
            report,
            lambda: outage_report_finalise(report=report, actor=actor(request)),
            "Berita acara ditetapkan; nomornya terbit dan isinya dibekukan. PDF sedang disiapkan.",
        )
    return _in_draft(request, report) or _page(request, "finalise.html", f"Tetapkan {number}", {"report": report})


@writer_page("GET", "HEAD", "POST")
def discard(request: HttpRequest, number: str) -> HttpResponse:
    """Give the draft up, with the reason."""
    report = _found(request, number)
    return discard_page(request, report, partial(outage_report_discard, report=report, actor=actor(request)))


@viewer_page("POST")
def seal(request: HttpRequest, number: str) -> HttpResponse:
    """Put the LPSE's seal on it."""
    report = _found(request, number)
    return done(
        request,
        report,
        lambda: outage_report_seal(report=report, actor=actor(request)),
        "Segel elektronik LPSE dibubuhkan.",
        "tanda-tangan",
    )


@writer_page("GET", "HEAD", "POST")
def signature(request: HttpRequest, number: str) -> HttpResponse:
    """Hand in a copy that people signed."""
    report = _found(request, number)
    return signature_page(request, report, partial(outage_signature_add, report=report, actor=actor(request)))


@writer_page("POST")
def correct(request: HttpRequest, number: str) -> HttpResponse:
    """Begin the new report that names this one."""
    report = _found(request, number)
    return correction_begun(
        request,
        report,
        lambda: outage_report_correct(report=report, actor=actor(request)),
        " dengan isi yang lama; perbaiki yang salah.",
    )


@viewer_page("GET", "HEAD")
def pdf(request: HttpRequest, number: str, revision: int) -> HttpResponse:
    """The PDF as it was issued (0) or one of its signed copies."""
    return pdf_answer(request, _found(request, number), revision)


def outage_facts(report: OutageReport) -> list[SummaryRow]:
    """The report as its page shows it."""
    rows = (
        ("Mulai", long_datetime(report.began_at)),
        ("Selesai", long_datetime(report.ended_at) if report.ended_at else "masih berlangsung"),
        ("Lamanya", duration(report.length, units=3) if report.length else ""),
        ("Yang tidak berfungsi", "; ".join(report.part_labels)),
        ("Direncanakan", "ya" if report.is_planned else "tidak"),
        ("Cakupan", report.scope),
        ("Penyebab", report.cause),
        ("Yang dilakukan", report.handling),
        ("Ditangani oleh", report.handled_by),
        ("Upaya agar tidak terulang", report.prevention),
        ("Nomor gangguan", report.incident_number),
        ("Nomor pengumuman", report.announcement_number),
    )
    return [SummaryRow(label, value) for label, value in rows if value]


def _found(request: HttpRequest, number: str) -> OutageReport:
    rows = OutageReport.objects.visible_to(actor(request)).select_related(
        "document", "corrects__document", "created_by__person", "finalised_by__person", "discarded_by__person"
    )
    return get_object_or_404(rows, number=number)


def _in_draft(request: HttpRequest, report: OutageReport) -> HttpResponse | None:
    """A report that is no draft any more leads back to its page; the service says so to who sends a form."""
    return to_report(report) if request.method != "POST" and report.state != S.DRAFT else None


def _form_page(request: HttpRequest, template: str, title: str, context: dict[str, Any]) -> HttpResponse:
    return _page(request, template, title, context, status=400 if context["form"].errors else 200)


def _page(
    request: HttpRequest, template: str, title: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    return framed(request, f"helpdesk/outage/desk/{template}", title, context, status=status)
