"""Drafting, approving, correcting and withdrawing announcements."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from core import clock, transitions
from core.audit import audit_record
from core.documents import document_issue, document_void
from core.free_text import refuse_password
from core.models import User
from core.numbers import number_issue
from core.refusals import BadInput, Forbidden, Refusal
from helpdesk.documents.announcement import ANNOUNCEMENT, announcement_context
from helpdesk.enums.announcement import AnnouncementKind, AnnouncementScope, AnnouncementState, MailingKind
from helpdesk.models import Announcement, AnnouncementCorrection, AnnouncementMailing
from helpdesk.permissions.announcement import can_approve, can_withdraw, can_write, may_approve
from helpdesk.transitions.announcement import ANNOUNCEMENT_TYPE, APPROVE, DISCARD, WITHDRAW

SERIES = "announcement_case"
FIELDS = (
    "kind", "scope", "title", "body", "show_from", "show_until", "event_from", "event_until", "is_banner", "by_mail",
    "has_letter",
)  # fmt: skip


def announcement_draft(
    *,
    actor: User | None,
    kind: str,
    title: str,
    body: str,
    scope: str = AnnouncementScope.EVERYBODY,
    show_from: datetime | None = None,
    show_until: datetime | None = None,
    event_from: datetime | None = None,
    event_until: datetime | None = None,
    is_banner: bool = True,
    by_mail: bool = True,
    has_letter: bool = False,
    origin: str = "",
    submission: str = "",
) -> Announcement:
    """Draft an announcement; nobody sees it until another person approves it.

    Args:
        actor: the officer; None when a higher app drafts it from an incident or a maintenance window.
        show_from: from when it stands on the site; now unless given.
        event_from: when the trouble began or the maintenance begins.
        origin: public number of the incident or window; a second draft for the same one is the first one.
        submission: unguessable name of the form; the same form sent twice is one draft.

    Raises:
        Forbidden: the person may not draft announcements.
        BadInput: a text is missing or tells a password, or an end lies before its beginning.
    """
    if actor is None and not origin:
        raise ValueError("a draft without a person names what it was made for")
    if actor is not None:
        _require_writer(actor)
    values = _cleaned(
        kind=kind, scope=scope, title=title, body=body, show_from=show_from or timezone.now(), show_until=show_until,
        event_from=event_from, event_until=event_until, is_banner=is_banner, by_mail=by_mail, has_letter=has_letter,
    )  # fmt: skip
    try:
        with transaction.atomic():
            if found := _drafted(origin, submission):
                return found
            number = number_issue(series=SERIES, on=clock.today())
            announcement = Announcement.objects.create(
                number=number, origin=origin, submission=submission or None, **values
            )
            if actor is not None:
                announcement.writers.add(actor)
            _record("announcement.drafted", announcement, actor, kind=kind, origin=origin)
    except IntegrityError:
        # The same form or the same incident, at the same moment.
        if found := _drafted(origin, submission):
            return found
        raise
    return announcement


def _drafted(origin: str, submission: str) -> Announcement | None:
    if origin:
        return Announcement.objects.filter(origin=origin).exclude(state=AnnouncementState.DISCARDED).first()
    return Announcement.objects.filter(submission=submission).first() if submission else None


def _cleaned(**values: Any) -> dict[str, Any]:
    """The words and times, trimmed and judged."""
    values["title"] = " ".join(values["title"].replace("\x00", "").split())
    values["body"] = values["body"].replace("\r\n", "\n").replace("\x00", "").strip()
    for name, noun in (("title", "judul"), ("body", "isi")):
        if not values[name]:
            raise BadInput(f"Isi {noun} pengumuman.", code="missing", field=name)
        refuse_password(values[name], field=name)
    if values["kind"] not in AnnouncementKind.values or values["scope"] not in AnnouncementScope.values:
        raise BadInput("Pilih jenis pengumuman dan untuk siapa.", code="bad_choice", field="kind")
    if values["show_until"] is not None and values["show_until"] <= values["show_from"]:
        raise BadInput("Waktu selesai tampil harus sesudah waktu mulai tampil.", code="ends_first", field="show_until")
    if values["event_until"] is not None:
        if values["event_from"] is None:
            raise BadInput("Isi juga waktu mulai kejadian.", code="no_start", field="event_from")
        if values["event_until"] <= values["event_from"]:
            raise BadInput(
                "Waktu selesai kejadian harus sesudah waktu mulainya.", code="ends_first", field="event_until"
            )
    return values


def announcement_write(*, announcement: Announcement, actor: User, version: int, **values: Any) -> Announcement:
    """Change a draft.

    Args:
        version: of the draft when the form was opened.
        values: all of `FIELDS`.

    Raises:
        Forbidden: the person may not draft announcements.
        Refusal: it is no draft any more, or somebody else changed it meanwhile.
        BadInput: as in `announcement_draft`.
    """
    _require_writer(actor)
    values = _cleaned(**values)
    with transaction.atomic():
        fresh = transitions.lock(announcement)
        changed = [name for name in FIELDS if getattr(fresh, name) != values[name]]
        if not changed:
            return fresh
        if fresh.state != AnnouncementState.DRAFT:
            raise Refusal("Pengumuman ini bukan rancangan lagi. Tambahkan pembetulan bila perlu.", code="wrong_state")
        if fresh.version != version:
            raise Refusal(
                "Rancangan ini baru saja diubah rekan Anda. Salin tulisan Anda, muat ulang halaman, lalu gabungkan.",
                code="changed",
            )
        for name in changed:
            setattr(fresh, name, values[name])
        fresh.version += 1
        fresh.save(update_fields=[*changed, "version"])
        fresh.writers.add(actor)
        _record("announcement.written", fresh, actor, fields=changed)
    return fresh


def announcement_approve(*, announcement: Announcement, actor: User, version: int) -> Announcement:
    """Approve a draft: from its time on it stands on the site, and subscribers are written to.

    Args:
        version: of the draft that was read.

    Raises:
        Forbidden: the person wrote it, or holds no role that approves.
        Refusal: it was changed after it was read, or its time has passed.
        WrongState: it is no draft.
    """
    with transaction.atomic():
        fresh = transitions.lock(announcement)
        if not can_approve(actor, fresh):
            raise Forbidden(
                "Penulis tidak menyetujui pengumumannya sendiri. Minta rekan yang tidak ikut menulis.",
                code="not_approver",
            )
        if fresh.state == AnnouncementState.DRAFT:
            if fresh.version != version:
                raise Refusal("Rancangan ini baru saja diubah. Baca lagi, lalu setujui.", code="changed")
            if fresh.is_over:
                raise Refusal("Waktu tampilnya sudah lewat. Ubah waktunya, lalu setujui.", code="over")
        approved = _move(APPROVE, fresh, actor, approved_by=actor, approved_at=timezone.now())
        if approved.has_letter:
            _letter(approved, actor)
        if approved.by_mail:
            _mailing(approved, MailingKind.PUBLISHED, due_at=max(approved.show_from, timezone.now()))
    return approved


def _letter(announcement: Announcement, actor: User) -> None:
    """The letter of the present words; a former one is replaced by it."""
    announcement.document = document_issue(
        kind=ANNOUNCEMENT, case_number=announcement.number, context=announcement_context(announcement), issued_by=actor,
        holder=None, replaces=announcement.document,
    )  # fmt: skip
    announcement.save(update_fields=["document"])


def _mailing(
    announcement: Announcement, kind: str, *, due_at: datetime, correction: AnnouncementCorrection | None = None
) -> None:
    AnnouncementMailing.objects.create(announcement=announcement, kind=kind, due_at=due_at, correction=correction)


def announcement_discard(*, announcement: Announcement, actor: User) -> Announcement:
    """End a draft that nobody needs; its number stays used.

    Raises:
        Forbidden: the person may not draft announcements.
        WrongState: it is no draft.
    """
    _require_writer(actor)
    return _move(DISCARD, announcement, actor)


def announcement_correct(*, announcement: Announcement, actor: User, body: str) -> AnnouncementCorrection:
    """Add a correction, shown below the announcement with its time; the very same text right after is the same press.

    Raises:
        Forbidden: the person holds no role that approves.
        BadInput: the text is missing or tells a password.
        Refusal: the announcement is not published.
    """
    if not may_approve(actor):
        raise Forbidden("Anda tidak mempunyai hak membetulkan pengumuman.", code="not_approver")
    text = refuse_password(body.replace("\r\n", "\n").replace("\x00", ""), field="body")
    if not text:
        raise BadInput("Isi pembetulannya.", code="missing", field="body")
    with transaction.atomic():
        fresh = transitions.lock(announcement)
        if fresh.state != AnnouncementState.APPROVED:
            raise Refusal("Hanya pengumuman yang terbit yang dapat dibetulkan.", code="wrong_state")
        last = fresh.corrections.order_by("-pk").first()
        if last is not None and (last.body, last.added_by_id) == (text, actor.pk):
            return last
        correction = AnnouncementCorrection.objects.create(announcement=fresh, body=text, added_by=actor)
        _record("announcement.corrected", fresh, actor, correction=correction.pk)
        if fresh.has_letter:
            _letter(fresh, actor)
        if fresh.by_mail:
            due = max(fresh.show_from, correction.added_at)
            _mailing(fresh, MailingKind.CORRECTED, due_at=due, correction=correction)
    return correction


def announcement_withdraw(*, announcement: Announcement, actor: User, reason: str) -> Announcement:
    """Withdraw what was published; it stays on record with the reason, and its letter is withdrawn with it.

    Raises:
        Forbidden: the person may not withdraw announcements.
        BadInput: the reason is missing or too long.
        Refusal: the PDF of its letter is still being made.
        WrongState: it is not published.
    """
    if not can_withdraw(actor):
        raise Forbidden("Hanya Kepala atau Wakil yang mencabut pengumuman.", code="not_head")
    words = " ".join(refuse_password(reason, field="reason").split())
    if not words or len(words) > 300:
        raise BadInput("Isi alasan pencabutan, paling panjang 300 huruf.", code="no_reason", field="reason")
    with transaction.atomic():
        now = timezone.now()
        fresh = _move(WITHDRAW, announcement, actor, data={"reason": words}, withdrawn_at=now, withdrawal_reason=words)
        if fresh.document is not None:
            document_void(document=fresh.document, reason=words, actor=actor)
        was_told = fresh.mailings.filter(sent__gt=0).exists()
        fresh.mailings.filter(done_at__isnull=True).update(done_at=now)
        if was_told:
            _mailing(fresh, MailingKind.WITHDRAWN, due_at=now)
    return fresh


def _move(
    move: transitions.Transition,
    announcement: Announcement,
    actor: User,
    *,
    data: dict[str, Any] | None = None,
    **fields: Any,
) -> Announcement:
    return transitions.apply(
        move,
        announcement,
        actor=actor,
        number=announcement.number,
        object_type=ANNOUNCEMENT_TYPE,
        data=data,
        refusal="Keadaan pengumuman ini sudah diubah rekan Anda. Muat ulang halaman untuk melihat keadaan terbaru.",
        **fields,
    )


def _require_writer(actor: User) -> None:
    if not can_write(actor):
        raise Forbidden("Anda tidak mempunyai hak menulis pengumuman.", code="not_writer")


def _record(action: str, announcement: Announcement, actor: User | None, **data: Any) -> None:
    audit_record(
        action=action, object_type=ANNOUNCEMENT_TYPE, object_number=announcement.number, actor=actor, data=data
    )
