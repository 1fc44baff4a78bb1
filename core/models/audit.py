"""The audit trail: append-only, hash-chained (rule 9)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone

# The text whose SHA-256 makes one link. Kept in SQL once, used by the trigger and by `check_audit`.
EVENT_TEXT = """concat_ws(chr(31), e.id::text, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
    e.action, coalesce(e.actor_id::text, ''), e.actor_name, e.object_type, e.object_number, e.data::text, e.request_id, coalesce(e.ip::text, ''))"""

# At commit the event is linked to the one before it. Doing this at commit keeps the lock that orders the chain
# for a moment only, and no transaction waits for another while it still has rows to lock.
SEAL_SQL = f"""
    PERFORM pg_advisory_xact_lock(7322, 3323);
    SELECT hash INTO previous FROM core_auditseal ORDER BY id DESC LIMIT 1;
    SELECT {EVENT_TEXT} INTO content FROM core_auditevent e WHERE e.id = NEW.id;
    INSERT INTO core_auditseal (event_id, hash)
    VALUES (NEW.id, encode(sha256(convert_to(coalesce(previous, '') || chr(30) || content, 'UTF8')), 'hex'));
    RETURN NULL;
"""  # noqa: S608 - built from constants only


class AuditEvent(models.Model):
    """Who did what to which case, when, from where. Written only by `core.audit.audit_record`."""

    at = models.DateTimeField("waktu", default=timezone.now)
    action = models.CharField("tindakan", max_length=60)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="pelaku", null=True, on_delete=models.PROTECT, related_name="+"
    )
    actor_name = models.CharField("nama pelaku", max_length=250)
    object_type = models.CharField("jenis objek", max_length=60)
    object_number = models.CharField("nomor", max_length=120)
    data = models.JSONField("rincian", default=dict)
    request_id = models.CharField("kode permintaan", max_length=40, blank=True, default="")
    ip = models.GenericIPAddressField("alamat IP", null=True)

    class Meta:
        verbose_name = "jejak audit"
        verbose_name_plural = "jejak audit"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["object_type", "object_number", "id"]),
            models.Index(fields=["action", "id"]),
            models.Index(fields=["actor", "id"]),
        ]
        triggers = [
            pgtrigger.Protect(name="audit_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="audit_chain",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                declare=[("previous", "TEXT"), ("content", "TEXT")],
                func=SEAL_SQL,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_number}"


class AuditSeal(models.Model):
    """One link of the chain: the hash over the link before and the event's text."""

    event = models.OneToOneField(AuditEvent, on_delete=models.PROTECT, related_name="seal")
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["pk"]
        triggers = [pgtrigger.Protect(name="seal_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.hash


class AuditAnchor(models.Model):
    """The head of the chain as it stood on a day, also written to the log and mailed out of the portal.

    A chain cannot tell by itself that its newest links were cut off; an anchor beyond the cut can.
    """

    day = models.DateField("hari", unique=True)
    at = models.DateTimeField("waktu", default=timezone.now)
    seal_id = models.BigIntegerField("segel terakhir")
    events = models.BigIntegerField("jumlah kejadian")
    hash = models.CharField("sidik", max_length=64)

    class Meta:
        verbose_name = "jangkar audit"
        verbose_name_plural = "jangkar audit"
        ordering = ["-pk"]
        triggers = [pgtrigger.Protect(name="anchor_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.day}: {self.hash[:12]}"
