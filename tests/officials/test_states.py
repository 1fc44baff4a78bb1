"""Every state of an official's request against every act: what is allowed moves, all else is refused and changes nothing."""

from collections.abc import Callable

import pytest

from core.models import AuditEvent, OfficialDocument, OutgoingMail, User
from core.refusals import Refusal
from registration.enums import OfficialState as S
from registration.models import OfficialRequest
from registration.services.official_deadlines import officials_keep
from registration.services.officials import (
    official_start,
    official_step_save,
    official_submit,
    official_withdraw,
)
from registration.transitions import OFFICIAL_ALL
from tests.support import officials
from verification.services.officials import (
    official_decision_approve,
    official_decision_reject,
    official_original_record,
    official_send_back,
)

pytestmark = pytest.mark.django_db

ACTS: dict[str, Callable[[OfficialRequest, User, User], object]] = {
    "save": lambda row, own, _: official_step_save(
        request=row, step="data-diri", data={"position": "Camat"}, actor=own
    ),
    "submit": lambda row, own, _: official_submit(request=row, actor=own, declaration_accepted=True),
    "withdraw": lambda row, own, _: official_withdraw(request=row, actor=own),
    "renew": lambda row, own, _: official_start(owner=own, renews=row),
    "see_original": lambda row, _, officer: official_original_record(request=row, actor=officer, mode="video"),
    "send_back": lambda row, _, officer: official_send_back(request=row, actor=officer, reason="data_differs"),
    "approve": lambda row, _, officer: official_decision_approve(request=row, actor=officer),
    "reject": lambda row, _, officer: official_decision_reject(
        request=row, actor=officer, reason="not_issued", note="Ditandatangani staf."
    ),
}
# State → act → the state afterwards; an act that is not named is refused.
ALLOWED: dict[str, dict[str, str]] = {
    S.DRAFT: {"save": S.DRAFT, "submit": S.SUBMITTED, "withdraw": S.WITHDRAWN},
    S.RETURNED: {"save": S.RETURNED, "submit": S.SUBMITTED, "withdraw": S.WITHDRAWN},
    S.SUBMITTED: {
        "submit": S.SUBMITTED,  # twice is harmless
        "withdraw": S.WITHDRAWN,
        "see_original": S.SUBMITTED,
        "send_back": S.RETURNED,
        "approve": S.APPROVED,
        "reject": S.REJECTED,
    },
    S.APPROVED: {"renew": S.APPROVED},
    S.REJECTED: {},
    S.LAPSED: {"renew": S.LAPSED},
    S.EXPIRED: {},
    S.WITHDRAWN: {},
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", S.values)
def test_every_act_in_every_state(state: str, act: str, official: User, officer: User) -> None:
    row = officials.official(official, state=state)
    if act == "approve" and state == S.SUBMITTED:
        official_original_record(request=row, actor=officer, mode="in_person")
    before = (AuditEvent.objects.count(), OutgoingMail.objects.count(), OfficialDocument.objects.count())
    expected = ALLOWED[state].get(act)
    if expected is None:
        with pytest.raises(Refusal):
            ACTS[act](row, official, officer)
        after = (AuditEvent.objects.count(), OutgoingMail.objects.count(), OfficialDocument.objects.count())
        assert after == before
    else:
        ACTS[act](row, official, officer)
    row.refresh_from_db()
    assert row.state == (expected or state)


def test_every_declared_move_is_in_the_table_or_the_clocks() -> None:
    moved = {(state, after) for state, acts in ALLOWED.items() for after in acts.values() if after != state}
    by_clock = {(S.APPROVED, S.LAPSED), (S.DRAFT, S.EXPIRED), (S.RETURNED, S.EXPIRED)}
    declared = {(source, move.target) for move in OFFICIAL_ALL for source in move.sources}
    assert declared == moved | by_clock


@pytest.mark.parametrize("state", S.values)
def test_a_run_of_the_clocks_touches_nothing_that_is_not_due(state: str, official: User) -> None:
    row = officials.official(official, state=state)
    officials_keep()
    row.refresh_from_db()
    assert row.state == state
