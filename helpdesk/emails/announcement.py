"""Mails about announcements; each names how to leave."""

from django.conf import settings
from django.urls import reverse

from core.formats import long_datetime
from core.mail import mail_queue, render
from helpdesk import markup
from helpdesk.models import AnnouncementMailing, Subscriber

_FOLDER = "helpdesk/emails"
# Anyone can cause these for any address, so their number a day is limited (fault row 31).
CONFIRM_KIND, ALREADY_KIND = "subscription.confirm", "subscription.already"


def confirm(address: str, token: str) -> None:
    """Asks whether the address really wants announcements."""
    url = f"{settings.BASE_URL}{reverse('announcements:confirm', args=[token])}"
    subject, body = render(f"{_FOLDER}/announcement_confirm.txt", {"url": url})
    mail_queue(to=address, kind=CONFIRM_KIND, subject=subject, body=body)


def subscribed_already(subscriber: Subscriber) -> None:
    """Says that nothing is left to do, and how to leave."""
    url = leave_url(subscriber)
    subject, body = render(f"{_FOLDER}/announcement_already.txt", {"leave_url": url})
    mail_queue(to=subscriber.email, kind=ALREADY_KIND, subject=subject, body=body, unsubscribe_url=url)


def announced(mailing: AnnouncementMailing, subscriber: Subscriber) -> bool:
    """One copy of a round; False when this subscriber had it already."""
    announcement, correction = mailing.announcement, mailing.correction
    url = leave_url(subscriber)
    subject, body = render(
        f"{_FOLDER}/announcement_{mailing.kind}.txt",
        {
            "announcement": announcement,
            "text": markup.plain(announcement.body),
            "correction": markup.plain(correction.body) if correction else "",
            "corrected_at": long_datetime(correction.added_at) if correction else "",
            "event_from": long_datetime(announcement.event_from) if announcement.event_from else "",
            "event_until": long_datetime(announcement.event_until) if announcement.event_until else "",
            "url": f"{settings.BASE_URL}{reverse('announcements:announcement', args=[announcement.number])}",
            "leave_url": url,
        },
    )
    row = mail_queue(
        to=subscriber.email,
        kind=f"announcement.{mailing.kind}",
        subject=subject,
        body=body,
        case_number=announcement.number,
        dedup_key=f"announcement:{mailing.pk}:{subscriber.pk}",
        unsubscribe_url=url,
    )
    return row is not None


def leave_url(subscriber: Subscriber) -> str:
    """Where this subscriber leaves with one press."""
    return f"{settings.BASE_URL}{reverse('announcements:leave', args=[subscriber.token])}"
