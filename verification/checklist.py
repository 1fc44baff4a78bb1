"""What the desk still needs before an approval, and what a result rests on. Reads only."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from core.enums import FileState
from core.refusals import BadInput
from registration.change_rules import ChangeDocument
from registration.enums import ItemState
from registration.enums import RequirementKey as K
from registration.models import Application, DocumentFile, DocumentItem
from registration.requirements import Requirement, for_application
from verification.enums import BlacklistResult, CheckResult
from verification.models import ChangeCheck, ChangeReview, DocumentCheck, Review

# File states without a content to look at.
GONE = frozenset({FileState.INFECTED, FileState.ERASED})
_NAME = ("kind", "business_form", "name")
_SIGNATORY = ("signatory_name", "signatory_position", "signatory_nik_hash")
_DEED = ("deed_number", "deed_date", "deed_notary", "deed_notary_seat", "deed_ahu_number", "deed_ahu_date")
_AMENDMENT = (
    "amendment_number",
    "amendment_date",
    "amendment_notary",
    "amendment_notary_seat",
    "amendment_ahu_number",
    "amendment_ahu_date",
)
_ADDRESS = ("street", "region_code", "postal_code", "phone")
_LICENCE = ("kind", "number", "issuer", "issued_on", "expires_on", "kbli_code", "kbli_edition", "field")

# The data each document proves: when one of these changes, the document is compared anew.
COMPARED: Mapping[str, tuple[str, ...]] = {
    K.KTP: _SIGNATORY,
    K.NPWP: (*_NAME, "npwp_hash"),
    K.DEED: (*_NAME, *_DEED, "signatory_name"),
    K.DEED_AMENDMENT: (*_AMENDMENT, "signatory_name"),
    K.LICENCE: _NAME,
    K.REGISTRATION_FORM: (*_NAME, *_SIGNATORY, *_ADDRESS, "npwp_hash"),
    K.PARTICIPATION_FORM: (*_NAME, *_SIGNATORY, *_ADDRESS, "npwp_hash"),
}
_WITH_LICENCES = frozenset({K.LICENCE, K.REGISTRATION_FORM})


@dataclass(frozen=True)
class Missing:
    """One thing between the case and its approval: a sentence, and where on the page it is done."""

    text: str
    anchor: str


@dataclass(frozen=True)
class DeskItem:
    """One document of a case or change request with what was found; `check` is None until something was recorded."""

    item: Any
    label: str
    check: Any
    files: tuple[Any, ...]
    detail: str = ""

    @property
    def has_files(self) -> bool:
        """A file is there and was not destroyed by the scanner or by rule."""
        return any(row.file.state not in GONE for row in self.files)

    @property
    def is_complete(self) -> bool:
        """A file is there, and all of its check that the kind of case asks for, in order."""
        return self.has_files and self.check is not None and self.check.is_complete


def desk_items(application: Application, review: Review | None) -> list[DeskItem]:
    """Documents to be checked: those the rule set asks of this applicant, and any other of the set that was handed in."""
    return items_with_findings(application.items, DocumentFile.objects, for_application(application), review)


def items_with_findings(
    items: Any, files: Any, rules: Iterable[Requirement | ChangeDocument], review: Review | ChangeReview | None
) -> list[DeskItem]:
    """The documents of a case or change request, each with its current files and what was found about it.

    Args:
        items, files: managers of the documents and of the files of this kind.
        rules: the documents that are asked for.
    """
    asked = {rule.key.value: rule for rule in rules}
    checks: dict[int, Any] = {check.item_id: check for check in review.checks.all()} if review else {}
    current = files.filter(replaced_at__isnull=True).select_related("file").order_by("pk")
    rows = items.order_by("pk").prefetch_related(Prefetch("files", queryset=current, to_attr="current_files"))
    return [
        DeskItem(
            item,
            asked[item.key].label if item.key in asked else item.get_key_display(),
            checks.get(item.pk),
            tuple(item.current_files),
            asked[item.key].detail if item.key in asked else "",
        )
        for item in rows
        if item.key in asked or item.state != ItemState.MISSING
    ]


def fingerprint(item: DocumentItem, application: Application) -> str:
    """Hash of the data and files a result about this document rests on; identity numbers only as their keyed hash."""
    facts: dict[str, Any] = {name: getattr(application, name) for name in COMPARED[item.key]}
    if item.key in _WITH_LICENCES:
        facts["licences"] = list(application.licences.order_by("pk").values_list(*_LICENCE))
    facts["files"] = list(
        item.files.filter(replaced_at__isnull=True).order_by("pk").values_list("file__sha256", flat=True)
    )
    return hashlib.sha256(json.dumps(facts, default=str, sort_keys=True).encode()).hexdigest()


def missing(application: Application, review: Review | None, items: list[DeskItem] | None = None) -> list[Missing]:
    """All that is still missing for an approval, in the order of work; empty when the case may be approved."""
    if review is None:
        return [Missing("Ambil berkas ini untuk mulai memeriksa.", "ambil")]
    found = []
    if not review.blacklist_result:
        found.append(Missing("Pemeriksaan daftar hitam belum dicatat.", "daftar-hitam"))
    elif review.blacklist_result == BlacklistResult.LISTED:
        found.append(Missing("Pemohon tercantum dalam daftar hitam; pendaftaran hanya dapat ditolak.", "daftar-hitam"))
    if not review.presenter_kind:
        found.append(Missing("Orang yang menunjukkan dokumen asli belum dicatat.", "kehadiran"))
    elif not review.presenter_is_entitled:
        found.append(Missing("Surat kuasa utusan belum dicatat lengkap.", "kehadiran"))
    here = items if items is not None else desk_items(application, review)
    absent = {rule.key.value for rule in for_application(application)} - {row.item.key for row in here}
    found += [Missing(f"{K(key).label}: berkasnya belum ada.", "dokumen") for key in sorted(absent)]
    return [*found, *missing_findings(here)]


def missing_findings(items: Iterable[DeskItem]) -> list[Missing]:
    """What is still missing about each document."""
    found = []
    for row in items:
        gaps = _gaps(row.check) if row.has_files else ["berkasnya tidak ada atau tidak dapat dibuka"]
        if gaps:
            found.append(Missing(f"{row.label}: {', '.join(gaps)}.", f"dokumen-{row.item.key}"))
    return found


def returned_items(items: Iterable[DeskItem]) -> dict[str, tuple[str, str]]:
    """What goes back to the other side: document → (reason code, note).

    Raises:
        BadInput: nothing was found not in order.
    """
    bad = {
        row.item.key: (row.check.reason_code, row.check.note)
        for row in items
        if row.check and row.check.result in {CheckResult.MISMATCH, CheckResult.INVALID}
    }
    if not bad:
        raise BadInput(
            "Tandai dahulu dokumen yang tidak sesuai beserta alasannya; hanya dokumen itu yang dikembalikan.",
            code="nothing_returned",
        )
    return bad


def _gaps(check: DocumentCheck | ChangeCheck | None) -> list[str]:
    if check is None:
        return ["belum diperiksa"]
    if check.result in {CheckResult.MISMATCH, CheckResult.INVALID}:
        return [check.get_result_display().lower()]
    gaps = []
    if isinstance(check, DocumentCheck) and not check.copy_received_at:
        gaps.append("salinan belum diterima")
    if not check.original_seen_at:
        gaps.append("asli belum dilihat")
    if not check.result:
        gaps.append("hasil belum diisi")
    return gaps
