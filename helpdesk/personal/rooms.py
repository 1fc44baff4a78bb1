"""What rooms keep about people: the visitor register and the vouchers."""

from core.personal.registry import Named, PersonalTable, register_impersonal, register_personal_tables
from helpdesk.models import NetworkVoucher, Room, RoomBooking

_WHY = "Untuk menyediakan ruang bagi Anda dan mencatat siapa yang memakainya."
_KEPT = "Nama dan kontak dikosongkan setelah masa pada profil LPSE; jam dan ruangnya tetap sebagai angka."


def register() -> None:
    """Called once, when all models are there."""
    register_impersonal(Room)
    register_personal_tables(
        PersonalTable(
            RoomBooking,
            "Pemesanan ruang",
            "visitor__person",
            ("visitor_name", "visitor_agency", "visitor_phone", "visitor_email", "purpose"),
            _WHY,
            _KEPT,
            plain=("number", "package_code", "decline_reason"),
            withheld=("code", "sequence"),
            case="number",
            since="requested_at",
            title="number",
            named=(Named("visitor_name", "visitor_phone"),),
        ),
        PersonalTable(
            NetworkVoucher,
            "Voucher jaringan",
            "booking__visitor__person",
            (),
            "Untuk memberi Anda akses jaringan selama kunjungan.",
            _KEPT,
            withheld=("code_hash", "shown_code"),
            case="booking__number",
            since="issued_at",
        ),
    )
