"""What SPSE writes in its lists, read: property tests and the odd cells of real lists."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.refusals import BadInput
from procurement.spse_words import amount, kind_and_years, name, qualification_and_files, year_is_likely


@pytest.mark.parametrize(
    ("text", "value", "step"),
    [
        ("284,6 Jt", "284600000", "100000"),
        ("1,4 M", "1400000000", "100000000"),
        ("2 M", "2000000000", "1000000000"),
        ("999 Jt", "999000000", "1000000"),
        ("1.000 Jt", "1000000000", "1000000"),
        ("7,2 T", "7200000000000", "100000000000"),
        ("Rp 284.600.000,00", "284600000", "0.01"),
        ("Rp 1,00", "1", "0.01"),
        ("0", "0", "0.01"),
    ],
)
def test_amounts_keep_their_rounding(text: str, value: str, step: str) -> None:
    found = amount(text)
    assert found is not None
    assert (found.value, found.step) == (Decimal(value), Decimal(step))


@pytest.mark.parametrize("text", ["", "-", "Nilai Kontrak belum dibuat", "null"])
def test_no_amount_is_none(text: str) -> None:
    assert amount(text) is None


@pytest.mark.parametrize("text", ["sekitar 2 M", "2 Km", "1,2,3 M", "9.999.999 M", "=1+1"])
def test_what_is_no_amount_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadInput, match=r"284,6 Jt|terlalu besar"):
        amount(text)


@given(whole=st.integers(0, 999), tenth=st.integers(0, 9), unit=st.sampled_from([("Jt", 10**6), ("M", 10**9)]))
def test_every_shortened_amount_is_within_its_step(whole: int, tenth: int, unit: tuple[str, int]) -> None:
    found = amount(f"{whole},{tenth} {unit[0]}")
    assert found is not None
    assert found.value == (Decimal(whole) + Decimal(tenth) / 10) * unit[1]
    assert found.step * 10 == unit[1]


@pytest.mark.parametrize(
    ("text", "words", "labels"),
    [
        ("Jalan A <span class='label label-warning'>Tender Ulang</span>", "Jalan A", ("Tender Ulang",)),
        ("Jembatan <b>Besar</b> &amp; Kecil", "Jembatan Besar & Kecil", ()),
        ("Pipa < 4 inci dan > 2 inci", "Pipa < 4 inci dan > 2 inci", ()),
        ("<script>alert(1)</script>Jalan", "alert(1) Jalan", ()),
        ("Rehabilitasi &quot;Kantor&quot;", 'Rehabilitasi "Kantor"', ()),
    ],
)
def test_names_lose_their_markup_and_nothing_else(text: str, words: str, labels: tuple[str, ...]) -> None:
    found = name(text)
    assert (found.words, found.labels) == (words, labels)


@given(st.text(max_size=400))
def test_any_name_is_read_without_an_error(text: str) -> None:
    assert name(text).words == " ".join(name(text).words.split())


def test_kind_year_qualification_and_files() -> None:
    assert kind_and_years("Pekerjaan Konstruksi - TA 2016") == ("Pekerjaan Konstruksi", (2016,))
    assert kind_and_years("Pengadaan Barang - TA null") == ("Pengadaan Barang", ())
    assert kind_and_years("Jasa Lainnya - TA 2019, 2020") == ("Jasa Lainnya", (2019, 2020))
    assert kind_and_years("Jasa Lainnya") == ("Jasa Lainnya", ())
    assert qualification_and_files("Prakualifikasi Dua File") == ("Prakualifikasi", "Dua File")
    assert qualification_and_files("Pengadaan Langsung") == ("Pengadaan Langsung", "")
    assert [year_is_likely(year, date(2026, 1, 1)) for year in (2007, 2008, 2031, 2032)] == [False, True, True, False]
