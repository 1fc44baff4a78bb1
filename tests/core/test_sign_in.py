"""Signing in: one page, the same answer for known and unknown people, slowed for strangers, open for the right person."""

import re
import statistics
import time

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.urls import reverse

from core import roles
from core.backends import RoleBackend
from core.models import AuditEvent, OutgoingMail, User

pytestmark = pytest.mark.django_db
LOGIN = "/akun/masuk/"
PASSWORD = "kata sandi panjang untuk uji"
WRONG = {"login": "akun", "password": "bukan kata sandinya"}


@pytest.fixture
def budi(lpse, make_account) -> User:
    return make_account(username="budi", email="budi@contoh.id", full_name="Budi Contoh")


@pytest.mark.parametrize("login", ["budi", "BUDI", "budi@contoh.id", " Budi@Contoh.id "])
def test_one_signs_in_by_user_name_or_address(client, budi, login: str) -> None:
    response = client.post(LOGIN, {"login": login, "password": PASSWORD})
    assert response.status_code == 302
    assert response.headers["Location"] == "/akun/"
    event = AuditEvent.objects.get(action="account.signed_in")
    assert (event.actor, event.ip, event.data) == (budi, "127.0.0.1", {"factors": ["password"]})


def test_staff_are_led_to_their_desk(client, make_account, lpse) -> None:
    make_account(roles.VERIFIER, username="petugas")
    response = client.post(LOGIN, {"login": "petugas", "password": PASSWORD})
    assert response.headers["Location"] == reverse("admin:index")


def test_one_comes_back_to_where_one_wanted_to_go(client, budi) -> None:
    assert client.get("/akun/kata-sandi/").headers["Location"] == "/akun/masuk/?next=/akun/kata-sandi/"
    page = client.get(LOGIN, {"next": "/akun/kata-sandi/"}).content.decode()
    assert '<input type="hidden" name="next" value="/akun/kata-sandi/">' in page
    response = client.post(LOGIN, {"login": "budi", "password": PASSWORD, "next": "/akun/kata-sandi/"})
    assert response.headers["Location"] == "/akun/kata-sandi/"


@pytest.mark.parametrize("target", ["https://contoh.com/", "//contoh.com", "/\\contoh.com", "javascript:alert(1)"])
def test_signing_in_leads_to_no_other_site(client, budi, target: str) -> None:
    response = client.post(LOGIN, {"login": "budi", "password": PASSWORD, "next": target})
    assert response.headers["Location"] == "/akun/"


def test_the_session_gets_a_new_number_at_sign_in(client, budi) -> None:
    client.get(LOGIN)
    session = client.session
    session["kept"] = "x"
    session.save()
    before = session.session_key
    client.post(LOGIN, {"login": "budi", "password": PASSWORD})
    assert client.session.session_key != before
    assert not type(session)(before).exists(before)


