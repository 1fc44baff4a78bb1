"""A failure of protection: who is on the list and why, who may handle it, what is issued, told and kept."""

import csv
import io
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import openpyxl
import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from core.breach.affected import affected
from core.breach.clock import due_at, is_late
from core.breach.services import (
    Scope,
    breach_cancel,
    breach_issue,
    breach_record,
    breach_retry,
    breach_tell_authority,
    breach_tell_subjects,
    breach_word,
)
from core.breach.transitions import TRANSITIONS
from core.breach.working import breach_work
from core.crypto import unseal
from core.enums import BreachState
from core.models import AuditEvent, BreachNotice, BreachSubject, OfficialDocument, OutgoingMail, StoredFile, User
from core.refusals import BadInput, Forbidden, Refusal
from core.rendering import document_render
from core.transitions import WrongState
from registration.models import Application
from tests.support import pdfs
from tests.verification import cases
from verification.services.decisions import decision_approve
from verification.services.seen import case_view_record

pytestmark = pytest.mark.django_db
LIST = "/admin/core/kebocoran/"
WORDS = {"summary": "Laptop petugas hilang.", "handling": "Akun dikunci dan kata sandi diganti."}


@pytest.fixture
def head(sign_in: Callable[..., Client]) -> User:
    return sign_in("head").user  # type: ignore[attr-defined, no-any-return]


def scope(**changes: Any) -> Scope:
    now = timezone.now()
    return Scope(**{"period_from": now - timedelta(days=30), "period_until": now + timedelta(hours=1), **changes})


def recorded(actor: User, **changes: Any) -> BreachNotice:
    return breach_record(scope=scope(**changes), found_at=timezone.now(), actor=actor, **WORDS)


def listed(actor: User, **changes: Any) -> BreachNotice:
    notice = recorded(actor, **changes)
    assert breach_work(notice.pk)
    notice.refresh_from_db()
    return notice


def issued(actor: User, **changes: Any) -> BreachNotice:
    return breach_issue(notice=listed(actor, **changes), actor=actor)


def names(notice: BreachNotice) -> list[str]:
    return list(notice.subjects.order_by("pk").values_list("name", flat=True))


def test_a_case_names_its_owner_the_director_and_every_kind_of_data(head: User, waiting: Application) -> None:
    StoredFile.objects.update(storage_name="0" * 32)
    notice = listed(head, case_number=waiting.number)
    owner, director = notice.subjects.order_by("pk")
    assert (owner.name, owner.contact, owner.person_id) == (
        "Penyedia Contoh",
        waiting.owner.email,
        waiting.owner.person_id,
    )
    assert (director.name, director.contact, director.person) == ("Rahmat Hidayat", "081200000001", None)
    assert owner.cases == [waiting.number]
    assert {"NPWP", "NIK penanggung jawab", "nama penanggung jawab"} <= set(owner.data["Pendaftaran penyedia"])
    files = owner.data["Berkas yang diserahkan"]
    assert len(files) == waiting.items.count()
    assert any("ktp.pdf" in text for text in files)
    assert owner.first_at is not None
    assert notice.data["Berkas yang diserahkan"] == ["isi"]
    assert AuditEvent.objects.get(action="breach.listed").data == {"people": 2}


def test_an_account_counts_all_that_hangs_on_its_person(head: User, waiting: Application, officer: User) -> None:
    decision_approve(application=cases.review_all(waiting, officer), actor=officer, user_id="SAWERIGADING1")
    notice = listed(head, account=waiting.owner)
    owner = notice.subjects.get(person=waiting.owner.person)
    assert {"Akun", "Pendaftaran penyedia", "User ID SPSE", "Naskah resmi"} <= set(owner.data)
    assert "Sitti Petugas" not in names(notice)


def test_an_officers_account_counts_what_the_trail_says_he_saw_and_when(
    head: User, officer: User, make_account: Callable[..., User]
) -> None:
    seen, unseen = (cases.application(make_account("vendor", full_name=name)) for name in ("Terlihat", "Tidak"))
    late = cases.application(make_account("vendor", full_name="Terlambat"))
    case_view_record(application=seen, actor=officer)
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        case_view_record(application=late, actor=officer)
    notice = listed(head, officer=officer)
    assert "Terlihat" in names(notice)
    assert not {"Tidak", "Terlambat"} & set(names(notice))
    event = AuditEvent.objects.get(action="case.viewed", object_number=seen.number)
    assert notice.subjects.get(name="Terlihat").first_at == event.at
    assert unseen.number not in {number for one in notice.subjects.all() for number in one.cases}


