"""Staff need a second factor on every way in; sessions end in time and change their number."""

import re
import threading
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.utils import timezone

from core import roles
from core.accounts import MFAAdapter
from core.models import AuditEvent, OutgoingMail, RoleAssignment, User
from lpse.routes import routes
from tests.support.addresses import address

pytestmark = pytest.mark.django_db
LOGIN = "/akun/masuk/"
CODE = "/akun/masuk/kode/"
PASSWORD = "kata sandi panjang untuk uji"


@pytest.fixture(autouse=True)
def _production(settings) -> None:
    settings.DEMO = False


@pytest.fixture
def officer(lpse, make_account) -> User:
    return make_account(roles.VERIFIER, username="petugas", email="petugas@contoh.id")


def code_of(secret: str, step: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


@pytest.fixture
def secret(officer) -> str:
    """The officer's app is set up."""
    text = generate_totp_secret()
    Authenticator.objects.create(
        user=officer, type=Authenticator.Type.TOTP, data={"secret": MFAAdapter().encrypt(text)}
    )
    return text


def enter(client: Client, login: str = "petugas") -> str:
    return client.post(LOGIN, {"login": login, "password": PASSWORD}).headers["Location"]


def test_staff_without_a_factor_are_led_to_set_one_up(client, officer) -> None:
    assert enter(client) == "/admin/"
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[0][0] == "/akun/faktor/aplikasi/?next=%2Fadmin%2F"
    assert "Petugas memakai dua langkah" in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_setting_up_the_app_opens_the_desk_and_shows_recovery_codes(client, officer) -> None:
    enter(client)
    page = client.get("/akun/faktor/aplikasi/").content.decode()
    key = re.search(r'id="kunci">([A-Z2-7]+)<', page)[1]
    before = client.session.session_key
    page = client.post("/akun/faktor/aplikasi/", {"code": code_of(key)}, follow=True).content.decode()
    assert len(set(re.findall(r"<li>(\d{10})</li>", page))) == 10
    assert client.get("/admin/").status_code == 200
    assert client.session.session_key != before
    stored = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    assert key not in str(stored.data)
    assert AuditEvent.objects.filter(action="account.factor_added", actor=officer).exists()
    assert OutgoingMail.objects.filter(to="petugas@contoh.id", kind="account.totp_activated").exists()


def test_a_wrong_code_sets_up_nothing(client, officer) -> None:
    enter(client)
    client.get("/akun/faktor/aplikasi/")
    page = client.post("/akun/faktor/aplikasi/", {"code": "000000"})
    assert "Kode tidak cocok" in page.content.decode()
    assert not Authenticator.objects.exists()


def is_open(client: Client) -> list[str]:
    """Staff addresses without an object that answer this visitor with a page."""
    found = []
    for route in routes():
        access = route.access
        if not access or not access.methods or route.parts or not route.pattern.startswith("/admin/"):
            continue
        if client.get(address(route, {})).status_code == 200:
            found.append(route.name)
    return found


def test_after_the_password_alone_no_staff_page_opens(client, officer, secret) -> None:
    assert enter(client) == CODE
    assert is_open(client) == []
    assert "_auth_user_id" not in client.session


def test_without_a_factor_no_staff_page_opens_either(client, officer) -> None:
    enter(client)
    assert is_open(client) == []


def test_with_the_factor_they_open(client, officer, secret) -> None:
    enter(client)
    client.post(CODE, {"code": code_of(secret)})
    assert "admin:index" in is_open(client)


def test_a_session_from_before_the_role_is_asked_for_the_code(client, officer, secret) -> None:
    client.force_login(officer, backend="core.backends.RoleBackend")
    response = client.get("/admin/")
    assert response.headers["Location"] == "/akun/konfirmasi/kode/?next=%2Fadmin%2F"
    response = client.post("/akun/konfirmasi/kode/", {"code": code_of(secret), "next": "/admin/"})
    assert response.headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_in_demo_mode_staff_need_no_factor(client, officer, settings) -> None:
    settings.DEMO = True
    enter(client)
    assert client.get("/admin/").status_code == 200


def test_vendors_need_no_factor(client, lpse, make_account) -> None:
    make_account(roles.VENDOR, username="penyedia")
    assert enter(client, "penyedia") == "/akun/"
    assert client.get("/akun/").status_code == 200


def test_staff_read_public_pages_without_a_factor(client, officer) -> None:
    enter(client)
    assert client.get("/periksa/").status_code == 200


def test_a_code_works_once(client, officer, secret) -> None:
    code = code_of(secret)
    enter(client)
    client.post(CODE, {"code": code})
    other = Client()
    enter(other)
    page = other.post(CODE, {"code": code})
    assert "Kode tidak cocok atau sudah dipakai" in page.content.decode()
    assert "_auth_user_id" not in other.session


def test_a_code_of_another_half_minute_is_refused(client, officer, secret) -> None:
    enter(client)
    for step in (-2, 2):
        assert client.post(CODE, {"code": code_of(secret, step)}).status_code == 200
    assert "_auth_user_id" not in client.session


def test_after_five_wrong_codes_the_right_one_waits_too(client, officer, secret) -> None:
    enter(client)
    for _ in range(5):
        assert "Kode tidak cocok" in client.post(CODE, {"code": "000000"}).content.decode()
    page = client.post(CODE, {"code": code_of(secret)}).content.decode()
    assert "Terlalu banyak percobaan" in page
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db(transaction=True)
def test_two_who_send_the_same_code_at_once_are_not_both_let_in(officer, secret) -> None:
    clients = [Client(REMOTE_ADDR=f"10.0.0.{number}") for number in range(2)]
    for client in clients:
        enter(client)
    code, start = code_of(secret), threading.Barrier(2)

    def send(client: Client) -> None:
        start.wait(10)
        try:
            client.post(CODE, {"code": code})
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sum("_auth_user_id" in client.session for client in clients) == 1


def test_a_recovery_code_lets_in_once(client, officer, secret) -> None:
    enter(client)
    client.post(CODE, {"code": code_of(secret)})
    client.post("/akun/konfirmasi/", {"password": PASSWORD, "next": "/akun/faktor/"})
    page = client.post("/akun/faktor/pemulihan/baru/", follow=True).content.decode()
    recovery = re.findall(r"<li>(\d{10})</li>", page)[0]
    again = Client()
    enter(again)
    again.post(CODE, {"code": recovery})
    assert again.get("/admin/").status_code == 200
    third = Client()
    enter(third)
    third.post(CODE, {"code": recovery})
    assert "_auth_user_id" not in third.session


def test_taking_the_app_off_asks_for_the_password_and_closes_the_desk(client, officer, secret) -> None:
    enter(client)
    client.post(CODE, {"code": code_of(secret)})
    response = client.post("/akun/faktor/aplikasi/lepas/")
    assert response.headers["Location"].startswith("/akun/konfirmasi/")
    assert Authenticator.objects.exists()
    client.post("/akun/konfirmasi/", {"password": PASSWORD, "next": "/akun/faktor/"})
    client.post("/akun/faktor/aplikasi/lepas/")
    assert not Authenticator.objects.exists()
    assert client.get("/admin/").headers["Location"].startswith("/akun/faktor/aplikasi/")
    assert AuditEvent.objects.filter(action="account.factor_removed").exists()


def signed_in(client: Client, secret: str) -> Client:
    enter(client)
    client.post(CODE, {"code": code_of(secret)})
    assert client.get("/admin/").status_code == 200
    return client


def test_a_session_of_staff_ends_after_thirty_idle_minutes(client, officer, secret, time_machine) -> None:
    signed_in(client, secret)
    time_machine.move_to(timezone.now() + timedelta(minutes=29))
    assert client.get("/admin/").status_code == 200
    time_machine.move_to(timezone.now() + timedelta(minutes=31))
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[0][0].startswith("/akun/masuk/")
    assert "Sesi Anda sudah berakhir" in response.content.decode()


def test_a_session_in_use_ends_after_twelve_hours(client, officer, secret, time_machine) -> None:
    signed_in(client, secret)
    begun = timezone.now()
    for minutes in range(20, 12 * 60, 20):
        time_machine.move_to(begun + timedelta(minutes=minutes))
        assert client.get("/admin/").status_code == 200
    time_machine.move_to(begun + timedelta(hours=12, minutes=1))
    assert client.get("/admin/").status_code == 302


def test_a_session_of_tomorrow_is_not_believed(client, officer, secret, time_machine) -> None:
    signed_in(client, secret)
    time_machine.move_to(timezone.now() - timedelta(days=1))
    assert client.get("/admin/").status_code == 302


def test_idle_vendors_stay_signed_in(client, lpse, make_account, time_machine) -> None:
    make_account(username="penyedia")
    enter(client, "penyedia")
    time_machine.move_to(timezone.now() + timedelta(hours=2))
    assert client.get("/akun/").status_code == 200


def test_a_role_taken_away_counts_at_once_and_gives_the_session_a_new_number(client, officer, secret) -> None:
    signed_in(client, secret)
    before = client.session.session_key
    RoleAssignment.objects.filter(person=officer.person).update(state="ended")
    assert client.get("/admin/").status_code in {302, 403}
    assert client.get("/akun/").status_code == 200
    assert client.session.session_key != before
    assert "perangkat ini" in client.get("/akun/sesi/").content.decode()


def test_a_password_change_ends_other_sessions_and_keeps_this_one(client, officer, secret) -> None:
    signed_in(client, secret)
    caches["default"].clear()
    other = signed_in(Client(), secret)
    before = client.session.session_key
    wrong = client.post(
        "/akun/kata-sandi/", {"oldpassword": "salah", "password1": "padi menguning di sawah", "password2": "padi menguning di sawah"}
    )  # fmt: skip
    assert "tidak cocok" in wrong.content.decode()
    client.post(
        "/akun/kata-sandi/", {"oldpassword": PASSWORD, "password1": "padi menguning di sawah", "password2": "padi menguning di sawah"}
    )  # fmt: skip
    assert client.get("/admin/").status_code == 200
    assert client.session.session_key != before
    assert other.get("/admin/").status_code == 302
    assert AuditEvent.objects.filter(action="account.password_changed", actor=officer).exists()
    assert OutgoingMail.objects.filter(kind="account.password_changed").exists()


def test_one_sees_the_own_sessions_and_ends_the_others(client, officer, secret) -> None:
    other = signed_in(Client(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"), secret)
    caches["default"].clear()
    signed_in(client, secret)
    page = client.get("/akun/sesi/").content.decode()
    assert "Firefox di Windows" in page
    assert "perangkat ini" in page
    client.post("/akun/sesi/")
    assert other.get("/admin/").status_code == 302
    assert client.get("/admin/").status_code == 200
    assert "Anda hanya masuk di perangkat ini" in client.get("/akun/sesi/").content.decode()
