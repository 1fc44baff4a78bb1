"""Rows of a draft at the desk: people, participants, files, attempts, attachments. One form a page, alike for all."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from core.admin.acts import sent
from core.permissions import actor
from helpdesk.desk.berita_acara import carried_out, done, form_version, to_report
from helpdesk.desk.witness_frame import form_page, found, require_writer, witness_page
from helpdesk.enums.witness import WitnessState as S
from helpdesk.forms.witness import (
    AttachmentForm,
    AttemptForm,
    BidFileForm,
    ParticipantForm,
    ParticipantsForm,
    PersonForm,
)
from helpdesk.models import (
    WitnessAttachment,
    WitnessAttempt,
    WitnessFile,
    WitnessParticipant,
    WitnessPerson,
    WitnessReport,
)
from helpdesk.services.witness_rows import (
    witness_attachment_add,
    witness_participants_add,
    witness_row_add,
    witness_row_change,
    witness_row_remove,
)


@dataclass(frozen=True)
class Part:
    """One list of a report: how the address names it, what a row is called, its form.

    Args:
        knows_report: the form offers rows of the report.
        changes: rows may be changed; an attachment is removed and added anew.
    """

    model: type[Any]
    noun: str
    form: Callable[..., Form]
    knows_report: bool = False
    changes: bool = True


PARTS: dict[str, Part] = {
    "orang": Part(WitnessPerson, "hadirin", PersonForm),
    "peserta": Part(WitnessParticipant, "peserta", ParticipantForm),
    "berkas": Part(WitnessFile, "berkas", BidFileForm, knows_report=True),
    "percobaan": Part(WitnessAttempt, "percobaan", AttemptForm, knows_report=True),
    "lampiran": Part(WitnessAttachment, "lampiran", AttachmentForm, knows_report=True, changes=False),
}


@witness_page("GET", "HEAD", "POST")
def row_add(request: HttpRequest, number: str, part: str) -> HttpResponse:
    """Add a row."""
    require_writer(request)
    report, kind = found(request, number), _part(part)
    if part == "berkas" and not report.participants.exists():
        messages.warning(request, "Isi dahulu daftar peserta; setiap berkas milik satu peserta.")
        return to_report(report, "peserta")
    form = _form(kind, report, *sent(request))

    def act(values: dict[str, Any]) -> str:
        if kind.model is WitnessAttachment:
            witness_attachment_add(report=report, actor=actor(request), upload=values.pop("file"), **values)
        else:
            witness_row_add(kind.model, report=report, actor=actor(request), **values)
        return f"{kind.noun.capitalize()} ditambahkan."

    context = {"form": form, "report": report, "part": part, "noun": kind.noun, "row": None}
    return (
        _in_draft(request, report)
        or carried_out(request, report, form, act, part)
        or form_page(request, _template(part), f"Tambah {kind.noun} {number}", context)
    )


@witness_page("GET", "HEAD", "POST")
def participants_add(request: HttpRequest, number: str) -> HttpResponse:
    """Paste the list of participants."""
    require_writer(request)
    report = found(request, number)
    form = ParticipantsForm(sent(request)[0])

    def act(values: dict[str, Any]) -> str:
        count = witness_participants_add(report=report, actor=actor(request), **values)
        return f"{count} peserta ditambahkan."

    context = {"form": form, "report": report, "part": "peserta", "noun": "peserta", "row": None}
    return (
        _in_draft(request, report)
        or carried_out(request, report, form, act, "peserta")
        or form_page(request, "row.html", f"Tambah peserta {number}", context)
    )


@witness_page("GET", "HEAD", "POST")
def row_change(request: HttpRequest, number: str, part: str, position: int) -> HttpResponse:
    """Change a row."""
    require_writer(request)
    report, kind = found(request, number), _part(part)
    if not kind.changes:
        raise Http404
    row = get_object_or_404(kind.model, report=report, position=position)
    names = getattr(kind.form, "base_fields", {})
    form = _form(kind, report, *sent(request), initial={name: getattr(row, name) for name in names})

    def act(values: dict[str, Any]) -> str:
        witness_row_change(row, actor=actor(request), version=form_version(request, report), **values)
        return f"{kind.noun.capitalize()} diubah."

    context = {"form": form, "report": report, "part": part, "noun": kind.noun, "row": row}
    return (
        _in_draft(request, report)
        or carried_out(request, report, form, act, part)
        or form_page(request, _template(part), f"Ubah {kind.noun} {number}", context)
    )


@witness_page("POST")
def row_remove(request: HttpRequest, number: str, part: str, position: int) -> HttpResponse:
    """Take a row out; one that is gone already is gone."""
    require_writer(request)
    report, kind = found(request, number), _part(part)
    row = kind.model.objects.filter(report=report, position=position).select_related("report").first()
    if row is None:
        return to_report(report, part)
    return done(
        request,
        report,
        lambda: witness_row_remove(row, actor=actor(request)),
        f"{kind.noun.capitalize()} dihapus dari rancangan.",
        part,
    )


def _part(name: str) -> Part:
    if name not in PARTS:
        raise Http404
    return PARTS[name]


def _form(kind: Part, report: WitnessReport, data: Any, files: Any, **kwargs: Any) -> Form:
    if kind.knows_report:
        kwargs["report"] = report
    return kind.form(data, files, **kwargs)


def _template(part: str) -> str:
    return "file.html" if part == "berkas" else "row.html"


def _in_draft(request: HttpRequest, report: WitnessReport) -> HttpResponse | None:
    return to_report(report) if request.method != "POST" and report.state != S.DRAFT else None
