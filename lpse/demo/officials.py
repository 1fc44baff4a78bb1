"""Officials of the region and of bodies with an agreement ask for their roles with a surat tugas or SK (Pasal 22(1)b)."""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime, timedelta

from core import clock
from core.agreements import agreement_add
from core.enums import OrganizationKind
from core.files.services import file_receive
from core.models import Organization, ServiceAgreement, User
from core.organizations import organization_number, organization_save
from core.roles import AUDITOR, PA_KPA, POKJA, PPK, PROCUREMENT_OFFICER
from lpse.demo.office import Office, at_work, confirmation_token
from lpse.demo.papers import letter
from lpse.demo.timeline import Story
from registration.enums import LetterKind, OfficialReason, OfficialState, OfficialStep, SignupPurpose
from registration.models import OfficialRequest, role_word
from registration.services.officials import (
    official_letter_upload,
    official_start,
    official_step_save,
    official_submit,
    official_withdraw,
)
from registration.services.signup import official_signup_confirm, signup_request
from verification.services.officials import (
    official_decision_approve,
    official_decision_reject,
    official_original_record,
    official_send_back,
)

HOME = "Dinas Contoh Kabupaten"
WORKS = "Dinas Pekerjaan Umum dan Penataan Ruang (contoh)"
SCHOOLS = "Dinas Pendidikan dan Kebudayaan (contoh)"
INSPECTORATE = "Inspektorat Daerah (contoh)"
WATER = "Perumda Air Minum (contoh)"
LAND = "Kantor Pertanahan (contoh)"
_AGENCIES = {WORKS: "CONTOH-2", SCHOOLS: "CONTOH-3", INSPECTORATE: "CONTOH-4"}
# Body: kind, who records the agreement, and how many days from now it ends.
_BODIES = {
    WATER: (OrganizationKind.BUMD, "sekretariat", 280),
    LAND: (OrganizationKind.OTHER_AGENCY, "kepala", 21),
}
# Codes as SPSE gives them: eleven digits that end in 000.
_CODES = "10011868000\n10012745000"
_POSITIONS = {
    PA_KPA: ("Kepala Dinas", "Pembina Utama Muda (IV/c)"),
    PPK: ("Kepala Bidang", "Pembina (IV/a)"),
    POKJA: ("Anggota Pokja Pemilihan", "Penata Muda Tingkat I (III/b)"),
    PROCUREMENT_OFFICER: ("Kepala Subbagian Umum", "Penata (III/c)"),
    AUDITOR: ("Auditor Muda", "Penata Tingkat I (III/d)"),
}
_LAPSED = OfficialState.LAPSED


@dataclass(frozen=True)
class Ask:
    """One request: for which role in which agency, since when, how it ends, and how many days from now the letter ends."""

    role: str
    agency: str
    begins: float
    ending: str
    until: int = 200
    login: str = ""
    codes: str = ""
    examines: tuple[str, ...] = ()


# Each line is one official, with one request or with one that renews the other.
_ASKS: tuple[tuple[Ask, ...], ...] = (
    (Ask(PA_KPA, HOME, 66, OfficialState.APPROVED, 300, login="pa"),),
    (Ask(PPK, HOME, 62, OfficialState.APPROVED, 240, login="ppk"),),
    (Ask(POKJA, HOME, 60, OfficialState.APPROVED, 210, login="pokja"),),
    (Ask(PROCUREMENT_OFFICER, HOME, 58, OfficialState.APPROVED, 270, login="ppengadaan"),),
    (
        Ask(
            AUDITOR, INSPECTORATE, 56, OfficialState.APPROVED, 150, login="auditor", codes=_CODES,
            examines=(WORKS, SCHOOLS),
        ),
    ),
    (
        Ask(PROCUREMENT_OFFICER, SCHOOLS, 44, OfficialState.APPROVED, 5),
        Ask(PROCUREMENT_OFFICER, SCHOOLS, 1.2, OfficialState.SUBMITTED, 370),
    ),
    (Ask(POKJA, WORKS, 50, OfficialState.APPROVED, 24),),
    (Ask(PPK, WORKS, 70, _LAPSED, -9),),
    (Ask(POKJA, WORKS, 76, _LAPSED, -12), Ask(POKJA, WORKS, 24, OfficialState.APPROVED, 160)),
    (Ask(PROCUREMENT_OFFICER, WATER, 33, OfficialState.APPROVED, 250),),
    (Ask(PPK, LAND, 0.9, OfficialState.SUBMITTED),),
    (Ask(AUDITOR, INSPECTORATE, 1.6, OfficialState.SUBMITTED, 30, codes="10014402000"),),
    (Ask(POKJA, SCHOOLS, 7, OfficialState.RETURNED),),
    (Ask(PPK, SCHOOLS, 29, OfficialState.REJECTED),),
    (Ask(PROCUREMENT_OFFICER, WORKS, 16, OfficialState.WITHDRAWN),),
    (Ask(PPK, WORKS, 2.4, OfficialState.DRAFT),),
    (Ask(POKJA, SCHOOLS, 41, OfficialState.EXPIRED),),
)  # fmt: skip


def officials(office: Office) -> list[Story]:
    """Agencies, agreements, and the requests of all officials."""
    return [_bodies(office), *(_official(office, asks) for asks in _ASKS)]


