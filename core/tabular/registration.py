"""What imports bring to core's registries."""

from datetime import timedelta

from core.audit import register_actions
from core.enums import ImportState
from core.models import TabularImport
from core.registries import register_tones
from core.tabular.transitions import ACTIONS
from core.work import Duty, WorkSource, register_duty, register_source


def register() -> None:
    """Called once, when core is ready."""
    register_actions(**ACTIONS)
    register_source(
        WorkSource(
            key="imports",
            label="Impor data",
            model=TabularImport,
            task="core.work_on_import",
            late_after=timedelta(minutes=10),
            priority=6,
        )
    )
    register_duty(
        Duty("imports_sweep", "Penghapusan sisa berkas impor", "core.sweep_imports", every=timedelta(hours=1))
    )
    register_tones(
        {
            ImportState.UPLOADED: "info",
            ImportState.PREVIEWED: "warn",
            ImportState.RUNNING: "info",
            ImportState.FINISHED: "good",
            ImportState.STOPPED: "bad",
            ImportState.DISCARDED: "quiet",
        }
    )
