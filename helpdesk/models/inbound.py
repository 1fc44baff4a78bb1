"""Mails that came into the mailbox of the helpdesk."""

from django.db import models
from django.utils import timezone

from core.constraints import set_in_state
from helpdesk.enums.inbound import InboundState
from helpdesk.models.ticket import Ticket


class InboundMail(models.Model):
    """One mail that came in, what became of it and why; the row makes it known, so that it is never taken twice."""

    message_id = models.CharField("Message-ID", max_length=300, unique=True)
    received_at = models.DateTimeField("diterima", default=timezone.now)
    sender = models.CharField("pengirim", max_length=254, blank=True, default="")
    sender_name = models.CharField("nama pengirim", max_length=200, blank=True, default="")
    subject = models.CharField("perihal", max_length=200, blank=True, default="")
    # With the quoted history, which the message of the ticket leaves out.
    body = models.TextField("isi", blank=True, default="")
    files = models.TextField("lampiran", blank=True, default="")
    size = models.PositiveIntegerField("ukuran (bita)", default=0)
    state = models.CharField("keadaan", max_length=8, choices=InboundState)
    reason = models.CharField("alasan", max_length=300, blank=True, default="")
    ticket = models.ForeignKey(
        Ticket, verbose_name="tiket", null=True, on_delete=models.PROTECT, related_name="inbound_mails"
    )

    class Meta:
        verbose_name = "surel masuk"
        verbose_name_plural = "surel masuk"
        ordering = ["-pk"]
        default_permissions = ("view",)
        constraints = [
            set_in_state(
                "inboundmail_has_ticket",
                [InboundState.OPENED, InboundState.ADDED, InboundState.REVIEW],
                "ticket",
                message="Surel yang diterima menyebut tiketnya.",
            )
        ]
        indexes = [
            models.Index(fields=["sender", "-received_at"], name="inboundmail_sender"),
            models.Index(fields=["state", "-id"], name="inboundmail_state"),
        ]

    def __str__(self) -> str:
        return self.subject or self.message_id
