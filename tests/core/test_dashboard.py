"""Core's cards on the staff's first page: decisions that wait for a second person, and work that is late."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.utils import timezone
from psycopg2.extras import DateTimeTZRange

from core.assignments import role_decide
from core.mail import mail_queue
from core.models import OutgoingMail, ProcessBeat, RoleAssignment
from core.roles import ROLES, SUPPORT
from core.work import duties

pytestmark = pytest.mark.django_db


def text(client) -> str:
    return " ".join(client.get("/admin/").content.decode().split())


@pytest.fixture
def well(db) -> None:
    """Every process and duty gave its sign of life just now."""
    names = ["dispatcher", "worker", *(f"duty:{duty.key}" for duty in duties())]
    for name in names:
        ProcessBeat.objects.update_or_create(name=name, defaults={"beat_at": timezone.now()})


@pytest.fixture
def proposal(make_account) -> RoleAssignment:
    """A role that the secretariat proposed."""
    return RoleAssignment.objects.create(
        person=make_account(full_name="Calon Petugas").person,
        role=SUPPORT,
        side=ROLES[SUPPORT].side,
        period=DateTimeTZRange(timezone.now(), None),
        proposed_by=make_account("secretariat", full_name="Sekretaris Contoh"),
    )


def test_a_proposed_role_waits_on_the_page_of_those_who_decide(well, proposal, sign_in) -> None:
    client = sign_in("head")
    page = text(client)
    assert "Menunggu keputusan Anda" in page
    assert "Calon Petugas: Unit Layanan dan Dukungan" in page
    assert "diusulkan Sekretaris Contoh" in page
    role_decide(assignment=proposal, accept=True, actor=client.user)
    assert "Menunggu keputusan Anda" not in text(client)


def test_what_one_proposed_oneself_is_not_for_oneself_to_decide(well, proposal, sign_in) -> None:
    client = sign_in("head")
    RoleAssignment.objects.filter(pk=proposal.pk).update(proposed_by=client.user)
    assert "Menunggu keputusan Anda" not in text(client)


@pytest.mark.parametrize("role", ["secretariat", "system_admin", "verifier", "support"])
def test_others_are_not_asked_to_decide(well, proposal, sign_in, role: str) -> None:
    assert "Menunggu keputusan Anda" not in text(sign_in(role))


def test_a_mail_that_was_given_up_is_shown_to_those_who_can_help(well, sign_in, lpse) -> None:
    client = sign_in("system_admin")
    assert "Terlambat atau gagal" not in text(client)
    mail = mail_queue(to="a@contoh.id", kind="uji.surel", subject="Uji", body="Isi.")
    OutgoingMail.objects.filter(pk=mail.pk).update(work_state="failed")
    assert "Terlambat atau gagal" not in text(client)  # one look serves half a minute
    caches["local"].clear()
    page = text(client)
    assert "Terlambat atau gagal" in page
    assert "gagal, menunggu petugas" in page
    assert "Terlambat atau gagal" not in text(sign_in("verifier"))


def test_a_silent_dispatcher_is_shown_with_since_when(well, sign_in) -> None:
    ProcessBeat.objects.filter(name="dispatcher").update(beat_at=timezone.now() - timedelta(hours=2))
    page = text(sign_in("head"))
    assert "<strong>Pembagi pekerjaan</strong>: tidak memberi tanda hidup" in page
    assert "sejak" in page


def test_somebody_without_work_today_is_told_so(well, sign_in) -> None:
    assert "Tidak ada pekerjaan hari ini pada peran Anda" in text(sign_in("secretariat"))