def _bodies(office: Office) -> Story:
    rng = office.dice()
    yield (now := at_work(office.ago(90), 30))
    for name, code in _AGENCIES.items():
        organization_save(organization=Organization(name=name, code=code), actor=office.people["sekretariat"])
    for number, (name, (kind, user, days)) in enumerate(_BODIES.items(), 1):
        yield (now := at_work(now, rng.randrange(10, 60)))
        body, actor = Organization(name=name, kind=kind), office.people[user]
        organization_save(organization=body, actor=actor)
        signed, until = clock.today() - timedelta(days=3), clock.local(office.until).date() + timedelta(days=days)
        agreement = ServiceAgreement(
            organization=body,
            number=f"180/{20 + number:03}/PKS-CONTOH/{signed.year}",
            signed_on=signed,
            valid_from=signed,
            valid_until=until,
        )
        words = [f"Nomor: {agreement.number}", f"Pihak: {name}", f"Sampai dengan: {clock.day_text(until)}"]
        scan = file_receive(
            upload=letter("Perjanjian layanan", words, rng, pages=3),
            owner=actor,
            case_number=organization_number(body),
            is_identity=False,
        )
        agreement_add(agreement=agreement, scan=scan, actor=actor)


def _official(office: Office, asks: tuple[Ask, ...]) -> Story:
    rng = office.dice()
    who, former = office.official(rng), None
    for ask in asks:
        former = yield from _request(office, ask, who, former)


def _request(
    office: Office, ask: Ask, who: tuple[str, str, str], former: OfficialRequest | None
) -> Generator[datetime, None, OfficialRequest]:
    rng = office.dice()
    name, number, email = who
    yield (now := office.ago(ask.begins))
    if ask.login or former is not None:
        known = former.owner if former is not None else office.people[ask.login]
        owner = User.objects.select_related("person").get(pk=known.pk)
        name = owner.full_name
        row = official_start(owner=owner, renews=former)
    else:
        signup_request(email=email, purpose=SignupPurpose.OFFICIAL)
        yield (now := now + timedelta(minutes=rng.randrange(2, 40)))
        row = official_signup_confirm(token=confirmation_token(email), full_name=name, password=office.password)
    yield (now := now + timedelta(minutes=rng.randrange(5, 50)))
    row = _fill_in(office, row, ask, name, number)
    if ask.ending in {OfficialState.DRAFT, OfficialState.EXPIRED}:
        return row
    row = _hand_in(office, row)
    if ask.ending == OfficialState.SUBMITTED:
        return row
    if ask.ending == OfficialState.WITHDRAWN:
        yield now + timedelta(hours=rng.randrange(2, 20))
        return official_withdraw(request=row, actor=row.owner)
    yield (now := at_work(now, rng.randrange(60, 700)))
    officer = rng.choice(office.officers)
    if ask.ending == OfficialState.RETURNED:
        return official_send_back(
            request=row,
            actor=officer,
            reason=OfficialReason.LETTER_UNREADABLE,
            note="Bagian bawah surat dengan tanda tangan dan stempel terpotong. Pindai lagi seluruh halaman.",
        )
    official_original_record(request=row, actor=officer, mode=rng.choice(("in_person", "in_person", "video")))
    yield at_work(now, rng.randrange(5, 40))
    if ask.ending == OfficialState.REJECTED:
        official_decision_reject(
            request=row,
            actor=officer,
            reason=OfficialReason.NOT_ISSUED,
            note="Surat ditandatangani kepala bidang; penunjukan PPK ditetapkan oleh PA/KPA.",
        )
    else:
        official_decision_approve(request=row, actor=officer)
    row.refresh_from_db()
    return row


def _fill_in(office: Office, row: OfficialRequest, ask: Ask, name: str, number: str) -> OfficialRequest:
    """The pages of the request; a draft is left before its letter."""
    agency = Organization.objects.get(name=ask.agency)
    position, rank = _POSITIONS[ask.role]
    row = official_step_save(
        request=row,
        step=OfficialStep.IDENTITY,
        data={
            "role": ask.role, "full_name": name, "nip": number, "position": position, "rank": rank,
            "organization": agency,
        },
        actor=row.owner,
    )  # fmt: skip
    if ask.ending in {OfficialState.DRAFT, OfficialState.EXPIRED}:
        return row
    rng, is_task = office.dice(), ask.role in {AUDITOR, PROCUREMENT_OFFICER}
    day = clock.today() - timedelta(days=4)
    row = official_step_save(
        request=row,
        step=OfficialStep.LETTER,
        data={
            "letter_kind": LetterKind.SURAT_TUGAS if is_task else LetterKind.SK,
            "letter_number": f"800/{rng.randrange(100, 900)}/{'ST' if is_task else 'SK'}-CONTOH/{day.year}",
            "letter_date": day,
            "valid_until": clock.local(office.until).date() + timedelta(days=ask.until),
        },
        actor=row.owner,
    )
    if ask.role == AUDITOR:
        row = official_step_save(
            request=row,
            step=OfficialStep.SCOPE,
            data={"audit_packages": ask.codes},
            actor=row.owner,
            agencies=Organization.objects.filter(name__in=ask.examines),
        )
    return row


def _hand_in(office: Office, row: OfficialRequest) -> OfficialRequest:
    assert row.organization is not None  # noqa: S101 - filled in a moment ago
    assert row.valid_until is not None  # noqa: S101 - likewise
    lines = [
        f"Nomor: {row.letter_number}",
        f"Nama: {row.full_name}",
        f"NIP: {row.nip}",
        f"Sebagai: {role_word(row.role)}",
        f"Instansi: {row.organization.name}",
        f"Berlaku sampai dengan: {clock.day_text(row.valid_until)}",
    ]
    scan = letter(LetterKind(row.letter_kind).label, lines, office.dice())
    row = official_letter_upload(request=row, upload=scan, actor=row.owner)
    return official_submit(request=row, actor=row.owner, declaration_accepted=True)
