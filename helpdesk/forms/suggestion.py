"""Forms of suggestions: the recommendation, the decision, what was done, the words for everybody."""

from typing import Any

from django import forms

from core.clock import today
from core.form_fields import LineField
from core.forms import IndonesianDateField, PortalForm
from helpdesk.enums.suggestion import SuggestionOutcome
from helpdesk.models.suggestion import forward_choices


def _text(label: str, rows: int = 3, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **options)


class RecommendForm(PortalForm):
    """What the officer would decide."""

    outcome = forms.ChoiceField(label="Usul keputusan", choices=SuggestionOutcome.choices, widget=forms.RadioSelect)
    advice = _text("Pertimbangan", 4, max_length=4000, help_text="Hanya dibaca petugas dan pimpinan.")


class DecideForm(PortalForm):
    """What the head decides; the suggester reads it."""

    outcome = forms.ChoiceField(label="Keputusan", choices=SuggestionOutcome.choices, widget=forms.RadioSelect)
    reasons = _text("Alasan", 4, max_length=4000, help_text="Terbaca penyaran.")
    action = _text(
        "Yang akan dilakukan",
        2,
        max_length=2000,
        required=False,
        help_text="Wajib bila diterima atau diterima sebagian.",
    )
    responsible = LineField(label="Oleh", max_length=200, required=False, help_text="Unit atau jabatan.")
    promised_on = IndonesianDateField(label="Paling lambat", required=False)
    forwarded_to = forms.ChoiceField(label="Diteruskan ke", required=False, help_text="Hanya bila diteruskan.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["forwarded_to"].choices = [("", "tidak diteruskan"), *forward_choices()]  # type: ignore[attr-defined]


class DoneForm(PortalForm):
    """What was promised is done."""

    done_on = IndonesianDateField(label="Dilaksanakan pada", latest=today, initial=today)
    note = _text("Yang sudah dilakukan", 2, max_length=2000, help_text="Terbaca penyaran.")


class PublicForm(PortalForm):
    """A decided suggestion in the desk's words, for everybody."""

    suggestion = _text("Saran, untuk umum", 3, max_length=2000, help_text="Ringkas, tanpa nama, surel, atau telepon.")
    answer = _text("Jawaban LPSE, untuk umum", 3, max_length=2000)


class SuggestionFilterForm(forms.Form):
    """What the register shows."""

    keputusan = forms.ChoiceField(required=False)
    umur = forms.ChoiceField(required=False)
