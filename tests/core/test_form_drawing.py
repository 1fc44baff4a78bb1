"""Plain inputs are drawn by one format; what the browser reads is what Django's own templates would have drawn."""

from html.parser import HTMLParser

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from core.form_drawing import FormDrawing

NASTY = """<b>"O'Malley" & محمد</b>"""


class Everything(forms.Form):
    """One field of every kind the portal draws."""

    text = forms.CharField(max_length=30, widget=forms.TextInput(attrs={"data-x": NASTY, "disabled": True}))
    mail = forms.EmailField(required=False)
    secret = forms.CharField(widget=forms.PasswordInput)
    number = forms.IntegerField(min_value=3)
    hidden = forms.CharField(widget=forms.HiddenInput)
    tick = forms.BooleanField(required=False)
    one = forms.ChoiceField(choices=[("a", "A"), (NASTY, NASTY)], widget=forms.RadioSelect)
    some = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple)
    choice = forms.ChoiceField(choices=[("a", "A")])
    words = forms.CharField(widget=forms.Textarea)


class Tags(HTMLParser):
    """Tags with their attributes, in order of the page, and the text between."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[object] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, frozenset(attrs)))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.found.append(data.strip())


@pytest.mark.parametrize("data", [None, {"text": NASTY, "mail": "x", "tick": "on", "one": NASTY, "some": ["b"]}])
def test_a_browser_reads_the_same_as_from_the_templates_of_django(data: dict[str, object] | None) -> None:
    ours, theirs = Everything(data, renderer=FormDrawing()), Everything(data, renderer=DjangoTemplates())
    for name in Everything.base_fields:
        assert Tags(str(ours[name])).found == Tags(str(theirs[name])).found, name
        for mine, other in zip(ours[name].subwidgets, theirs[name].subwidgets, strict=True):
            assert Tags(str(mine.tag())).found == Tags(str(other.tag())).found, name


def test_markup_in_a_value_stays_text() -> None:
    assert "<b>" not in str(Everything({"text": NASTY}, renderer=FormDrawing())["text"])
