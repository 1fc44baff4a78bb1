"""Invented people and businesses. Any likeness to real ones is chance; every number is made up by the seed."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from registration.enums import ApplicantKind, BusinessForm
from registration.regions import choices_below

_GIVEN_MEN = (
    "Andi",
    "Baso",
    "Bambang",
    "Darwis",
    "Eko",
    "Hasan",
    "Irfan",
    "Joko",
    "Ketut",
    "Muhammad Yusuf",
    "Nasrul",
    "Petrus",
    "Rahmat",
    "Sudirman",
    "Tri",
    "Wahyu",
)
_GIVEN_WOMEN = (
    "Andi Nurul",
    "Besse",
    "Citra",
    "Dewi",
    "Endang",
    "Fatimah",
    "Hasnah",
    "Indah",
    "Kartini",
    "Lestari",
    "Maria",
    "Nur Aisyah",
    "Rina",
    "Siti",
    "Yohana",
    "Wulan",
)
_FAMILY = (
    "Ali's",
    "Amiruddin",
    "Baharuddin",
    "Hidayat",
    "Kusuma",
    "Lubis",
    "Mangkulehi",
    "Nugroho",
    "Palimbong",
    "Pratama",
    "Rante",
    "Santoso",
    "Siregar",
    "Tandilino",
    "Wijaya",
    "Yulianti",
)
_BUSINESS_FIRST = (
    "Cahaya",
    "Bumi",
    "Karya",
    "Sinar",
    "Mitra",
    "Tirta",
    "Graha",
    "Anugerah",
    "Rimba",
    "Lontara",
    "Pelita",
    "Samudera",
    "Harapan",
    "Citra",
    "Bintang",
    "Sumber",
)
_BUSINESS_SECOND = (
    "Sawerigading",
    "Masamba",
    "Simpurusiang",
    "Rongkong",
    "Baliase",
    "Mandiri",
    "Persada",
    "Abadi",
    "Sejahtera",
    "Makmur",
    "Konstruksi",
    "Teknika",
    "Nusantara",
    "Utama",
    "Perdana",
    "Jaya",
)
# Names as people really send them: signs that careless software breaks on.
_UNUSUAL = ('Toko "Dua Saudara"', "O'Brien & Rekan", "نور الهدى", "德華貿易", "Maju Jaya 🌾")
_STREETS = (
    "Jalan Trans Sulawesi",
    "Jalan Simpurusiang",
    "Jalan Ahmad Yani",
    "Jalan Sultan Hasanuddin",
    "Dusun Salulemo",
)
_NOTARIES = (
    "Andi Mappanyukki, S.H., M.Kn.",
    "Ratna Dewi, S.H.",
    "Yosef Tandi, S.H., M.Kn.",
    "Hj. Suriani, S.H., M.Kn.",
)
_FIELDS = (
    ("41011", "Konstruksi gedung hunian"),
    ("42101", "Konstruksi bangunan sipil jalan"),
    ("46599", "Perdagangan besar mesin dan perlengkapan lain"),
    ("47111", "Toko kelontong"),
    ("56210", "Jasa boga untuk acara tertentu"),
    ("62019", "Pemrograman komputer lain"),
    ("71102", "Jasa konsultasi keinsinyuran"),
)


@dataclass(frozen=True)
class Firm:
    """One invented applicant with all that the form asks."""

    kind: ApplicantKind
    form: str
    name: str
    email: str
    npwp: str
    nik: str
    signatory: str
    position: str
    phone: str
    street: str
    postal_code: str
    licence: str
    kbli: str
    field: str
    deed_number: str
    deed_date: date
    notary: str
    has_amendment: bool
    user_id: str


def person(rng: random.Random) -> tuple[str, bool]:
    """A name, and whether it is a woman's (the NIK tells)."""
    woman = rng.random() < 0.4
    return f"{rng.choice(_GIVEN_WOMEN if woman else _GIVEN_MEN)} {rng.choice(_FAMILY)}", woman


