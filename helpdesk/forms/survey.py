"""What is typed about the survey: nine answers, the plan of a period, what is improved. The services judge."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from core.form_fields import LineField
from core.forms import IndonesianDateField, PortalForm
from core.profile_survey import ELEMENTS
from helpdesk.enums.ticket import TicketUserGroup
from helpdesk.services.survey_answers import Rating


class RatingForm(PortalForm):
    """The nine elements, and free words."""

    remark = forms.CharField(
        label="Saran",
        help_text="Jangan tulis nama, nomor, atau kata sandi; jawaban disimpan tanpa nama.",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, instrument: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = {
            one["key"]: forms.TypedChoiceField(
                label=f"{number}. {one['question']}",
                choices=list(enumerate(one["answers"], 1)),
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={
                    "required": f"Pilih jawaban nomor {number}, {one['name'].lower()}.",
                    "invalid_choice": f"Pilih jawaban nomor {number} dari daftar.",
                },
            )
            for number, one in enumerate(instrument["elements"], 1)
        }
        remark = self.fields.pop("remark")
        self.fields |= {**asked, "remark": remark}

    @property
    def rated(self) -> list[Any]:
        """The elements as the page shows them."""
        return [self[key] for key in ELEMENTS]

    @property
    def rating(self) -> Rating:
        """What was answered."""
        return Rating([self.cleaned_data[key] for key in ELEMENTS], self.cleaned_data["remark"])


class VisitorForm(RatingForm):
    """The same with who answers and what was used; a hidden name makes a form sent twice one answer."""

    questions = {"user_group": "kelompok pengguna", "service": "layanan yang dinilai"}
    user_group = forms.ChoiceField(
        label="Anda memakai layanan sebagai", choices=TicketUserGroup, widget=forms.RadioSelect
    )
    service = forms.ChoiceField(label="Layanan yang Anda nilai", widget=forms.RadioSelect)
    submission = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, instrument: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, instrument=instrument, initial={"submission": uuid.uuid4()}, **kwargs)
        self.fields["service"].choices = [(name, name) for name in instrument["services"]]  # type: ignore[attr-defined]

    def answer(self) -> dict[str, Any]:
        """As the services take it."""
        return {
            "rating": self.rating,
            **{name: self.cleaned_data[name] for name in ("user_group", "service", "submission")},
        }


class PeriodForm(PortalForm):
    """A period as it is planned."""

    title = LineField(label="Nama masa survei", help_text="Misalnya: Semester II 2026.", max_length=120)
    starts_on = IndonesianDateField(label="Hari pertama", help_text="Misalnya 1-12-2026.")
    ends_on = IndonesianDateField(label="Hari terakhir", help_text="Sesudah hari ini survei ditutup sendiri.")
    method = forms.CharField(
        label="Cara survei",
        help_text="Tercetak pada laporan.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ImprovementForm(PortalForm):
    """For each of the lowest elements what is improved, and until when."""

    def __init__(self, *args: Any, elements: Iterable[Mapping[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.elements = list(elements)
        for one in self.elements:
            code = one["code"]
            self.fields[f"action_{one['key']}"] = forms.CharField(
                label=f"Perbaikan {code}",
                max_length=500,
                widget=forms.Textarea(attrs={"rows": 3}),
                error_messages={"required": f"Tulis apa yang diperbaiki pada {code}."},
            )
            self.fields[f"due_{one['key']}"] = IndonesianDateField(
                label=f"Paling lambat {code}",
                help_text="Hari, bulan, tahun.",
                error_messages={"required": f"Isi batas waktu perbaikan {code}."},
            )

    @property
    def rows(self) -> list[tuple[Mapping[str, Any], Any, Any]]:
        """Each element with its two fields."""
        return [(one, self[f"action_{one['key']}"], self[f"due_{one['key']}"]) for one in self.elements]

    @property
    def actions(self) -> dict[str, Any]:
        """As the service takes it."""
        data = self.cleaned_data
        return {one["key"]: (data[f"action_{one['key']}"], data[f"due_{one['key']}"]) for one in self.elements}
