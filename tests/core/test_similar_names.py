"""Firms that look alike are found and ranked; firms that only share a frequent word are not."""

import random

import pytest
from django.db import connection

from core.similar import LEAST_SCORE, MOST_CANDIDATES, _candidates, _normalised, alike
from registration.models import Application
from tests.support.applications import application_make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lpse")]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("CV. Maju", "maju"),
        ("C.V. MAJU", "maju"),
        ("PT Maju, Tbk.", "maju"),
        ("P.T. Ma’ruf Jaya", "maruf jaya"),
        ("Perseroan Terbatas MAJU", "maju"),
        ("Usaha Dagang Maju", "maju"),
        ("CV Usaha Mandiri", "usaha mandiri"),
        ("Café  Négro & Co", "cafe negro co"),
        ("ＭＡＪＵ　ＪＡＹＡ", "maju jaya"),
        ("CVMaju", "cvmaju"),
        ("Ptolemy Abadi", "ptolemy abadi"),
        ("شركة ماجو", "شركة ماجو"),
        ("CV.", ""),
        ("", ""),
        ("100% %_\\'; DROP", "100 drop"),
    ],
)
def test_a_name_is_its_words_without_form_punctuation_case_and_accents(name: str, key: str) -> None:
    assert _normalised(name) == (key.split(), key.replace(" ", ""))


ALIKE = [
    ("CV. Maju", "CV MAJU JAYA"),
    ("CV Maju Jaya", "PT. Maju Jaya"),
    ("Maju Jaya", "Jaya Maju"),
    ("Sumber Rejeki", "CV SUMBER REZEKI"),
    ("Mitra Karya", "PT Mitrakarya"),
    ("Mitrakarya", "CV. Mitra-Karya"),
    ("Sinar Djaya Abadi", "Sinar Jaya Abadi"),
    ("Cahaya Mandiri Perkasa", "Cahya Mandiri Perkasa"),
    ("Bumi Sawerigading", "PT BUMI SAWERIGADING UTAMA"),
    ("Ma'ruf Bersaudara", "CV Maruf Bersaudara"),
]
APART = [
    ("Karya Mandiri", "Karya Bersama"),
    ("Sinar Jaya", "Maju Jaya"),
    ("Cahaya Abadi Sentosa", "Cahaya Timur Raya"),
    ("Tirta Utama", "Bumi Utama"),
    ("Anugerah Persada", "Anugerah Tunggal Lestari"),
    ("Koperasi Tani Makmur", "Koperasi Nelayan Bahari"),
]


@pytest.fixture
def crowd(make_account):
    """A few hundred other firms, made of the words that firms are made of."""
    chance = random.Random(11)
    words = [
        "Cahaya",
        "Maju",
        "Karya",
        "Sinar",
        "Mitra",
        "Bumi",
        "Tirta",
        "Jaya",
        "Abadi",
        "Utama",
        "Sejahtera",
        "Mandiri",
        "Sumber",
        "Anugerah",
        "Makmur",
    ]
    pattern = application_make(owner=make_account("vendor"), number="REG-2026-90000", name="Zebra Unik")
    rows = []
    for number in range(600):
        row = Application.objects.get(pk=pattern.pk)
        row.pk, row.number, row.state = None, f"REG-2026-8{number:04}", "withdrawn"
        row.due_at, row.closed_at = None, row.created_at
        row.name = " ".join(chance.sample(words, 3)) + f" {chance.choice(['Nusantara', 'Pratama', 'Wijaya', 'Putra'])}"
        rows.append(row)
    Application.objects.bulk_create(rows)


def kept(name: str, number: int, make_account) -> Application:
    return application_make(owner=make_account("vendor"), number=f"REG-2026-7{number:04}", name=name)


@pytest.mark.parametrize(("asked", "stands"), [*ALIKE, *[(b, a) for a, b in ALIKE]])
def test_confusable_names_find_each_other_in_a_crowd(asked: str, stands: str, crowd, make_account) -> None:
    row = kept(stands, 1, make_account)
    found = alike(Application, asked, most=5)
    assert row.pk in [one.pk for one in found], (asked, stands, found)


@pytest.mark.parametrize(("asked", "stands"), [*APART, *[(b, a) for a, b in APART]])
def test_honest_names_that_share_a_word_are_left_alone(asked: str, stands: str, make_account) -> None:
    kept(stands, 1, make_account)
    assert alike(Application, asked) == []


def test_the_nearest_stands_first_and_the_same_name_scores_full(make_account) -> None:
    far = kept("CV MAJU JAYA", 1, make_account)
    same = kept("P.T. MAJU", 2, make_account)
    found = alike(Application, "CV. Maju")
    assert [one.pk for one in found] == [same.pk, far.pk]
    assert found[0].score == 100
    assert LEAST_SCORE <= found[1].score < 100


def test_the_columns_follow_the_name_by_themselves(make_account) -> None:
    row = kept("CV Lama Sekali", 1, make_account)
    Application.objects.filter(pk=row.pk).update(name="Baru Benar")
    assert alike(Application, "Lama Sekali") == []
    assert [one.pk for one in alike(Application, "baru benar")] == [row.pk]
    Application.objects.filter(pk=row.pk).update(name="")
    assert alike(Application, "baru benar") == []


def test_a_frequent_word_gives_at_most_three_hundred_candidates(crowd) -> None:
    for name in ("Maju Jaya Abadi", "Maju"):
        words, key = _normalised(name)
        assert 0 < len(_candidates(Application, words, key)) <= MOST_CANDIDATES


def test_the_search_reads_indexes_only(crowd) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for where in (
            "name_key = 'maju'",
            "name_key LIKE 'maju%' ORDER BY name_key USING ~<~",
            "name_words @> '{maju}'",
        ):
            cursor.execute(f"EXPLAIN SELECT id FROM registration_application WHERE {where} LIMIT 100")  # noqa: S608
            plan = "\n".join(line for (line,) in cursor.fetchall())
            assert "application_similar" in plan, plan
            assert "Seq Scan" not in plan
