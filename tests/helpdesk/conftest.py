"""Who acts in the tests of helpdesk: two officers of Layanan dan Dukungan, the Kepala, a PPK."""

from collections.abc import Callable

import pytest

from core.models import User
from core.profile import Profile


@pytest.fixture
def support(lpse: Profile, sign_in: Callable[..., object], make_account: Callable[..., User]) -> User:
    """An officer of Unit Layanan dan Dukungan; the roles have their permissions before anybody acts."""
    return make_account("support", full_name="Wati Layanan")


@pytest.fixture
def colleague(support: User, make_account: Callable[..., User]) -> User:
    """Another officer of the unit."""
    return make_account("support", full_name="Andi Rekan")


@pytest.fixture
def head(support: User, make_account: Callable[..., User]) -> User:
    """The Kepala."""
    return make_account("head", full_name="Rina Kepala")


@pytest.fixture
def ppk(support: User, make_account: Callable[..., User]) -> User:
    """The PPK of the package."""
    return make_account("ppk", full_name="Hasan PPK")
