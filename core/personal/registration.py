"""What the copy of the own data brings to core's registries."""

from datetime import timedelta

from core import vault
from core.audit import register_actions
from core.models import DataCopy
from core.personal import tables
from core.personal.services import person_forget
from core.registries import register_eraser
from core.work import Duty, WorkSource, register_duty, register_source


def register() -> None:
    """Called once, when core is ready."""
    register_actions(
        own_data__asked="Salinan data pribadi diminta",
        own_data__made="Salinan data pribadi disusun",
        own_data__downloaded="Salinan data pribadi diunduh",
        own_data__expired="Salinan data pribadi dihapus",
    )
    register_source(
        WorkSource(
            key="own_data",
            label="Penyusunan salinan data pribadi",
            model=DataCopy,
            task="core.make_data_copy",
            late_after=timedelta(minutes=15),
            priority=9,
        )
    )
    register_duty(
        Duty(
            "own_data_expired", "Penghapusan salinan data pribadi", "core.expire_data_copies", every=timedelta(hours=1)
        )
    )
    register_eraser(person_forget)
    vault.register_holder(
        lambda: set(DataCopy.objects.exclude(storage_name="").order_by().values_list("storage_name", flat=True))
    )
    tables.register()
