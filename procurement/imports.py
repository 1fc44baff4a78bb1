"""The list of tenders that SPSE serves, as a kind of table (core's tabular import): the only writer of packages."""

from datetime import date

from core.clock import today
from core.models import TabularImport
from core.refusals import BadInput
from core.tabular import CellError, CellReader, Column, ImportKind, RowChecker, Target, Values, read_cells
from procurement import spse_words
from procurement.models import Package
from procurement.triggers import TENDER_LIST

_LONGEST = {field.name: field.max_length for field in Package._meta.concrete_fields if field.max_length}


def list_checker() -> RowChecker:
    """The judge of one list's rows; the day is asked beforehand, because rows are judged in the middle of COPY."""
    readers = {**_READERS, "kind": _kind_reader(today())}

    def check(row: dict[str, str]) -> Values | list[CellError]:
        values, errors = read_cells(row, readers)
        errors += [
            CellError(key, f"Isi ini lebih dari {_LONGEST[name]} huruf. Periksa apakah kolomnya tertukar.")
            for key, names in _FILLED.items()
            for name in names
            if isinstance(values.get(name), str) and name in _LONGEST and len(values[name]) > _LONGEST[name]
        ]
        return errors or values

    return check


def tender_code(text: str) -> Values:
    """The code of a tender; also used by lists that name tenders."""
    if not (text.isascii() and text.isdigit() and 4 <= len(text) <= 20):
        raise BadInput("Kode tender terdiri atas 4 sampai 20 angka. Periksa apakah kolomnya tertukar.")
    return {"code": text}


def _name(text: str) -> Values:
    found = spse_words.name(text)
    if not found.words:
        raise BadInput("Nama paket kosong. Periksa barisnya di SPSE.")
    return {"name": found.words, "name_in_spse": text, "labels": "; ".join(found.labels)}


def _hps(text: str) -> Values:
    found = spse_words.amount(text)
    return {
        "hps_in_spse": text,
        "hps": found.value if found else None,
        "hps_step": found.step if found else None,
    }


def _qualification(text: str) -> Values:
    qualification, files = spse_words.qualification_and_files(text)
    return {"qualification": qualification, "file_method": files}


def _kind_reader(now: date) -> CellReader:
    def read(text: str) -> Values:
        kind, years = spse_words.kind_and_years(text)
        if wrong := [year for year in years if not spse_words.year_is_likely(year, now)]:
            raise BadInput(f"Tahun anggaran {wrong[0]} tidak mungkin. Periksa barisnya di SPSE.")
        return {"kind": kind, "budget_year": min(years, default=None), "budget_years": ", ".join(map(str, years))}

    return read


def _contract(text: str) -> Values:
    found = spse_words.amount(text)
    return {"contract_in_spse": text, "contract_value": found.value if found else None}


def _as_is(name: str) -> CellReader:
    return lambda text: {name: text}


_READERS: dict[str, CellReader] = {
    "code": tender_code,
    "name": _name,
    "agency": _as_is("agency"),
    "stage": _as_is("stage"),
    "hps": _hps,
    "qualification": _qualification,
    "method": _as_is("method"),
    "evaluation": _as_is("evaluation"),
    "spse_generation": _as_is("spse_generation"),
    "contract": _contract,
    "flags": _as_is("flags"),
}


def _fixed(row: TabularImport) -> Values:
    return {"imported_in": row.pk}


# SPSE's rows have no headings; the columns are known by their place.
TENDERS = ImportKind(
    key=TENDER_LIST,
    label="Daftar tender SPSE",
    text="Daftar tender yang disajikan SPSE (JSON dari halaman Cari Paket, atau tabel Excel dengan kolom yang sama). Portal hanya menyalinnya: paket tidak dapat diubah di sini.",
    columns=(
        Column("code", "Kode tender", aliases=("kolom 1", "kode", "kode lelang", "id paket"), required=True, hint="4–20 angka", example="3215289"),
        Column(
            "name", "Nama paket", aliases=("kolom 2", "nama tender", "nama lelang", "paket"), required=True,
            fields=("name", "name_in_spse", "labels"), hint="boleh memuat label seperti Tender Ulang", example="Pemeliharaan Jalan Contoh",
        ),
        Column("agency", "Instansi", aliases=("kolom 3", "k/l/pd", "satuan kerja", "satker"), example="Pemerintah Daerah Kabupaten Contoh"),
        Column("stage", "Tahap", aliases=("kolom 4", "tahap tender", "tahapan"), example="Tender Sudah Selesai"),
        Column(
            "hps", "HPS", aliases=("kolom 5", "nilai hps"), fields=("hps_in_spse", "hps", "hps_step"),
            hint="284,6 Jt, 1,4 M (miliar), atau Rp 284.600.000,00", example="284,6 Jt",
        ),
        Column(
            "qualification", "Kualifikasi dan metode dokumen", aliases=("kolom 6", "metode kualifikasi", "kualifikasi"),
            fields=("qualification", "file_method"), example="Pascakualifikasi Satu File",
        ),
        Column("method", "Metode pemilihan", aliases=("kolom 7", "metode pengadaan", "metode"), example="Tender"),
        Column("evaluation", "Metode evaluasi", aliases=("kolom 8", "evaluasi"), example="Harga Terendah Sistem Gugur"),
        Column(
            "kind", "Jenis pengadaan dan tahun anggaran", aliases=("kolom 9", "jenis pengadaan", "kategori"),
            fields=("kind", "budget_year", "budget_years"), hint="tahun setelah “- TA”; boleh “TA null”", example="Pekerjaan Konstruksi - TA 2026",
        ),
        Column("spse_generation", "Versi SPSE", aliases=("kolom 10", "versi"), example="4"),
        Column(
            "contract", "Nilai kontrak", aliases=("kolom 11",), fields=("contract_in_spse", "contract_value"),
            hint="jumlah, atau “Nilai Kontrak belum dibuat”", example="Rp 280.000.000,00",
        ),
        Column("flags", "Tanda lain", aliases=("kolom 12",), hint="tidak dipakai", example="0"),
    ),
    checker=list_checker,
    target=Target(model=Package, key="code", conflict="code", fixed=_fixed),
    permission="procurement.import_package",
    done_url="admin:procurement_package_changelist",
    takes_json=True,
)  # fmt: skip
_FILLED = {column.key: column.filled for column in TENDERS.columns}
