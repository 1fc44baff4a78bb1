"""Dates, money and masked numbers as people here write them, on the LPSE's own clock."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.template import engines

from core import formats
from tests.support.people import use_profile

MOMENT = datetime(2026, 5, 4, 2, 20, tzinfo=UTC)


def test_a_moment_is_written_in_the_zone_of_the_lpse_with_its_name(lpse) -> None:
    assert formats.long_datetime(MOMENT) == "Senin, 4 Mei 2026 pukul 10.20 WITA"


def test_the_same_moment_reads_an_hour_earlier_in_java(db: None) -> None:
    use_profile("temanggung")
    assert formats.long_datetime(MOMENT) == "Senin, 4 Mei 2026 pukul 09.20 WIB"


def test_the_day_is_that_of_the_lpse_not_of_greenwich(lpse) -> None:
    assert formats.short_date(datetime(2026, 5, 4, 20, 0, tzinfo=UTC)) == "5 Mei 2026"


def test_a_plain_date_needs_no_zone(lpse) -> None:
    assert formats.long_date(date(2026, 12, 25)) == "Jumat, 25 Desember 2026"


def test_a_moment_without_a_zone_is_refused_not_guessed(lpse) -> None:
    with pytest.raises(ValueError, match="time zone"):
        formats.long_datetime(datetime(2026, 5, 4, 2, 20))


@pytest.mark.parametrize(
    ("later", "text"),
    [
        (timedelta(hours=2), "hari ini pukul 12.20 WITA"),
        (timedelta(hours=20), "besok pukul 06.20 WITA"),
        (timedelta(hours=-20), "kemarin pukul 14.20 WITA"),
        (timedelta(days=3), "3 hari lagi"),
        (timedelta(days=-2), "2 hari lalu"),
    ],
)
def test_how_far_a_moment_is_counts_calendar_days(lpse, later: timedelta, text: str) -> None:
    assert formats.relative(MOMENT + later, MOMENT) == text


def test_a_deadline_says_what_is_left_and_when_it_passed(lpse) -> None:
    assert formats.deadline(MOMENT + timedelta(days=3), MOMENT) == "3 hari lagi (7 Mei 2026 pukul 10.20 WITA)"
    assert formats.deadline(MOMENT + timedelta(hours=1), MOMENT) == "hari ini pukul 11.20 WITA"
    assert formats.deadline(MOMENT - timedelta(hours=26), MOMENT) == (
        "lewat 1 hari 2 jam (batas 3 Mei 2026 pukul 08.20 WITA)"
    )


@pytest.mark.parametrize(
    ("amount", "text"),
    [(0, "Rp0"), (1_250_000, "Rp1.250.000"), (Decimal("1500.50"), "Rp1.500,50"), (-2000, "-Rp2.000")],
)
def test_money_is_written_with_points_between_thousands(amount: Decimal, text: str) -> None:
    assert formats.rupiah(amount) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("7322010101900001", "7322**********01"),
        ("01.234.567.8-901.000", "0123*********00"),
        ("12345", "*****"),
    ],
)
def test_an_identity_number_shows_only_its_ends(number: str, text: str) -> None:
    assert formats.masked(number) == text


def test_a_mail_address_keeps_its_domain_only() -> None:
    assert formats.masked_email("budi@contoh.id") == "b***@contoh.id"


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (timedelta(seconds=20), "kurang dari 1 menit"),
        (timedelta(minutes=45), "45 menit"),
        (timedelta(days=2, hours=3, minutes=9), "2 hari 3 jam"),
    ],
)
def test_a_length_of_time_names_its_two_largest_units(span: timedelta, text: str) -> None:
    assert formats.duration(span) == text


def test_a_filter_prints_nothing_for_nothing(lpse) -> None:
    source = "{% load portal %}[{{ at|long_datetime }}{{ at|rupiah }}{{ at|masked }}{{ at|relative }}{{ at|deadline }}]"
    assert engines["django"].from_string(source).render({"at": None}) == "[]"
