"""The admin's frame is kept for a while; it is never another person's, never of an older role, and its forms work."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from core.admin.frame import MARK
from core.models import RoleAssignment
from tests.support.people import use_profile

pytestmark = pytest.mark.django_db
QUEUE, REGISTER = "/admin/verification/antrean/", "/admin/registration/application/"


def page(client: Client, address: str = QUEUE) -> str:
    response = client.get(address)
    assert response.status_code == 200
    html = response.content.decode()
    assert MARK not in html
    return html


def test_every_person_gets_an_own_frame(sign_in: Callable[..., Client]) -> None:
    emails = []
    for role in ("verifier", "head"):
        client = sign_in(role)
        html = page(client)
        assert client.user.email in html
        assert not [email for email in emails if email in html]
        emails.append(client.user.email)
    assert Client().get(QUEUE).status_code == 302


def test_the_title_and_the_menu_are_those_of_the_page(sign_in: Callable[..., Client]) -> None:
    client = sign_in("verifier")
    for _ in range(2):
        assert "Antrean verifikasi" in re.search(r"<title>(.*?)</title>", page(client), re.DOTALL)[1]
        assert "Antrean verifikasi" in re.search(r"<h1.*?</h1>", page(client), re.DOTALL)[0]
        assert not re.findall(r'id="link-registration-application"\s+class="[^"]* active"', page(client))
        assert re.findall(r'id="link-registration-application"\s+class="[^"]* active"', page(client, REGISTER))


def test_a_desk_leads_to_its_pages_that_the_person_may_open(sign_in: Callable[..., Client]) -> None:
    def places(html: str) -> list[str]:
        return re.findall(r"<a [^>]*>([^<]+)</a>", re.search(r'<nav class="desk-places".*?</nav>', html, re.DOTALL)[0])

    assert {"Penyedia", "Pejabat", "Loket", "Arsip"} <= set(places(page(sign_in("verifier"))))
    seen = places(page(sign_in("head")))
    assert "Arsip" in seen
    assert "Loket" not in seen


def test_its_forms_are_accepted_in_a_later_session(sign_in: Callable[..., Client]) -> None:
    user = sign_in("verifier").user
    for _ in range(2):
        client = Client(enforce_csrf_checks=True)
        client.force_login(user, "core.backends.RoleBackend")
        token = re.search(r'id="logout-form".*?name="csrfmiddlewaretoken" value="(\w+)"', page(client), re.DOTALL)
        assert client.post("/admin/logout/", {"csrfmiddlewaretoken": token[1]}).status_code in {200, 302}
        assert client.get(QUEUE).status_code == 302


def test_a_new_role_and_a_new_profile_change_it_at_once(sign_in, make_account) -> None:
    client = sign_in("verifier")
    assert "link-core-person" not in page(client)
    given = RoleAssignment.objects.get(person=make_account("secretariat").person)
    RoleAssignment.objects.filter(pk=given.pk).update(person=client.user.person)
    assert "link-core-person" in page(client)
    use_profile("temanggung")
    assert "LPSE Temanggung" in page(client)


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("/admin/helpdesk/eskalasi/", "Eskalasi ke LKPP"),
        ("/admin/helpdesk/tiket/catat/", "Tiket"),
        ("/admin/helpdesk/ticket/", "Tiket"),
        ("/admin/helpdesk/meja-ruang/", "Meja ruang"),
        ("/admin/helpdesk/bantuan/", "Artikel bantuan"),
        ("/admin/helpdesk/room/", "Ruang"),
    ],
)
def test_the_menu_marks_where_one_is_and_leads_to_the_desk(
    sign_in: Callable[..., Client], path: str, label: str
) -> None:
    html = sign_in("support").get(path).text
    marked = re.findall(r'class="nav-item active" aria-current="page">([^<]+)</a>', html)
    assert marked == [label]
    assert '<a href="/admin/helpdesk/tiket/" id="link-helpdesk-ticket"' in html