def test_files_alone_name_the_files(head: User, waiting: Application) -> None:
    StoredFile.objects.update(storage_name="0" * 32)
    code = StoredFile.objects.get(case_number=waiting.number, original_name="ktp.pdf").public_id
    (owner,) = listed(head, files=[code]).subjects.all()
    assert list(owner.data) == ["Berkas yang diserahkan"]
    assert owner.data["Berkas yang diserahkan"] == ["isi “ktp.pdf”"]


def test_a_class_names_everybody_in_it_but_nothing_written_afterwards(
    head: User, make_account: Callable[..., User]
) -> None:
    first = cases.application(make_account("vendor", full_name="Lama"))
    Application.objects.filter(pk=first.pk).update(created_at=timezone.now() - timedelta(days=20))
    cases.application(make_account("vendor", full_name="Baru"))
    notice = listed(head, tables=["registration.application"], period_until=timezone.now() - timedelta(days=10))
    assert "Lama" in names(notice)
    assert "Baru" not in names(notice)


def test_each_person_stands_once_and_an_exported_list_counts_whole(
    head: User, officer: User, waiting: Application
) -> None:
    AuditEvent.objects.create(
        action="export.made", actor=officer, actor_name="x", object_type="application", object_number="daftar.xlsx"
    )
    notice = recorded(head, officer=officer, account=waiting.owner, case_number=waiting.number)
    found = affected(notice)
    assert len([one for one in found if one.person_id == waiting.owner.person_id]) == 1
    assert waiting.number in found[0].cases


