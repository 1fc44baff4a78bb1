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


@pytest.mark.parametrize(("left", "is_gone"), [(10, False), (50_000, True)])
def test_a_worker_keeps_nothing_of_a_long_letter(
    profile: Profile, monkeypatch: pytest.MonkeyPatch, left: int, is_gone: bool
) -> None:
    made: list[object] = []
    lay_out = HTML.render

    def watched(self: HTML, **options: object) -> object:
        made.extend([] for _ in range(left))
        return lay_out(self, **options)

    context = {"check_address": "https://lpse.contoh.example/periksa/"}
    try:
        pdf.warm()
        knot = weakref.ref(_Knot())
        monkeypatch.setattr(HTML, "render", watched)
        monkeypatch.setattr(pdf, "_MUCH_LEFT", 50_000)
        pdf.render("core/letters/warm.html", context, profile=profile, example=True)
        assert (knot() is None) == is_gone
    finally:
        gc.unfreeze()
