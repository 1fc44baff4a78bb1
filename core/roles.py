"""The roles of the portal, as code; `manage.py sync_roles` pushes them into the database.

A role's *side* carries Pasal 13(3): staff are side 1, PPK, ULP/Pokja/Panitia and Pejabat Pengadaan side 2, and the
exclusion constraint lets only neighbouring sides clash; every other role takes an even number from 4 on.
"""

from dataclasses import dataclass

STAFF_SIDE = 1
PROCUREMENT_SIDE = 2


@dataclass(frozen=True)
class Role:
    """One role: stable key, Indonesian label (the profile may rename it), side."""

    key: str
    label: str
    side: int

    @property
    def is_staff(self) -> bool:
        """True for the units of the LPSE itself (Pasal 6)."""
        return self.side == STAFF_SIDE


HEAD = "head"
DEPUTY = "deputy"
SECRETARIAT = "secretariat"
SYSTEM_ADMIN = "system_admin"
VERIFIER = "verifier"
SUPPORT = "support"
VENDOR = "vendor"
PA_KPA = "pa_kpa"
PPK = "ppk"
POKJA = "pokja"
PROCUREMENT_OFFICER = "procurement_officer"
AUDITOR = "auditor"
LKPP = "lkpp"
OTHER_ENTITY = "other_entity"

ROLES: dict[str, Role] = {
    role.key: role
    for role in (
        Role(HEAD, "Kepala LPSE", STAFF_SIDE),
        Role(DEPUTY, "Wakil Kepala LPSE", STAFF_SIDE),
        Role(SECRETARIAT, "Sekretariat", STAFF_SIDE),
        Role(SYSTEM_ADMIN, "Unit Administrasi Sistem Elektronik", STAFF_SIDE),
        Role(VERIFIER, "Unit Registrasi dan Verifikasi", STAFF_SIDE),
        Role(SUPPORT, "Unit Layanan dan Dukungan", STAFF_SIDE),
        Role(PPK, "PPK", PROCUREMENT_SIDE),
        Role(POKJA, "ULP/Pokja/Panitia", PROCUREMENT_SIDE),
        Role(PROCUREMENT_OFFICER, "Pejabat Pengadaan", PROCUREMENT_SIDE),
        Role(VENDOR, "Penyedia", 4),
        Role(PA_KPA, "PA/KPA", 6),
        Role(AUDITOR, "Auditor", 8),
        Role(LKPP, "LKPP", 10),
        Role(OTHER_ENTITY, "Entitas lain", 12),
    )
}
# Who registers with a surat tugas or SK (Pasal 22(1)b, 22(7) Luwu Utara; 22(5) Temanggung).
OFFICIAL_ROLES = (PA_KPA, PPK, POKJA, PROCUREMENT_OFFICER, AUDITOR, OTHER_ENTITY)
STAFF_ROLES = frozenset(key for key, role in ROLES.items() if role.is_staff)


def role_choices() -> list[tuple[str, str]]:
    """Choices of model fields; a callable, so that a new role needs no migration."""
    return [(role.key, role.label) for role in ROLES.values()]
