"""Outgoing mail: a row written in the caller's transaction, sent by a worker (rule 6)."""

from datetime import datetime, timedelta

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.models.work import WorkRow

RETRY_FOR = timedelta(days=2)


def retry_deadline() -> datetime:
    """Two days from now: as long as mail servers are expected to be tried (fault row 25)."""
    return timezone.now() + RETRY_FOR


class OutgoingMail(WorkRow):
    """One message to one address. The Message-ID is made with the row, so a repeated hand-over stays one message."""

    to = models.EmailField("kepada", max_length=254)
    # The mailbox behind the address (lower case, without +tag): what the daily limit counts.
    mailbox = models.CharField(max_length=254, editable=False)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    kind = models.CharField("jenis", max_length=60)
    subject = models.CharField("perihal", max_length=200)
    body = models.TextField("isi")
    case_number = models.CharField("nomor berkas", max_length=120, blank=True, default="")
    dedup_key = models.CharField(max_length=200, null=True, blank=True, unique=True)
    message_id = models.CharField(max_length=200, unique=True, editable=False)
    # Where the reader ends such mails with one press (RFC 8058); empty for mails about a case.
    unsubscribe_url = models.CharField("berhenti berlangganan", max_length=300, blank=True, default="", editable=False)
    # What it belongs to, for mail programs; and where an answer goes when that is not the sender.
    thread_root = models.CharField(max_length=200, blank=True, default="", editable=False)
    reply_to = models.EmailField(max_length=254, blank=True, default="", editable=False)
    attachments = models.ManyToManyField("core.OfficialDocument", blank=True, related_name="+")
    # Until then trouble on the way is tried again; afterwards the row waits for a person.
    retry_until = models.DateTimeField("dicoba sampai", default=retry_deadline, editable=False)
    sent_at = models.DateTimeField("terkirim", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "surel keluar"
        verbose_name_plural = "surel keluar"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="mail_sent_when_done",
                condition=Q(work_state="done", sent_at__isnull=False) | ~Q(work_state="done"),
            ),
        ]
        indexes = [
            models.Index(fields=["run_after"], name="mail_waiting", condition=Q(work_state="waiting")),
            models.Index(fields=["case_number"]),
            models.Index(fields=["mailbox", "kind", "created_at"]),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="mail_words_stay", fields=["to", "subject", "kind", "message_id", "dedup_key"])
        ]

    def __str__(self) -> str:
        return f"{self.kind} kepada {self.to}"


class MailPart(models.Model):
    """A small file that the portal made for one mail (an appointment, a code as a picture), kept with its row.

    Letters are not kept here: they are official documents, attached by reference.
    """

    mail = models.ForeignKey(OutgoingMail, on_delete=models.CASCADE, related_name="parts")
    name = models.CharField("nama berkas", max_length=80)
    content_type = models.CharField("jenis isi", max_length=80)
    content = models.BinaryField("isi")

    class Meta:
        verbose_name = "lampiran buatan portal"
        verbose_name_plural = "lampiran buatan portal"
        ordering = ["pk"]
        default_permissions = ()
        triggers = [pgtrigger.ReadOnly(name="mail_part_stays", fields=["mail", "name", "content_type", "content"])]

    def __str__(self) -> str:
        return self.name
