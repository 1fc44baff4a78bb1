"""The official's own moves: starting, filling in, the scan of the letter, handing in, withdrawing (Pasal 22(1)b)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from core import clock, profile, transitions
from core.agreements import require_entitled
from core.audit import audit_record
from core.files.services import file_erase, file_receive
from core.free_text import refuse_password
from core.models import Organization, User
from core.numbers import number_issue
from core.refusals import BadInput, Forbidden, Refusal
from core.roles import AUDITOR, OFFICIAL_ROLES, OTHER_ENTITY
from registration import clock as deadlines
from registration import official_emails as emails
from registration.enums import OfficialState, OfficialStep
from registration.models import OFFICIAL_DECIDED, OfficialRequest
from registration.official_rules import (
    STEP_FIELDS,
    OfficialGap,
    dates_check,
    gaps,
    nip_normalise,
    packages_normalise,
    require_not_excluded,
    require_person,
)
from registration.privacy import OFFICIAL_DECLARATION_VERSION, PRIVACY_VERSION
from registration.services.application import ChangedMeanwhile
from registration.transitions import OFFICIAL_SUBMIT, OFFICIAL_TYPE, OFFICIAL_WITHDRAW

NUMBER_SERIES = "official_request"
_WORDS = ("full_name", "position", "rank", "letter_number")
# What a renewal begins with; the letter is the new one's own.
_RENEWED = ("role", "entity", "full_name", "nip", "position", "rank", "organization_id", "letter_kind")


class OfficialIncomplete(Refusal):
    """Something is missing before the request may be handed in; `gaps` names it."""

    def __init__(self, missing: Sequence[OfficialGap]) -> None:
        super().__init__(
            "Permohonan belum dapat diserahkan. " + " ".join(gap.text for gap in missing), code="incomplete"
        )
        self.gaps = list(missing)


def official_number_next() -> str:
    """The next number of a request, in the caller's transaction."""
    return number_issue(series=NUMBER_SERIES, on=clock.today())


def official_start(
    *,
    owner: User,
    number: str = "",
    privacy_version: str = PRIVACY_VERSION,
    renews: OfficialRequest | None = None,
) -> OfficialRequest:
    """Open a draft, filled with what is known of the person; for a renewal, with the data of the earlier request.

    Args:
        number: issued already in this transaction; empty for the next one.
        renews: an approved or lapsed request of the same account, of which the letter changes.

    Raises:
        Forbidden: `renews` is somebody else's.
        Refusal: a draft waits already, or `renews` was never approved, or it is one of an audit.
    """
    if renews is not None:
        official_require_owner(renews, owner)
        if renews.state not in (OfficialState.APPROVED, OfficialState.LAPSED):
            raise Refusal("Hanya permohonan yang pernah disetujui yang dapat diperpanjang.", code="not_renewable")
        if renews.role == AUDITOR:
            raise Refusal(
                "Setiap audit memakai permohonan sendiri. Mulai permohonan baru untuk audit berikutnya.",
                code="new_audit",
            )
    now = timezone.now()
    with transaction.atomic():
        User.objects.select_for_update(of=("self",)).get(pk=owner.pk)
        draft = OfficialRequest.objects.filter(owner=owner, state=OfficialState.DRAFT).first()
        if draft is not None:
            raise Refusal(
                f"Anda masih mempunyai permohonan {draft.number} yang belum diserahkan. Lanjutkan permohonan itu.",
                code="running",
            )
        row = OfficialRequest.objects.create(
            number=number or official_number_next(),
            owner=owner,
            entered_by=owner,
            renews=renews,
            created_at=now,
            due_at=deadlines.first_deadline(now, profile.current()),
            privacy_version=privacy_version,
            **_known(owner, renews),
        )
        audit_record(
            action="official.started",
            object_type=OFFICIAL_TYPE,
            object_number=row.number,
            actor=owner,
            data={"renews": renews.number} if renews else {},
        )
        emails.started(row)
    return row


