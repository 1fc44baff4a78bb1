"""Stage times of several tenders in one table (core's tabular import); the officer says where the table is from."""

from datetime import datetime
from typing import Any

from django import forms

from core import profile
from core.clock import today
from core.components import SummaryRow
from core.form_fields import LineField
from core.formats import long_datetime
from core.forms import MomentField
from core.models import TabularImport
from core.refusals import BadInput
from core.tabular import Asked, CellError, CellReader, Clash, Column, ImportKind, RowChecker, Target, Values, read_cells
from procurement.imports import tender_code
from procurement.models import StageList
from procurement.schedule_reading import MOST_STAGES, moment_read
from procurement.services import stage_list_keep
from procurement.spse_words import year_is_likely
from procurement.stage_staging import StageLine, StageStaging
from procurement.triggers import STAGE_LIST


def _line_checker() -> RowChecker:
    """The judge of one list's lines; zone and day are asked beforehand, because lines are judged in the middle of COPY."""
    zone, now = profile.current().zone, today()

    def moment(name: str) -> CellReader:
        def read(text: str) -> Values:
            found = moment_read(text, zone)
            if not year_is_likely(found.year, now):
                raise BadInput(f"Tahun {found.year} tidak mungkin. Periksa tanggalnya.")
            return {name: found}

        return read

    readers = {"code": tender_code, "name": _stage, "starts_at": moment("starts_at"), "ends_at": moment("ends_at")}

    def check(row: dict[str, str]) -> Values | list[CellError]:
        values, errors = read_cells(row, readers)
        starts, ends = values.get("starts_at"), values.get("ends_at")
        if isinstance(starts, datetime) and isinstance(ends, datetime) and ends < starts:
            errors.append(CellError("ends_at", "Waktu selesai lebih awal dari waktu mulai. Periksa tanggalnya."))
        values["stage_key"] = f"{values.get('code')} {str(values.get('name')).casefold()}"
        return errors or values

    return check


def _stage(text: str) -> Values:
    if not text:
        raise BadInput("Isi nama tahapnya.")
    return {"name": text}


def _questions() -> dict[str, forms.Field]:
    return {
        "source": LineField(
            label="Sumber",
            help_text="Asal berkas ini, misalnya: ekspor SPSE 25 November 2026. Disebut bersama nama berkasnya di mana pun waktu tahap ini dipakai.",
            min_length=5,
            max_length=120,
            error_messages={
                "min_length": "Sebutkan sumber dengan sedikitnya 5 huruf, misalnya: ekspor SPSE 25 November 2026."
            },
        ),
        "seen_at": MomentField(label="Diambil dari SPSE pada"),
    }


def _keep(run: TabularImport, said: dict[str, Any]) -> None:
    stage_list_keep(run=run, words=said["source"], seen_at=said["seen_at"])


def _facts(run: TabularImport) -> list[SummaryRow]:
    found = StageList.objects.filter(imported_in=run).first()
    if found is None:
        return []
    return [SummaryRow("Sumber", found.source), SummaryRow("Diambil dari SPSE", long_datetime(found.seen_at))]


def _fixed(run: TabularImport) -> Values:
    return {"listed_in": StageList.objects.select_related("imported_in__confirmed_by__person").get(imported_in=run)}


_TOO_MANY = (
    "s.line IN (SELECT n.line FROM "
    "(SELECT line, row_number() OVER (PARTITION BY code ORDER BY line) AS place FROM {staged}) n WHERE n.place > {most})"
)
_TIME = "tanggal dan jam LPSE, atau dengan zonanya (10:05 WIB)"
STAGES = ImportKind(
    key=STAGE_LIST,
    label="Waktu tahap tender",
    text="Jadwal tahap beberapa tender sekaligus, satu tahap sebaris. Portal hanya menyalinnya: jadwal di SPSE tidak berubah. Jadwal yang berbeda dari salinan terakhir menjadi salinan baru yang berlaku, yang lama tetap tersimpan; satu baris salah menahan seluruh jadwal tendernya.",
    columns=(
        Column(
            "code", "Kode tender", aliases=("kode", "kode lelang", "kd tender", "kd lelang", "id paket"), required=True,
            hint="4–20 angka; tendernya sudah ada pada daftar tender", example="3215289",
        ),
        Column(
            "name", "Tahap", aliases=("nama tahap", "nama tahapan", "tahapan", "tahap tender"), required=True, fields=("name", "stage_key"),
            hint="setiap tahap sekali untuk setiap tender", example="Pembukaan Dokumen Penawaran",
        ),
        Column(
            "starts_at", "Mulai", aliases=("waktu mulai", "tanggal mulai", "tgl mulai", "tanggal awal", "tgl awal", "awal", "dari"),
            required=True, hint=_TIME, example="25-11-2026 10:05",
        ),
        Column(
            "ends_at", "Selesai", aliases=("waktu selesai", "tanggal selesai", "tgl selesai", "tanggal akhir", "tgl akhir", "akhir", "sampai"),
            required=True, hint=_TIME, example="25-11-2026 23:59",
        ),
    ),
    checker=_line_checker,
    target=Target(
        model=StageLine,
        key="stage_key",
        conflict="",
        fixed=_fixed,
        clashes=(
            Clash(
                "NOT EXISTS (SELECT 1 FROM procurement_package p WHERE p.code = s.code)",
                "code",
                "Tender ini belum ada pada daftar tender. Impor daftar tender SPSE yang memuatnya dahulu, atau perbaiki kodenya.",
            ),
            Clash(
                _TOO_MANY,
                "name",
                f"Jadwal satu tender memuat paling banyak {MOST_STAGES} tahap. Periksa kode tendernya.",
            ),
        ),
        together="code",
        way=StageStaging,
    ),
    permission="procurement.add_schedule",
    done_url="admin:procurement_package_changelist",
    asked=Asked(_questions, _keep, _facts),
)  # fmt: skip
