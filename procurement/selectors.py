"""Reads of the mirror for the apps above: a package by its code, tenders that were open at a time."""

import re
from datetime import datetime

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import QuerySet

from core.components import SummaryRow
from core.formats import rupiah, short_datetime
from procurement.models import SEARCH_CONFIG, Package, Schedule, Stage

_WORD = re.compile(r"[^\W_]+")


def package_search(packages: QuerySet[Package], text: str) -> QuerySet[Package]:
    """Digits find the code by its beginning; words find names, as Indonesian has them; nothing finds all."""
    words = _WORD.findall(text[:200])
    if not words:
        return packages
    if len(words) == 1 and words[0].isdigit():
        return packages.filter(code__startswith=words[0])
    query = SearchQuery(" & ".join(f"{word}:*" for word in words), config=SEARCH_CONFIG, search_type="raw")
    return packages.annotate(words=SearchVector("name", config=SEARCH_CONFIG)).filter(words=query)


def hps_words(package: Package) -> str:
    """What the list said, with its rounding: a list is no document to compute with."""
    if package.hps is None or package.hps_step is None:
        return "–"
    return rupiah(package.hps) if package.hps_step < 1 else f"sekitar {rupiah(package.hps)}"


def contract_words(package: Package) -> str:
    """The sum of the contract, or what SPSE says instead."""
    if package.contract_value is not None:
        return rupiah(package.contract_value)
    return package.contract_in_spse or "–"


def package_facts(package: Package) -> list[SummaryRow]:
    """A package as its page shows it; what the list left out is left out."""
    run = package.imported_in
    rows = (
        ("Instansi", package.agency),
        ("Tahap", package.stage),
        ("HPS", hps_words(package) if package.hps is not None else ""),
        ("Jenis pengadaan", package.kind),
        ("Metode pemilihan", package.method),
        ("Metode dokumen", package.file_method),
        ("Metode evaluasi", package.evaluation),
        ("Kualifikasi", package.qualification),
        ("Tahun anggaran", package.budget_years or str(package.budget_year or "")),
        ("Nilai kontrak", contract_words(package) if package.contract_value is not None else package.contract_in_spse),
        ("Disalin dari SPSE", f"{short_datetime(run.confirmed_at or package.first_seen_at)}, impor {run.number}"),
    )
    return [SummaryRow(label, value) for label, value in rows if value]


def package_by_code(code: str) -> Package | None:
    """The package with this tender code, as far as SPSE's lists were imported."""
    return Package.objects.filter(code=code.strip()).first()


def schedule_of(package: Package) -> Schedule | None:
    """The copy of its schedule that counts, with its stages in order."""
    return (
        package.schedules.filter(is_current=True)
        .select_related("entered_by__person")
        .prefetch_related("stages")
        .first()
    )


def schedules_before(package: Package) -> QuerySet[Schedule]:
    """The copies of its schedule that no longer count, the latest first."""
    return package.schedules.filter(is_current=False).order_by("-pk")


def stages_between(start: datetime, end: datetime) -> QuerySet[Stage]:
    """Stages that were open at some moment from `start` to `end`, by the copies that count."""
    open_then = Stage.objects.filter(ends_at__gte=start, starts_at__lte=end, schedule__is_current=True)
    return open_then.select_related("schedule__package").order_by("ends_at", "pk")
