"""Names of firms that look alike: ``CV. Maju`` and ``CV MAJU JAYA`` (two units search for them).

PostgreSQL keeps, for each name, its words without business form, punctuation, case and accents, and the same run
together; both are generated columns, so nobody has to remember them. Indexes give at most 300 candidates, RapidFuzz
ranks them. Model and query use one SQL expression, so they cannot drift apart.
"""

from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import connection, models
from django.db.models import Func, GeneratedField, Index, Model, TextField
from psycopg2 import sql
from rapidfuzz import fuzz

MOST_CANDIDATES = 300
_EACH = 100
_WORDS_LOOKED_AT = 6
_SHORTEST_START = 4
LEAST_SCORE = 78
# For a search, where a person looks at what was found.
LOOSE_SCORE = 65

_FORMS = (
    "perseroan terbatas", "persekutuan komanditer", "perusahaan dagang", "usaha dagang", "pt perorangan", "p t", "c v",
    "u d", "p d", "pt", "cv", "ud", "pd", "fa", "firma", "koperasi", "kop", "yayasan", "perkumpulan", "persero", "tbk", "toko",
)  # fmt: skip
# Decomposed, without accents and apostrophes, in small letters; every punctuation mark is a blank; without forms.
_CLEAN = (
    r"regexp_replace(regexp_replace(lower(regexp_replace(normalize({name}, NFKD), "
    r"'[\u0027\u0060\u00b4\u02b0-\u02ff\u0300-\u036f\u2018\u2019]', '', 'g')), "
    r"'[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u00d7\u00f7\u2000-\u206f\u3000-\u303f]+', ' ', 'g'), "
    rf"'\m({'|'.join(_FORMS)})\M', ' ', 'g')"
)
_WORDS = rf"string_to_array(btrim(regexp_replace({_CLEAN}, ' +', ' ', 'g')), ' ')"
_KEY = rf"replace({_CLEAN}, ' ', '')"


class NameWords(Func):
    """The words of a name that tell firms apart."""

    template = _WORDS.format(name="%(expressions)s")
    arity = 1


class NameKey(Func):
    """The same words, run together: ``Mitra Karya`` and ``Mitrakarya`` are one."""

    template = _KEY.format(name="%(expressions)s")
    arity = 1


def words_field(name: str) -> Any:
    """The generated column ``name_words`` over a column that holds a name."""
    return GeneratedField(
        expression=NameWords(name), output_field=ArrayField(TextField()), db_persist=True, verbose_name="kata nama"
    )


def key_field(name: str) -> Any:
    """The generated column ``name_key`` over a column that holds a name."""
    return GeneratedField(
        expression=NameKey(name), output_field=TextField(), db_persist=True, verbose_name="kunci nama"
    )


def similar_indexes(prefix: str) -> list[Index]:
    """The two indexes that the search reads."""
    return [
        GinIndex(fields=["name_words"], name=f"{prefix}_similar_words"),
        models.Index(fields=["name_key"], name=f"{prefix}_similar_key", opclasses=["text_pattern_ops"]),
    ]


@dataclass(frozen=True)
class Alike:
    """A row whose name looks like what was asked for; `score` goes to 100."""

    pk: int
    score: int


def alike(model: type[Model], name: str, *, most: int = 25, least: int = LEAST_SCORE) -> list[Alike]:
    """Rows of a model with `name_words` and `name_key` whose names look like this one, best first.

    Args:
        most: how many at most.
        least: score below which a name is another name.
    """
    return alike_to(model, *_normalised(name), most=most, least=least)


def alike_to(
    model: type[Model], words: list[str], key: str, *, most: int = 25, least: int = LEAST_SCORE
) -> list[Alike]:
    """As `alike`, for a name whose two columns are known already."""
    if not key:
        return []
    words = words[:_WORDS_LOOKED_AT]
    found = [
        Alike(pk, score(words, key, theirs, their_key)) for pk, theirs, their_key in _candidates(model, words, key)
    ]
    return sorted((one for one in found if one.score >= least), key=lambda one: (-one.score, one.pk))[:most]


def score(words: list[str], key: str, theirs: list[str], their_key: str) -> int:
    """How alike two normalised names are, 0 to 100.

    Letter by letter for slips and joined words; word by word for words that were left out or stand elsewhere.
    """
    mine, other = " ".join(words), " ".join(theirs)
    by_words = (fuzz.token_set_ratio(mine, other) + fuzz.token_sort_ratio(mine, other)) / 2
    return round(max(fuzz.ratio(key, their_key), by_words))


def _normalised(name: str) -> tuple[list[str], str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_WORDS.format(name='%s')}, {_KEY.format(name='%s')}", [name[:300]] * 2)
        words, key = cursor.fetchone()
    return words, key


def _candidates(model: type[Model], words: list[str], key: str) -> list[tuple[int, list[str], str]]:
    """At most 300 rows, each way of looking alike with its own share, so that a frequent word crowds nothing out."""
    runs = ["".join(words[start:end]) for start in range(len(words)) for end in range(start + 1, len(words) + 1)]
    start = key[: max(_SHORTEST_START, len(key) * 2 // 3)]
    fewer = [list(some) for some in combinations(words, len(words) - 1)] if len(words) > 1 else []
    share = _EACH // max(len(fewer), 1)
    ways: list[tuple[str, Any, int]] = [
        ("name_key = ANY(%s)", [key, *runs], _EACH),
        # `~<~` is the order of the index, so the shortest names with this beginning come first.
        ("name_key LIKE %s ORDER BY name_key USING ~<~", f"{_literal(start)}%", _EACH),
        ("name_words @> %s::text[]", words, _EACH),
        *(("name_words @> %s::text[]", some, share) for some in fewer),
    ]
    table = sql.Identifier(model._meta.db_table)
    parts = [
        sql.SQL("(SELECT id, name_words, name_key FROM {} WHERE {} LIMIT {})").format(
            table, sql.SQL(where), sql.Literal(limit)
        )
        for where, _, limit in ways
    ]
    statement = sql.SQL("SELECT DISTINCT ON (id) * FROM ({}) AS found LIMIT {}").format(
        sql.SQL(" UNION ALL ").join(parts), sql.Literal(MOST_CANDIDATES)
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [given for _, given, _ in ways])
        return list(cursor.fetchall())


def _literal(text: str) -> str:
    """Text that LIKE takes for itself."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
