"""How often somebody may ask: counted exactly over all processes, and told in words (ASVS 2.4.1)."""

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from core.api import throttling
from core.limits import attempt, attempts_forget, caller_key
from core.models import AttemptCount

MINUTE = timedelta(minutes=1)


@pytest.mark.django_db
def test_the_limit_passes_and_one_more_waits() -> None:
    waits = [attempt(key="uji", most=3, within=MINUTE) for _ in range(5)]
    assert waits[:3] == [0, 0, 0]
    assert all(0 < wait <= 60 for wait in waits[3:])
    assert attempt(key="uji:lain", most=3, within=MINUTE) == 0


@pytest.mark.django_db
@pytest.mark.parametrize("moved", [timedelta(seconds=-1), timedelta(days=2)])
def test_a_window_that_is_over_or_lies_beyond_the_clock_begins_anew(moved: timedelta) -> None:
    for _ in range(5):
        attempt(key="uji", most=3, within=MINUTE)
    AttemptCount.objects.update(resets_at=timezone.now() + moved)
    assert attempt(key="uji", most=3, within=MINUTE) == 0
    assert AttemptCount.objects.get().count == 1


@pytest.mark.django_db
def test_windows_that_are_over_are_forgotten() -> None:
    attempt(key="lewat", most=3, within=timedelta(seconds=-1))
    attempt(key="berjalan", most=3, within=MINUTE)
    assert attempts_forget() == 1
    assert AttemptCount.objects.get().key == "berjalan"


@pytest.mark.django_db(transaction=True)
def test_callers_at_the_same_moment_are_all_counted() -> None:
    waits: list[int] = []

    def ask() -> None:
        try:
            waits.extend(attempt(key="bersama", most=20, within=MINUTE) for _ in range(10))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert AttemptCount.objects.get().count == 40
    assert sum(1 for wait in waits if wait == 0) == 20


@pytest.mark.django_db
def test_the_api_answers_429_with_the_time_to_wait(client: Client, lpse: object, monkeypatch) -> None:
    monkeypatch.setattr(throttling, "PER_ADDRESS", 2)
    statuses = [client.get("/api/v1/dokumen/0/").status_code for _ in range(2)]
    answer = client.get("/api/v1/dokumen/0/")
    assert statuses == [404, 404]
    assert answer.status_code == 429
    assert answer.json()["code"] == "too_many_requests"
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert client.get("/api/v1/dokumen/0/", REMOTE_ADDR="192.0.2.7").status_code == 404


@pytest.mark.django_db
def test_a_forged_forwarding_header_does_not_reset_the_limit(client: Client, lpse: object, monkeypatch) -> None:
    monkeypatch.setattr(throttling, "PER_ADDRESS", 1)
    client.get("/api/v1/dokumen/0/")
    assert client.get("/api/v1/dokumen/0/", headers={"X-Forwarded-For": "198.51.100.9"}).status_code == 429


def test_an_ipv6_network_is_one_caller() -> None:
    assert caller_key("2001:db8:1:2::5") == caller_key("2001:db8:1:2:ffff::1") == "2001:db8:1:2::"
    assert caller_key("2001:db8:1:3::5") != caller_key("2001:db8:1:2::5")
    assert caller_key("192.0.2.1") == "192.0.2.1"
    assert caller_key(None) == "unknown"
