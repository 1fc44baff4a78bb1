"""Who acts in the tests of verification: a vendor and two officers, under the profile of Luwu Utara."""

from collections.abc import Callable

import pytest

from core.clock import today
from core.models import AuditEvent, User
from core.profile import Profile
from registration.models import Application
from tests.verification import cases, deactivations
from tests.verification.whole import Life, lived, office
from verification.models import Deactivation, UserId
from verification.services.deactivations import deactivation_decide
from verification.services.decisions import decision_approve
from verification.services.user_ids import user_id_activation_record


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


@pytest.fixture
def officials(lpse: Profile, make_account: Callable[..., User], sign_in: Callable[..., object]) -> tuple[User, User]:
    """The Kepala and the Wakil, with the permissions that their roles give."""
    return make_account("head", full_name="Rina Kepala"), make_account("deputy", full_name="Budi Wakil")


@pytest.fixture
def entry(officials: tuple[User, User], reviewed: Application, officer: User) -> UserId:
    """A User ID of `vendor`, active in SPSE; the roles have their permissions before anybody acts."""
    row = decision_approve(application=reviewed, actor=officer, user_id="CAHAYA1").user_id
    return user_id_activation_record(user_id=row, actor=officer, activated_on=today(), activated_by_name="Admin PPE")


@pytest.fixture
def proposal(entry: UserId, officer: User) -> Deactivation:
    """A deactivation of `entry` for a year, proposed by `officer`."""
    return deactivations.proposed(entry, officer)


@pytest.fixture
def active(proposal: Deactivation, officials: tuple[User, User]) -> Deactivation:
    """The same, decided by the Kepala: the account of `vendor` is suspended."""
    return deactivation_decide(deactivation=proposal, actor=officials[0])


@pytest.fixture
def people(sign_in: Callable[..., object], make_account: Callable[..., User]) -> dict[str, User]:
    """Who decides, who verifies and whose case it is, by role."""
    sign_in()
    return office(make_account)


@pytest.fixture
def life(people: dict[str, User]) -> Life:
    """A registration with all that may belong to one."""
    return lived(people["owner"], people["verifier"], people["head"])
