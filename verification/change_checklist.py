"""What the desk still needs before a change request may be approved, and what a result rests on. Reads only."""

import hashlib
import json

from core.models import User
from registration.change_rules import EMAIL, RULES, documents_for
from registration.enums import ChangeDocumentKey as K
from registration.enums import ItemState
from registration.models import ChangeFile, ChangeItem, ChangeRequest
from registration.register import unpacked
from verification.checklist import DeskItem, Missing, items_with_findings, missing_findings
from verification.enums import PresenterKind
from verification.models import ChangeReview, UserId


def change_desk_items(change: ChangeRequest, review: ChangeReview | None) -> list[DeskItem]:
    """Documents to be checked: those this request needs, and any other of its list that was handed in."""
    return items_with_findings(change.items, ChangeFile.objects, documents_for(change), review)


def presenter_is_entitled(change: ChangeRequest, review: ChangeReview) -> bool:
    """True when who came may show originals: the signatory, or an envoy whose surat kuasa was handed in."""
    if review.presenter_kind == PresenterKind.ENVOY:
        return change.items.filter(key=K.SURAT_KUASA, state=ItemState.HANDED_IN).exists()
    return review.presenter_kind == PresenterKind.SIGNATORY


def change_fingerprint(item: ChangeItem, change: ChangeRequest) -> str:
    """Hash of the new values and the files a result about this document rests on."""
    files = list(item.files.filter(replaced_at__isnull=True).order_by("pk").values_list("file__sha256", flat=True))
    facts = {"proposed": str(change.proposed), "files": files}
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def change_missing(change: ChangeRequest, review: ChangeReview | None, items: list[DeskItem]) -> list[Missing]:
    """All that is still missing for an approval, in the order of work; empty when the request may be approved."""
    if review is None:
        return [Missing("Ambil permohonan ini untuk mulai memeriksa.", "ambil")]
    found = []
    if not review.presenter_kind:
        found.append(Missing("Orang yang menunjukkan dokumen asli belum dicatat.", "kehadiran"))
    elif not presenter_is_entitled(change, review):
        found.append(Missing("Surat kuasa utusan belum ada.", "kehadiran"))
    if not RULES[change.kind].columns and entry_of(change) is None:
        found.append(Missing("Pendaftaran ini tidak mempunyai User ID pada register.", "lama-baru"))
    if address_is_taken(change):
        found.append(Missing("Surel baru sudah dipakai akun lain; kembalikan atau tolak permohonan ini.", "lama-baru"))
    return [*found, *missing_findings(items)]


def entry_of(change: ChangeRequest) -> UserId | None:
    """The register's entry of the registration, or None."""
    return UserId.objects.filter(decision__application=change.application_id).first()


def address_is_taken(change: ChangeRequest) -> bool:
    """True when the new address belongs to another account; only the desk is told (A5)."""
    email = unpacked(change.proposed).get(EMAIL)
    return bool(email) and User.objects.filter(email__iexact=email).exclude(pk=change.owner_id).exists()
