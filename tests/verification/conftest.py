"""Who acts in the tests of verification: a vendor and two officers, under the profile of Luwu Utara."""

from collections.abc import Callable

import pytest

from core.models import AuditEvent, User
from core.profile import Profile
from registration.models import Application
from tests.verification import cases


@pytest.fixture
def vendor(lpse: Profile, make_account: Callable[..., User]) -> User:
    """Who applies."""
    return make_account("vendor", full_name="Penyedia Contoh")


@pytest.fixture
def officer(lpse: Profile, make_account: Callable[..., User]) -> User:
    """An officer of Unit Registrasi dan Verifikasi."""
    return make_account("verifier", full_name="Sitti Petugas")


@pytest.fixture
def colleague(lpse: Profile, make_account: Callable[..., User]) -> User:
    """Another officer of the unit."""
    return make_account("verifier", full_name="Andi Rekan")


@pytest.fixture
def waiting(vendor: User) -> Application:
    """A complete application that nobody took yet."""
    return cases.application(vendor)


@pytest.fixture
def reviewed(waiting: Application, officer: User) -> Application:
    """An application that `officer` holds and that may be approved."""
    return cases.review_all(waiting, officer)


@pytest.fixture
def trail() -> Callable[[Application], list[str]]:
    """`trail(application)`: the audit actions about it, oldest first."""

    def read(application: Application) -> list[str]:
        events = AuditEvent.objects.filter(object_type="application", object_number=application.number)
        return list(events.order_by("pk").values_list("action", flat=True))

    return read
