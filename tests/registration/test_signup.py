"""From an address to an account: only through the link, and without telling who has one."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from core.models import AuditEvent, OutgoingMail, User
from core.refusals import BadInput
from registration.models import Application, EmailConfirmation
from registration.services.signup import LinkExpired, confirmation_find, signup_confirm, signup_request

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lpse")]
PASSWORD = "padi menguning di sawah"


def _token() -> str:
    body = OutgoingMail.objects.filter(kind="registration.confirmation").latest("pk").body
    found = re.search(r"/konfirmasi/([\w-]+)/", body)
    assert found, body
    return found[1]


def test_the_link_in_the_mail_opens_an_account_with_an_empty_draft() -> None:
    signup_request(email=" Direktur@Maju.CO.ID ", kind="business_entity")
    application = signup_confirm(token=_token(), full_name="  Rahmat   Hidayat ", password=PASSWORD)
    user = application.owner
    assert (user.email, user.full_name, user.roles) == ("direktur@maju.co.id", "Rahmat Hidayat", frozenset())
    assert user.check_password(PASSWORD)
    assert (application.state, application.number[:4]) == ("draft", "REG-")
    assert application.due_at is not None
    assert timedelta(days=30) <= application.due_at - timezone.now() < timedelta(days=31)
    assert set(application.items.values_list("state", flat=True)) == {"missing"}
    assert AuditEvent.objects.filter(action="application.started", object_number=application.number).count() == 1
    assert OutgoingMail.objects.filter(kind="application.started", to="direktur@maju.co.id").count() == 1


def test_the_token_is_stored_only_as_its_hash() -> None:
    signup_request(email="a@maju.co.id", kind="individual")
    row = EmailConfirmation.objects.get()
    assert row.token_hash != _token()
    assert confirmation_find(_token()) == row


def test_an_address_with_an_account_gets_a_mail_of_the_same_kind_and_no_link(make_account) -> None:
    make_account(email="sudah@maju.co.id")
    signup_request(email="Sudah@maju.co.id", kind="individual")
    mail = OutgoingMail.objects.get()
    assert mail.kind == "registration.confirmation"
    assert "/konfirmasi/" not in mail.body
    assert not EmailConfirmation.objects.exists()


@pytest.mark.parametrize("email", ["", "bukan alamat", "a@b", "x@y.id\nBcc: z@y.id"])
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(BadInput) as refused:
        signup_request(email=email, kind="individual")
    assert refused.value.field == "email"
    assert not OutgoingMail.objects.exists()


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(BadInput) as refused:
        signup_request(email="a@maju.co.id", kind="superuser")
    assert refused.value.field == "kind"


def test_a_link_works_once() -> None:
    signup_request(email="a@maju.co.id", kind="individual")
    token = _token()
    signup_confirm(token=token, full_name="Rahmat", password=PASSWORD)
    with pytest.raises(LinkExpired):
        signup_confirm(token=token, full_name="Orang Lain", password=PASSWORD)
    assert (User.objects.count(), Application.objects.count()) == (1, 1)


def test_two_links_for_one_address_make_one_account() -> None:
    signup_request(email="a@maju.co.id", kind="individual")
    first = _token()
    signup_request(email="a@maju.co.id", kind="individual")
    second = _token()
    signup_confirm(token=second, full_name="Rahmat", password=PASSWORD)
    with pytest.raises(LinkExpired):
        signup_confirm(token=first, full_name="Rahmat", password=PASSWORD)
    assert User.objects.count() == 1


def test_a_link_grows_old() -> None:
    signup_request(email="a@maju.co.id", kind="individual")
    token = _token()
    with time_machine.travel(timezone.now() + timedelta(minutes=61)), pytest.raises(LinkExpired):
        signup_confirm(token=token, full_name="Rahmat", password=PASSWORD)
    signup_confirm(token=token, full_name="Rahmat", password=PASSWORD)


def test_an_invented_link_is_answered_like_an_old_one() -> None:
    with pytest.raises(LinkExpired) as refused:
        confirmation_find("x" * 43)
    assert refused.value.status == 404


@pytest.mark.parametrize(
    ("name", "password", "field"), [("  ", PASSWORD, "full_name"), ("Rahmat", "pendek", "password")]
)
def test_a_refused_confirmation_leaves_the_link_good(name: str, password: str, field: str) -> None:
    signup_request(email="a@maju.co.id", kind="individual")
    token = _token()
    with pytest.raises(BadInput) as refused:
        signup_confirm(token=token, full_name=name, password=password)
    assert refused.value.field == field
    assert not User.objects.exists()
    assert signup_confirm(token=token, full_name="Rahmat", password=PASSWORD).number


def test_a_mailbox_gets_only_so_many_links_a_day_and_nobody_is_told() -> None:
    for _ in range(5):
        signup_request(email="korban@maju.co.id", kind="individual")
    assert OutgoingMail.objects.filter(to="korban@maju.co.id").count() == 3
