"""Who acts in the tests about officials: an official without a role, two officers, under the profile of Luwu Utara."""

from collections.abc import Callable

import pytest

from core.models import AuditEvent, User
from core.profile import Profile
from registration.models import OfficialRequest


@pytest.fixture
def official(lpse: Profile, make_account: Callable[..., User]) -> User:
    """Who asks for a role."""
    return make_account(full_name="Andi Pejabat")


@pytest.fixture
def officer(lpse: Profile, make_account: Callable[..., User]) -> User:
    """An officer of Unit Registrasi dan Verifikasi."""
    return make_account("verifier", full_name="Sitti Petugas")


@pytest.fixture
def colleague(lpse: Profile, make_account: Callable[..., User]) -> User:
    """Another officer of the unit."""
    return make_account("verifier", full_name="Andi Rekan")


@pytest.fixture
def trail() -> Callable[[OfficialRequest], list[str]]:
    """`trail(request)`: the audit actions about it, oldest first."""

    def read(request: OfficialRequest) -> list[str]:
        events = AuditEvent.objects.filter(object_type="official_request", object_number=request.number)
        return list(events.order_by("pk").values_list("action", flat=True))

    return read