def _known(owner: User, renews: OfficialRequest | None) -> dict[str, Any]:
    if renews is not None:
        return {name: getattr(renews, name) for name in _RENEWED}
    person = owner.person
    return {
        "full_name": person.full_name,
        "nip": person.nip or "",
        "position": person.position,
        "rank": person.rank,
        "organization_id": person.organization_id,
    }


def official_step_save(
    *,
    request: OfficialRequest,
    step: str,
    data: Mapping[str, Any],
    actor: User,
    version: int | None = None,
    agencies: Iterable[Organization] | None = None,
) -> OfficialRequest:
    """Keep what was typed on one page; a page may be saved half filled.

    Args:
        data: column → value, of this page's columns only.
        version: the request's version when the form was opened; None skips the comparison.
        agencies: the page "lingkup": agencies that are examined; they replace the present ones.

    Raises:
        Forbidden: somebody else's request.
        Refusal: it is not the official's turn.
        ChangedMeanwhile: the request was saved since the form was opened.
        BadInput: a value cannot be kept, with the field.
    """
    page = OfficialStep(step)
    official_require_owner(request, actor)
    if unknown := set(data) - set(STEP_FIELDS[page]):
        raise ValueError(f"not on this page: {sorted(unknown)}")
    values = _normalised(data)
    with transaction.atomic():
        fresh = transitions.lock(request)
        _require_open(fresh)
        if version is not None and fresh.version != version:
            raise ChangedMeanwhile(
                "Permohonan ini sudah disimpan di jendela lain. Di bawah ini isian Anda di jendela ini; "
                "simpan lagi bila isian ini yang benar.",
                code="changed_meanwhile",
            )
        for name, value in values.items():
            setattr(fresh, name, value)
        _validate(fresh, values)
        fresh.version += 1
        fresh.save(update_fields=["version", *values])
        if agencies is not None:
            fresh.audit_agencies.set(agencies)
        audit_record(
            action="official.step_saved",
            object_type=OFFICIAL_TYPE,
            object_number=fresh.number,
            actor=actor,
            data={"step": page.value, "version": fresh.version},
        )
    return fresh


def official_letter_upload(*, request: OfficialRequest, upload: UploadedFile, actor: User) -> OfficialRequest:
    """Take in the scan of the letter; it takes the place of an earlier one, which stays only if the office has seen it.

    Raises:
        Forbidden: somebody else's request.
        BadInput: the file is not acceptable.
        NotReady: files cannot be looked into right now.
        Refusal: it is not the official's turn.
    """
    official_require_owner(request, actor)
    _require_open(_present(request))
    # Judged and stored before the row is locked: it may take seconds.
    file = file_receive(upload=upload, owner=actor, case_number=request.number)
    try:
        with transaction.atomic():
            fresh = transitions.lock(request)
            _require_open(fresh)
            former = fresh.letter_file
            fresh.letter_file = file
            fresh.version += 1
            fresh.save(update_fields=["letter_file", "version"])
            if former is not None and (fresh.submitted_at is None or former.created_at > fresh.submitted_at):
                file_erase(file=former, actor=actor, reason="diganti pemohon sebelum diserahkan")
            audit_record(
                action="official.letter_added", object_type=OFFICIAL_TYPE, object_number=fresh.number, actor=actor
            )
    except Refusal:
        file_erase(file=file, actor=actor, reason="permohonan tidak lagi terbuka")
        raise
    return fresh


