"""Answers as people type them: one line of text without signs that deceive, telephone numbers, numbers with blanks."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

# Signs that turn the direction of what follows: a name could be read differently from what it is.
_TURNING = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_PHONE = re.compile(r"^\+?[0-9][0-9 ().\-/]{4,28}$")
_PHONE_DIGITS = range(6, 16)


def plain_line(text: str) -> str:
    """The text on one line, without control and direction signs; honest Arabic, Chinese and emoji stay as they are."""
    signs = (" " if unicodedata.category(sign) in {"Cc", "Zl", "Zp"} else sign for sign in text)
    kept = "".join(sign for sign in signs if sign not in _TURNING)
    return " ".join(unicodedata.normalize("NFC", kept).split())


class LineField(forms.CharField):
    """One line of text."""

    def to_python(self, value: Any) -> str:
        """Take away what would deceive a reader, before the text is judged."""
        return super().to_python(plain_line(str(value)) if value not in self.empty_values else value) or ""


class PhoneField(LineField):
    """A telephone number as people write it: blanks, dashes and brackets are fine."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "class": "w-chars-24"})
        )
        super().__init__(max_length=30, **kwargs)

    def clean(self, value: Any) -> str:
        """Judge the shape.

        Raises:
            ValidationError: it cannot be dialled.
        """
        text: str = super().clean(value)
        if text and not (_PHONE.match(text) and sum(sign.isdigit() for sign in text) in _PHONE_DIGITS):
            raise ValidationError("Tulis nomor telepon dengan kode area, misalnya 0473 21234 atau 0812 3456 7890.")
        return text
