"""What uploaded files bring to core's registries."""

from datetime import timedelta

from core import registries, roles
from core.audit import register_actions
from core.enums import FileState
from core.files.transitions import ACTIONS
from core.models import StoredFile
from core.work import Duty, WorkSource, register_duty, register_source


def register() -> None:
    """Called once, when core is ready."""
    register_actions(**ACTIONS)
    register_source(
        WorkSource(
            key="file",
            label="Pemeriksaan virus berkas",
            model=StoredFile,
            task="core.scan_file",
            late_after=timedelta(minutes=10),
        )
    )
    register_duty(
        Duty(
            key="file_orphans",
            label="Penghapusan isi berkas tanpa catatan",
            task="core.sweep_files",
            every=timedelta(hours=1),
        )
    )
    registries.register_tones(
        {
            FileState.QUARANTINED: "wait",
            FileState.CLEAN: "good",
            FileState.UNSCANNED: "warn",
            FileState.INFECTED: "bad",
            FileState.ERASED: "stop",
        }
    )
    # The permission alone shows no content: an app's file rule must let the person see the case (can_view_file).
    # The deputy decides deactivations as the head does, so the deputy reads their evidence too.
    for role in (roles.HEAD, roles.DEPUTY, roles.SYSTEM_ADMIN, roles.VERIFIER):
        registries.register_role_permissions(role, ["core.view_storedfile"])
