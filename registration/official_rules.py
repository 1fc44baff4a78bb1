"""What an official's request must hold before it may be handed in (Pasal 22(1)b), and what looks odd in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from core import clock, profile
from core.agreements import require_entitled
from core.assignments import excluded_role
from core.enums import FileState
from core.formats import short_date
from core.models import Person, RoleAssignment
from core.refusals import BadInput, Refusal
from core.roles import AUDITOR, OTHER_ENTITY
from registration.enums import OfficialStep
from registration.findings import Finding
from registration.models import OfficialRequest, role_word

STEP_FIELDS: dict[OfficialStep, tuple[str, ...]] = {
    OfficialStep.IDENTITY: ("role", "entity", "full_name", "nip", "position", "rank", "organization"),
    OfficialStep.LETTER: ("letter_kind", "letter_number", "letter_date", "valid_until"),
    OfficialStep.SCOPE: ("audit_packages",),
    OfficialStep.SCAN: (),
}
MOST_PACKAGES = 200
_NIP_DIGITS = 18
_CODE = re.compile(r"[0-9]{1,20}", re.ASCII)
_SEPARATORS = re.compile(r"[\s,;]+")


@dataclass(frozen=True)
class OfficialGap:
    """Something that keeps a request from being handed in: on which page, at which field, in words."""

    step: OfficialStep
    field: str
    text: str


def steps(request: OfficialRequest) -> list[OfficialStep]:
    """Pages of this request, in order; only auditors have a scope."""
    return [step for step in OfficialStep if step != OfficialStep.SCOPE or request.role == AUDITOR]


def role_ends(valid_until: date) -> datetime:
    """The first moment without the role: the end of the letter's last day at the LPSE."""
    return datetime.combine(valid_until + timedelta(days=1), time(), profile.current().zone)


def last_day(end: datetime | None) -> date | None:
    """The last day of a period that ends at a moment; None for an open one."""
    return clock.local(end - timedelta(microseconds=1)).date() if end else None


def nip_normalise(text: str) -> str:
    """The NIP as it is stored: 18 digits, or nothing for who has none.

    Raises:
        BadInput: it has another shape.
    """
    digits = "".join(sign for sign in text if not sign.isspace())
    if digits and not (len(digits) == _NIP_DIGITS and digits.isascii() and digits.isdigit()):
        raise BadInput(
            "NIP terdiri atas 18 angka. Periksa lagi, atau kosongkan bila Anda tidak mempunyai NIP.",
            code="nip",
            field="nip",
        )
    return digits


def packages_normalise(text: str) -> str:
    """Tender codes, one a line, each once, in the order they were typed.

    Raises:
        BadInput: a code has other signs than digits, or there are too many.
    """
    codes = list(dict.fromkeys(code for code in _SEPARATORS.split(text) if code))
    for code in codes:
        if not _CODE.fullmatch(code):
            raise BadInput(
                f"“{code[:30]}” bukan kode tender. Tulis kode tender dari SPSE dengan angka saja, satu kode setiap baris.",
                code="package",
                field="audit_packages",
            )
    if len(codes) > MOST_PACKAGES:
        raise BadInput(
            f"Paling banyak {MOST_PACKAGES} kode tender. Bila lebih, pilih instansi yang diperiksa.",
            code="too_many_packages",
            field="audit_packages",
        )
    return "\n".join(codes)


def dates_check(letter_date: date | None, valid_until: date | None) -> None:
    """What the dates of a letter must be to each other and to today.

    Raises:
        BadInput: with the field.
    """
    if letter_date and letter_date > clock.today():
        raise BadInput("Tanggal surat belum tiba. Periksa tahunnya.", code="future", field="letter_date")
    if letter_date and valid_until and valid_until < letter_date:
        raise BadInput(
            "Tanggal akhir berlaku harus sama dengan atau sesudah tanggal surat.",
            code="ends_before_date",
            field="valid_until",
        )
    if valid_until and valid_until < clock.today():
        raise BadInput(
            "Masa berlaku surat ini sudah lewat. Pakai surat yang masih berlaku.",
            code="letter_over",
            field="valid_until",
        )


def gaps(request: OfficialRequest) -> list[OfficialGap]:
    """Everything that is missing or does not hold any more, in the order of the pages."""
    return [*_identity_gaps(request), *_letter_gaps(request), *_scope_gaps(request), *_scan_gaps(request)]


def step_gaps(request: OfficialRequest, step: OfficialStep) -> list[OfficialGap]:
    """Those of one page."""
    return [gap for gap in gaps(request) if gap.step == step]


