"""Bundles of decided cases: asked for by an officer, made by a worker (`verification.bundling`), handed out with a reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from core import transitions, vault
from core.audit import audit_record
from core.enums import WorkState
from core.free_text import refuse_password
from core.models import User
from core.refusals import BadInput, Forbidden, NotReady, Refusal
from core.work import work_announce
from registration.models import DECIDED, Application
from registration.transitions import OBJECT_TYPE
from verification.archive import standing
from verification.models import CaseBundle, Objection
from verification.permissions import can_bundle

# A bundle this young says the same as a new one would, unless something about the case was decided since.
FRESH = timedelta(hours=1)


@dataclass(frozen=True)
class BundleContent:
    """A bundle on its way to a person."""

    name: str
    size: int
    parts: Iterator[bytes]


def bundle_of(application: Application) -> CaseBundle | None:
    """The newest bundle of a case."""
    return application.bundles.select_related("asked_by__person").order_by("-edition").first()


def bundle_ask(*, application: Application, actor: User) -> CaseBundle:
    """Ask a worker for the bundle; one that waits, or is less than an hour old and still whole, is given instead.

    So twice is harmless, and after a later decision about the case there is a new edition.

    Raises:
        Forbidden: not the head or an officer of the unit.
        Refusal: the case is not decided, or its content was destroyed.
    """
    _need(actor)
    with transaction.atomic():
        fresh = transitions.lock(application)
        if fresh.state not in DECIDED:
            raise Refusal(
                f"Berkas {fresh.number} belum diputuskan, jadi belum ada bundel arsipnya.", code="not_decided"
            )
        if fresh.erased_at is not None:
            raise Refusal(f"Isi berkas {fresh.number} sudah dimusnahkan menurut retensi.", code="erased")
        newest = bundle_of(fresh)
        if newest is not None and (
            newest.work_state == WorkState.WAITING
            or (newest.made_at is not None and newest.made_at > max(timezone.now() - FRESH, _last_decision(fresh)))
        ):
            return newest
        bundle = CaseBundle.objects.create(
            application=fresh, edition=newest.edition + 1 if newest else 1, asked_by=actor
        )
        _record("bundle.asked", fresh, actor, edition=bundle.edition)
        work_announce()
    return bundle


def bundle_open(*, application: Application, actor: User, reason: str) -> BundleContent:
    """Hand out the newest bundle that is ready; who, when and why stand in the trail before the first byte (L1).

    Raises:
        Forbidden: not the head or an officer of the unit.
        BadInput: no reason.
        NotReady: it is still being made.
        Refusal: there is none, or its content was destroyed.
    """
    _need(actor)
    words = " ".join(refuse_password(reason, field="reason").split())
    if not words or len(words) > 300:
        raise BadInput("Tulis alasan mengunduh, paling panjang 300 huruf.", code="reason_missing", field="reason")
    bundle = application.bundles.exclude(storage_name="").order_by("-edition").first()
    if bundle is None:
        newest = bundle_of(application)
        if newest is not None and newest.work_state == WorkState.WAITING:
            raise NotReady("Bundel sedang disusun. Coba lagi sebentar lagi.", code="preparing")
        raise Refusal("Belum ada bundel berkas ini. Susun dahulu, lalu unduh.", code="no_bundle")
    _record("bundle.downloaded", application, actor, edition=bundle.edition, reason=words, sha256=bundle.sha256)
    return BundleContent(
        f"{application.number}-edisi-{bundle.edition}.zip", bundle.size, vault.read(bundle.storage_name)
    )


def _last_decision(application: Application) -> datetime:
    """When something about the case was decided last."""
    answered = Objection.objects.filter(application=application).values_list("answered_at", flat=True).first()
    moments = filter(None, [application.decided_at, answered, standing(application).decided_at])
    return max(moments)


def _need(actor: User) -> None:
    if not can_bundle(actor):
        raise Forbidden(
            "Bundel berkas hanya disusun dan diunduh oleh Kepala dan Unit Registrasi dan Verifikasi.", code="forbidden"
        )


def _record(action: str, application: Application, actor: User, **data: str | int) -> None:
    audit_record(action=action, object_type=OBJECT_TYPE, object_number=application.number, actor=actor, data=dict(data))
