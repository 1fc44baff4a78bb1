"""The table of targets: first values from the profile, new ones by the Kepala, and what the clocks read of them."""

import hashlib
from datetime import date, timedelta
from typing import Any

from django.core.cache import caches
from django.db import transaction

from core import clock, profile
from core.audit import audit_record, register_actions
from core.enums import SlaKind, SlaPriority
from core.models import SlaTarget, User
from core.refusals import BadInput, Forbidden
from core.registries import register_role_permissions
from core.roles import HEAD, STAFF_ROLES
from core.sla.reading import Target

OBJECT_TYPE = "sla_target"
_CACHE_KEY = "core.sla.targets"
_CACHE_SECONDS = 5
_LONGEST = 60 * 24 * 366


def register() -> None:
    """Called once, when all models are there."""
    register_actions(
        sla_target__loaded="Target layanan awal dimuat",
        sla_target__added="Target layanan ditetapkan",
        sla_target__ended="Target layanan diakhiri",
        sla_target__changed="Target layanan diubah sebelum berlaku",
    )
    register_role_permissions(HEAD, ("core.add_slatarget", "core.change_slatarget"))
    for role in STAFF_ROLES:
        register_role_permissions(role, ("core.view_slatarget",))


def target_number(target: SlaTarget) -> str:
    """Under which a target is found in the audit trail."""
    return f"target-{target.pk}"


def targets_load() -> int:
    """Put the profile's first values into an empty table; returns how many were added. Safe to repeat."""
    lpse = profile.current()
    with transaction.atomic():
        if SlaTarget.objects.exists():
            return 0
        rows = [
            SlaTarget(
                priority=priority,
                kind=kind,
                minutes=lpse.sla[f"{priority}_{kind}"],
                valid_from=date.fromisoformat(lpse.regulation.promulgated),
            )
            for priority in SlaPriority.values
            for kind in SlaKind.values
        ]
        SlaTarget.objects.bulk_create(rows)
        audit_record(
            action="sla_target.loaded", object_type=OBJECT_TYPE, object_number=lpse.slug, actor=None,
            data={f"{row.priority}_{row.kind}": row.minutes for row in rows},
        )  # fmt: skip
        transaction.on_commit(targets_forget)
    return len(rows)


def target_check(target: SlaTarget) -> None:
    """Refuse what would rewrite a promise already given.

    Raises:
        BadInput: a new target begins before today, is not the latest of its kind, or an old one is changed.
    """
    today = clock.today()
    if target.minutes is None or not 1 <= target.minutes <= _LONGEST:
        raise BadInput("Tulis target dalam menit kerja, paling sedikit 1.", code="bad_minutes", field="minutes")
    if target.valid_until is not None and target.valid_until < target.valid_from:
        raise BadInput(
            "Tanggal akhir berlaku harus sama dengan atau sesudah tanggal mulai.",
            code="bad_period",
            field="valid_until",
        )
    if target.pk is None:
        others = SlaTarget.objects.filter(priority=target.priority, kind=target.kind)
        if target.valid_from < today and others.exists():
            raise BadInput(
                "Target baru mulai hari ini atau sesudahnya; permintaan lama tetap dihitung dengan target lamanya.",
                code="backdated", field="valid_from",
            )  # fmt: skip
        if others.filter(valid_from__gte=target.valid_from).exists():
            raise BadInput(
                "Sudah ada target yang mulai pada atau sesudah tanggal ini. Pilih tanggal yang lebih akhir.",
                code="not_the_latest", field="valid_from",
            )  # fmt: skip
        return
    old = SlaTarget.objects.get(pk=target.pk)
    in_force = old.valid_from <= today
    if in_force and (old.minutes, old.valid_from) != (target.minutes, target.valid_from):
        raise BadInput(
            "Target yang sudah berlaku tidak ditulis ulang. Tambahkan target baru dengan tanggal mulai yang baru.",
            code="in_force", field="minutes",
        )  # fmt: skip
    if in_force and target.valid_until is not None and target.valid_until < today - timedelta(days=1):
        raise BadInput("Target berakhir paling awal kemarin.", code="backdated", field="valid_until")


def target_save(*, target: SlaTarget, actor: User) -> SlaTarget:
    """Set a new target, which ends the one before it, or end or correct one.

    Raises:
        Forbidden: the person is not the Kepala.
        BadInput: see `target_check`.
    """
    if not actor.has_perm("core.add_slatarget"):
        raise Forbidden("Target layanan hanya ditetapkan oleh Kepala LPSE.", code="forbidden")
    with transaction.atomic():
        old: SlaTarget | None = None
        if target.pk is not None:
            old = SlaTarget.objects.select_for_update(of=("self",)).get(pk=target.pk)
        target_check(target)
        if old is None:
            _end_former(target, actor)
        target.save()
        action = "sla_target.added"
        if old is not None:
            action = "sla_target.ended" if old.valid_from <= clock.today() else "sla_target.changed"
        _record(action, target, actor, old)
        transaction.on_commit(targets_forget)
    return target


def _end_former(target: SlaTarget, actor: User) -> None:
    """End the target before a new one on the eve of it."""
    former = (
        SlaTarget.objects.select_for_update(of=("self",))
        .filter(priority=target.priority, kind=target.kind, valid_from__lt=target.valid_from)
        .order_by("-valid_from")
        .first()
    )
    eve = target.valid_from - timedelta(days=1)
    if former is not None and (former.valid_until is None or former.valid_until > eve):
        before = SlaTarget(**{name: getattr(former, name) for name in _FACTS})
        former.valid_until = eve
        former.save(update_fields=["valid_until"])
        _record("sla_target.ended", former, actor, before)


_FACTS = ("priority", "kind", "minutes", "valid_from", "valid_until")


def _record(action: str, target: SlaTarget, actor: User, old: SlaTarget | None) -> None:
    data: dict[str, Any] = {"after": _facts(target)}
    if old is not None:
        data["before"] = _facts(old)
    audit_record(action=action, object_type=OBJECT_TYPE, object_number=target_number(target), actor=actor, data=data)


def _facts(target: SlaTarget) -> dict[str, Any]:
    return {name: str(value) if (value := getattr(target, name)) is not None else "" for name in _FACTS}


def targets_in_table() -> tuple[Target, ...]:
    """All targets as the clocks read them; kept for a few seconds in each process."""
    found: tuple[Target, ...] | None = caches["local"].get(_CACHE_KEY)
    if found is None:
        rows = SlaTarget.objects.order_by("pk").values_list(*_FACTS)
        found = tuple(Target(*row) for row in rows)
        caches["local"].set(_CACHE_KEY, found, _CACHE_SECONDS)
    return found


def targets_forget() -> None:
    """Drop this process's copy, after the table was changed."""
    caches["local"].delete(_CACHE_KEY)


def targets_stamp() -> str:
    """A short fingerprint of everything outside a request that its clocks depend on: hours, holidays, zone, targets.

    A due time that was stored under another fingerprint is to be computed anew.
    """
    office = clock.calendar()
    holidays = sorted((day.isoformat(), name) for day, name in office.holidays.items())
    told = repr((str(office.zone), office.hours, holidays, targets_in_table()))
    return hashlib.sha256(told.encode()).hexdigest()[:16]
