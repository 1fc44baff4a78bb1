"""Forms of the knowledge base."""

from django import forms

from core.form_fields import LineField
from core.forms import PortalForm
from helpdesk.enums.knowledge import ArticleAudience, ArticleCategory
from helpdesk.markup import HELP


class ArticleForm(PortalForm):
    """What an article says."""

    title = LineField(
        label="Judul",
        max_length=150,
        help_text="Seperti orang bertanya, misalnya “Tautan lupa kata sandi tidak sampai”.",
    )
    category = forms.ChoiceField(label="Bagian", choices=ArticleCategory.choices)
    audience = forms.ChoiceField(label="Pembaca", choices=ArticleAudience.choices, initial=ArticleAudience.PUBLIC)
    summary = LineField(label="Ringkasan", max_length=300, help_text="Satu kalimat; tampil pada daftar dan saran.")
    keywords = LineField(
        label="Kata kunci", max_length=300, required=False, help_text="Kata lain yang dipakai orang, dipisah spasi."
    )
    body = forms.CharField(label="Isi", max_length=20_000, widget=forms.Textarea(attrs={"rows": 18}), help_text=HELP)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ReasonForm(PortalForm):
    """Why something is done."""

    reason = LineField(label="Alasan", max_length=500)


class CheckForm(PortalForm):
    """Which text was read."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
