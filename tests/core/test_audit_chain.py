"""The audit trail cannot be changed unseen: each kind of tampering is named by `check_audit` (ASVS 16.4.2)."""

import json
from io import StringIO

import pgtrigger
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import InternalError, connection, transaction

from core.audit import audit_record
from core.audit_chain import anchor_today, audit_check
from core.models import AuditAnchor, AuditEvent, AuditSeal, OutgoingMail

pytestmark = pytest.mark.django_db
UNGUARDED = (
    "core.AuditEvent:audit_append_only",
    "core.AuditSeal:seal_append_only",
    "core.AuditAnchor:anchor_append_only",
)


def seal() -> None:
    """Link what was written, as the commit would."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.fixture
def trail(lpse: object) -> list[AuditEvent]:
    events = [
        audit_record(
            action="export.made", object_type="uji", object_number=f"UJI-{n}", actor=None, data={"nama": "Ünïcode 人", "n": n}
        )
        for n in range(5)
    ]  # fmt: skip
    seal()
    return events


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("check_audit", *arguments, stdout=out)
    return out.getvalue()


def test_a_whole_trail_is_called_whole(trail: list[AuditEvent]) -> None:
    head = AuditSeal.objects.order_by("-pk").first()
    assert head is not None
    assert said() == f"Jejak audit utuh: 5 kejadian, sidik ujung {head.hash}.\n"
    assert json.loads(said("--json")) == {"events": 5, "head": head.hash, "fault": ""}


def test_an_empty_trail_is_whole(lpse: object) -> None:
    assert "0 kejadian" in said()


@pytest.mark.parametrize(
    "change", [{"actor_name": "Orang lain"}, {"data": {}}, {"object_number": "UJI-9"}, {"ip": "192.0.2.1"}]
)
def test_a_changed_event_is_named(trail: list[AuditEvent], change: dict[str, object]) -> None:
    with pgtrigger.ignore(*UNGUARDED):
        AuditEvent.objects.filter(pk=trail[2].pk).update(**change)
    with pytest.raises(CommandError, match=rf"kejadian {trail[2].pk} \(export.made, UJI-"):
        said()


def test_a_deleted_event_is_named(trail: list[AuditEvent]) -> None:
    link = AuditSeal.objects.get(event=trail[1])
    with pgtrigger.ignore(*UNGUARDED), connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_auditevent WHERE id = %s", [trail[1].pk])
        assert audit_check().fault == f"kejadian {trail[1].pk} (segel {link.pk}) hilang"
        link.delete()


def test_an_event_cut_out_with_its_seal_is_found_at_the_next(trail: list[AuditEvent]) -> None:
    with pgtrigger.ignore(*UNGUARDED):
        AuditSeal.objects.filter(event=trail[1]).delete()
        AuditEvent.objects.filter(pk=trail[1].pk).delete()
    assert f"kejadian {trail[2].pk} " in audit_check().fault


def test_an_event_without_seal_is_named(trail: list[AuditEvent]) -> None:
    with pgtrigger.ignore(*UNGUARDED):
        AuditSeal.objects.filter(event=trail[4]).delete()
    assert audit_check().fault.startswith(f"kejadian {trail[4].pk} ")
    assert audit_check().fault.endswith("tidak bersegel")


def test_a_cut_off_end_is_betrayed_by_the_anchor(trail: list[AuditEvent]) -> None:
    anchor_today()
    seal()
    assert audit_check().fault == ""
    with pgtrigger.ignore(*UNGUARDED):
        AuditSeal.objects.filter(event__gte=trail[4].pk).delete()
        AuditEvent.objects.filter(pk__gte=trail[4].pk).delete()
    assert "ujung jejak terpotong" in audit_check().fault


def test_a_trail_written_anew_contradicts_its_anchor(trail: list[AuditEvent]) -> None:
    anchor_today()
    seal()
    with pgtrigger.ignore(*UNGUARDED):
        AuditAnchor.objects.update(hash="0" * 64)
    assert "tidak sama dengan yang dijangkarkan" in audit_check().fault


@pytest.mark.parametrize("table", ["core_auditevent", "core_auditseal", "core_auditanchor"])
@pytest.mark.parametrize("act", ["DELETE FROM {}", "UPDATE {} SET id = id + 1000"])
def test_the_database_itself_refuses_change_and_deletion(trail: list[AuditEvent], table: str, act: str) -> None:
    anchor_today()
    seal()
    with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act.format(table))


def test_the_head_is_anchored_once_a_day_and_mailed_out(trail: list[AuditEvent]) -> None:
    anchor = anchor_today()
    assert anchor is not None
    assert (anchor.events, anchor.hash) == (5, AuditSeal.objects.get(pk=anchor.seal_id).hash)
    mail = OutgoingMail.objects.get()
    assert anchor.hash in mail.body
    assert mail.to == "lpse@contoh.invalid"
    assert anchor_today() is None
    assert AuditAnchor.objects.count() == OutgoingMail.objects.count() == 1


def test_an_empty_trail_needs_no_anchor(lpse: object) -> None:
    assert anchor_today() is None
    assert not OutgoingMail.objects.exists()
