"""What can be done on the page of a ticket: who does it, with which form, and when it is offered."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import HttpRequest

from core.files.forms import UploadForm
from core.permissions import actor
from helpdesk.enums.ticket import TicketState
from helpdesk.forms.publication import OutcomeForm
from helpdesk.forms.ticket import ClassifyForm, HandOverForm, NumberForm, ReplyForm, TextForm
from helpdesk.models import Ticket
from helpdesk.services.publication import publication_finish
from helpdesk.services.ticket_ties import (
    office_attach,
    ticket_hand_over,
    ticket_link,
    ticket_merge,
    ticket_watch,
)
from helpdesk.services.ticket_work import (
    ticket_claim,
    ticket_classify,
    ticket_note,
    ticket_refer,
    ticket_reopen,
    ticket_reply,
    ticket_resume,
    ticket_wait_lkpp,
)

# Stands in for a request that sent nothing, so that a form opened beside a refused one starts empty.
_UNSENT = HttpRequest()


@dataclass(frozen=True)
class Act:
    """One thing that can be done on the page of a ticket.

    Args:
        make: its form over the request's data; None when a button is enough.
        carry: does it and returns the sentence of success.
        label: words of the link that opens its form; empty when its form or button always stands on the page.
        button: words on the form's button.
        hint: what follows from it.
        fits: whether a ticket that stands like this is offered it; the service decides in any case.
    """

    make: Callable[[HttpRequest, Ticket], Form] | None
    carry: Callable[[HttpRequest, Ticket, dict[str, Any]], str]
    label: str = ""
    button: str = ""
    hint: str = ""
    fits: Callable[[Ticket], bool] = lambda ticket: ticket.is_open


@dataclass(frozen=True)
class Offer:
    """An act on the page: a link that asks for its form, or the form itself."""

    key: str
    act: Act
    form: Form | None


def _always(ticket: Ticket) -> bool:
    return True


def _form(kind: type[Form], key: str, **kwargs: Any) -> Callable[[HttpRequest, Ticket], Form]:
    return lambda request, ticket: kind(request.POST or None, auto_id=f"{key}-%s", **kwargs)


def _classify(request: HttpRequest, ticket: Ticket, data: dict[str, Any]) -> str:
    version = data.pop("version")
    ticket_classify(ticket=ticket, actor=actor(request), version=version if version is not None else -1, **data)
    return "Klasifikasi tersimpan; jatuh tempo dihitung kembali."


def _reply(request: HttpRequest, ticket: Ticket, data: dict[str, Any]) -> str:
    fresh = ticket_reply(ticket=ticket, actor=actor(request), **data)
    told = "dan dikirim ke pengguna" if fresh.reporter_email else "dan dapat dibaca pengguna dengan kode tiketnya"
    return f"Balasan tersimpan {told}."


def _carry(
    words: str, service: Callable[..., Any], **fixed: Any
) -> Callable[[HttpRequest, Ticket, dict[str, Any]], str]:
    def carry(request: HttpRequest, ticket: Ticket, data: dict[str, Any]) -> str:
        service(ticket=ticket, actor=actor(request), **fixed, **data)
        return words

    return carry


def _named(words: str, service: Callable[..., Any], name: str) -> Callable[[HttpRequest, Ticket, dict[str, Any]], str]:
    """As `_carry`, with the text of the form under another name."""
    return lambda request, ticket, data: _carry(words, service)(request, ticket, {name: data.pop("body"), **data})


def _upload(request: HttpRequest, ticket: Ticket) -> Form:
    return UploadForm(request.POST or None, request.FILES or None, auto_id="lampir-%s")


ACTS: dict[str, Act] = {
    "ambil": Act(None, _carry("Tiket ini sekarang Anda tangani.", ticket_claim)),
    "ambil-alih": Act(None, _carry("Tiket Anda ambil alih; rekan Anda diberi tahu.", ticket_claim, take_over=True)),
    "balas": Act(_form(ReplyForm, "balas"), _reply),
    "catatan": Act(
        _form(TextForm, "catatan", label="Catatan internal"),
        _carry("Catatan tersimpan.", ticket_note),
        label="Tulis catatan internal",
        button="Simpan catatan",
        fits=_always,
    ),
    "klasifikasi": Act(
        lambda request, ticket: ClassifyForm.of(ticket, request.POST or None, auto_id="klasifikasi-%s"),
        _classify,
        label="Ubah klasifikasi",
        button="Simpan klasifikasi",
    ),
    "tunggu-lkpp": Act(
        _form(TextForm, "tunggu-lkpp", label="Yang ditanyakan kepada LKPP"),
        _named("Tiket menunggu LKPP; jam berhenti.", ticket_wait_lkpp, "note"),
        label="Tunggu LKPP",
        button="Hentikan jam, tunggu LKPP",
        fits=lambda ticket: ticket.is_open and ticket.state != TicketState.WAITING_LKPP,
    ),
    "lanjut": Act(None, _carry("Jam berjalan lagi.", ticket_resume)),
    "rujuk": Act(None, _carry("Jawaban bukan kewenangan LPSE dikirim, tiket dinyatakan selesai.", ticket_refer)),
    "serahkan": Act(
        _form(HandOverForm, "serahkan"),
        _named("Tiket diserahkan; unit itu diberi tahu.", ticket_hand_over, "note"),
        label="Serahkan ke unit lain",
        button="Serahkan",
    ),
    "gabung": Act(
        _form(NumberForm, "gabung"),
        _carry("Tiket digabung.", ticket_merge),
        label="Gabung ke tiket lain",
        button="Gabungkan",
        hint="Tiket ini berakhir; penggunanya diberi tahu nomor tiket yang menangani.",
    ),
    "buka-lagi": Act(
        _form(TextForm, "buka-lagi", label="Alasan dibuka lagi"),
        _named("Tiket dibuka lagi.", ticket_reopen, "reason"),
        label="Buka lagi",
        button="Buka lagi",
        fits=lambda ticket: ticket.state == TicketState.RESOLVED,
    ),
    "kaitkan": Act(
        _form(NumberForm, "kaitkan"),
        _carry("Kaitan tersimpan.", ticket_link),
        label="Kaitkan dengan tiket lain",
        button="Kaitkan",
        fits=_always,
    ),
    "lampir": Act(
        _upload,
        lambda request, ticket, data: _carry("Berkas ditambahkan.", office_attach)(
            request, ticket, {"upload": data["file"]}
        ),
        label="Tambah lampiran petugas",
        button="Unggah",
        fits=_always,
    ),
    "hasil-penayangan": Act(
        _form(OutcomeForm, "hasil-penayangan"),
        _carry("Hasil tercatat, dikirim ke pejabat, dan tiket dinyatakan selesai.", publication_finish),
        label="Catat hasil dan selesaikan",
        button="Catat hasil dan kirim jawaban",
    ),
    "pantau": Act(None, _carry("Anda diberi tahu setiap ada perubahan.", ticket_watch, is_on=True)),
    "tidak-pantau": Act(None, _carry("Anda tidak lagi diberi tahu.", ticket_watch, is_on=False)),
}
# What stands under "Tindakan lain"; the others have a place of their own on the page.
OTHERS = ("tunggu-lkpp", "serahkan", "gabung", "buka-lagi", "kaitkan", "lampir")


def offers(ticket: Ticket, asked: str, typed: Form | None) -> dict[str, Offer]:
    """Everything that is opened by a link and fits the ticket now; only the one that is asked for has its form.

    Args:
        asked: key of the act whose form is to be drawn; another word draws none.
        typed: that form with what was sent; None for an empty one.
    """
    found = {}
    for key, act in ACTS.items():
        if act.make and act.label and (act.fits(ticket) or (key == asked and typed is not None)):
            form = None if key != asked else typed if typed is not None else act.make(_UNSENT, ticket)
            found[key] = Offer(key, act, form)
    return found
