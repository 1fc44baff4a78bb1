"""The rule table of the profile, read against dates over years: borders, fates, 29 February."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.enums import RetentionPhase as P
from core.profile import RetentionRule, dump, shipped
from core.profile_check import check
from core.retention import latest_event, retention, years_after

RULE = RetentionRule("Uji", "decision", 2, 3, "destroy")


def profile(rule: RetentionRule = RULE):  # type: ignore[no-untyped-def]
    return replace(shipped("luwu-utara"), retention={"uji": rule})


@pytest.mark.parametrize(
    ("day", "years", "expected"),
    [
        (date(2024, 2, 29), 1, date(2025, 3, 1)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(2023, 2, 28), 1, date(2024, 2, 28)),
        (date(2026, 11, 25), 5, date(2031, 11, 25)),
    ],
)
def test_years_are_counted_so_that_nothing_ends_a_day_early(day: date, years: int, expected: date) -> None:
    assert years_after(day, years) == expected


@pytest.mark.parametrize(
    ("on", "phase"),
    [
        (date(2026, 11, 25), P.ACTIVE),
        (date(2028, 11, 24), P.ACTIVE),
        (date(2028, 11, 25), P.INACTIVE),
        (date(2031, 11, 24), P.INACTIVE),
        (date(2031, 11, 25), P.DUE),
        (date(2040, 1, 1), P.DUE),
    ],
)
def test_a_file_grows_inactive_and_then_due(on: date, phase: P) -> None:
    found = retention(profile(), "uji", date(2026, 11, 25))
    assert found is not None
    assert (found.phase(on), found.is_to_be_destroyed(on)) == (phase, phase == P.DUE)


def test_the_clock_may_start_at_the_end_of_the_year() -> None:
    found = retention(profile(replace(RULE, event="year_of_decision")), "uji", date(2026, 3, 4))
    assert found is not None
    assert (found.starts_on, found.inactive_from, found.due_from) == (
        date(2026, 12, 31),
        date(2028, 12, 31),
        date(2031, 12, 31),
    )


@pytest.mark.parametrize("fate", ["keep", "review"])
def test_only_the_fate_destroy_destroys(fate: str) -> None:
    found = retention(profile(replace(RULE, fate=fate)), "uji", date(2000, 1, 1))
    assert found is not None
    assert found.phase(date(2026, 1, 1)) == P.DUE
    assert not found.is_to_be_destroyed(date(2026, 1, 1))


def test_a_class_without_a_rule_is_kept() -> None:
    assert retention(profile(), "lain", date(1990, 1, 1)) is None


@pytest.mark.parametrize("event", ["decision", "year_of_decision"])
def test_the_border_of_the_list_is_the_border_of_the_rule_on_every_day_of_eight_years(event: str) -> None:
    rule = RetentionRule("Uji", event, 1, 1, "destroy")
    lpse = profile(rule)
    day = date(2023, 12, 30)
    while day < date(2032, 1, 2):
        border = latest_event(rule, day)
        last, first_not = retention(lpse, "uji", border), retention(lpse, "uji", border + timedelta(days=1))
        assert last is not None
        assert first_not is not None
        assert last.is_to_be_destroyed(day), day
        assert not first_not.is_to_be_destroyed(day), day
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("part", "value"),
    [("event", "besok"), ("fate", "buang"), ("active_years", 0), ("inactive_years", 51), ("label", " ")],
)
def test_a_rule_that_cannot_be_used_is_named_by_its_place(part: str, value: object) -> None:
    data = dump(shipped("temanggung"))
    data["retention"]["registration_rejected"][part] = value
    _, problems = check(data)
    assert list(problems) == [f"retention.registration_rejected.{part}"]


@pytest.mark.parametrize("slug", ["luwu-utara", "temanggung"])
def test_the_shipped_figures_are_marked_as_examples(slug: str) -> None:
    lpse = shipped(slug)
    assert {"registration_approved", "registration_rejected"} <= set(lpse.retention)
    assert all(rule.label.endswith("(contoh)") for rule in lpse.retention.values())
    assert check(dump(lpse))[1] == {}