def test_the_clock_runs_through_nights_and_holidays(head: User, waiting: Application) -> None:
    notice = recorded(head, case_number=waiting.number)
    assert due_at(notice) == notice.found_at + timedelta(hours=72)
    assert not is_late(notice)
    with time_machine.travel(notice.found_at + timedelta(hours=72, seconds=1)):
        assert is_late(notice)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, "account"),
        ({"files": ["0" * 32]}, "file_codes"),
        ({"tables": ["core.unknown"]}, "tables"),
        (
            {"case_number": "X", "period_until": datetime(2020, 1, 1, tzinfo=timezone.get_current_timezone())},
            "period_until",
        ),
    ],
)
def test_a_scope_that_says_nothing_or_nonsense_is_refused(head: User, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        recorded(head, **changes)
    assert refused.value.field == field
    assert not BreachNotice.objects.exists()


def test_times_and_words_are_checked(head: User) -> None:
    for found in (timezone.now() + timedelta(hours=1), timezone.now() - timedelta(days=60)):
        with pytest.raises(BadInput) as refused:
            breach_record(scope=scope(case_number="X"), found_at=found, actor=head, **WORDS)
        assert refused.value.field == "found_at"
    for words in ({**WORDS, "summary": "  "}, {**WORDS, "handling": "x" * 4001}):
        with pytest.raises(BadInput):
            breach_record(scope=scope(case_number="X"), found_at=timezone.now(), actor=head, **words)


def test_the_drafts_bear_no_number_and_the_letters_do(head: User, waiting: Application) -> None:
    notice = listed(head, case_number=waiting.number)
    draft = pdfs.words(unseal(bytes(notice.draft_subjects)))
    assert "RANCANGAN" in draft
    assert "(diberikan saat diterbitkan)" in draft
    assert not OfficialDocument.objects.filter(case_number=notice.number).exists()
    done = breach_issue(notice=notice, actor=head)
    for letter in (done.letter_subjects, done.letter_authority):
        assert document_render(letter.pk)
    letter = OfficialDocument.objects.get(pk=done.letter_subjects_id)
    assert "/KPD/" in letter.number
    assert letter.context["count"] == 2
    assert "Rahmat" not in str(letter.context)


def test_people_are_told_by_mail_once_and_the_authority_is_noted(
    head: User, waiting: Application, make_account: Callable[..., User]
) -> None:
    notice = breach_tell_subjects(notice=issued(head, case_number=waiting.number), actor=head)
    assert notice.state == BreachState.SUBJECTS_TOLD
    assert breach_work(notice.pk)
    BreachNotice.objects.filter(pk=notice.pk).update(work_state="waiting")
    assert breach_work(notice.pk)
    mail = OutgoingMail.objects.get(kind="breach.notice")
    assert (mail.to, mail.recipient) == (waiting.owner.email, waiting.owner)
    assert "NIK penanggung jawab" in mail.body
    assert list(mail.attachments.all()) == [notice.letter_subjects]
    notice.refresh_from_db()
    assert (notice.mails, notice.subject_count) == (1, 2)
    with pytest.raises(WrongState):
        breach_tell_subjects(notice=notice, actor=head)
    done = breach_tell_authority(notice=notice, at=timezone.now(), way="Surel, resi 12", actor=head)
    assert done.state == BreachState.DONE
    assert done.authority_way == "Surel, resi 12"


def test_the_authority_may_be_told_first(head: User, waiting: Application) -> None:
    notice = issued(head, case_number=waiting.number)
    for at, way in (
        (timezone.now() + timedelta(hours=1), "Resi"),
        (notice.found_at - timedelta(hours=1), "Resi"),
        (timezone.now(), " "),
    ):
        with pytest.raises(BadInput):
            breach_tell_authority(notice=notice, at=at, way=way, actor=head)
    first = breach_tell_authority(notice=notice, at=timezone.now(), way="Resi 12", actor=head)
    assert first.state == BreachState.AUTHORITY_TOLD
    assert breach_tell_subjects(notice=first, actor=head).state == BreachState.DONE


ACTS: dict[str, Callable[[BreachNotice, User], Any]] = {
    "issue": lambda notice, actor: breach_issue(notice=notice, actor=actor),
    "tell_subjects": lambda notice, actor: breach_tell_subjects(notice=notice, actor=actor),
    "tell_authority": lambda notice, actor: breach_tell_authority(
        notice=notice, at=timezone.now(), way="Resi", actor=actor
    ),
    "cancel": lambda notice, actor: breach_cancel(notice=notice, reason="Keliru", actor=actor),
}


def at_state(state: str, actor: User, number: str) -> BreachNotice:
    """A failure led to that state by the declared moves."""
    notice = listed(actor, case_number=number)
    path = {
        "draft": (),
        "issued": ("issue",),
        "subjects_told": ("issue", "tell_subjects"),
        "authority_told": ("issue", "tell_authority"),
        "done": ("issue", "tell_subjects", "tell_authority"),
        "cancelled": ("cancel",),
    }[state]
    for name in path:
        notice = ACTS[name](notice, actor)
    assert notice.state == state
    return notice


@pytest.mark.parametrize("state", BreachState.values)
@pytest.mark.parametrize("act", ACTS)
def test_every_act_in_every_state_is_as_declared(head: User, waiting: Application, state: str, act: str) -> None:
    moves = [move for move in TRANSITIONS if move.name.removesuffix("_last") == act and move.allows(state)]
    notice = at_state(state, head, waiting.number)
    if moves:
        assert ACTS[act](notice, head).state == moves[0].target
    else:
        with pytest.raises(WrongState):
            ACTS[act](notice, head)
        notice.refresh_from_db()
        assert notice.state == state


def test_nothing_is_issued_before_the_list_or_without_people(head: User, waiting: Application) -> None:
    with pytest.raises(Refusal, match="masih disusun"):
        breach_issue(notice=recorded(head, case_number=waiting.number), actor=head)
    with pytest.raises(Refusal, match="Tidak ada orang"):
        breach_issue(notice=listed(head, case_number="REG-2026-99999"), actor=head)


def test_words_change_in_a_draft_only_and_the_drafts_follow(head: User, waiting: Application) -> None:
    notice = listed(head, case_number=waiting.number)
    changed = breach_word(notice=notice, summary="Berkas terkirim ke alamat lain.", handling="Ditarik.", actor=head)
    assert breach_work(changed.pk)
    changed.refresh_from_db()
    assert "Berkas terkirim" in pdfs.words(unseal(bytes(changed.draft_authority)))
    assert changed.subjects.count() == 2
    breach_issue(notice=changed, actor=head)
    with pytest.raises(WrongState):
        breach_word(notice=changed, actor=head, **WORDS)


def test_what_failed_is_tried_again_by_hand(head: User, waiting: Application, monkeypatch) -> None:
    notice = recorded(head, case_number=waiting.number)

    def broken(*_: Any) -> None:
        raise RuntimeError("disk penuh")

    with monkeypatch.context() as patched:
        patched.setattr("core.breach.working.affected", broken)
        assert not breach_work(notice.pk)
    with pytest.raises(Refusal):
        breach_retry(notice=notice, actor=head)
    BreachNotice.objects.filter(pk=notice.pk).update(work_state="failed")
    breach_retry(notice=notice, actor=head)
    assert breach_work(notice.pk)


@pytest.mark.parametrize("role", ["secretariat", "verifier", "support", "vendor", "auditor"])
def test_others_see_nothing_and_may_nothing(
    sign_in: Callable[..., Client], head: User, make_account, waiting: Application, role: str
) -> None:
    notice = listed(head, case_number=waiting.number)
    other = make_account(role)
    with pytest.raises(Forbidden):
        recorded(other, case_number=waiting.number)
    for act in ACTS.values():
        with pytest.raises(Forbidden):
            act(notice, other)
    assert not BreachNotice.objects.visible_to(other).exists()


def test_the_system_admin_records_but_does_not_decide(head: User, make_account, waiting: Application) -> None:
    keeper = make_account("system_admin")
    notice = listed(keeper, case_number=waiting.number)
    with pytest.raises(Forbidden):
        breach_issue(notice=notice, actor=keeper)
    assert breach_issue(notice=notice, actor=head).state == BreachState.ISSUED


def test_whose_own_account_it_is_about_does_not_decide(head: User, make_account, waiting: Application) -> None:
    notice = listed(head, case_number=waiting.number, officer=head)
    with pytest.raises(Forbidden):
        breach_cancel(notice=notice, reason="Tidak apa-apa", actor=head)
    assert breach_cancel(notice=notice, reason="Keliru", actor=make_account("deputy")).state == BreachState.CANCELLED


@pytest.mark.parametrize(
    "change",
    ["case_number = 'x'", "found_at = now()", "subject_count = 9", "data = '{}'", "state = 'issued'", "number = 'x'"],
)
def test_the_database_keeps_scope_and_list(head: User, waiting: Application, change: str) -> None:
    listed(head, case_number=waiting.number)
    for statement in (
        f"UPDATE core_breachnotice SET {change}",  # noqa: S608
        "DELETE FROM core_breachnotice",
        "UPDATE core_breachsubject SET name = 'x'",
        "DELETE FROM core_breachsubject",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


# Pages


def form(**changes: str) -> dict[str, Any]:
    return {
        "found_at": "20-11-2026 08.15",
        "period_from": "1-11-2026 00.00",
        "period_until": "19 November 2026 pukul 23.00",
        "account": "",
        "officer": "",
        "case_number": "",
        "file_codes": "",
        **WORDS,
        **changes,
    }


@time_machine.travel("2026-11-20T10:00:00+08:00", tick=False)
def test_the_form_records_a_failure_and_leads_to_its_page(sign_in, waiting: Application) -> None:
    client = sign_in("head")
    answer = client.post(f"{LIST}baru/", form(case_number=waiting.number))
    notice = BreachNotice.objects.get()
    assert answer.headers["Location"] == f"{LIST}{notice.number}/"
    assert notice.found_at == datetime.fromisoformat("2026-11-20T08:15:00+08:00")
    page = client.get(f"{LIST}{notice.number}/").content.decode()
    assert "sedang disusun" in page
    assert "Senin, 23 November 2026 pukul 08.15 WITA" in page
    card = client.get("/admin/").content.decode()
    assert notice.number in card
    assert "Batas pemberitahuan" in card


@time_machine.travel("2026-11-20T10:00:00+08:00", tick=False)
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Sebut sedikitnya satu lingkup"),
        ({"account": "tidak-ada"}, "Akun ini tidak ditemukan"),
        ({"case_number": "X", "found_at": "20-11-2026"}, "Tulis tanggal dan jam"),
        ({"case_number": "X", "period_from": "31-2-2026 10.00"}, "Tulis tanggal dengan hari"),
        ({"case_number": "X", "summary": ""}, "Isi uraian kejadian"),
    ],
)
def test_a_wrong_form_keeps_what_was_typed(sign_in, changes: dict[str, str], words: str) -> None:
    answer = sign_in("head").post(f"{LIST}baru/", form(**changes))
    assert answer.status_code == 400
    page = answer.content.decode()
    assert words in page
    assert WORDS["handling"] in page
    assert not BreachNotice.objects.exists()


