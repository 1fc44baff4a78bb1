"""What the desk still needs before a change request may be approved, and what a result rests on. Reads only."""

import hashlib
import json
from dataclasses import dataclass

from django.db.models import Prefetch

from core.models import User
from registration.change_rules import EMAIL, RULES, documents_for
from registration.enums import ChangeDocumentKey as K
from registration.enums import ItemState
from registration.models import ChangeFile, ChangeItem, ChangeRequest
from registration.register import unpacked
from verification.checklist import GONE, Missing
from verification.enums import CheckResult, PresenterKind
from verification.models import ChangeCheck, ChangeReview, UserId


@dataclass(frozen=True)
class ChangeDeskItem:
    """One document of the request with what was found about it; `check` is None until something was recorded."""

    item: ChangeItem
    label: str
    detail: str
    check: ChangeCheck | None
    files: tuple[ChangeFile, ...]

    @property
    def has_files(self) -> bool:
        """A file is there and was not destroyed by the scanner or by rule."""
        return any(row.file.state not in GONE for row in self.files)

    @property
    def is_complete(self) -> bool:
        """A file, its original seen, in order."""
        return self.has_files and self.check is not None and self.check.is_complete


def change_desk_items(change: ChangeRequest, review: ChangeReview | None) -> list[ChangeDeskItem]:
    """Documents to be checked: those this request needs, and any other of its list that was handed in."""
    rules = {rule.key.value: rule for rule in documents_for(change)}
    checks = {check.item_id: check for check in review.checks.all()} if review else {}
    current = ChangeFile.objects.filter(replaced_at__isnull=True).select_related("file").order_by("pk")
    rows = change.items.order_by("pk").prefetch_related(Prefetch("files", queryset=current, to_attr="current_files"))
    return [
        ChangeDeskItem(
            item,
            rules[item.key].label if item.key in rules else item.get_key_display(),
            rules[item.key].detail if item.key in rules else "",
            checks.get(item.pk),
            tuple(item.current_files),
        )
        for item in rows
        if item.key in rules or item.state != ItemState.MISSING
    ]


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


def change_missing(change: ChangeRequest, review: ChangeReview | None, items: list[ChangeDeskItem]) -> list[Missing]:
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
    for row in items:
        gaps = _gaps(row.check) if row.has_files else ["berkasnya tidak ada atau tidak dapat dibuka"]
        if gaps:
            found.append(Missing(f"{row.label}: {', '.join(gaps)}.", f"dokumen-{row.item.key}"))
    return found


def entry_of(change: ChangeRequest) -> UserId | None:
    """The register's entry of the registration, or None."""
    return UserId.objects.filter(decision__application=change.application_id).first()


def address_is_taken(change: ChangeRequest) -> bool:
    """True when the new address belongs to another account; only the desk is told (A5)."""
    email = unpacked(change.proposed).get(EMAIL)
    return bool(email) and User.objects.filter(email__iexact=email).exclude(pk=change.owner_id).exists()


def _gaps(check: ChangeCheck | None) -> list[str]:
    if check is None:
        return ["belum diperiksa"]
    if check.result in {CheckResult.MISMATCH, CheckResult.INVALID}:
        return [check.get_result_display().lower()]
    gaps = []
    if not check.original_seen_at:
        gaps.append("asli belum dilihat")
    if not check.result:
        gaps.append("hasil belum diisi")
    return gaps
