"""Words of mails that came in."""

from django.db import models


class InboundState(models.TextChoices):
    """What became of a mail."""

    OPENED = "opened", "tiket baru"
    ADDED = "added", "pesan pada tiket"
    REVIEW = "review", "tiket baru, perlu dilihat"
    IGNORED = "ignored", "diabaikan"
    REFUSED = "refused", "ditolak"
    FAILED = "failed", "tidak terbaca, perlu dilihat"
