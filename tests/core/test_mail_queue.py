"""Writing mail into the outbox: in the caller's transaction, clean, once, and bounded per mailbox."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from core import mail
from core.mail import mail_queue
from core.models import OutgoingMail
from core.refusals import BadInput

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _profile(request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("lpse")


@pytest.fixture
def public_kinds() -> Iterator[None]:
    before = set(mail._PUBLIC_KINDS)
    mail.register_public_kinds("uji.satu", "uji.dua")
    yield
    mail._PUBLIC_KINDS.clear()
    mail._PUBLIC_KINDS.update(before)


def queue(**changes: object) -> OutgoingMail | None:
    fields = {"to": "budi@contoh.id", "kind": "uji.satu", "subject": "Perihal", "body": "Isi", **changes}
    return mail_queue(**fields)  # type: ignore[arg-type]


def test_a_mail_is_a_waiting_row_with_a_message_id_of_the_configured_host(settings) -> None:
    settings.BASE_URL = "https://lpse.contoh.id"
    row = queue(case_number="REG-1")
    assert row is not None
    row.refresh_from_db()
    assert (row.work_state, row.attempts, row.sent_at) == ("waiting", 0, None)
    assert row.message_id.startswith("<")
    assert row.message_id.endswith("@lpse.contoh.id>")


def test_a_transaction_that_fails_leaves_no_mail() -> None:
    def confirm() -> None:
        with transaction.atomic():
            queue()
            raise RuntimeError("the case could not be stored")

    with pytest.raises(RuntimeError):
        confirm()
    assert not OutgoingMail.objects.exists()


def test_no_header_can_be_smuggled_through_the_subject() -> None:
    row = queue(subject="Halo\r\nBcc: semua@contoh.id\x00\u2028\u202eX")
    assert row is not None
    assert row.subject == "Halo Bcc: semua@contoh.id X"


@pytest.mark.parametrize("address", ["", "budi", "a@b.id\nBcc: c@d.id", "a@b.id, c@d.id", "Budi <a@b.id>"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(BadInput):
        queue(to=address)
    assert not OutgoingMail.objects.exists()


def test_control_characters_leave_the_body_and_lines_stay() -> None:
    row = queue(body="satu\r\ndua\x07\rtiga\t.")
    assert row is not None
    assert row.body == "satu\ndua\ntiga\t."


def test_the_same_key_writes_one_mail() -> None:
    assert queue(dedup_key="ingat:7") is not None
    assert queue(dedup_key="ingat:7") is None
    assert queue(dedup_key="ingat:8") is not None
    assert OutgoingMail.objects.count() == 2


def test_a_mailbox_gets_three_mails_a_day_of_what_strangers_can_trigger(public_kinds: None, caplog) -> None:
    sent = [queue(to=to) for to in ("budi@contoh.id", "BUDI@contoh.id", "budi+satu@contoh.id", "budi@contoh.id")]
    assert [row is not None for row in sent] == [True, True, True, False]
    assert queue(kind="uji.dua") is None
    assert "mail_limited" in caplog.text
    assert "budi" not in caplog.text
    # The real person still gets what strangers cannot trigger, other people get theirs, and tomorrow is another day.
    assert queue(kind="keputusan.setuju") is not None
    assert queue(to="ani@contoh.id") is not None
    OutgoingMail.objects.update(created_at=timezone.now() - timedelta(days=1, minutes=1))
    assert queue() is not None


@pytest.mark.django_db(transaction=True)
def test_askers_at_the_same_moment_do_not_pass_the_limit(public_kinds: None) -> None:
    found: list[object] = []
    gate = threading.Barrier(6)

    def ask() -> None:
        gate.wait()
        found.append(queue())
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert OutgoingMail.objects.count() == 3
    assert found.count(None) == 3


@pytest.mark.django_db(transaction=True)
def test_the_same_key_at_the_same_moment_writes_one_mail() -> None:
    found: list[object] = []
    gate = threading.Barrier(4)

    def ask() -> None:
        gate.wait()
        with transaction.atomic():
            found.append(queue(dedup_key="sekali"))
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert OutgoingMail.objects.count() == 1
    assert found.count(None) == 3


def test_a_template_gives_subject_body_and_the_signature_of_the_unit(settings, tmp_path) -> None:
    (tmp_path / "uji").mkdir()
    (tmp_path / "uji" / "surel.txt").write_text("Halo {{ name }}\n\nIsi <b> {{ name }} dari {{ profile.unit.name }}.\n")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    settings.DEMO = True
    subject, body = mail.render("uji/surel.txt", {"name": "PT A & B"})
    assert subject == "Halo PT A & B"
    assert "Isi <b> PT A & B dari LPSE Kabupaten Luwu Utara." in body
    assert "CONTOH" in body
    assert "(0473) 000000" in body
    assert "WITA" in body
    assert "Senin–Kamis 07.30–12.00" in body
    settings.DEMO = False
    assert "CONTOH" not in mail.render("uji/surel.txt", {"name": "x"})[1]


def test_input_is_never_taken_for_a_template(settings, tmp_path) -> None:
    (tmp_path / "surel.txt").write_text("Halo {{ name }}\n\nIsi {{ name }}")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    subject, body = mail.render("surel.txt", {"name": "{{ settings.SECRET_KEY }}\n{% now 'Y' %}"})
    assert subject == "Halo {{ settings.SECRET_KEY }}"
    assert "{% now 'Y' %}" in body
    assert settings.SECRET_KEY not in subject + body
