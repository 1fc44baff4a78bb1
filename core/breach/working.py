"""The worker's part of a failure of protection: the list with both drafts, later the mails. Workers only."""

import logging
import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import pdf, profile
from core.audit import audit_record
from core.breach.affected import Affected, affected
from core.breach.letters import AUTHORITY_LETTER, SUBJECTS_LETTER, TEMPLATES, breach_context
from core.breach.transitions import OBJECT_TYPE
from core.crypto import seal
from core.mail import mail_queue, render
from core.models import BreachNotice, BreachSubject, OfficialDocument
from core.models.breach import SUBJECTS_TOLD
from core.refusals import BadInput
from core.work import Claim, backoff, work_claim

log = logging.getLogger(__name__)
ATTEMPTS = 5
_NO_NUMBER = "(diberikan saat diterbitkan)"


def breach_work(pk: int) -> bool:
    """Do what the row asks for: list and draw up, or queue mails. Safe to run twice, killed at any point.

    Returns:
        True when this call finished it.
    """
    claim = work_claim(BreachNotice, pk, lease=timedelta(minutes=15))
    if claim is None:
        return False
    try:
        return _queue_mails(claim) if claim.row.state in SUBJECTS_TOLD else _list(claim)
    except Exception as error:
        # Whatever went wrong, the row says so and the page shows it.
        log.exception("work on a breach failed", extra={"breach": claim.row.number})
        words = f"{type(error).__name__}: {error}"
        if claim.token < ATTEMPTS:
            claim.retry(words, after=backoff(claim.token))
        else:
            claim.fail(words)
        return False


def _list(claim: Claim[BreachNotice]) -> bool:
    """List the people, unless that is done, and draw up both letters."""
    notice = claim.row
    fields: dict[str, Any] = {}
    people: list[Affected] = []
    is_new = notice.listed_at is None
    if is_new:
        people = affected(notice)
        fields = {"listed_at": timezone.now(), "subject_count": len(people), "data": _together(people)}
        for name, value in fields.items():
            setattr(notice, name, value)
    drafts = {
        "draft_subjects": _sealed(draft(notice, SUBJECTS_LETTER)),
        "draft_authority": _sealed(draft(notice, AUTHORITY_LETTER)),
    }
    with transaction.atomic():
        if not claim.finish(**fields, **drafts):
            return False
        if is_new:
            BreachSubject.objects.bulk_create(
                (
                    BreachSubject(
                        notice=notice,
                        person_id=one.person_id,
                        name=one.name[:300],
                        contact=one.contact,
                        cases=sorted(one.cases),
                        data=one.data,
                        first_at=one.first_at,
                        last_at=one.last_at,
                    )
                    for one in people
                ),
                batch_size=500,
            )
            _record("breach.listed", notice, people=len(people))
    return True


def _together(people: list[Affected]) -> dict[str, list[str]]:
    """All affected data by kind of row; single files and letters are counted, not named."""
    found: dict[str, list[str]] = {}
    for one in people:
        for label, names in one.data.items():
            known = found.setdefault(label, [])
            for name in (text.partition(" “")[0] for text in names):
                if name not in known:
                    known.append(name)
    return found


def draft(notice: BreachNotice, kind: str) -> bytes:
    """A letter as it would be issued now, without number and code, marked as a draft."""
    document = OfficialDocument(number=_NO_NUMBER, code="", issued_at=timezone.now(), issuer_name="")
    context = {**breach_context(notice), "document": document, "is_draft": True}
    return pdf.render_pdf(TEMPLATES[kind], context, profile=profile.current(), example=False)


def _sealed(content: bytes) -> bytes:
    return seal(content, nonce=secrets.token_bytes(12))


def _queue_mails(claim: Claim[BreachNotice]) -> bool:
    """One mail for every person with an address; a key for each makes a second run add nothing."""
    notice = claim.row
    letter = notice.letter_subjects
    assert letter is not None  # noqa: S101 - a constraint ties the state to the letter
    count = 0
    for subject in notice.subjects.select_related("person__user").order_by("pk").iterator(chunk_size=500):
        address = str(subject.contact)
        if "@" not in address:
            continue
        words = [f"{label}: {', '.join(names)}" for label, names in subject.data.items()]
        context = {"subject": subject, "notice": notice, "words": words, "letter": letter}
        title, body = render("core/emails/breach_notice.txt", context)
        user = getattr(subject.person, "user", None) if subject.person_id else None
        try:
            mail_queue(
                to=address,
                kind="breach.notice",
                subject=title,
                body=body,
                recipient=user,
                dedup_key=f"breach:{notice.number}:{subject.pk}",
                attachments=[letter],
            )
        except BadInput:
            log.warning("breach notice has no usable address", extra={"breach": notice.number, "subject": subject.pk})
            continue
        count += 1
    with transaction.atomic():
        finished = claim.finish(mails_queued_at=timezone.now(), mails=count)
        if finished:
            _record("breach.mails_queued", notice, mails=count)
    return finished


def _record(action: str, notice: BreachNotice, **data: int) -> None:
    audit_record(action=action, object_type=OBJECT_TYPE, object_number=notice.number, actor=None, data=dict(data))
