"""Which column of a foreign file holds what, and one line of it read. Pure: text in, an entry or a reason out."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from verification.blacklist_names import npwp_key, npwp_pattern, split_name, tokens_of
from verification.enums import EntryState
from verification.models import BlacklistEntry


@dataclass(frozen=True)
class Column:
    """What we keep of the list, what it is called on screens, and under which headers it comes."""

    field: str
    label: str
    headers: tuple[str, ...]
    required: bool = False


# Headers of the public list's export, of its JSON, and as offices write them; compared without case and signs.
COLUMNS = (
    Column("name", "Nama penyedia", ("penyedia", "nama penyedia", "provider name", "nama perusahaan"), True),
    Column("state", "Status", ("status", "status sanksi"), True),
    Column("npwp", "NPWP", ("npwp penyedia", "npwp", "provider npwp")),
    Column("nib", "NIB", ("nib penyedia", "nib", "provider nib")),
    Column("address", "Alamat", ("alamat penyedia", "alamat", "provider address")),
    Column("province", "Provinsi", ("provinci", "provinsi", "provider province name")),
    Column("regency", "Kabupaten/kota", ("kota kabupaten", "kabupaten kota", "provider regency name")),
    Column("sk_number", "Nomor SK", ("nomor sk", "no sk", "sknumber")),
    Column("violation", "Pelanggaran", ("jenis pelanggaran", "pelanggaran", "violation name")),
    Column("starts", "Berlaku mulai", ("tanggal berlaku", "tanggal mulai", "startdate", "berlaku mulai")),
    Column("ends", "Berlaku sampai", ("tanggal selesai", "tanggal berakhir", "expireddate", "berlaku sampai")),
)
_SIGNS = re.compile(r"[^a-z0-9]+")
_STATES = {
    "PUBLISHED": EntryState.PUBLISHED,
    "EXPIRED": EntryState.EXPIRED,
    "CANCELED": EntryState.CANCELED,
    "CANCELLED": EntryState.CANCELED,
    "CANCELED TEMPORARY": EntryState.CANCELED_TEMPORARY,
    "CANCELLED TEMPORARY": EntryState.CANCELED_TEMPORARY,
}
_ISO = re.compile(r"^(\d{4})-(\d{2})-(\d{2})(?!\d)")
_DAY_FIRST = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$")
_MOST = {field.name: field.max_length for field in BlacklistEntry._meta.concrete_fields}


def guess(headers: Sequence[str]) -> dict[str, str]:
    """Field → header, for the headers that are known; the first of equal ones."""
    known = {_plain(header): header for header in reversed(headers) if header}
    return {
        column.field: known[name]
        for column in COLUMNS
        for name in [next((name for name in column.headers if name in known), "")]
        if name
    }


def gaps(columns: Mapping[str, str], headers: Sequence[str]) -> list[Column]:
    """Columns without which the list says nothing, that are not chosen or not there."""
    return [column for column in COLUMNS if column.required and columns.get(column.field) not in headers]


def entry_of(number: int, cells: Mapping[str, str]) -> BlacklistEntry | str:
    """One line as an entry without its snapshot, or the reason why it cannot be read.

    Args:
        number: of the row in the file.
        cells: field → text.
    """
    name, status = cells.get("name", ""), cells.get("state", "")
    if not name:
        return "nama penyedia kosong"
    state = _STATES.get(" ".join(status.upper().replace("_", " ").split()))
    if state is None:
        return f"status “{status[:60]}” tidak dikenal" if status else "status kosong"
    for column in COLUMNS:
        most = _MOST.get(column.field)
        if column.field != "state" and most and len(cells.get(column.field, "")) > most:
            return f"isi kolom {column.label} lebih dari {most} huruf"
    form, plain_name = split_name(name)
    pattern = npwp_pattern(cells.get("npwp", ""))
    given = {column.field: cells.get(column.field, "") for column in COLUMNS if column.field != "state"}
    return BlacklistEntry(
        row=number,
        state=state,
        business_form=form,
        plain_name=plain_name or name.upper(),
        tokens=tokens_of(plain_name or name.upper()),
        npwp_pattern=pattern,
        npwp_key=npwp_key(pattern),
        starts_on=_day(given["starts"]),
        ends_on=_day(given["ends"]),
        **given,
    )


def _plain(header: str) -> str:
    return _SIGNS.sub(" ", header.lower()).strip()


def _day(text: str) -> date | None:
    """The day as it is written, for sorting; what is written stays beside it. Nothing is computed from anything."""
    year = month = day = 0
    if found := _ISO.match(text):
        year, month, day = int(found[1]), int(found[2]), int(found[3])
    elif found := _DAY_FIRST.match(text):
        day, month, year = int(found[1]), int(found[2]), int(found[3])
    try:
        return date(year, month, day)
    except ValueError:
        return None
