"""Reads of registration: how one application stands in plain words, and how quickly the office works."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.db.models import Count
from django.utils import timezone

from core.clock import duration
from registration.enums import ApplicationState as S
from registration.models import Application, ChangeRequest
from registration.receipts import secret_fits
from registration.requirements import requirement

# The figures of the office: from its last decisions, and only when there are enough to say something.
FIGURE_DAYS = 90
MOST_DECISIONS = 200
FEWEST_DECISIONS = 5


@dataclass(frozen=True)
class Standing:
    """What the holder of the receipt may know; no personal data.

    Attributes:
        words: where it stands, as a sentence.
        next_step: what happens or what to do next.
        deadline: until when it is the applicant's turn; None while it is not.
        returned: names of the documents that were sent back.
    """

    number: str
    state: str
    label: str
    words: str
    next_step: str
    deadline: datetime | None
    submitted_at: datetime | None
    changed_at: datetime
    returned: tuple[str, ...]


_WORDS: dict[str, tuple[str, str]] = {
    S.DRAFT: (
        "Pendaftaran ini belum diserahkan.",
        "Masuk dengan akun Anda, lengkapi pendaftarannya, lalu serahkan sebelum batas waktu.",
    ),
    S.SUBMITTED: (
        "Pendaftaran sudah kami terima dan menunggu diperiksa petugas.",
        "Siapkan dokumen asli untuk ditunjukkan. Selama menunggu, batas waktu Anda berhenti berjalan.",
    ),
    S.UNDER_REVIEW: (
        "Petugas sedang memeriksa pendaftaran ini.",
        "Tunjukkan dokumen asli pada jam layanan bila belum. Hasilnya dikirim ke surel Anda.",
    ),
    S.RETURNED: (
        "Petugas mengembalikan sebagian dokumen untuk dilengkapi. Ini bukan penolakan.",
        "Masuk dengan akun Anda, perbaiki bagian yang dikembalikan, lalu serahkan lagi sebelum batas waktu.",
    ),
    S.APPROVED: (
        "Pendaftaran ini disetujui.",
        "Surat persetujuan ada di surel Anda dan di halaman pendaftaran Anda sesudah masuk.",
    ),
    S.REJECTED: (
        "Pendaftaran ini tidak dapat disetujui.",
        "Alasannya ada di surel Anda. Setelah diperbaiki, Anda boleh mendaftar lagi.",
    ),
    S.EXPIRED: (
        "Pendaftaran ini ditutup karena lewat batas waktu, dan datanya dihapus menurut aturan.",
        "Anda boleh mendaftar lagi kapan saja.",
    ),
    S.WITHDRAWN: (
        "Pendaftaran ini ditarik oleh pemohon, dan datanya dihapus menurut aturan.",
        "Anda boleh mendaftar lagi kapan saja.",
    ),
}


def standing_of(application: Application) -> Standing:
    """How an application stands, in plain words."""
    words, next_step = _WORDS[application.state]
    moments = (
        application.closed_at,
        application.decided_at,
        application.returned_at if application.state == S.RETURNED else None,
        application.submitted_at,
    )
    returned: tuple[str, ...] = ()
    if application.state == S.RETURNED:
        keys = application.items.filter(is_open=True).values_list("key", flat=True)
        returned = tuple(requirement(application.kind, key).label for key in keys)
    return Standing(
        number=application.number,
        state=application.state,
        label=application.get_state_display(),
        words=words,
        next_step=next_step,
        deadline=application.due_at,
        submitted_at=application.submitted_at,
        changed_at=next((moment for moment in moments if moment), application.confirmed_at),
        returned=returned,
    )


def standing_by_receipt(*, number: str, secret: str) -> Standing | None:
    """How the application on a receipt stands; None alike for a wrong number and a wrong secret.

    The database is only asked once the secret fits, so an unknown number and a known one cost the same (A5).
    """
    clean = number.strip().upper()
    if not secret_fits(clean, secret):
        return None
    application = Application.objects.filter(number=clean, first_submitted_at__isnull=False).first()
    return standing_of(application) if application else None


@dataclass(frozen=True)
class Figures:
    """How many wait for the office, how long a decision took lately, and how often nothing had to be sent back.

    Attributes:
        median_minutes: working minutes in the office from handing in to the decision, over all rounds; None while
            there are too few decisions to say.
        decided: decisions the two figures were computed from.
        first_time_percent: of these, how many in a hundred were never returned for completion; None as above.
    """

    waiting: int
    median_minutes: int | None
    decided: int
    first_time_percent: int | None = None

    @property
    def median_words(self) -> str:
        """``3 jam 20 menit`` of working time; empty when there is none to name."""
        return duration(self.median_minutes) if self.median_minutes is not None else ""


def figures() -> Figures:
    """Computed from the rows, never typed; two indexed reads whose cost does not grow with the register."""
    since = timezone.now() - timedelta(days=FIGURE_DAYS)
    last = list(
        Application.objects.filter(decided_at__isnull=False, decided_at__gte=since)
        .order_by("-decided_at")
        .values_list("office_minutes", "returned_at")[:MOST_DECISIONS]
    )
    waiting = Application.objects.waiting_for_office().count()
    if len(last) < FEWEST_DECISIONS:
        return Figures(waiting=waiting, median_minutes=None, decided=len(last))
    return Figures(
        waiting=waiting,
        median_minutes=round(median(minutes for minutes, _ in last)),
        decided=len(last),
        first_time_percent=round(100 * sum(returned is None for _, returned in last) / len(last)),
    )


# Change requests


def change_figures(*, since: datetime | None = None) -> dict[tuple[str, str], int]:
    """How many change requests there are of each (kind, state), counted from the rows by one grouped read.

    Args:
        since: only those begun at this moment or later; None counts all.
    """
    rows = ChangeRequest.objects.all() if since is None else ChangeRequest.objects.filter(created_at__gte=since)
    found = rows.order_by().values_list("kind", "state").annotate(count=Count("pk"))
    return {(kind, state): count for kind, state, count in found}