def test_contacts_are_masked_on_the_page_and_whole_in_the_file(sign_in, waiting: Application) -> None:
    client = sign_in("head")
    Application.objects.filter(pk=waiting.pk).update(signatory_name='=HYPERLINK("x")')
    notice = listed(client.user, case_number=waiting.number)
    page = client.get(f"{LIST}{notice.number}/").content.decode()
    assert waiting.owner.email not in page
    assert "081200000001" not in page
    assert "Penyedia Contoh" in page
    text = client.get(f"{LIST}{notice.number}/daftar.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows[1][:2] == ["Penyedia Contoh", waiting.owner.email]
    assert rows[2][0] == '\'=HYPERLINK("x")'
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{LIST}{notice.number}/daftar.xlsx").content))
    assert book.active["A3"].data_type == "s"
    assert AuditEvent.objects.filter(action="breach.exported").count() == 2
    assert client.get(f"{LIST}{notice.number}/daftar.pdf").status_code == 404


def test_the_whole_way_by_the_pages(sign_in, waiting: Application) -> None:
    client = sign_in("head")
    notice = listed(client.user, case_number=waiting.number)
    page = f"{LIST}{notice.number}/"
    for which in ("subjek-data", "lembaga"):
        assert client.get(f"{page}rancangan-{which}.pdf").content[:4] == b"%PDF"
    assert client.get(f"{page}rancangan-lain.pdf").status_code == 404
    assert "Laptop petugas" in client.get(f"{page}uraian/").content.decode()
    assert client.post(f"{page}uraian/", {"summary": "", "handling": "Ada"}).status_code == 400
    assert client.post(f"{page}uraian/", {"summary": "Baru", "handling": "Ada"}).status_code == 302
    assert breach_work(notice.pk)
    for _ in range(2):
        assert client.post(f"{page}terbitkan/", follow=True).status_code == 200
    assert OfficialDocument.objects.filter(case_number=notice.number).count() == 2
    assert client.get(f"{page}rancangan-lembaga.pdf").status_code == 404
    assert client.post(f"{page}subjek-data/").status_code == 302
    assert breach_work(notice.pk)
    assert "1 orang tidak mempunyai alamat surel" in " ".join(client.get(page).content.decode().split())
    assert client.post(f"{page}lembaga/", {"at": "kemarin", "way": ""}).status_code == 400
    now = timezone.localtime(timezone.now(), timezone=timezone.get_current_timezone())
    assert client.get(f"{page}lembaga/").status_code == 200
    breach_tell_authority(notice=notice, at=now, way="Resi 7", actor=client.user)
    told = client.get(page).content.decode()
    assert "Resi 7" in told
    assert "semua sudah diberi tahu" in told
    assert notice.number not in client.get("/admin/").content.decode()


def test_a_draft_is_cancelled_with_a_reason(sign_in, waiting: Application) -> None:
    client = sign_in("deputy")
    notice = listed(client.user, case_number=waiting.number)
    page = f"{LIST}{notice.number}/batal/"
    assert client.post(page, {"reason": ""}).status_code == 400
    assert client.post(page, {"reason": "Lingkup keliru"}).status_code == 302
    assert "Lingkup keliru" in client.get(f"{LIST}{notice.number}/").content.decode()
    assert "sudah berubah" in client.post(page, {"reason": "Lagi"}, follow=True).content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_issue_at_once_one_wins(sign_in, make_account, waiting: Application) -> None:
    head = sign_in("head").user
    deputy = make_account("deputy")
    notice = listed(head, case_number=waiting.number)
    start, ends = threading.Barrier(2), []

    def issue(actor: User) -> None:
        start.wait()
        try:
            breach_issue(notice=notice, actor=actor)
            ends.append("issued")
        except WrongState:
            ends.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=issue, args=[actor]) for actor in (head, deputy)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["issued", "told"]
    assert OfficialDocument.objects.filter(case_number=notice.number).count() == 2
    assert BreachSubject.objects.filter(notice=notice).count() == 2
