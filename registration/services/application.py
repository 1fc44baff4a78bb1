"""The applicant's own moves: starting, filling in, handing in, withdrawing."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from core import clock, profile, transitions
from core.audit import audit_record
from core.crypto import keyed_hash
from core.free_text import refuse_password
from core.models import User
from core.numbers import number_issue
from core.refusals import BadInput, Forbidden, Refusal
from registration import clock as deadlines
from registration import emails
from registration.completeness import STEP_FIELDS, Gap, gaps, open_steps
from registration.enums import ApplicationState, Step
from registration.identity_numbers import nik_normalise, npwp_normalise
from registration.models import OPEN, Application, CounterEntry, DocumentItem, Licence
from registration.privacy import DECLARATION_VERSION, PRIVACY_VERSION
from registration.receipts import receipt_issue
from registration.requirements import for_kind
from registration.transitions import OBJECT_TYPE, SUBMIT, WITHDRAW

NUMBER_SERIES = "registration_application"
ENTER = "registration.enter_application"
_LICENCE_FIELDS = ("kind", "number", "issuer", "issued_on", "expires_on", "kbli_code", "kbli_edition", "field")


class ChangedMeanwhile(Refusal):
    """The page was saved in another tab since this form was opened; nothing of either was lost."""


class Incomplete(Refusal):
    """Something is missing before the application may be handed in; `gaps` names it."""

    def __init__(self, missing: Sequence[Gap]) -> None:
        super().__init__(
            "Pendaftaran belum dapat diserahkan. " + " ".join(gap.text for gap in missing), code="incomplete"
        )
        self.gaps = list(missing)


def number_next() -> str:
    """The next number of an application, in the caller's transaction."""
    return number_issue(series=NUMBER_SERIES, on=clock.today())


def application_start(
    *, owner: User, kind: str, privacy_version: str = PRIVACY_VERSION, number: str = "", entered_by: User | None = None
) -> Application:
    """Open a draft for an account whose address is confirmed; also anew after an earlier one ended.

    Args:
        number: issued already in this transaction; empty for the next one.
        entered_by: the officer at the counter; the owner then accepts the words on personal data when confirming.

    Raises:
        Refusal: the account has an application that still runs.
    """
    now = timezone.now()
    with transaction.atomic():
        User.objects.select_for_update(of=("self",)).get(pk=owner.pk)
        running = Application.objects.filter(owner=owner, state__in=OPEN).first()
        if running is not None:
            raise Refusal(
                f"Akun ini masih mempunyai pendaftaran {running.number} yang berjalan. Lanjutkan pendaftaran itu.",
                code="running",
            )
        application = Application.objects.create(
            number=number or number_next(),
            owner=owner,
            entered_by=entered_by or owner,
            kind=kind,
            created_at=now,
            confirmed_at=now,
            due_at=deadlines.first_deadline(now, profile.current()),
            privacy_version="" if entered_by else privacy_version,
            privacy_accepted_at=None if entered_by else now,
        )
        DocumentItem.objects.bulk_create(
            DocumentItem(application=application, key=rule.key) for rule in for_kind(application.kind)
        )
        audit_record(
            action="application.started",
            object_type=OBJECT_TYPE,
            object_number=application.number,
            actor=entered_by or owner,
            data={"kind": application.kind},
        )
        if entered_by is None:
            emails.started(application)
    return application


def application_step_save(
    *,
    application: Application,
    step: str,
    data: Mapping[str, Any],
    actor: User,
    version: int | None = None,
    licences: Sequence[Mapping[str, Any]] | None = None,
) -> Application:
    """Keep what was typed on one page; a page may be saved half filled.

    Args:
        data: column → value, of this page's columns only; those not named stay as they are.
        version: the application's version when the form was opened; None skips the comparison.
        licences: all rows of the page "izin usaha", in order; they replace the present ones.

    Raises:
        Forbidden: somebody else's application.
        Refusal: it is not the applicant's turn, or this page is closed.
        ChangedMeanwhile: the page was saved since the form was opened.
        BadInput: a value cannot be kept, with the field.
    """
    page = Step(step)
    require_filler(application, actor)
    if unknown := set(data) - set(STEP_FIELDS[page]):
        raise ValueError(f"not on this page: {sorted(unknown)}")
    values = _normalised(data)
    with transaction.atomic():
        fresh = transitions.lock(application)
        require_open(fresh, page)
        if version is not None and fresh.step_versions.get(page.value, 0) > version:
            raise ChangedMeanwhile(
                "Halaman ini sudah disimpan di jendela lain. Bandingkan isian di bawah dengan yang tersimpan, lalu simpan lagi.",
                code="changed_meanwhile",
            )
        fresh.version += 1
        fresh.step_versions[page.value] = fresh.version
        for name, value in values.items():
            setattr(fresh, name, value)
        _validate(fresh, values)
        fresh.save(update_fields=["version", "step_versions", *values])
        if licences is not None:
            _licences_replace(fresh, licences)
        audit_record(
            action="application.step_saved",
            object_type=OBJECT_TYPE,
            object_number=fresh.number,
            actor=actor,
            data={"step": page.value, "version": fresh.version},
        )
    return fresh


def application_submit(*, application: Application, actor: User, declaration_accepted: bool) -> Application:
    """Hand in: the clock stops, the receipt is issued, the office is at work. Handing in twice is harmless (W5).

    Raises:
        Forbidden: somebody else's application.
        BadInput: the declaration was not accepted.
        Incomplete: something is missing.
        WrongState: it was decided, withdrawn or expired meanwhile.
    """
    require_owner(application, actor)
    now = timezone.now()
    with transaction.atomic():
        fresh = transitions.lock(application)
        if fresh.state == ApplicationState.SUBMITTED:
            return fresh
        if not declaration_accepted:
            raise BadInput(
                "Centang pernyataan bahwa data dan dokumen benar untuk menyerahkan pendaftaran.",
                code="declaration",
                field="declaration",
            )
        if SUBMIT.allows(fresh.state) and (missing := gaps(fresh)):
            raise Incomplete(missing)
        is_first = fresh.first_submitted_at is None
        fresh = transitions.apply(
            SUBMIT,
            fresh,
            actor=actor,
            number=fresh.number,
            object_type=OBJECT_TYPE,
            data={"declaration": DECLARATION_VERSION},
            submitted_at=now,
            first_submitted_at=fresh.first_submitted_at or now,
            remaining=max(fresh.due_at - now, timedelta()) if fresh.due_at else timedelta(),
            due_at=None,
            declaration_version=DECLARATION_VERSION,
            privacy_version=fresh.privacy_version or PRIVACY_VERSION,
            privacy_accepted_at=fresh.privacy_accepted_at or now,
        )
        CounterEntry.objects.filter(application=fresh, confirmed_at__isnull=True).update(
            confirmed_at=now, token_hash=None
        )
        fresh.items.update(is_open=False)
        emails.submitted(fresh, receipt_issue(application=fresh, actor=actor) if is_first else None)
    return fresh


def application_withdraw(*, application: Application, actor: User) -> Application:
    """Take the application back; not while an officer is at it.

    Raises:
        Forbidden: somebody else's application.
        WrongState: it is under review, or over.
    """
    require_owner(application, actor)
    with transaction.atomic():
        fresh = transitions.apply(
            WITHDRAW,
            application,
            actor=actor,
            number=application.number,
            object_type=OBJECT_TYPE,
            refusal="Pendaftaran ini sedang diperiksa petugas atau sudah selesai, jadi tidak dapat ditarik. Muat ulang halaman ini.",
            due_at=None,
            remaining=None,
            closed_at=timezone.now(),
        )
        emails.withdrawn(fresh)
    return fresh


def require_owner(application: Application, actor: User) -> None:
    """Raise Forbidden unless it is the actor's own application."""
    if application.owner_id != actor.pk:
        raise Forbidden("Ini bukan pendaftaran Anda.", code="not_owner")


def require_filler(application: Application, actor: User) -> None:
    """Raise Forbidden unless the actor may fill it in: the owner, or the officer at the counter until it is confirmed."""
    if application.owner_id != actor.pk and not is_at_counter(application, actor):
        raise Forbidden("Ini bukan pendaftaran Anda.", code="not_owner")


def is_at_counter(application: Application, actor: User) -> bool:
    """The actor entered this draft at the counter, still may, and its owner has not confirmed it."""
    return (
        application.entered_by_id == actor.pk
        and application.owner_id != actor.pk
        and application.state == ApplicationState.DRAFT
        and actor.has_perm(ENTER)
        and CounterEntry.objects.filter(application=application, confirmed_at__isnull=True).exists()
    )


def require_open(application: Application, step: Step) -> None:
    """Raise Refusal unless the applicant may change this page now."""
    if step in open_steps(application):
        return
    if application.is_editable:
        raise Refusal(
            "Bagian ini tidak dikembalikan petugas, jadi tidak perlu diubah. Kembali ke ringkasan pendaftaran.",
            code="step_closed",
        )
    raise Refusal(
        f"Pendaftaran ini “{application.get_state_display()}”, jadi tidak dapat diubah. Muat ulang halaman ini.",
        code="wrong_state",
    )


def _normalised(data: Mapping[str, Any]) -> dict[str, Any]:
    values = dict(data)
    for name in ("name", "street", "spse_user_id"):
        if name in values:
            values[name] = refuse_password(values[name], field=name)
    if "npwp" in values:
        values["npwp"] = npwp_normalise(values["npwp"])
        values["npwp_hash"] = keyed_hash(values["npwp"]) if values["npwp"] else ""
    if "signatory_nik" in values:
        values["signatory_nik"] = nik_normalise(values["signatory_nik"])
        values["signatory_nik_hash"] = keyed_hash(values["signatory_nik"]) if values["signatory_nik"] else ""
    return values


def _validate(row: Application | Licence, values: Mapping[str, Any]) -> None:
    others = [field.name for field in row._meta.fields if field.name not in values]
    try:
        row.clean_fields(exclude=others)
        row.validate_constraints(exclude={field.name for field in row._meta.fields} - set(values))
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise BadInput(str(messages[0]), code="bad_value", field="" if field == "__all__" else field) from error


def _licences_replace(application: Application, rows: Sequence[Mapping[str, Any]]) -> None:
    application.licences.all().delete()
    for row in rows:
        licence = Licence(application=application, **{name: row[name] for name in _LICENCE_FIELDS if name in row})
        _validate(licence, dict.fromkeys(_LICENCE_FIELDS))
        licence.save(force_insert=True)
