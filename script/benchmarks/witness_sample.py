"""A berita acara kesaksian of 40 participants and 10 files, as plain words: no row of the office is needed for it."""

from typing import Any

from helpdesk.documents.witness import MOST_IN_TEXT

PARTICIPANTS = 40
FILES = 10
_AT = "2026-11-25T02:05:00+00:00"
_HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def _person(side: str, number: int) -> dict[str, str]:
    return {"side": side, "name": f"Nama Contoh {number}", "nip": "19611113 198803 1 001", "role": "Anggota"}


def rows() -> int:
    """How many rows the tables of the sample have."""
    return sum(len(value) for value in context().values() if isinstance(value, list))


def context(participants: int = PARTICIPANTS) -> dict[str, Any]:
    """What `helpdesk.documents.witness.report_context` makes of such a report."""
    return {
        "case_number": "BAK-2026-00001",
        "held_at": _AT,
        "place": "Ruang Bidding LPSE, Masamba",
        "request_kind": "surat",
        "request_number": "014/POKJA-3/XI/2026",
        "request_date": "2026-11-25",
        "requester": "Nurhayati Ketua Contoh, Ketua Pokja Pemilihan 3",
        "corrects_number": "",
        "corrects_date": None,
        "package": [
            {"label": "Kode tender", "value": "10011868000"},
            {"label": "Nama paket", "value": "Peningkatan Jalan Contoh Simpurusiang-Masamba"},
            {"label": "K/L/PD", "value": "Pemerintah Kabupaten Luwu Utara"},
            {"label": "HPS", "value": "Rp4.187.250.000 (empat miliar seratus delapan puluh tujuh juta rupiah)"},
        ],
        "opening_at": _AT,
        "committee": [_person("committee", number) for number in range(1, 4)],
        "witnesses": [_person("lpse", number) for number in range(4, 6)],
        "others": [],
        "participants": [
            {"name": f"CV Peserta Contoh {number}", "npwp": "0012**********00", "submitted": number <= FILES}
            for number in range(1, participants + 1)
        ],
        "has_annex": participants > MOST_IN_TEXT,
        "registered": participants,
        "submitted": FILES,
        "files": [
            {
                "participant": f"CV Peserta Contoh {number}",
                "participant_number": number,
                "npwp": "0012**********00",
                "kind": "Harga",
                "name": f"Dokumen_Penawaran_{number}.rhs",
                "size": "48.210.434 bita",
                "sha256": _HASH,
                "uploaded_at": _AT,
                "error": "Error 0x2F: Gagal mendekripsi dokumen; kunci paket tidak cocok.",
                "outcome": "Tetap tidak dapat dibuka",
                "outcome_note": "",
                "attachments": [number],
            }
            for number in range(1, FILES + 1)
        ],
        "attempts": [
            {
                "tried_at": _AT,
                "tried_by": "Admin PPE",
                "tool": "Apendo Panitia 4.2",
                "machine": "PC Bidding 2",
                "file": 0,
                "result": "Galat yang sama.",
            }
            for _ in range(4)
        ],
        "forwarded": False,
        "lkpp_reference": "",
        "lkpp_on": None,
        "lkpp_answer": "",
        "lkpp_answered_on": None,
        "attachments": [
            {"kind": "Tangkapan layar", "label": f"Galat {number}", "file": number, "sha256": _HASH}
            for number in range(1, FILES + 1)
        ],
        "copies": 3,
    }
