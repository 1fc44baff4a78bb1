"""Two imports at once, and a worker that was killed in the middle: nothing by halves, nothing twice."""

import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone

from core.models import TabularImport
from core.tabular import running
from core.tabular.running import import_work
from core.tabular.services import import_confirm
from core.tabular.upsert import Staging
from core.transitions import WrongState
from tests.verification.importing import GOOD, csv_of, preview
from verification.imports import USER_ID_REGISTER
from verification.models import UserId

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clerk(sign_in):
    """An officer with the permission to import."""
    return sign_in("verifier").user


def confirmed(clerk, *rows: list[str]) -> TabularImport:
    row = preview(csv_of(*rows), clerk)
    return import_confirm(row=row, actor=clerk, version=row.version)


def in_thread(work) -> list[object]:
    """Run on a connection of its own; the result or the exception."""
    found: list[object] = []

    def run() -> None:
        try:
            found.append(work())
        except Exception as error:
            found.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(30)
    return found


def test_the_second_import_of_a_kind_waits_and_its_page_says_so(clerk) -> None:
    row = confirmed(clerk, GOOD)
    with transaction.atomic():
        assert running._alone(USER_ID_REGISTER)
        assert in_thread(lambda: import_work(row.pk)) == [False]
        row.refresh_from_db()
        assert (row.state, row.work_state) == ("running", "waiting")
        assert "Menunggu giliran" in row.message
        assert not UserId.objects.exists()
    TabularImport.objects.update(run_after=timezone.now())
    assert import_work(row.pk) is True
    assert UserId.objects.count() == 1


def test_a_worker_that_dies_after_the_upsert_leaves_nothing_and_the_next_one_does_it(clerk, monkeypatch) -> None:
    row = confirmed(clerk, GOOD, ["LAIN1", *GOOD[1:]])

    class Killed(BaseException):
        """What no handler of the worker catches: as with kill -9 the claim stays."""

    def dies(staging: Staging, fixed: dict) -> None:
        put_in(staging, fixed)
        raise Killed

    put_in = Staging.upsert
    with monkeypatch.context() as broken:
        broken.setattr(Staging, "upsert", dies)
        with pytest.raises(Killed):
            import_work(row.pk)
    row.refresh_from_db()
    assert (row.state, row.work_state, UserId.objects.count()) == ("running", "waiting", 0)
    assert row.claimed_until is not None
    assert row.storage_name
    assert import_work(row.pk) is False  # the dead worker's lease still runs
    TabularImport.objects.update(claimed_until=timezone.now())
    assert import_work(row.pk) is True
    row.refresh_from_db()
    assert (row.state, row.new_rows, UserId.objects.count()) == ("finished", 2, 2)


def test_a_worker_that_lost_its_lease_takes_its_rows_back(clerk, monkeypatch) -> None:
    row = confirmed(clerk, GOOD)

    def slept(staging: Staging, fixed: dict):
        done = put_in(staging, fixed)
        in_thread(lambda: TabularImport.objects.update(attempts=99))
        return done

    put_in = Staging.upsert
    monkeypatch.setattr(Staging, "upsert", slept)
    assert import_work(row.pk) is False
    row.refresh_from_db()
    assert (row.state, UserId.objects.count()) == ("running", 0)


def test_of_two_officers_who_confirm_at_once_one_wins_and_the_other_is_told(clerk) -> None:
    row = preview(csv_of(GOOD), clerk)
    barrier = threading.Barrier(2)
    found: list[object] = []

    def confirm() -> None:
        barrier.wait(10)
        found.extend(in_thread(lambda: import_confirm(row=row, actor=clerk, version=row.version)))

    threads = [threading.Thread(target=confirm) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(type(one).__name__ for one in found) == ["TabularImport", WrongState.__name__]
