"""The engine of letters: what it does around a layout."""

import gc
import weakref

import pytest
from weasyprint import HTML

from core import pdf
from core.profile import Profile, shipped


@pytest.fixture
def profile() -> Profile:
    return shipped("luwu-utara")


@pytest.mark.parametrize("fails", [False, True])
def test_garbage_is_collected_again_after_a_letter(
    profile: Profile, monkeypatch: pytest.MonkeyPatch, fails: bool
) -> None:
    during: list[bool] = []
    lay_out = HTML.render

    def watched(self: HTML, **options: object) -> object:
        during.append(gc.isenabled())
        if fails:
            raise RecursionError
        return lay_out(self, **options)

    monkeypatch.setattr(HTML, "render", watched)
    context = {"check_address": "https://lpse.example/periksa/"}
    if fails:
        with pytest.raises(RecursionError):
            pdf.render("core/letters/warm.html", context, profile=profile, example=True)
    else:
        assert pdf.render("core/letters/warm.html", context, profile=profile, example=True).content[:5] == b"%PDF-"
    assert during == [False]
    assert gc.isenabled()


class _Knot:
    """Refers to itself, so that only the collector can take it."""

    def __init__(self) -> None:
        self.itself = self


def test_a_worker_that_was_warmed_up_keeps_nothing_of_the_letter_before(profile: Profile) -> None:
    context = {"check_address": "https://lpse.contoh.example/periksa/"}
    try:
        pdf.warm()
        knot = weakref.ref(_Knot())
        pdf.render("core/letters/warm.html", context, profile=profile, example=True)
        assert knot() is None
    finally:
        gc.unfreeze()
