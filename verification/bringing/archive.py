"""The archive: bundles, destruction by two people, the reason asked before a decided case's file is shown."""

from datetime import timedelta

from core import vault
from core.audit import register_actions
from core.registries import (
    DocumentKind,
    register_archive,
    register_document_kind,
    register_eraser,
    register_reason_rule,
    register_role_permissions,
    register_tones,
)
from core.roles import DEPUTY, HEAD, VERIFIER
from core.work import WorkSource, register_source
from verification.archive import archived_deactivations, is_closed
from verification.destruction_report import DESTRUCTION_REPORT
from verification.enums import DestructionState
from verification.models import CaseBundle, DestructionItem
from verification.services.erasure import person_erase


def register() -> None:
    """Called once, when the apps are ready."""
    register_actions(
        bundle__asked="Bundel berkas diminta",
        bundle__made="Bundel berkas disusun",
        bundle__downloaded="Bundel berkas diunduh",
        archive__views_exported="Daftar yang melihat berkas diunduh",
        destruction__proposed="Pemusnahan diusulkan",
        destruction__approved="Pemusnahan disetujui",
        destruction__refused="Usul pemusnahan ditolak",
        destruction__completed="Pemusnahan selesai",
    )
    register_document_kind(
        DocumentKind(
            key=DESTRUCTION_REPORT,
            label="Berita acara pemusnahan arsip",
            template="verification/letters/destruction_report.html",
            public_fields={"destruction_number": "Usul pemusnahan", "count": "Jumlah berkas"},
        )
    )
    register_source(
        WorkSource(
            key="bundles",
            label="Penyusunan bundel berkas",
            model=CaseBundle,
            task="verification.make_bundle",
            late_after=timedelta(minutes=15),
            priority=9,
        )
    )
    register_source(
        WorkSource(
            key="destruction",
            label="Pemusnahan isi berkas",
            model=DestructionItem,
            task="verification.destroy_case",
            late_after=timedelta(minutes=30),
            priority=9,
        )
    )
    register_tones(
        {
            DestructionState.PROPOSED: "wait",
            DestructionState.DONE: "stop",
            DestructionState.REFUSED: "stop",
        }
    )
    register_archive(archived_deactivations)
    register_eraser(person_erase)
    register_reason_rule(lambda file: is_closed(file.case_number))
    vault.register_holder(
        lambda: set(CaseBundle.objects.exclude(storage_name="").order_by().values_list("storage_name", flat=True))
    )
    for role in (HEAD, DEPUTY, VERIFIER):
        register_role_permissions(role, ["verification.view_destruction", "verification.add_destruction"])
    for role in (HEAD, DEPUTY):
        register_role_permissions(role, ["verification.decide_destruction"])
    for role in (HEAD, VERIFIER):
        register_role_permissions(role, ["verification.download_casebundle"])