def words(response) -> str:
    """The page without what differs in every answer."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())


def test_a_wrong_password_and_an_unknown_name_get_the_same_page(client, budi) -> None:
    known = client.post(LOGIN, {"login": "budi", "password": "salah sekali ini"})
    unknown = client.post(LOGIN, {"login": "tono", "password": "salah sekali ini"})
    assert known.status_code == unknown.status_code == 200
    assert words(known).replace("budi", "X") == words(unknown).replace("tono", "X")
    assert "tidak cocok" in words(known)


def test_a_closed_account_gets_the_same_page_as_a_wrong_password(client, budi) -> None:
    budi.is_active = False
    budi.save()
    closed = client.post(LOGIN, {"login": "budi", "password": PASSWORD})
    unknown = client.post(LOGIN, {"login": "tono", "password": PASSWORD})
    assert words(closed).replace("budi", "X") == words(unknown).replace("tono", "X")


def test_known_and_unknown_names_cost_one_hash_each(rf, budi, settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    budi.set_password(PASSWORD)
    budi.save()
    took: dict[str, list[float]] = {"budi": [], "tono": []}
    for _ in range(6):
        for name, times in took.items():
            start = time.perf_counter()
            assert RoleBackend().authenticate(rf.post(LOGIN), username=name, password="salah") is None
            times.append(time.perf_counter() - start)
    known, unknown = (statistics.median(times) for times in took.values())
    assert 0.6 < known / unknown < 1.7


def test_guessing_is_slowed_and_the_right_person_still_gets_in_from_elsewhere(client, budi) -> None:
    answers = [
        client.post(LOGIN, {"login": "budi", "password": f"tebakan {number}"}, REMOTE_ADDR="10.9.9.9").status_code
        for number in range(40)
    ]
    assert set(answers) <= {200, 429}
    stopped = client.post(LOGIN, {"login": "budi", "password": PASSWORD}, REMOTE_ADDR="10.9.9.9")
    assert stopped.status_code in {200, 429}
    assert "_auth_user_id" not in client.session
    there = client.post(LOGIN, {"login": "budi", "password": PASSWORD}, REMOTE_ADDR="10.1.1.1")
    assert there.headers["Location"] == "/akun/"


def test_a_locked_address_gets_the_same_page_for_a_name_that_does_not_exist(client, budi) -> None:
    pages = {}
    for name, address in (("budi", "10.9.9.8"), ("tono", "10.9.9.7")):
        for _ in range(9):
            caches["default"].clear()
            response = client.post(LOGIN, {"login": name, "password": "tebakan"}, REMOTE_ADDR=address)
        pages[name] = response
    assert pages["budi"].status_code == pages["tono"].status_code == 429
    assert pages["budi"].headers["Retry-After"] == "900"
    assert "15 menit" in pages["budi"].content.decode()


def test_a_failed_try_leaves_neither_name_nor_password_in_the_log(client, budi, caplog) -> None:
    caplog.set_level("INFO")
    for _ in range(9):
        caches["default"].clear()
        client.post(LOGIN, {"login": "sandi-salah-kolom", "password": "rahasia-sekali"})
    assert "Locking out" in caplog.text
    assert "sign_in_failed" in caplog.text
    assert "rahasia-sekali" not in caplog.text
    assert "sandi-salah-kolom" not in "".join(str(vars(record)) for record in caplog.records)


def test_the_admin_has_no_sign_in_page_of_its_own(client, budi) -> None:
    response = client.post("/admin/login/", {"username": "budi", "password": PASSWORD})
    assert response.status_code == 302
    assert response.headers["Location"].startswith(LOGIN)
    assert "_auth_user_id" not in client.session


def test_one_signs_out_by_a_button_and_the_old_cookie_is_worth_nothing(client, budi) -> None:
    client.post(LOGIN, {"login": "budi", "password": PASSWORD})
    cookie = client.cookies["sesi"].value
    assert client.get("/akun/keluar/").status_code == 200
    assert client.get("/akun/").status_code == 200
    client.post("/akun/keluar/")
    client.cookies["sesi"] = cookie
    assert client.get("/akun/").headers["Location"].startswith(LOGIN)


def test_closing_an_account_ends_its_sessions_at_the_next_request(client, budi) -> None:
    client.force_login(budi, backend="core.backends.RoleBackend")
    assert client.get("/akun/").status_code == 200
    User.objects.filter(pk=budi.pk).update(is_active=False)
    assert client.get("/akun/").status_code == 302


def test_nobody_signs_up_by_a_page(client, lpse) -> None:
    for path in ("/akun/daftar/", "/akun/signup/", "/accounts/signup/"):
        assert client.get(path).status_code == 404


def test_empty_fields_are_named_beside_the_field(client, lpse) -> None:
    page = client.post(LOGIN, {}).content.decode()
    assert "Isi nama pengguna atau surel Anda." in page
    assert "Isi kata sandi Anda." in page
    assert not OutgoingMail.objects.exists()


def test_guardian_keeps_no_anonymous_account(lpse) -> None:
    assert not User.objects.filter(username__iexact="AnonymousUser").exists()


@pytest.mark.parametrize(
    ("password", "good"),
    [
        ("", False), ("pendek", False), ("12345678", False), ("123456789012", False), ("password1234", False),
        ("lpse12345678", False), ("lpse-luwuutara", False), ("Temanggung2026", False), ("qwertyuiop12", False),
        ("budi@contoh.id", False), ("Budi Contoh 1", False), ("masamba masamba", False), ("pengadaan2026!", False),
        ("LkppInaproc2026", False), ("11111111111111", False), ("iloveyou1234", False),
        ("padi menguning di sawah", True), ("Xq7!vbn20plm", True), ("x" * 5 + "kuda hijau", True),
        ("sepeda-biru-kopi-susu", True), ("汉字密码汉字密码汉字密码", True), ("اهلا وسهلا بكم هنا", True),
        ("a1" * 32, False),
        ("b7Qe" * 16, True), ("kata sandi " * 9, True), ("tanpa angka dan tanda", True), ("TANPA HURUF KECIL", True),
    ],
)  # fmt: skip
def test_passwords_are_long_and_not_what_everybody_tries_first(budi, password: str, good: bool) -> None:
    if good:
        validate_password(password, budi)
    else:
        with pytest.raises(ValidationError):
            validate_password(password, budi)


def test_an_endless_password_is_refused_before_it_is_hashed(client, budi) -> None:
    page = client.post(LOGIN, {"login": "budi", "password": "x" * 100_000})
    assert "paling panjang 200 huruf" in page.content.decode()


def test_passwords_are_compared_exactly(client, budi) -> None:
    for close in (PASSWORD.upper(), PASSWORD + " ", " " + PASSWORD, PASSWORD[:-1]):
        caches["default"].clear()
        assert client.post(LOGIN, {"login": "budi", "password": close}).status_code == 200


def test_passwords_are_hashed_with_argon2(budi, settings) -> None:
    settings.PASSWORD_HASHERS = [name for name in settings.PASSWORD_HASHERS if "MD5" not in name]
    budi.set_password("padi menguning di sawah")
    assert budi.password.startswith("argon2$argon2id$")