def official_submit(*, request: OfficialRequest, actor: User, declaration_accepted: bool) -> OfficialRequest:
    """Hand in; the office is at work. Handing in twice is harmless (W5).

    Raises:
        Forbidden: somebody else's request.
        BadInput: the declaration was not accepted.
        OfficialIncomplete: something is missing or does not hold any more.
        Refusal: Pasal 13(3) forbids the role, the NIP is another person's, or the same request waits already.
        WrongState: it was decided, withdrawn or expired meanwhile.
    """
    official_require_owner(request, actor)
    now = timezone.now()
    with transaction.atomic():
        fresh = transitions.lock(request)
        if fresh.state == OfficialState.SUBMITTED:
            return fresh
        if not declaration_accepted:
            raise BadInput(
                "Centang pernyataan bahwa data dan surat benar untuk menyerahkan permohonan.",
                code="declaration",
                field="declaration",
            )
        if OFFICIAL_SUBMIT.allows(fresh.state):
            if missing := gaps(fresh):
                raise OfficialIncomplete(missing)
            require_person(fresh)
            require_not_excluded(fresh)
        try:
            with transaction.atomic():
                fresh = transitions.apply(
                    OFFICIAL_SUBMIT,
                    fresh,
                    actor=actor,
                    number=fresh.number,
                    object_type=OFFICIAL_TYPE,
                    data={"role": fresh.role, "declaration": OFFICIAL_DECLARATION_VERSION},
                    submitted_at=now,
                    first_submitted_at=fresh.first_submitted_at or now,
                    due_at=None,
                    declaration_version=OFFICIAL_DECLARATION_VERSION,
                )
        except IntegrityError as error:
            raise Refusal(
                "Permohonan Anda untuk peran dan instansi ini masih berjalan. Tunggu keputusannya, atau tarik yang lama dahulu.",
                code="waiting_already",
            ) from error
        emails.submitted(fresh)
    return fresh


def official_withdraw(*, request: OfficialRequest, actor: User) -> OfficialRequest:
    """Take the request back before it is decided.

    Raises:
        Forbidden: somebody else's request.
        WrongState: it is over.
    """
    official_require_owner(request, actor)
    with transaction.atomic():
        fresh = transitions.apply(
            OFFICIAL_WITHDRAW,
            request,
            actor=actor,
            number=request.number,
            object_type=OFFICIAL_TYPE,
            refusal="Permohonan ini sudah selesai, jadi tidak dapat ditarik. Muat ulang halaman ini.",
            due_at=None,
            closed_at=timezone.now(),
        )
        emails.withdrawn(fresh)
    return fresh


def official_require_owner(request: OfficialRequest, actor: User) -> None:
    """Raise Forbidden unless it is the actor's own request."""
    if request.owner_id != actor.pk:
        raise Forbidden("Ini bukan permohonan Anda.", code="not_owner")


def _present(request: OfficialRequest) -> OfficialRequest:
    """The row as it stands now, without a lock."""
    return OfficialRequest.objects.get(pk=request.pk)


def _require_open(request: OfficialRequest) -> None:
    if not request.is_editable:
        word = "sudah diputuskan" if request.state in OFFICIAL_DECIDED else f"“{request.get_state_display()}”"
        raise Refusal(f"Permohonan ini {word}, jadi tidak dapat diubah. Muat ulang halaman ini.", code="wrong_state")


def _normalised(data: Mapping[str, Any]) -> dict[str, Any]:
    values = dict(data)
    for name in _WORDS:
        if name in values:
            values[name] = " ".join(refuse_password(values[name], field=name).split())
    if "nip" in values:
        values["nip"] = nip_normalise(values["nip"] or "")
    if values.get("role") and values["role"] not in OFFICIAL_ROLES:
        raise BadInput("Pilih peran dari daftar.", code="role", field="role")
    if "role" in values and values["role"] != OTHER_ENTITY:
        values["entity"] = ""
    if "audit_packages" in values:
        values["audit_packages"] = packages_normalise(values["audit_packages"])
    return values


def _validate(row: OfficialRequest, values: Mapping[str, Any]) -> None:
    others = [field.name for field in row._meta.fields if field.name not in values]
    try:
        row.clean_fields(exclude=others)
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise BadInput(str(messages[0]), code="bad_value", field=field) from error
    if "letter_date" in values or "valid_until" in values:
        dates_check(row.letter_date, row.valid_until)
    if row.organization is not None and "organization" in values:
        try:
            require_entitled(row.organization)
        except Refusal as refusal:
            raise BadInput(refusal.message, code=refusal.code, field="organization") from refusal
