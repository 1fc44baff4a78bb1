"""Official numbers: gapless, once, by the profile's pattern, never back-dated."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import InternalError, connection, transaction

from core import numbers
from core.models import NumberCounter
from core.numbers import PatternError, number_format, number_issue, number_take, pattern_problem
from core.refusals import BadInput

VALUES = {"klasifikasi": "027", "unit": "LPSE-LU"}
SERIES = "uji_surat"


def today(letters) -> date:
    return datetime.now(UTC).astimezone(letters.zone).date()


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        ("{klasifikasi}/{urut}/{unit}/{bulan_romawi}/{tahun}", "027/7/LPSE-LU/XI/2026"),
        ("{klasifikasi}/{urut:03}/{unit}/{bulan_romawi}/{tahun}", "027/007/LPSE-LU/XI/2026"),
        ("{urut:04}/BA/{bulan:02}/{tahun}", "0007/BA/11/2026"),
    ],
)
def test_a_number_follows_the_pattern(pattern: str, number: str) -> None:
    assert number_format(pattern, values=VALUES, sequence=7, on=date(2026, 11, 22)) == number


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_has_its_roman_figure(month: int) -> None:
    roman = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"][month - 1]
    written = number_format("{urut}/{bulan_romawi}/{tahun}", values={}, sequence=1, on=date(2026, month, 1))
    assert written == f"1/{roman}/2026"


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("{urut}/{kota}/{tahun}", "kota"),
        ("{klasifikasi}/{tahun}", "{urut}"),
        ("{urut}/{unit}", "{tahun}"),
        ("{urut", "kurung"),
        ("{urut!r}/{tahun}", "urut"),
        ("{urut:>200}/{tahun}", "urut"),
        ("{urut:3}/{tahun}", "urut"),
        ("{unit:03}/{urut}/{tahun}", "unit"),
        ("{urut.__class__}/{tahun}", "__class__"),
        ("{unit[0]}/{urut}/{tahun}", "unit[0]"),
        ("{urut}/{tahun}/" + "x" * 130, "Pendekkan"),
    ],
)
def test_a_pattern_that_cannot_work_is_refused_with_the_reason(pattern: str, words: str) -> None:
    assert words in pattern_problem(pattern, values=VALUES)
    with pytest.raises(PatternError):
        number_format(pattern, values=VALUES, sequence=1, on=date(2026, 1, 1))


def test_a_good_pattern_has_no_problem() -> None:
    assert pattern_problem("{klasifikasi}/{urut:03}/{unit}/{bulan_romawi}/{tahun}", values=VALUES) == ""


@pytest.mark.django_db
def test_numbers_count_up_within_series_and_year(letters) -> None:
    issued = [number_issue(series=SERIES, on=today(letters)) for _ in range(3)]
    other = number_issue(series="uji_tanda_terima", on=today(letters))
    assert [number.split("/")[1] for number in [*issued, other]] == ["001", "002", "003", "001"]
    assert NumberCounter.objects.get(series=SERIES).last == 3


@pytest.mark.django_db
def test_a_new_year_at_the_lpse_begins_with_one(letters) -> None:
    # 16:30 UTC on 31 December is already 1 January in WITA.
    with time_machine.travel(datetime(2026, 12, 31, 15, 30, tzinfo=UTC), tick=False):
        old = number_issue(series=SERIES, on=date(2026, 12, 31))
    with time_machine.travel(datetime(2026, 12, 31, 16, 30, tzinfo=UTC), tick=False):
        new = number_issue(series=SERIES, on=date(2027, 1, 1))
    assert (old, new) == ("027/001/UJI/LPSE-LU/XII/2026", "027/001/UJI/LPSE-LU/I/2027")


@pytest.mark.django_db
@pytest.mark.parametrize("days", [-400, -1, 1])
def test_a_number_of_another_day_is_refused(letters, days: int) -> None:
    with pytest.raises(BadInput, match="sisipan"):
        number_issue(series=SERIES, on=today(letters) + timedelta(days=days))
    assert not NumberCounter.objects.exists()


@pytest.mark.django_db
def test_example_data_may_be_older_but_never_goes_back_within_a_series(letters) -> None:
    day = date(today(letters).year - 1, 5, 10)
    assert number_take(series=SERIES, on=day).split("/")[1] == "001"
    with pytest.raises(BadInput, match="lebih baru"):
        number_take(series=SERIES, on=day - timedelta(days=1))
    assert number_take(series=SERIES, on=day).split("/")[1] == "002"


@pytest.mark.django_db
def test_a_series_without_pattern_is_named(letters) -> None:
    with pytest.raises(PatternError, match="tidak_ada"):
        number_issue(series="tidak_ada", on=today(letters))


@pytest.mark.django_db
def test_the_database_never_counts_back(letters) -> None:
    number_issue(series=SERIES, on=today(letters))
    for change in ({"last": 0}, {"last_on": date(2000, 1, 1)}):
        with pytest.raises(InternalError, match="counter_never_back"), transaction.atomic():
            NumberCounter.objects.update(**change)
    with pytest.raises(InternalError, match="counter_never_gone"), transaction.atomic():
        NumberCounter.objects.all().delete()
    assert NumberCounter.objects.get().last == 1


@pytest.mark.django_db(transaction=True)
def test_a_number_outside_a_transaction_is_a_programming_error(letters) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        number_issue(series=SERIES, on=today(letters))
    assert not NumberCounter.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_forty_threads_with_roll_backs_leave_no_gap_and_no_double(letters) -> None:
    day, kept, errors = today(letters), [], []
    start = threading.Barrier(8)

    def work(worker: int) -> None:
        try:
            start.wait(20)
            for step in range(10):
                try:
                    with transaction.atomic():
                        number = number_issue(series=SERIES, on=day)
                        if (worker + step) % 3 == 0:
                            raise LookupError("the decision failed")
                        kept.append(number)
                except LookupError:
                    continue
        except Exception as error:  # a thread's failure must reach the test
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not errors
    assert sorted(int(number.split("/")[1]) for number in kept) == list(range(1, len(kept) + 1))
    assert 0 < len(kept) < 80
    assert NumberCounter.objects.get(series=SERIES).last == len(kept)


def test_roman_months_are_twelve() -> None:
    assert len(numbers.ROMAN_MONTHS) == 12
