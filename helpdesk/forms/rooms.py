"""Forms of rooms: the wish of a visitor, the desk's sheet, check-in, reason."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MinValueValidator

from core import clock, profile
from core.forms import PortalForm
from core.visits.services import visit_code
from helpdesk.enums.rooms import BookingChannel, IdentityShown
from helpdesk.models import Room
from helpdesk.selectors.room_times import ANY_SEAT, TIME_FORMAT, WHOLE_ROOM, Stretch, at_time

PURPOSES = "Misalnya: mengunggah penawaran tender 1234567."


class TimeChoice(forms.ChoiceField):
    """A time of the day. Whether it may be booked is the service's question, which says why not."""

    def valid_value(self, value: Any) -> bool:
        """True for everything that names a minute."""
        return at_time(date(2026, 1, 5), str(value)) is not None


class WishForm(PortalForm):
    """When, which seat, what for. What was chosen stays chosen even when it cannot be had any more."""

    starts = TimeChoice(label="Jam mulai")
    ends = TimeChoice(label="Jam selesai")
    seat = forms.ChoiceField(label="Tempat")
    people = forms.IntegerField(
        label="Jumlah orang", initial=1, validators=[MinValueValidator(1, "Isi paling sedikit 1 orang.")]
    )
    purpose = forms.CharField(label="Keperluan", help_text=PURPOSES, max_length=200)
    package_code = forms.CharField(
        label="Kode tender",
        help_text="Bila ruang dipakai untuk satu tender.",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, room: Room, pieces: Sequence[Stretch], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = profile.current().region.zone_label
        ahead = [piece for piece in pieces if not piece.is_over]
        begins = [(f"{clock.local(piece.starts_at):{TIME_FORMAT}}", _begin_label(piece)) for piece in ahead]
        ends = [
            (f"{clock.local(piece.ends_at):{TIME_FORMAT}}", f"{clock.local(piece.ends_at):%H.%M}") for piece in ahead
        ]
        for name, choices in (("starts", begins), ("ends", ends)):
            field = self.fields[name]
            field.choices = self._with_typed(name, choices)  # type: ignore[attr-defined]
            field.label = f"{field.label} ({zone})"
        if ends and not self.is_bound:
            self.initial.setdefault("ends", ends[min(1, len(ends) - 1)][0])
        seats = [(str(number), f"Tempat duduk {number}") for number in range(1, room.seats + 1)]
        some = [(ANY_SEAT, "Satu tempat duduk, mana saja"), *seats] if room.takes_seats else []
        whole = [(WHOLE_ROOM, f"Seluruh ruang ({room.seats} orang)")] if room.takes_whole else []
        self.fields["seat"].choices = [*some, *whole]  # type: ignore[attr-defined]
        if not room.takes_whole:
            # One seat, one person: nothing to ask.
            self.fields["people"].required = False
            self.fields["people"].widget = forms.HiddenInput()

    def _with_typed(self, name: str, choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
        typed = str(self.data.get(name, "")) if self.is_bound else ""
        if typed and at_time(date(2026, 1, 5), typed) and typed not in dict(choices):
            return [(typed, f"{typed.replace(':', '.')} (tidak tersedia)"), *choices]
        return choices

    def clean_people(self) -> int:
        """One where it was not asked."""
        return self.cleaned_data["people"] or 1


class OwnWishForm(WishForm):
    """What a signed-in visitor adds about oneself."""

    agency = forms.CharField(label="Perusahaan atau instansi", max_length=160)
    phone = forms.CharField(
        label="Nomor telepon",
        help_text="Kami hubungi bila ada perubahan.",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )


class DeskWishForm(WishForm):
    """What the desk writes down about a visitor who stands there or calls."""

    channel = forms.ChoiceField(
        label="Dipesan lewat",
        choices=[(BookingChannel.VISIT, "Datang langsung"), (BookingChannel.PHONE, "Telepon")],
        initial=BookingChannel.VISIT,
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        label="Nama pengunjung", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    agency = forms.CharField(label="Perusahaan atau instansi", max_length=160, required=False)
    phone = forms.CharField(
        label="Nomor telepon",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    email = forms.EmailField(
        label="Surel",
        help_text="Untuk bukti pemesanan dengan kode hadir.",
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    # One form, one booking, however often it is sent.
    code = forms.CharField(required=False, max_length=20, initial=visit_code, widget=forms.HiddenInput)


class CheckInForm(PortalForm):
    """The code from the visitor's telephone or paper, and the card that was shown."""

    kode = forms.CharField(
        label="Kode hadir atau nomor pemesanan",
        help_text="Pindai kode QR, atau ketik.",
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    identity = forms.ChoiceField(
        label="Identitas yang ditunjukkan",
        help_text="Cukup dilihat; nomornya tidak dicatat.",
        choices=IdentityShown,
        widget=forms.RadioSelect,
        initial=IdentityShown.KTP,
    )


class DeclineForm(PortalForm):
    """Why a booking is not approved; the visitor reads it."""

    reason = forms.CharField(
        label="Alasan",
        help_text="Dikirim kepada pemesan. Misalnya: ruang dipakai pelatihan.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Tulis alasannya; alasan ini dikirim kepada pemesan."},
    )


def _begin_label(piece: Stretch) -> str:
    begin = f"{clock.local(piece.starts_at):%H.%M}"
    return begin if piece.free else f"{begin} (penuh)"
