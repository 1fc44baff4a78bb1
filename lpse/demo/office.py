"""What all stories of the example office share: who works there, its clock, its chance, and how people get an account."""

import itertools
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from core import clock
from core.models import OutgoingMail, Person, User
from lpse.demo.names import Firm, firm, nip, person
from registration.emails import CONFIRMATION_KIND

# So often another person is drawn when the common password resembles one; a password that nobody may have is refused then.
_TRIES = 50
_TOKEN = re.compile(r"/konfirmasi/([\w-]+)/")


@dataclass
class Office:
    """Who works there, where, and the password of all example accounts.

    Attributes:
        until: the present; what a story plans after it does not happen.
        is_whole: the office does all its work, not applications alone.
        people: user name → account, once the office is open.
        bookings: numbers of those who wait and may book an appointment.
    """

    regency: str
    password: str
    rng: random.Random
    until: datetime
    is_whole: bool = False
    people: dict[str, User] = field(default_factory=dict)
    bookings: Iterator[int] = field(default_factory=itertools.count)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def officers(self) -> list[User]:
        """Who works at the desk of verification."""
        return [self.people["verifikator"], self.people["verifikator2"]]

    def other_officer(self, user: User | None) -> User:
        """An officer of the desk who is not this one."""
        return next(officer for officer in self.officers if officer != user)

    def dice(self) -> random.Random:
        """Chance of one story's own, so that no story disturbs another's."""
        return random.Random(self.rng.random())  # noqa: S311 - invented people need no secrecy

    def firm(self, kind: str = "") -> Firm:
        """The next invented applicant, of this kind if one is named."""
        for _ in range(_TRIES):
            drawn = firm(self.rng, next(self._numbers), today=clock.today(), kind=kind)
            if self._may_use_password(drawn.signatory, drawn.email):
                break
        return drawn

    def official(self, rng: random.Random) -> tuple[str, str, str]:
        """Name, NIP and e-mail address of an invented official."""
        for _ in range(_TRIES):
            name, woman = person(rng)
            number = nip(rng, woman=woman)
            email = f"{name.lower().replace(' ', '.')}.{number[2:8]}@contoh.id".replace("'", "")
            if self._may_use_password(name, email):
                break
        return name, number, email

    def _may_use_password(self, name: str, email: str) -> bool:
        """Whether the common password is unlike enough to this person; the portal refuses it otherwise."""
        try:
            validate_password(self.password, User(email=email, person=Person(full_name=name)))
        except ValidationError:
            return False
        return True

    def ago(self, days: float) -> datetime:
        """So many days before the present."""
        return self.until - timedelta(days=days)


def at_work(after: datetime, minutes: int) -> datetime:
    """So many working minutes later, in the office's opening hours."""
    return clock.add_working_minutes(after, minutes)


def confirmation_token(email: str) -> str:
    """The secret of the link that was sent to an address."""
    (token,) = _TOKEN.findall(OutgoingMail.objects.get(to=email, kind=CONFIRMATION_KIND).body)
    return str(token)
