"""The browser admin speaks Indonesian where its library brings English only."""

import gettext
import re

import pytest
from django.conf import settings

CATALOGUE = settings.BASE_DIR / "locale" / "id" / "LC_MESSAGES"
ENTRY = re.compile(r'^msgid "(.+)"\n(?:msgid_plural "(.+)"\n)?msgstr(?:\[0\])? "(.+)"$', re.MULTILINE)


def test_the_compiled_words_are_those_of_the_text() -> None:
    with (CATALOGUE / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    entries = ENTRY.findall((CATALOGUE / "django.po").read_text())
    assert len(entries) > 40
    for single, plural, words in entries:
        answer = compiled.ngettext(single, plural, 1) if plural else compiled.gettext(single)
        assert answer == words, single


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/admin/core/officialdocument/", "/admin/verification/decision/", "/admin/"])
def test_lists_and_first_page_show_no_english(sign_in, path: str) -> None:
    page = sign_in("verifier").get(path).content.decode()
    shown = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)
    english = re.findall(
        r"\b(?:Filters|Search|Select|Reset|Apply|results?|Loading|Run|Next|Previous|Dark|Light)\b", shown
    )
    assert english == []