def _identity_gaps(request: OfficialRequest) -> Iterator[OfficialGap]:
    here = OfficialStep.IDENTITY
    if not request.role:
        yield OfficialGap(here, "role", "Pilih peran yang dimohon.")
    if request.role == OTHER_ENTITY and request.entity not in profile.current().unit.other_entities:
        yield OfficialGap(here, "entity", "Pilih entitas menurut syarat dan ketentuan penggunaan SPSE.")
    if not request.full_name:
        yield OfficialGap(here, "full_name", "Isi nama lengkap.")
    if not request.position:
        yield OfficialGap(here, "position", "Isi jabatan.")
    if request.organization is None:
        yield OfficialGap(here, "organization", "Pilih instansi.")
    else:
        try:
            require_entitled(request.organization)
        except Refusal as refusal:
            yield OfficialGap(here, "organization", refusal.message)


def _letter_gaps(request: OfficialRequest) -> Iterator[OfficialGap]:
    here = OfficialStep.LETTER
    for name, sentence in (
        ("letter_kind", "Pilih jenis surat."),
        ("letter_number", "Isi nomor surat."),
        ("letter_date", "Isi tanggal surat."),
        ("valid_until", "Isi tanggal akhir berlaku surat."),
    ):
        if not getattr(request, name):
            yield OfficialGap(here, name, sentence)
    try:
        dates_check(request.letter_date, request.valid_until)
    except BadInput as refusal:
        yield OfficialGap(here, refusal.field, refusal.message)


def _scope_gaps(request: OfficialRequest) -> Iterator[OfficialGap]:
    if request.role == AUDITOR and not request.audit_packages and not request.audit_agencies.exists():
        yield OfficialGap(
            OfficialStep.SCOPE,
            "audit_packages",
            "Tulis kode tender yang diperiksa, atau pilih instansi yang diperiksa.",
        )


def _scan_gaps(request: OfficialRequest) -> Iterator[OfficialGap]:
    file = request.letter_file
    if file is None:
        yield OfficialGap(OfficialStep.SCAN, "file", "Unggah pindaian surat.")
    elif file.state in (FileState.INFECTED, FileState.ERASED):
        yield OfficialGap(
            OfficialStep.SCAN, "file", "Unggah lagi pindaian surat; isi berkas yang lama sudah tidak ada."
        )


def require_person(request: OfficialRequest) -> None:
    """Refuse a NIP that is on record for another person: one person, one account, or Pasal 13(3) could be passed by.

    Raises:
        Refusal: with what to do.
    """
    own = request.owner.person
    if request.nip and own.nip and own.nip != request.nip:
        raise Refusal(
            "NIP ini berbeda dengan NIP yang tercatat pada akun Anda. Perbaiki NIP, atau hubungi LPSE bila catatannya salah.",
            code="nip_differs",
            field="nip",
        )
    if request.nip and Person.objects.filter(nip=request.nip).exclude(pk=own.pk).exists():
        raise Refusal(
            "NIP ini sudah tercatat untuk orang lain di portal. Bila itu Anda, masuk dengan akun yang sudah ada, "
            "atau minta LPSE membukakannya; bila bukan, periksa lagi NIP.",
            code="nip_taken",
            field="nip",
        )


def require_not_excluded(request: OfficialRequest) -> None:
    """Refuse a role that Pasal 13(3) forbids beside one that the person holds before the letter ends.

    Raises:
        Refusal: naming the role held, until when, and the article.
    """
    if not request.valid_until:
        return
    held = excluded_role(person=request.owner.person, role=request.role, ends=role_ends(request.valid_until))
    if held is not None:
        raise Refusal(exclusion_words(held, request.role), code="excluded_roles", field="role")


def exclusion_words(held: RoleAssignment, role: str) -> str:
    """Which role stands in the way of which, and what to do about it."""
    lpse = profile.current()
    day = last_day(held.period.upper)
    until = f" sampai dengan {short_date(day)}" if day else ""
    return (
        f"{held.person} memegang peran {role_word(held.role)}{until}. Menurut {lpse.article('exclusion')} "
        f"{lpse.regulation.short_title}, peran itu tidak boleh dirangkap dengan {role_word(role)}. "
        "Minta Kepala LPSE mengakhiri peran yang lama dahulu, atau ajukan peran lain."
    )


def findings(request: OfficialRequest) -> list[Finding]:
    """What looks odd without being wrong for certain: shown to the official and to the desk alike."""
    found = []
    if request.nip and not _nip_reads_well(request.nip):
        found.append(
            Finding(
                "nip",
                "NIP tidak tersusun seperti biasanya.",
                "Delapan angka pertama biasanya tanggal lahir dan enam berikutnya tahun dan bulan pengangkatan.",
            )
        )
    if request.valid_until and request.letter_date and request.valid_until > request.letter_date + timedelta(days=1830):
        found.append(
            Finding(
                "valid_until", "Masa berlaku surat lebih dari lima tahun.", "Periksa lagi tanggal akhir pada surat."
            )
        )
    return found


def _nip_reads_well(nip: str) -> bool:
    try:
        born, appointed = date(int(nip[:4]), int(nip[4:6]), int(nip[6:8])), date(int(nip[8:12]), int(nip[12:14]), 1)
    except ValueError:
        return False
    return born < appointed <= clock.today() and nip[14] in "12"
