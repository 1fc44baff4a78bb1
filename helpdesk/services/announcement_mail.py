"""Subscribers: double opt-in, leaving with one press, and the rounds of mails to all of them."""

import secrets
from datetime import timedelta

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from core import profile
from core.models import Person, RoleAssignment, User
from core.refusals import BadInput
from helpdesk.emails import announcement as emails
from helpdesk.enums.announcement import AnnouncementScope
from helpdesk.models import AnnouncementMailing, Subscriber
from helpdesk.models.announcement import SCOPE_ROLES

_SALT = "announcement.subscribe"
BATCH = 200
_MOST_BATCHES = 5


def subscription_ask(*, email: str) -> None:
    """Send a mail that asks for confirmation; nothing is kept before. What comes back tells nobody who subscribes (A5).

    Raises:
        BadInput: it is no address.
    """
    address = email.strip()
    try:
        validate_email(address)
    except ValidationError as error:
        raise BadInput(
            "Alamat surel tidak sah. Tulis seperti nama@contoh.id.", code="bad_address", field="email"
        ) from error
    known = Subscriber.objects.filter(email__iexact=address).first()
    if known is not None:
        emails.subscribed_already(known)
    else:
        emails.confirm(address, signing.dumps(address.lower(), salt=_SALT))


def subscription_address(token: str) -> str:
    """The address that a link of confirmation is for.

    Raises:
        BadInput: the link is not ours or too old.
    """
    try:
        age = timedelta(hours=profile.current().limits.unconfirmed_hours)
        return str(signing.loads(token, salt=_SALT, max_age=age))
    except signing.BadSignature as error:
        raise BadInput("Tautan ini tidak berlaku lagi. Daftarkan surel Anda sekali lagi.", code="bad_link") from error


def subscription_confirm(*, token: str) -> Subscriber:
    """Keep the address; confirming twice is harmless.

    Raises:
        BadInput: the link is not ours or too old.
    """
    address = subscription_address(token)
    try:
        with transaction.atomic():
            return Subscriber.objects.create(email=address, token=secrets.token_urlsafe(24))
    except IntegrityError:
        return Subscriber.objects.get(email__iexact=address)


def subscription_end(*, token: str) -> None:
    """Forget the address; a link that was used already does nothing more."""
    Subscriber.objects.filter(token=token).delete()


def subscriptions_of_person_erase(person: Person) -> None:
    """With a person's data the subscriptions of the person's addresses go too."""
    for email in User.objects.filter(person=person).exclude(email="").values_list("email", flat=True):
        Subscriber.objects.filter(email__iexact=email).delete()


def announcements_keep() -> int:
    """Write the next mails of the rounds that are due; returns how many.

    One batch is one transaction: the place it reached is kept with its mails, and each mail has a key of its own, so
    that a worker killed at any point, or two at once, give nobody a second copy.
    """
    written = 0
    for _ in range(_MOST_BATCHES):
        found = _batch()
        if found is None:
            break
        written += found
    return written


def _batch() -> int | None:
    """The next batch; None when nothing is due."""
    with transaction.atomic():
        mailing = (
            AnnouncementMailing.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("announcement", "correction")
            .filter(done_at__isnull=True, due_at__lte=timezone.now())
            .order_by("due_at", "pk")
            .first()
        )
        if mailing is None:
            return None
        readers = list(_readers(mailing)[:BATCH])
        sent = sum(emails.announced(mailing, reader) for reader in readers)
        mailing.sent += sent
        mailing.reached = readers[-1].pk if readers else mailing.reached
        if len(readers) < BATCH:
            mailing.done_at = timezone.now()
        mailing.save(update_fields=["sent", "reached", "done_at"])
    return sent


def _readers(mailing: AnnouncementMailing) -> QuerySet[Subscriber]:
    """Subscribers it has not reached; an announcement for some is sent only to addresses of accounts with such a role."""
    rows = Subscriber.objects.filter(pk__gt=mailing.reached, confirmed_at__lte=mailing.due_at).order_by("pk")
    scope = mailing.announcement.scope
    if scope == AnnouncementScope.EVERYBODY:
        return rows
    people = RoleAssignment.objects.in_force().filter(role__in=SCOPE_ROLES[scope]).values("person")
    accounts = User.objects.filter(person__in=people, is_active=True)
    return rows.filter(email__in=accounts.values_list(Lower("email"), flat=True))
