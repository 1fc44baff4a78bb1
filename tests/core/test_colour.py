"""Whatever the regency's colour is, texts and buttons in it can be read, by day and by night."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.colour import contrast, dark_palette, is_colour, light_palette, ramp, triplet

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
LIGHT_GROUNDS = ("#ffffff", "#faf8f4", "#f1eee7")
DARK_GROUNDS = ("#151715", "#1e211f", "#272b28")


@given(COLOURS)
def test_light_texts_and_button_labels_reach_the_contrast_of_wcag_aa(colour: str) -> None:
    palette = light_palette(colour)
    assert contrast(palette.brand, palette.on_brand) >= 4.5
    assert contrast(palette.brand_strong, palette.on_brand) >= 4.5
    assert contrast("#1c1f1d", palette.brand_soft) >= 7
    assert min(contrast(palette.brand_text, ground) for ground in (*LIGHT_GROUNDS, palette.brand_soft)) >= 4.5


@given(COLOURS)
def test_dark_texts_and_button_labels_reach_the_contrast_of_wcag_aa(colour: str) -> None:
    palette = dark_palette(colour)
    assert contrast(palette.brand, palette.on_brand) >= 4.5
    assert contrast(palette.brand_strong, palette.on_brand) >= 4.5
    assert contrast("#ecebe5", palette.brand_soft) >= 7
    assert min(contrast(palette.brand_text, ground) for ground in (*DARK_GROUNDS, palette.brand_soft)) >= 4.5


@given(COLOURS)
def test_a_ramp_runs_from_light_to_dark(colour: str) -> None:
    steps = list(ramp(colour).values())
    assert len(steps) == 11
    assert [contrast(step, "#ffffff") for step in steps] == sorted(contrast(step, "#ffffff") for step in steps)


def test_a_colour_dark_enough_already_stays_the_regencys_own() -> None:
    assert light_palette("#0f6b4f").brand == "#0f6b4f"


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_bootstrap_gets_its_triplet() -> None:
    assert triplet("#0f6b4f") == "15, 107, 79"


@pytest.mark.parametrize("value", ["", "green", "#fff", "#12345g", "#0f6b4f;} body{display:none"])
def test_what_is_not_a_colour_is_refused(value: str) -> None:
    assert not is_colour(value)
    with pytest.raises(ValueError, match="not a colour"):
        light_palette(value)


def test_a_colour_is_accepted() -> None:
    assert is_colour("#0f6b4F")