def nik(rng: random.Random, *, woman: bool, district: str = "732203") -> str:
    """16 digits of the right shape: district, day of birth (+40 for women), serial."""
    born = date(1960, 1, 1) + timedelta(days=rng.randrange(15_000))
    return f"{district}{born.day + 40 * woman:02}{born:%m%y}{rng.randrange(1, 9999):04}"


def npwp(rng: random.Random) -> str:
    """15 digits whose first nine pass the check digit."""
    head = [rng.randrange(10) for _ in range(8)]
    total = 0
    for place, digit in enumerate(head):
        doubled = digit * (1 + place % 2)
        total += doubled - 9 * (doubled > 9)
    return "".join(map(str, head)) + str(-total % 10) + f"{rng.randrange(1000):03}000"


def nip(rng: random.Random, *, woman: bool) -> str:
    """18 digits of the right shape: day of birth, month of appointment, sex, serial."""
    born = date(1968, 1, 1) + timedelta(days=rng.randrange(9_000))
    return (
        f"{born:%Y%m%d}{born.year + rng.randrange(23, 30)}{rng.randrange(1, 13):02}{1 + woman}{rng.randrange(1, 20):03}"
    )


def firm(rng: random.Random, number: int, *, today: date, kind: str = "") -> Firm:
    """The `number`-th applicant of the example office; the same seed gives the same firm.

    Args:
        kind: an `ApplicantKind`; empty for chance.
    """
    signatory, woman = person(rng)
    kind = ApplicantKind(kind or rng.choices(list(ApplicantKind), weights=(7, 2, 2))[0])
    business = f"{rng.choice(_BUSINESS_FIRST)} {rng.choice(_BUSINESS_SECOND)}"
    if number % 24 == 5:
        business = _UNUSUAL[number // 24 % len(_UNUSUAL)]
    forms = {
        ApplicantKind.BUSINESS_ENTITY: (BusinessForm.PT, BusinessForm.CV, BusinessForm.CV, BusinessForm.KOPERASI),
        ApplicantKind.SOLE_PROPRIETORSHIP: (BusinessForm.UD, BusinessForm.PD, BusinessForm.OTHER_SOLE),
    }
    form = rng.choice(forms[kind]) if kind in forms else ""
    number_of_person = nik(rng, woman=woman)
    kbli, field = rng.choice(_FIELDS)
    plain = "".join(sign for sign in business.lower() if sign.isascii() and sign.isalnum()) or f"usaha{number}"
    return Firm(
        kind=kind,
        form=form,
        name=business if form else signatory,
        email=f"{plain}{number}@contoh.id",
        npwp=npwp(rng) if kind == ApplicantKind.BUSINESS_ENTITY else number_of_person,
        nik=number_of_person,
        signatory=signatory,
        position={ApplicantKind.BUSINESS_ENTITY: "Direktur", ApplicantKind.SOLE_PROPRIETORSHIP: "Pemilik"}.get(
            kind, ""
        ),
        phone=f"08{rng.choice('125')}{rng.randrange(10**8, 10**9)}",
        street=f"{rng.choice(_STREETS)} Nomor {rng.randrange(1, 240)}",
        postal_code=f"929{rng.randrange(10, 99)}",
        licence=f"{rng.randrange(10**12, 9 * 10**12)}",
        kbli=kbli,
        field=field,
        deed_number=f"{rng.randrange(1, 90):02}",
        deed_date=today - timedelta(days=rng.randrange(400, 6000)),
        notary=rng.choice(_NOTARIES),
        has_amendment=rng.random() < 0.3,
        user_id=f"{plain[:20].upper()}{number}",
    )


def village(rng: random.Random, regency: str) -> str:
    """Kemendagri code of a village of the regency this LPSE serves."""
    district, _ = rng.choice(choices_below(regency))
    return rng.choice(choices_below(district))[0]
