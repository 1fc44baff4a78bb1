"""Packages for tests, by the only way there is: an import that is putting its list in."""

import secrets
from typing import Any

from core.models import TabularImport, User
from procurement.models import Package


def running_import(owner: User) -> TabularImport:
    """A confirmed list of tenders that a worker is putting in."""
    return TabularImport.objects.create(
        number=f"IMP-{secrets.token_hex(4)}", kind="tender_list", state="running", uploaded_by=owner, confirmed_by=owner,
        confirmed_at="2026-03-02T01:00:00Z", original_name="daftar.json", size=10, sha256="0" * 64, work_state="done",
    )  # fmt: skip


def package_make(owner: User, **fields: Any) -> Package:
    """A package as a list of SPSE would have brought it."""
    values = {
        "code": f"{secrets.randbelow(10**7):07}289",
        "name": "Pemeliharaan Jalan Contoh",
        "name_in_spse": "Pemeliharaan Jalan Contoh",
        "agency": "Pemerintah Daerah Kabupaten Contoh",
        "stage": "Tender Sudah Selesai",
        "hps_in_spse": "284,6 Jt",
        "hps": "284600000",
        "hps_step": "100000",
        "method": "Tender",
        "kind": "Pekerjaan Konstruksi",
        "budget_year": 2026,
    }
    return Package.objects.create(imported_in=running_import(owner), **{**values, **fields})
