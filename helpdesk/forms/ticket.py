"""Forms of tickets: the public one, the short one of the desk, and those on the page of a ticket."""

from typing import Any

from django import forms
from django.urls import reverse_lazy

from core.files.forms import UploadField
from core.form_fields import LineField, PhoneField
from core.forms import PortalForm
from helpdesk.enums.ticket import (
    TicketCategory,
    TicketChannel,
    TicketImpact,
    TicketKind,
    TicketSecrecy,
    TicketType,
    TicketUrgency,
    TicketUserGroup,
)
from helpdesk.models import Ticket
from helpdesk.models.ticket import unit_choices
from helpdesk.services.ticket_work import ANSWER, ASK, CLASSES, SOLVE

_TYPE_HINTS = {
    TicketType.SERVICE: "Pertanyaan, panduan, atau bantuan pemakaian.",
    TicketType.DISTURBANCE: "SPSE tidak dapat dibuka, lambat, atau galat.",
    TicketType.PROBLEM: "Gangguan yang berulang.",
    TicketType.COMPLAINT: "Keluhan tentang layanan LPSE; boleh rahasia atau tanpa nama.",
    TicketType.SUGGESTION: "Usul untuk layanan yang lebih baik.",
}
_SECRECY_HINTS = {
    TicketSecrecy.OPEN: "Petugas yang menangani mengetahui nama Anda.",
    TicketSecrecy.CONFIDENTIAL: "Hanya pimpinan LPSE dan petugas yang menangani mengetahui nama Anda.",
    TicketSecrecy.ANONYMOUS: "Nama dan kontak tidak kami simpan. Jawaban hanya dapat dibaca dengan nomor dan kode.",
}
# Articles are suggested while the subject is typed; nothing but the subject travels, and not in an address.
SUGGESTED = {
    "hx-post": reverse_lazy("knowledge:suggest"),
    "hx-params": "subject,csrfmiddlewaretoken",
    "hx-target": "#saran",
    "hx-trigger": "input changed delay:500ms, change",
    "autocomplete": "off",
}


class TypeField(forms.ChoiceField):
    """What the ticket is, with a word about each."""

    hints = {str(kind): hint for kind, hint in _TYPE_HINTS.items()}


class SecrecyField(forms.ChoiceField):
    """Who may know the reporter, with a word about each."""

    hints = {str(kind): hint for kind, hint in _SECRECY_HINTS.items()}


