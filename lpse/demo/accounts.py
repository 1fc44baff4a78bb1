"""The people of the example office: one account for every role (house section 9)."""

from core.assignments import role_decide, role_found, role_propose
from core.models import Organization, User
from core.people import account_open
from core.roles import (
    AUDITOR,
    DEPUTY,
    HEAD,
    LKPP,
    PA_KPA,
    POKJA,
    PPK,
    PROCUREMENT_OFFICER,
    SECRETARIAT,
    SUPPORT,
    SYSTEM_ADMIN,
    VERIFIER,
)

# User name: name of the person, role, position.
_STAFF = {
    "kepala": ("Andi Mappatunru, S.T., M.Si.", HEAD, "Kepala LPSE"),
    "wakil": ("Hasnawati Rante, S.E.", DEPUTY, "Wakil Kepala LPSE"),
    "sekretariat": ("Indah Lestari, S.Sos.", SECRETARIAT, "Sekretaris"),
    "adminsistem": ("Wahyu Nugroho, S.Kom.", SYSTEM_ADMIN, "Administrator sistem"),
    "verifikator": ("Siti Baharuddin, A.Md.", VERIFIER, "Verifikator"),
    "verifikator2": ("Petrus Tandilino, S.H.", VERIFIER, "Verifikator"),
    "layanan": ("Kartini Amiruddin, S.Kom.", SUPPORT, "Petugas layanan"),
}
_OFFICIALS = {
    "pa": ("Drs. Darwis Palimbong", PA_KPA, "Pengguna Anggaran"),
    "ppk": ("Nasrul Hidayat, S.T.", PPK, "Pejabat Pembuat Komitmen"),
    "pokja": ("Yohana Siregar, S.T.", POKJA, "Anggota Pokja"),
    "ppengadaan": ("Eko Pratama, S.E.", PROCUREMENT_OFFICER, "Pejabat Pengadaan"),
    "auditor": ("Rina Wijaya, S.E., Ak.", AUDITOR, "Auditor Inspektorat"),
    "lkpp": ("Ketut Santoso, S.H.", LKPP, "Pembina LPSE"),
}
_LETTER = "800/012/CONTOH/2026"


# Officials who may ask for their role themselves, with a letter.
LETTERED = frozenset({"pa", "ppk", "pokja", "ppengadaan", "auditor"})


def accounts_make(password: str, *, asking: frozenset[str] = frozenset()) -> dict[str, User]:
    """Open the example accounts, each with its role given by two people.

    Args:
        password: the same for all; shown by whoever starts the demonstration.
        asking: user names of those who get no role here, because they will ask for it with a letter.

    Returns:
        User name → account.
    """
    made = {
        name: role_found(
            role=role, full_name=full_name, username=name, email=f"{name}@contoh.id", letter_number=_LETTER
        )
        for name, (full_name, role, _) in _STAFF.items()
        if role in {HEAD, DEPUTY}
    }
    for user in made.values():
        user.set_password(password)
        user.save(update_fields=["password"])
    agency = Organization.objects.create(name="Dinas Contoh Kabupaten", code="CONTOH-1")
    for name, (full_name, role, position) in {**_STAFF, **_OFFICIALS}.items():
        if name in made:
            continue
        made[name] = account_open(
            username=name,
            email=f"{name}@contoh.id",
            full_name=full_name,
            position=position,
            organization=agency if name in _OFFICIALS else None,
            password=password,
            actor=None,
        )
        if name in asking:
            continue
        proposed = role_propose(person=made[name].person, role=role, actor=made["kepala"], letter_number=_LETTER)
        role_decide(assignment=proposed, accept=True, actor=made["wakil"])
    return made
