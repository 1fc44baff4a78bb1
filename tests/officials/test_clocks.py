"""A year of the clock: reminders on the days of the profile, the lapse, drafts that vanish; each once, twice harmless."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from core import clock as calendar
from core.models import OutgoingMail, Person, RoleAssignment, StoredFile, User
from core.refusals import Refusal
from core.work import duties
from registration.models import OfficialRequest
from registration.official_figures import letters_ending, officials_by_role, organizations_served
from registration.services.official_deadlines import OfficialsKept, officials_keep, officials_of_person_erase
from registration.services.officials import official_start, official_withdraw
from registration.tasks import keep_officials
from tests.support import officials

pytestmark = pytest.mark.django_db
# 10.00 WITA on a Monday.
START = datetime.fromisoformat("2026-05-04T02:00:00+00:00")


@pytest.fixture
def clock() -> Iterator[Callable[..., None]]:
    with time_machine.travel(START, tick=False) as traveller:
        yield lambda **span: traveller.move_to(START + timedelta(**span))


def kinds(row: OfficialRequest) -> list[str]:
    mails = OutgoingMail.objects.filter(case_number=row.number, kind__in=["official.reminder", "official.lapsed"])
    return [str(mail.dedup_key).rsplit(":", 1)[1] if mail.dedup_key else "lapsed" for mail in mails.order_by("pk")]


def test_a_year_day_by_day_reminds_and_lapses_once(clock, official: User, officer: User, trail) -> None:
    row = officials.approved(official, officer, valid_until=calendar.today() + timedelta(days=200))
    seen: dict[int, list[str]] = {}
    for day in range(366):
        clock(days=day)
        before = kinds(row)
        officials_keep()
        assert officials_keep() == OfficialsKept()
        if kinds(row) != before:
            seen[day] = kinds(row)[len(before) :]
        assert official_has_role(official) == (day <= 200)
    assert seen == {140: ["60"], 170: ["30"], 193: ["7"], 201: ["lapsed"]}
    row.refresh_from_db()
    assert (row.state, row.lapsed_at.date().isoformat()) == ("lapsed", "2026-11-21")
    assert trail(row)[-4:] == ["official.reminded"] * 3 + ["official.lapsed"]


def official_has_role(user: User) -> bool:
    return RoleAssignment.objects.in_force().filter(person=user.person, role="ppk").exists()


def test_one_jump_of_a_year_twice_has_the_same_result(clock, official: User, officer: User) -> None:
    row = officials.approved(official, officer, valid_until=calendar.today() + timedelta(days=200))
    draft = officials.official(official)
    clock(days=365)
    assert officials_keep() == OfficialsKept(lapsed=1, expired=1)
    keep_officials()
    assert officials_keep() == OfficialsKept()
    assert kinds(row) == ["lapsed"]
    assert not official_has_role(official)
    draft.refresh_from_db()
    assert draft.state == "expired"
    clock(days=373)
    assert officials_keep() == OfficialsKept(erased=1)
    assert officials_keep() == OfficialsKept()


def test_a_day_before_the_approval_is_not_reminded_of(clock, official: User, officer: User) -> None:
    row = officials.approved(official, officer, valid_until=calendar.today() + timedelta(days=20))
    officials_keep()
    assert kinds(row) == []
    clock(days=13)
    officials_keep()
    assert kinds(row) == ["7"]


def test_the_role_holds_through_the_last_evening_at_the_lpse(clock, official: User, officer: User) -> None:
    officials.approved(official, officer, valid_until=calendar.today())
    clock(hours=13, minutes=59)
    assert official_has_role(official)
    clock(hours=14)
    assert not official_has_role(official)


def test_a_renewed_letter_is_neither_reminded_of_nor_mourned(clock, official: User, officer: User) -> None:
    today = calendar.today()
    first = officials.approved(official, officer, valid_until=today + timedelta(days=40))
    later = officials.approved(
        official, officer, valid_until=today + timedelta(days=400), organization=first.organization, renews=first
    )
    for day in (10, 33, 41, 60):
        clock(days=day)
        officials_keep()
        assert official_has_role(official)
    first.refresh_from_db()
    assert (first.state, kinds(first), kinds(later)) == ("lapsed", [], [])


def test_a_renewal_after_the_lapse_gives_the_role_anew(clock, official: User, officer: User) -> None:
    first = officials.approved(official, officer, valid_until=calendar.today() + timedelta(days=5))
    clock(days=30)
    officials_keep()
    assert not official_has_role(official)
    first.refresh_from_db()
    draft = official_start(owner=official, renews=first)
    assert (draft.role, draft.organization, draft.letter_number, draft.valid_until) == (
        first.role, first.organization, "", None,
    )  # fmt: skip
    official_withdraw(request=draft, actor=official)
    officials.approved(official, officer, valid_until=calendar.today() + timedelta(days=50), renews=first)
    assert official_has_role(official)


def test_an_audit_is_not_renewed_but_asked_for_anew(clock, official: User, officer: User) -> None:
    row = officials.approved(official, officer, role="auditor", audit_packages="123")
    with pytest.raises(Refusal, match="Setiap audit"):
        official_start(owner=official, renews=row)


def test_a_draft_is_reminded_of_closed_and_erased(clock, official: User) -> None:
    row = official_start(owner=official)
    OfficialRequest.objects.filter(pk=row.pk).update(
        letter_number="1/2026", letter_file=officials.scan(official, row.number), nip=officials.NIP
    )
    for day in range(40):
        clock(days=day)
        officials_keep()
    row.refresh_from_db()
    assert (row.state, row.full_name, row.nip, row.letter_number) == ("expired", "", "", "")
    assert row.erased_at is not None
    file = StoredFile.objects.get(case_number=row.number)
    assert (file.state, file.original_name) == ("erased", "dihapus")
    mails = OutgoingMail.objects.filter(case_number=row.number).order_by("pk").values_list("kind", flat=True)
    assert list(mails) == ["official.started", *["official.unfinished"] * 4, "official.expired"]


def test_a_persons_data_goes_on_request_unless_it_is_the_archive(official: User, officer: User, make_account) -> None:
    waiting = officials.official(official, state="submitted")
    officials_of_person_erase(official.person)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.full_name) == ("withdrawn", "")
    other = make_account()
    officials.approved(other, officer)
    with pytest.raises(Refusal, match="Pasal 10 ayat"):
        officials_of_person_erase(Person.objects.get(pk=other.person_id))


def test_the_figures_of_the_evidence(clock, official: User, officer: User, make_account) -> None:
    today = calendar.today()
    row = officials.approved(official, officer, valid_until=today + timedelta(days=29))
    officials.approved(make_account(), officer, valid_until=today + timedelta(days=31))
    assert {count.role: count.people for count in officials_by_role()} == {
        "pa_kpa": 0, "ppk": 2, "pokja": 0, "procurement_officer": 0, "auditor": 0, "other_entity": 0,
    }  # fmt: skip
    assert list(letters_ending()) == [row]
    assert organizations_served().count() == 2
    assert organizations_served(2027).count() == 0


def test_the_duty_is_registered(lpse) -> None:
    found = next(duty for duty in duties() if duty.key == "officials")
    assert (found.task, found.every) == ("registration.keep_officials", timedelta(minutes=5))
    assert timezone.now()
