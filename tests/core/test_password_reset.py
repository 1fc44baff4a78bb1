"""A forgotten password: the same answer for everybody, a link that works once, mail through the outbox."""

import re
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from core.models import AuditEvent, OutgoingMail, User
from core.people import password_link

pytestmark = pytest.mark.django_db
RESET = "/akun/lupa-sandi/"
NEW = "padi menguning di sawah"


@pytest.fixture
def budi(lpse, make_account) -> User:
    return make_account(username="budi", email="budi@contoh.id", full_name="Budi Contoh")


def link_in(mail: OutgoingMail) -> str:
    return re.search(r"http://127\.0\.0\.1:8000(/akun/\S+)", mail.body)[1]


def ask(client, email: str) -> str:
    response = client.post(RESET, {"email": email}, follow=True)
    assert response.redirect_chain == [("/akun/lupa-sandi/terkirim/", 302)]
    return re.sub(r'value="[^"]+"', "", response.content.decode())


def set_password(client, path: str, password: str = NEW):
    page = client.get(path, follow=True)
    if not page.redirect_chain:
        return page
    return client.post(page.redirect_chain[-1][0], {"password1": password, "password2": password}, follow=True)


def test_the_link_sets_a_new_password_and_ends_every_session(client, budi, django_user_model) -> None:
    elsewhere = type(client)()
    elsewhere.force_login(budi, backend="core.backends.RoleBackend")
    ask(client, "Budi@contoh.id")
    mail = OutgoingMail.objects.get()
    assert (mail.to, mail.kind, mail.recipient) == ("budi@contoh.id", "account.reset", budi)
    assert "Budi Contoh yang terhormat" in mail.body
    page = set_password(client, link_in(mail))
    assert "Kata sandi baru tersimpan" in page.content.decode()
    budi.refresh_from_db()
    assert budi.check_password(NEW)
    assert elsewhere.get("/akun/").status_code == 302
    assert "_auth_user_id" not in client.session
    assert AuditEvent.objects.filter(action="account.password_reset", actor=budi).exists()
    assert OutgoingMail.objects.filter(kind="account.password_reset", to="budi@contoh.id").exists()


def test_known_and_unknown_addresses_get_the_same_answer_and_one_mail_each(client, budi) -> None:
    assert ask(client, "budi@contoh.id") == ask(client, "tono@contoh.id")
    assert set(OutgoingMail.objects.values_list("to", "kind")) == {
        ("budi@contoh.id", "account.reset"),
        ("tono@contoh.id", "account.reset"),
    }
    assert "Tidak ada akun" in OutgoingMail.objects.get(to="tono@contoh.id").body


def test_nobody_is_buried_in_mail_by_strangers(client, lpse) -> None:
    for number in range(5):
        ask(type(client)(REMOTE_ADDR=f"10.0.0.{number}"), "tono@contoh.id")
    assert OutgoingMail.objects.filter(to="tono@contoh.id").count() == lpse.limits.mails_per_address_per_day


def test_the_link_works_once(client, budi) -> None:
    link = link_in(ask_mail(client))
    set_password(client, link)
    assert "sudah tidak berlaku" in client.get(link).content.decode()


def ask_mail(client) -> OutgoingMail:
    ask(client, "budi@contoh.id")
    return OutgoingMail.objects.latest("pk")


def test_the_link_dies_after_an_hour(client, budi, time_machine) -> None:
    link = link_in(ask_mail(client))
    time_machine.move_to(timezone.now() + timedelta(minutes=61))
    assert "sudah tidak berlaku" in client.get(link).content.decode()


@pytest.mark.parametrize("field", ["email", "password"])
def test_the_link_dies_with_a_new_address_or_password(client, budi, field: str) -> None:
    link = link_in(ask_mail(client))
    setattr(budi, field, "lain@contoh.id")
    budi.save()
    assert "sudah tidak berlaku" in client.get(link).content.decode()


def test_a_link_of_one_account_opens_no_other(client, budi, make_account) -> None:
    other = make_account(username="tono", email="tono@contoh.id")
    mine, theirs = password_link(budi), password_link(other)
    crossed = theirs.rsplit("/", 2)[1].split("-", 1)[0] + "-" + mine.rsplit("/", 2)[1].split("-", 1)[1]
    assert "sudah tidak berlaku" in client.get(f"{RESET}{crossed}/").content.decode()


def test_the_link_points_to_the_configured_address_whatever_the_request_says(client, budi, settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    client.post(RESET, {"email": "budi@contoh.id"}, headers={"host": "jahat.example"})
    body = OutgoingMail.objects.get().body
    assert "jahat" not in body
    assert "http://127.0.0.1:8000/akun/lupa-sandi/" in body


def test_the_secret_leaves_the_address_bar_at_once(client, budi) -> None:
    link = link_in(ask_mail(client))
    assert client.get(link).headers["Location"].endswith("-set-password/")


def test_a_weak_password_is_refused_in_words_and_the_link_stays_good(client, budi) -> None:
    link = link_in(ask_mail(client))
    page = set_password(client, link, "lpse12345678").content.decode()
    assert "mudah ditebak" in page
    assert "Kata sandi baru tersimpan" in set_password(client, link).content.decode()


def test_two_different_entries_are_named(client, budi) -> None:
    page = client.get(link_in(ask_mail(client)), follow=True)
    again = client.post(page.redirect_chain[-1][0], {"password1": NEW, "password2": NEW + "x"})
    assert "sama" in again.content.decode()


def test_a_new_password_does_not_pass_by_the_second_factor(client, budi) -> None:
    set_password(client, link_in(ask_mail(client)))
    assert client.get("/akun/").status_code == 302


def test_create_head_prints_a_link_that_sets_the_password(client, lpse, capsys) -> None:
    call_command("sync_roles", verbosity=0)
    options = {"name": "Andi Kepala", "username": "kepala", "email": "kepala@contoh.id", "nip": "197001011995031001"}
    call_command("create_head", **options)
    link = capsys.readouterr().out.strip().splitlines()[-1]
    page = set_password(client, link.removeprefix("http://127.0.0.1:8000"))
    assert "Kata sandi baru tersimpan" in page.content.decode()
    head = User.objects.get(username="kepala")
    assert head.check_password(NEW)
    assert head.has_perm("core.decide_roleassignment")
    with pytest.raises(CommandError, match="sudah dipegang"):
        call_command("create_head", **options)


def test_create_head_prints_a_new_link_while_no_password_is_set(client, lpse, capsys) -> None:
    options = {"name": "Andi Kepala", "username": "kepala", "email": "kepala@contoh.id"}
    call_command("create_head", **options)
    call_command("create_head", **options)
    assert User.objects.filter(username="kepala").count() == 1
    call_command("create_head", name="Siti", username="wakil", email="wakil@contoh.id", role="deputy")
    assert capsys.readouterr().out.count("/akun/lupa-sandi/") == 3
