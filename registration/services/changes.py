"""The asker's own moves on a change request: starting, filling in, handing in, withdrawing.

The asker is the owner of the approved registration. An officer may enter a request for an owner who no longer gets in
(the address is lost); then another officer decides.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from core import clock, profile, transitions
from core.audit import audit_record
from core.free_text import refuse_password
from core.holds import hold_of
from core.models import User
from core.numbers import number_issue
from core.refusals import BadInput, Forbidden, Refusal
from core.roles import VERIFIER
from registration import change_emails
from registration.change_rules import EMAIL, LICENCES, RULES, columns_of, documents_for, documents_for_kind
from registration.clock import change_deadline
from registration.enums import ApplicationState, ChangeState, ItemState
from registration.identity_numbers import nik_normalise, npwp_normalise
from registration.models import Application, ChangeItem, ChangeRequest
from registration.register import licence_values, packed, unpacked, values_now
from registration.services.application import ChangedMeanwhile
from registration.services.change_erasure import change_erase
from registration.transitions import CHANGE_SUBMIT, CHANGE_TYPE, CHANGE_WITHDRAW

NUMBER_SERIES = "change_request"


def change_start(*, application: Application, kind: str, actor: User) -> ChangeRequest:
    """Open a request of one kind; one that still runs is given back instead, so a double click makes one.

    Raises:
        Forbidden: somebody else's registration, and not an officer who may enter requests.
        BadInput: there is no such kind.
        Refusal: the registration is not approved.
    """
    if application.owner_id != actor.pk and not actor.has_role(VERIFIER):
        raise Forbidden("Ini bukan pendaftaran Anda.", code="not_owner")
    if kind not in RULES:
        raise BadInput("Pilih jenis permohonan dari daftar.", code="kind", field="kind")
    now = timezone.now()
    with transaction.atomic():
        fresh = transitions.lock(application)
        if fresh.state != ApplicationState.APPROVED:
            raise Refusal("Permohonan perubahan hanya untuk pendaftaran yang sudah disetujui.", code="not_approved")
        if fresh.erased_at is not None:
            raise Refusal(
                "Isi pendaftaran ini sudah dihapus menurut masa simpan arsip, jadi tidak dapat diubah lagi. Hubungi LPSE.",
                code="erased",
            )
        running = ChangeRequest.objects.running().filter(application=fresh, kind=kind).first()
        if running is not None:
            return running
        change = ChangeRequest.objects.create(
            number=number_issue(series=NUMBER_SERIES, on=clock.today()),
            application=fresh,
            owner=fresh.owner,
            entered_by=actor,
            kind=kind,
            created_at=now,
            due_at=change_deadline(now, profile.current()),
        )
        ChangeItem.objects.bulk_create(
            ChangeItem(change=change, key=rule.key) for rule in documents_for_kind(kind, fresh.kind)
        )
        _record("change.started", change, actor, {"application": fresh.number, "kind": kind})
    return change


def change_save(
    *,
    change: ChangeRequest,
    actor: User,
    data: Mapping[str, Any],
    reason: str = "",
    has_envoy: bool = False,
    version: int | None = None,
) -> ChangeRequest:
    """Keep what was typed: the new values, the words beside them, and whether an envoy comes.

    Args:
        data: column → new value, of this kind's columns only; the page "izin usaha" gives all rows under "licences".
        version: the request's version when the form was opened; None skips the comparison.

    Raises:
        Forbidden: somebody else's request.
        Refusal: it is not the asker's turn.
        ChangedMeanwhile: it was saved in another tab since the form was opened.
        BadInput: a value cannot be kept, or nothing differs from the register, with the field.
    """
    require_author(change, actor)
    names = columns_of(change.kind, change.application.kind)
    if unknown := set(data) - set(names):
        raise ValueError(f"not in this request: {sorted(unknown)}")
    words = refuse_password(reason, field="reason")
    values = _normalised(data)
    with transaction.atomic():
        fresh = lock_change(change)
        require_open_change(fresh)
        proposed = packed({**unpacked(fresh.proposed), **values}) if values else fresh.proposed
        if (fresh.proposed, fresh.reason, fresh.has_envoy) == (proposed, words, has_envoy):
            return fresh
        if version is not None and version != fresh.version:
            raise ChangedMeanwhile(
                "Permohonan ini sudah disimpan di jendela lain. Bandingkan isian di bawah, lalu simpan lagi bila yang "
                "tampil di sini yang benar.",
                code="changed_meanwhile",
            )
        if values:
            _refuse_nothing_new(fresh, values)
        fresh.proposed, fresh.reason, fresh.has_envoy = proposed, words, has_envoy
        fresh.version += 1
        fresh.save(update_fields=["proposed", "reason", "has_envoy", "version"])
        _record("change.saved", fresh, actor, {"fields": sorted(values)})
    return fresh


def change_gaps(change: ChangeRequest) -> list[tuple[str, str]]:
    """What is still missing before it may be handed in: (document key or empty for the form, sentence)."""
    found = []
    if RULES[change.kind].columns and not change.proposed:
        found.append(("", "Data yang baru belum diisi."))
    items = {item.key: item.state for item in change.items.all()}
    for rule in documents_for(change):
        state = items.get(rule.key, ItemState.MISSING)
        if state == ItemState.MISSING:
            found.append((rule.key.value, f"{rule.label} belum diunggah."))
        elif state == ItemState.RETURNED:
            found.append((rule.key.value, f"{rule.label} dikembalikan petugas; unggah yang baru."))
    return found


def change_submit(*, change: ChangeRequest, actor: User, declaration_accepted: bool) -> ChangeRequest:
    """Hand in for verification. Handing in twice is harmless.

    Raises:
        Forbidden: somebody else's request.
        BadInput: the declaration was not accepted.
        Refusal: something is missing, or nothing differs from the register any more.
        WrongState: it is with the office, or over.
    """
    require_author(change, actor)
    now = timezone.now()
    with transaction.atomic():
        fresh = lock_change(change)
        if fresh.state == ChangeState.SUBMITTED:
            return fresh
        if not declaration_accepted:
            raise BadInput(
                "Centang pernyataan bahwa data dan dokumen benar untuk menyerahkan permohonan.",
                code="declaration",
                field="declaration",
            )
        if CHANGE_SUBMIT.allows(fresh.state):
            if missing := change_gaps(fresh):
                raise Refusal(
                    "Permohonan belum dapat diserahkan. " + " ".join(text for _, text in missing), code="incomplete"
                )
            if fresh.proposed:
                _refuse_nothing_new(fresh, unpacked(fresh.proposed))
        fresh = transitions.apply(
            CHANGE_SUBMIT,
            fresh,
            actor=actor,
            number=fresh.number,
            object_type=CHANGE_TYPE,
            data={"kind": fresh.kind},
            submitted_at=now,
            first_submitted_at=fresh.first_submitted_at or now,
            remaining=max(fresh.due_at - now, timedelta()) if fresh.due_at else timedelta(),
            due_at=None,
        )
        fresh.items.update(is_open=False)
        change_emails.submitted(fresh)
    return fresh


def change_withdraw(*, change: ChangeRequest, actor: User) -> ChangeRequest:
    """Take the request back; what was typed and the bytes of its files go at once, the record of it stays.

    While the registration is held, what was typed stays until the hold is released; the clean-up then takes it.

    Raises:
        Forbidden: somebody else's request.
        WrongState: it is under review, or over.
    """
    require_author(change, actor)
    with transaction.atomic():
        fresh = transitions.apply(
            CHANGE_WITHDRAW,
            change,
            actor=actor,
            number=change.number,
            object_type=CHANGE_TYPE,
            refusal="Permohonan ini sedang diperiksa petugas atau sudah selesai, jadi tidak dapat ditarik. Muat ulang halaman ini.",
            closed_at=timezone.now(),
            due_at=None,
            remaining=None,
        )
        change_emails.withdrawn(fresh)
        if hold_of(fresh.number) is not None:
            return fresh
        return change_erase(change=fresh, actor=actor, reason="permohonan ditarik pemohon")


def lock_change(change: ChangeRequest) -> ChangeRequest:
    """The request read again under lock, with the application it is about."""
    return (
        ChangeRequest.objects.select_for_update(of=("self",)).select_related("application", "owner").get(pk=change.pk)
    )


def require_author(change: ChangeRequest, actor: User) -> None:
    """Raise Forbidden unless the actor owns the request or entered it for the owner."""
    if actor.pk not in {change.owner_id, change.entered_by_id}:
        raise Forbidden("Ini bukan permohonan Anda.", code="not_owner")


def require_open_change(change: ChangeRequest) -> None:
    """Raise Refusal unless the asker may change it now."""
    if not change.is_editable:
        raise Refusal(
            f"Permohonan ini “{change.get_state_display()}”, jadi tidak dapat diubah. Muat ulang halaman ini.",
            code="wrong_state",
        )


def _normalised(data: Mapping[str, Any]) -> dict[str, Any]:
    values = dict(data)
    for name in ("name", "street", "signatory_name", "signatory_position"):
        if name in values:
            values[name] = refuse_password(values[name], field=name)
    if "npwp" in values:
        values["npwp"] = npwp_normalise(values["npwp"])
    if "signatory_nik" in values:
        values["signatory_nik"] = nik_normalise(values["signatory_nik"])
    if EMAIL in values:
        values[EMAIL] = str(values[EMAIL]).strip().lower()
    if LICENCES in values:
        values[LICENCES] = licence_values(values[LICENCES])
    _validate(values)
    return values


def _validate(values: Mapping[str, Any]) -> None:
    row = Application(**{name: value for name, value in values.items() if name not in {EMAIL, LICENCES}})
    try:
        row.clean_fields(exclude=[field.name for field in row._meta.fields if field.name not in values])
        if EMAIL in values:
            User._meta.get_field("email").clean(values[EMAIL], None)
    except ValidationError as error:
        messages = error.message_dict if hasattr(error, "error_dict") else {EMAIL: error.messages}
        field, texts = next(iter(messages.items()))
        raise BadInput(str(texts[0]), code="bad_value", field=field) from error


def _refuse_nothing_new(change: ChangeRequest, values: Mapping[str, Any]) -> None:
    now = values_now(change)
    if packed({name: now[name] for name in values}) == packed(values):
        raise BadInput(
            "Isian ini sama dengan data yang berlaku, jadi tidak ada yang diubah. Isi data yang baru.",
            code="nothing_new",
            field=next(iter(values)) if len(values) == 1 else "",
        )


def _record(action: str, change: ChangeRequest, actor: User, data: dict[str, Any]) -> None:
    audit_record(action=action, object_type=CHANGE_TYPE, object_number=change.number, actor=actor, data=data)
