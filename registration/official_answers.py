"""What an official answered, as a person reads it: the review page and the desk."""

from core.formats import short_date
from registration.enums import OfficialStep
from registration.models import OfficialRequest


def answers(row: OfficialRequest, step: OfficialStep) -> list[tuple[str, str]]:
    """Label and answer of everything asked on one page, as a person reads it."""
    if step == OfficialStep.IDENTITY:
        return [
            ("Peran", row.role_label),
            ("Nama lengkap", row.full_name),
            ("NIP", row.nip or "tidak ada"),
            ("Jabatan", row.position),
            ("Pangkat/golongan", row.rank),
            ("Instansi", str(row.organization) if row.organization else ""),
        ]
    if step == OfficialStep.LETTER:
        return [
            ("Jenis surat", row.get_letter_kind_display()),
            ("Nomor surat", row.letter_number),
            ("Tanggal surat", short_date(row.letter_date) if row.letter_date else ""),
            ("Berlaku sampai dengan", short_date(row.valid_until) if row.valid_until else ""),
        ]
    if step == OfficialStep.SCOPE:
        agencies = "\n".join(agency.name for agency in row.audit_agencies.order_by("name"))
        return [("Kode tender", row.audit_packages), ("Instansi yang diperiksa", agencies)]
    return [("Pindaian surat", row.letter_file.original_name if row.letter_file else "")]
