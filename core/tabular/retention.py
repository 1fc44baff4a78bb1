"""Nothing of a handed-in table is kept longer than it is needed (UU 27/2022)."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from core import transitions
from core.enums import ImportState
from core.files import storage
from core.models import TabularImport
from core.tabular.services import import_discard

UNCONFIRMED = timedelta(days=7)
REPORT_KEPT = timedelta(days=30)
_AT_ONCE = 100


def imports_sweep() -> int:
    """Discard previews that nobody confirmed for a week, forget the wrong rows a month after the end; how many."""
    now = timezone.now()
    left = TabularImport.objects.filter(state=ImportState.PREVIEWED, created_at__lt=now - UNCONFIRMED)
    done = 0
    for row in left.order_by("pk")[:_AT_ONCE]:
        try:
            import_discard(row=row, actor=None)
        except transitions.WrongState:
            continue  # confirmed this moment
        done += 1
    old = TabularImport.objects.filter(ended_at__lt=now - REPORT_KEPT).exclude(report_name="")
    for row in old.order_by("pk")[:_AT_ONCE]:
        with transaction.atomic():
            fresh = transitions.lock(row)
            name, fresh.report_name = fresh.report_name, ""
            fresh.save(update_fields=["report_name"])
        storage.remove_all([name])
        done += 1
    return done