class TicketForm(PortalForm):
    """The public form; a signed-in person is known already."""

    type = TypeField(
        label="Apa keperluan Anda?", choices=TicketType.choices, widget=forms.RadioSelect, initial=TicketType.SERVICE
    )
    subject = LineField(
        label="Judul", help_text="Satu kalimat, misalnya “Tautan lupa kata sandi tidak sampai”.", max_length=200,
        widget=forms.TextInput(attrs=SUGGESTED),
    )  # fmt: skip
    description = forms.CharField(
        label="Uraian", max_length=10_000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Apa yang Anda lakukan, apa yang terjadi, dan pesan galatnya. Jangan menulis kata sandi.",
    )  # fmt: skip
    tender_code = LineField(label="Kode tender", max_length=30, required=False)
    error_code = LineField(label="Kode atau pesan galat", max_length=100, required=False)
    file = UploadField(label="Tangkapan layar atau berkas lain", required=False)
    secrecy = SecrecyField(
        label="Siapa yang boleh mengetahui nama Anda?", choices=TicketSecrecy.choices, widget=forms.RadioSelect,
        initial=TicketSecrecy.OPEN,
    )  # fmt: skip
    user_group = forms.ChoiceField(
        label="Anda sebagai", choices=TicketUserGroup.choices, initial=TicketUserGroup.VENDOR
    )
    reporter_name = LineField(
        label="Nama Anda", max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    reporter_email = forms.EmailField(
        label="Surel",
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    reporter_phone = PhoneField(label="Telepon", required=False)
    questions = {
        "type": "keperluan Anda",
        "secrecy": "siapa yang boleh mengetahui nama Anda",
        "user_group": "sebagai siapa Anda melapor",
    }


class QuickForm(PortalForm):
    """A telephone call or a visitor, written down in a quarter of a minute."""

    channel = forms.ChoiceField(
        label="Media", widget=forms.RadioSelect, initial=TicketChannel.PHONE,
        choices=[(key, word) for key, word in TicketChannel.choices if key != TicketChannel.INTERNET],
    )  # fmt: skip
    reporter_name = LineField(label="Nama", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    reporter_phone = PhoneField(label="Telepon", required=False)
    subject = LineField(label="Keperluan", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    user_group = forms.ChoiceField(label="Kelompok", choices=TicketUserGroup.choices, initial=TicketUserGroup.VENDOR)
    type = forms.ChoiceField(label="Tipe", choices=TicketType.choices, initial=TicketType.SERVICE)
    urgency = forms.ChoiceField(label="Urgensi", choices=TicketUrgency.choices, initial=TicketUrgency.NOT_URGENT)
    impact = forms.ChoiceField(label="Dampak", choices=TicketImpact.choices, initial=TicketImpact.MEDIUM)
    spse_user_id = LineField(label="User ID SPSE", max_length=50, required=False)
    reporter_email = forms.EmailField(label="Surel", max_length=254, required=False)
    tender_code = LineField(label="Kode tender", max_length=30, required=False)
    description = forms.CharField(
        label="Uraian", max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    solution = forms.CharField(
        label="Jawaban yang sudah diberikan", max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Bila diisi, tiket langsung dinyatakan selesai dengan jawaban ini.",
    )  # fmt: skip


class ReplyForm(PortalForm):
    """An answer to the user, and what becomes of the ticket with it."""

    body = forms.CharField(label="Balasan", max_length=10_000, widget=forms.Textarea(attrs={"rows": 6}))
    outcome = forms.ChoiceField(
        label="Sesudah dikirim",
        choices=[(ANSWER, "Terus ditangani"), (ASK, "Tunggu pengguna (jam berhenti)"), (SOLVE, "Nyatakan selesai")],
        widget=forms.RadioSelect,
        initial=ANSWER,
    )


class TextForm(PortalForm):
    """One text: a note, a reason, what was asked of LKPP."""

    body = forms.CharField(label="Catatan", max_length=10_000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, label: str = "Catatan", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].label = label


class ClassifyForm(PortalForm):
    """The columns of the official log."""

    type = forms.ChoiceField(label="Tipe", choices=TicketType.choices)
    category = forms.ChoiceField(label="Kategori", choices=TicketCategory.choices)
    user_group = forms.ChoiceField(label="Kelompok pengguna", choices=TicketUserGroup.choices)
    kind = forms.ChoiceField(label="Jenis", choices=TicketKind.choices)
    urgency = forms.ChoiceField(label="Urgensi", choices=TicketUrgency.choices)
    impact = forms.ChoiceField(label="Dampak", choices=TicketImpact.choices)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @classmethod
    def of(cls, ticket: Ticket, data: Any = None, **kwargs: Any) -> "ClassifyForm":
        """Over what stands in the log now."""
        initial = {name: getattr(ticket, name) for name in CLASSES} | {"version": ticket.version}
        return cls(data, initial=initial, **kwargs)


class HandOverForm(PortalForm):
    """Which unit goes on, and what it is to do."""

    unit = forms.ChoiceField(label="Unit")
    body = forms.CharField(
        label="Yang diharapkan dari unit itu", max_length=2_000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = unit_choices()  # type: ignore[attr-defined]


class NumberForm(PortalForm):
    """Another ticket."""

    number = LineField(label="Nomor tiket lain", max_length=30, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class ReceiptForm(PortalForm):
    """Number and code of the receipt. Both travel in the body, so no log of addresses holds them."""

    number = forms.CharField(
        label="Nomor tiket", help_text="Misalnya TKT-2026-00041.", max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip
    code = forms.CharField(
        label="Kode rahasia", help_text="Empat kelompok huruf dan angka. Tanda hubung tidak berpengaruh.", max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip
