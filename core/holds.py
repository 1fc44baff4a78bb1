"""Legal holds: set by one person, released by two others' agreement, respected by everything that erases."""

from collections.abc import Iterable

from django.db import connection, transaction
from django.utils import timezone

from core.audit import audit_record, register_actions
from core.cases import case_of
from core.free_text import refuse_password
from core.models import LegalHold, User
from core.refusals import BadInput, Forbidden, Refusal
from core.registries import register_role_permissions
from core.roles import DEPUTY, HEAD, VERIFIER

OBJECT_TYPE = "legal_hold"
_LOCK = 7327


def register() -> None:
    """Called once, when all models are there."""
    register_actions(
        hold__set="Berkas ditahan",
        hold__release_asked="Pencabutan penahanan diminta",
        hold__release_refused="Pencabutan penahanan ditolak",
        hold__released="Penahanan dicabut",
    )
    for role in (HEAD, DEPUTY, VERIFIER):
        register_role_permissions(role, ["core.view_legalhold", "core.add_legalhold"])
    for role in (HEAD, DEPUTY):
        register_role_permissions(role, ["core.release_legalhold"])


def hold_of(case_number: str) -> LegalHold | None:
    """The hold in force on a case, or on the case it belongs to; None when nothing holds it."""
    return (
        LegalHold.objects.in_force()
        .select_related("set_by__person", "release_asked_by__person")
        .filter(case_number__in={case_number, case_of(case_number)})
        .first()
    )


def case_lock(case_number: str) -> None:
    """Let holding and erasing one case come one after the other, until the transaction ends."""
    cases_lock([case_number])


def cases_lock(case_numbers: Iterable[str]) -> None:
    """`case_lock` of many cases, always in the same order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, key) FROM (SELECT DISTINCT hashtext(n) AS key FROM unnest(%s) n ORDER BY 1) k",
            [_LOCK, list(case_numbers)],
        )


def refuse_held(case_number: str) -> None:
    """Raise a `Refusal` that names the reason when a case is held."""
    hold = hold_of(case_number)
    if hold is not None:
        raise Refusal(
            f"Berkas {case_number} sedang ditahan: {hold.reason}. Isinya tetap disimpan sampai penahanan dicabut.",
            code="held",
        )


def can_hold(user: User) -> bool:
    """May set a hold, and ask that one is released."""
    return user.has_perm("core.add_legalhold")


def can_release(user: User, hold: LegalHold) -> bool:
    """May release it: a second person, other than who asked for the release."""
    return (
        user.has_perm("core.release_legalhold")
        and hold.release_asked_by_id is not None
        and hold.release_asked_by_id != user.pk
    )


def hold_set(*, case_number: str, reason: str, actor: User) -> LegalHold:
    """Hold a case: from now on nothing erases its content, nor that of what belongs to it.

    Raises:
        Forbidden: `actor` may not.
        BadInput: no reason.
        Refusal: it is held already (the sentence names by whom), or it belongs to another case, which is held instead.
    """
    _need(actor)
    words = _reason(reason)
    whole = case_of(case_number)
    if whole != case_number:
        raise Refusal(
            f"{case_number} termasuk berkas {whole}. Tahan berkas {whole}; penahanannya berlaku juga untuk {case_number}.",
            code="belongs",
        )
    with transaction.atomic():
        case_lock(case_number)
        present = hold_of(case_number)
        if present is not None:
            raise Refusal(
                f"Berkas {case_number} sudah ditahan oleh {present.set_by.full_name}: {present.reason}.",
                code="already_held",
            )
        hold = LegalHold.objects.create(case_number=case_number, reason=words, set_by=actor)
        _record("hold.set", hold, actor, reason=words)
    return hold


def hold_release_ask(*, hold: LegalHold, reason: str, actor: User) -> LegalHold:
    """Ask that a hold is released; somebody else releases it.

    Raises:
        Forbidden: `actor` may not.
        BadInput: no reason.
        Refusal: it was released, or somebody asked already.
    """
    _need(actor)
    words = _reason(reason)
    with transaction.atomic():
        fresh = _locked(hold)
        if fresh.release_asked_by is not None:
            raise Refusal(
                f"Pencabutan sudah diminta oleh {fresh.release_asked_by.full_name} dan menunggu pimpinan lain.",
                code="already_asked",
            )
        fresh.release_asked_by, fresh.release_asked_at, fresh.release_reason = actor, timezone.now(), words
        fresh.save(update_fields=["release_asked_by", "release_asked_at", "release_reason"])
        _record("hold.release_asked", fresh, actor, reason=words)
    return fresh


def hold_release(*, hold: LegalHold, accept: bool, actor: User) -> LegalHold:
    """Release a hold as asked, or let it stand; the second person's word.

    Raises:
        Forbidden: `actor` may not release holds, or asked for it.
        Refusal: it was released already, or nobody asked for it.
    """
    with transaction.atomic():
        fresh = _locked(hold)
        if fresh.release_asked_by_id is None:
            raise Refusal("Belum ada yang meminta pencabutan. Minta dahulu, dengan alasannya.", code="not_asked")
        if not can_release(actor, fresh):
            raise Forbidden(
                "Penahanan dicabut oleh Kepala atau Wakil yang lain daripada yang memintanya.", code="second_person"
            )
        asked_by = fresh.release_asked_by
        if accept:
            fresh.released_by, fresh.released_at = actor, timezone.now()
        else:
            fresh.release_asked_by = fresh.release_asked_at = None
            fresh.release_reason = ""
        fresh.save()
        _record(
            "hold.released" if accept else "hold.release_refused",
            fresh,
            actor,
            asked_by=asked_by.username if asked_by else "",
        )
    return fresh


def _locked(hold: LegalHold) -> LegalHold:
    case_lock(hold.case_number)
    fresh = (
        LegalHold.objects.select_for_update(of=("self",))
        .select_related("released_by__person", "release_asked_by__person")
        .get(pk=hold.pk)
    )
    if fresh.released_at is not None:
        who = fresh.released_by.full_name if fresh.released_by else ""
        raise Refusal(f"Penahanan ini sudah dicabut oleh {who}. Muat ulang halaman.", code="released")
    return fresh


def _need(actor: User) -> None:
    if not can_hold(actor):
        raise Forbidden("Menahan berkas hanya untuk pimpinan dan Unit Registrasi dan Verifikasi.", code="forbidden")


def _reason(text: str) -> str:
    words = " ".join(refuse_password(text, field="reason").split())
    if not words or len(words) > 300:
        raise BadInput("Tulis alasannya, paling panjang 300 huruf.", code="reason_missing", field="reason")
    return words


def _record(action: str, hold: LegalHold, actor: User, **data: str) -> None:
    audit_record(action=action, object_type=OBJECT_TYPE, object_number=hold.case_number, actor=actor, data=dict(data))
