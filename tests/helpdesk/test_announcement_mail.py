"""Subscribing by two steps, leaving by one, and rounds of mails that reach each subscriber once."""

import re
from threading import Barrier, Thread

import pytest
from django.core import mail as django_mail
from django.db import connection
from django.test import Client

from core.mail import _compose
from core.models import OutgoingMail, User
from helpdesk.models import AnnouncementMailing, Subscriber
from helpdesk.services import announcement_mail
from helpdesk.services.announcement import announcement_approve, announcement_correct, announcement_withdraw
from helpdesk.services.announcement_mail import announcements_keep, subscriptions_of_person_erase
from tests.helpdesk.announcements import draft

pytestmark = pytest.mark.django_db
ASK = "/pengumuman/langganan/"


def subscribers(count: int) -> list[Subscriber]:
    return Subscriber.objects.bulk_create(
        Subscriber(email=f"warga{number}@contoh.id", token=f"kunci-{number}") for number in range(count)
    )


def link(mail: OutgoingMail, rest: str) -> str:
    found = re.search(rf"http\S+?(/pengumuman/{rest}/\S+)", mail.body)
    assert found
    return found[1]


def test_an_address_is_kept_only_after_its_owner_pressed_the_button(office: None) -> None:
    client = Client()
    assert client.post(ASK, {"email": "Budi@Contoh.id"}).headers["Location"] == f"{ASK}periksa-surel/"
    assert not Subscriber.objects.exists()
    address = link(OutgoingMail.objects.get(), "langganan")
    assert "b***@contoh.id" in client.get(address).content.decode()
    assert not Subscriber.objects.exists()
    assert "berlangganan pengumuman" in client.post(address).content.decode()
    client.post(address)
    assert Subscriber.objects.get().email == "budi@contoh.id"
    assert client.get(f"{ASK}salah/").status_code == 400
    assert client.post(f"{ASK}salah/").status_code == 400


def test_the_answer_does_not_tell_who_subscribes(office: None) -> None:
    subscribers(1)
    known, unknown = (Client().post(ASK, {"email": one}) for one in ("WARGA0@contoh.id", "lain@contoh.id"))
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert set(OutgoingMail.objects.values_list("kind", flat=True)) == {"subscription.already", "subscription.confirm"}
    for token in ("kunci-0", "tidak-ada"):
        assert "tidak berlangganan lagi" in Client().post(f"/pengumuman/berhenti/{token}/").content.decode()
    assert not Subscriber.objects.exists()


def test_a_wrong_address_is_kept_in_the_form(office: None) -> None:
    answer = Client().post(ASK, {"email": "bukan surel"})
    assert answer.status_code == 400
    assert 'value="bukan surel"' in answer.content.decode()


def test_a_mail_program_leaves_with_one_post_and_looking_at_the_link_leaves_nothing(office: None) -> None:
    subscribers(1)
    client = Client(enforce_csrf_checks=True)
    assert "Berhenti berlangganan" in client.get("/pengumuman/berhenti/kunci-0/").content.decode()
    assert Subscriber.objects.exists()
    assert client.post("/pengumuman/berhenti/kunci-0/", {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Subscriber.objects.exists()


def test_each_subscriber_gets_each_round_once(
    support: User, colleague: User, head: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announcement_mail, "BATCH", 2)
    subscribers(5)
    made = announcement_approve(announcement=draft(support), actor=colleague, version=1)
    assert announcements_keep() == 5
    # A worker killed after its mails and before its mark would begin the batch anew.
    AnnouncementMailing.objects.update(reached=0, done_at=None)
    assert announcements_keep() == 0
    announcement_correct(announcement=made, actor=colleague, body="Selesai lebih awal.")
    assert announcements_keep() == 5
    announcement_withdraw(announcement=made, actor=head, reason="Ditunda")
    assert announcements_keep() == 5
    assert OutgoingMail.objects.count() == 15
    sent = OutgoingMail.objects.filter(kind="announcement.published").order_by("pk")[0]
    text = _compose(sent).decode()
    assert f"List-Unsubscribe: <{sent.unsubscribe_url}>" in text.replace("\r\n ", " ")
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in text
    assert "tidak dapat dibuka selama" in sent.body
    assert link(sent, "berhenti").endswith("/kunci-0/")
    assert django_mail.outbox == []


def test_a_batch_that_breaks_leaves_no_trace(support: User, colleague: User, monkeypatch: pytest.MonkeyPatch) -> None:
    subscribers(3)
    announcement_approve(announcement=draft(support), actor=colleague, version=1)
    real, calls = announcement_mail.emails.announced, []

    def breaks(mailing: AnnouncementMailing, reader: Subscriber) -> bool:
        calls.append(reader.pk)
        if len(calls) == 2:
            raise RuntimeError("killed")
        return real(mailing, reader)

    monkeypatch.setattr(announcement_mail.emails, "announced", breaks)
    with pytest.raises(RuntimeError):
        announcements_keep()
    assert not OutgoingMail.objects.exists()
    assert announcements_keep() == 3


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_double_nothing(support: User, colleague: User) -> None:
    subscribers(6)
    announcement_approve(announcement=draft(support), actor=colleague, version=1)
    gate = Barrier(2)

    def run() -> None:
        try:
            gate.wait(10)
            announcements_keep()
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert OutgoingMail.objects.count() == 6
    assert OutgoingMail.objects.values("to").distinct().count() == 6


def test_what_is_for_some_is_mailed_to_their_accounts_only(support: User, colleague: User, ppk: User) -> None:
    subscribers(1)
    Subscriber.objects.create(email=ppk.email.lower(), token="ppk")
    announcement_approve(announcement=draft(support, scope="officials"), actor=colleague, version=1)
    assert announcements_keep() == 1
    assert OutgoingMail.objects.get().to == ppk.email.lower()
    announcement_approve(announcement=draft(support, by_mail=False), actor=colleague, version=1)
    assert announcements_keep() == 0
    subscriptions_of_person_erase(ppk.person)
    assert Subscriber.objects.count() == 1
