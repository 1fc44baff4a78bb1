"""Service agreements of bodies outside the regency's own SKPD: entered, ended, asked about (Pasal 2(2), 3(2))."""

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from core import clock, transitions
from core.audit import audit_record, register_actions
from core.enums import AgreementState, OrganizationKind
from core.models import Organization, ServiceAgreement, StoredFile, User
from core.organizations import OBJECT_TYPE, organization_number
from core.refusals import BadInput, Forbidden, Refusal
from core.registries import register_file_rule, register_role_permissions
from core.roles import DEPUTY, HEAD, SECRETARIAT, VERIFIER
from core.transitions import transition

END = transition(
    "end", [AgreementState.ACTIVE], AgreementState.ENDED, action="agreement.ended", label="Akhiri perjanjian"
)


def register() -> None:
    """Called once, when the apps are ready."""
    register_actions(agreement__added="Perjanjian layanan dicatat", agreement__ended="Perjanjian layanan diakhiri")
    for role in (HEAD, DEPUTY, SECRETARIAT, VERIFIER):
        register_role_permissions(role, ["core.view_serviceagreement"])
    for role in (HEAD, SECRETARIAT):
        register_role_permissions(role, ["core.add_serviceagreement", "core.change_serviceagreement"])
    register_file_rule(_reader_sees_scan)


def _reader_sees_scan(user: User, file: StoredFile) -> bool:
    """Who reads the agreements may see their scans."""
    return user.has_perm("core.view_serviceagreement") and ServiceAgreement.objects.filter(scan=file).exists()


def agreement_add(*, agreement: ServiceAgreement, scan: StoredFile, actor: User) -> ServiceAgreement:
    """Store a new agreement of an organisation with its scan, as head or secretariat.

    Raises:
        Forbidden: `actor` may not enter agreements.
        BadInput: a date that does not fit, an SKPD, or a number that is on record already.
    """
    if not actor.has_perm("core.add_serviceagreement"):
        raise Forbidden("Perjanjian layanan dicatat oleh Kepala LPSE atau sekretariat.", code="forbidden")
    dates_check(agreement)
    agreement.number = " ".join(agreement.number.split())
    agreement.scan, agreement.entered_by = scan, actor
    with transaction.atomic():
        try:
            with transaction.atomic():
                agreement.save(force_insert=True)
        except IntegrityError as error:
            raise BadInput(
                "Perjanjian dengan nomor ini sudah tercatat untuk instansi itu. Cari di daftar perjanjian.",
                code="agreement_taken",
                field="number",
            ) from error
        audit_record(
            action="agreement.added",
            object_type=OBJECT_TYPE,
            object_number=organization_number(agreement.organization),
            actor=actor,
            data={"number": agreement.number, "until": agreement.valid_until.isoformat(), "file": scan.public_id},
        )
    return agreement


def dates_check(agreement: ServiceAgreement) -> None:
    """What the dates and the organisation of a new agreement must be.

    Raises:
        BadInput: with the field.
    """
    if agreement.organization.kind == OrganizationKind.SKPD:
        raise BadInput(
            "Perangkat daerah sendiri tidak memerlukan perjanjian layanan. Pilih instansi lain, atau perbaiki jenis instansinya.",
            code="own_skpd",
            field="organization",
        )
    if agreement.signed_on > clock.today():
        raise BadInput("Tanggal perjanjian belum tiba. Periksa tahunnya.", code="future", field="signed_on")
    if agreement.valid_until < agreement.valid_from:
        raise BadInput(
            "Tanggal akhir berlaku harus sama dengan atau sesudah tanggal mulai.",
            code="bad_period",
            field="valid_until",
        )


def agreement_end(*, agreement: ServiceAgreement, actor: User, reason: str) -> ServiceAgreement:
    """End an agreement before its time; requests approved under it keep their own end.

    Raises:
        Forbidden: `actor` may not end agreements.
        BadInput: no reason.
        WrongState: it was ended already.
    """
    if not actor.has_perm("core.change_serviceagreement"):
        raise Forbidden("Perjanjian layanan diakhiri oleh Kepala LPSE atau sekretariat.", code="forbidden")
    words = " ".join(reason.split())
    if not words:
        raise BadInput("Tulis alasan perjanjian diakhiri.", code="reason_missing", field="reason")
    return transitions.apply(
        END,
        agreement,
        actor=actor,
        number=organization_number(agreement.organization),
        object_type=OBJECT_TYPE,
        data={"number": agreement.number, "reason": words},
        refusal="Perjanjian ini sudah diakhiri. Muat ulang halaman untuk melihat keadaannya.",
        ended_at=timezone.now(),
        end_reason=words[:300],
    )


def organizations_entitled(on: date | None = None) -> QuerySet[Organization]:
    """Active organisations whose people may register: own SKPD, and others with an agreement that holds the day."""
    day = on or clock.today()
    held = ServiceAgreement.objects.in_force(day).filter(organization=OuterRef("pk"))
    return Organization.objects.filter(Q(kind=OrganizationKind.SKPD) | Exists(held), is_active=True).order_by("name")


def require_entitled(organization: Organization) -> None:
    """Refuse an organisation whose people may not register now.

    Raises:
        Refusal: it is switched off, or has no agreement in force; the sentence names what is missing.
    """
    if organizations_entitled().filter(pk=organization.pk).exists():
        return
    if not organization.is_active:
        raise Refusal(
            f"{organization.name} tidak lagi tercatat sebagai pengguna LPSE ini. Pilih instansi lain.",
            code="organization_inactive",
            field="organization",
        )
    raise Refusal(
        f"{organization.name} belum mempunyai perjanjian layanan yang berlaku dengan LPSE ini. "
        "Minta sekretariat LPSE mencatat perjanjiannya dahulu.",
        code="no_agreement",
        field="organization",
    )
