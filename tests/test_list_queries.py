"""Every list costs the same number of queries with two rows and with a page of 25 (web-11); none weighs too much (web-7).

Lists of the browser admin are found by themselves. Another list gets its line in `LISTS`: who looks at it, and the
kind of object that stands in it (tests/support/objects.py).
"""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import ProfileVersion, User
from core.roles import ROLES
from lpse.access import ACCESS
from tests.support.addresses import token_of
from tests.support.objects import SAMPLES

pytestmark = pytest.mark.django_db
# Name of the address: (role that looks, kind of object, whether the objects are the looker's own).
LISTS: dict[str, tuple[str, str, bool]] = {
    "desk:queue": ("verifier", "case", False),
    "desk:officials": ("verifier", "waiting_official", False),
    "desk:visits": ("verifier", "queued_visit", False),
    "desk:objections": ("verifier", "objection", False),
    "desk:deactivations": ("verifier", "deactivation", False),
    "desk:blacklist_copies": ("verifier", "blacklist_replaced", False),
    "desk:changes": ("verifier", "desk_change", False),
    "desk:archive": ("verifier", "archived_case", False),
    "desk:destructions": ("verifier", "destruction", False),
    "rooms:list": ("vendor", "room", False),
    "rooms:own": ("vendor", "room_booking", True),
    "room_desk:today": ("support", "room_visit", False),
    "ticket_desk:queue": ("support", "ticket", False),
    "publication_desk:list": ("support", "publication", False),
    "publication:ask": ("ppk", "publication", True),
    "suggestion_desk:list": ("head", "suggestion", False),
    "suggestions:index": ("vendor", "public_suggestion", False),
    "tickets:start": ("vendor", "own_ticket", True),
    "packages:list": ("ppk", "package", False),
    "escalations:list": ("head", "escalation", False),
    "witness_desk:list": ("head", "witness_draft", False),
    "witness:list": ("ppk", "delivered_report", True),
    "outage_desk:list": ("head", "outage_draft", False),
    "outage:list": ("ppk", "issued_outage", False),
    "training:list": ("vendor", "training", False),
    "training:own": ("vendor", "training_enrolment", True),
    "training_desk:list": ("support", "training", False),
    "survey:results": ("vendor", "final_survey", False),
    "survey_desk:list": ("support", "survey", False),
    "announcements:index": ("vendor", "announcement", False),
    "announcement_desk:list": ("support", "announcement_draft", False),
    "knowledge:index": ("vendor", "article", False),
    "knowledge_desk:list": ("support", "article_draft", False),
    "imports:list": ("verifier", "import", False),
    "breach:list": ("head", "breach", False),
    "api:document_list": ("vendor", "document", True),
    "api_tokens": ("vendor", "api_token", True),
}
# These only lead to a list that has its own line.
LEADS_ON = {
    "admin:core_breachnotice_changelist",
    "admin:core_tabularimport_changelist",
    "admin:core_visit_changelist",
    "admin:helpdesk_escalation_changelist",
    "admin:helpdesk_announcement_changelist",
    "admin:helpdesk_article_changelist",
    "admin:helpdesk_outagereport_changelist",
    "admin:helpdesk_publicationrequest_changelist",
    "admin:helpdesk_roomdesk_changelist",
    "admin:helpdesk_suggestiondecision_changelist",
    "admin:helpdesk_surveyperiod_changelist",
    "admin:helpdesk_training_changelist",
    "admin:helpdesk_witnessreport_changelist",
    "admin:verification_blacklistsnapshot_changelist",
    "admin:verification_case_changelist",
    "admin:verification_deactivation_changelist",
}
# A list of 25 rows before it is compressed, with the whole menu around it (web-7).
MOST_BYTES = 150 * 1024
_LOOKERS = ("head", "verifier", "secretariat", *ROLES)


def of_the_admin() -> dict[str, tuple[str, str, bool]]:
    """Every list of the browser admin, looked at by the first role that may."""
    found = {}
    for name, access in ACCESS.items():
        if name.endswith("_changelist") and name not in LEADS_ON:
            kind = name.removeprefix("admin:").removesuffix("_changelist").replace("_", ".", 1)
            found[name] = (next(role for role in _LOOKERS if role in access.get), kind, False)
    return found


def _version(_: User) -> dict[str, object]:
    newest = ProfileVersion.objects.latest()
    return {"object_id": ProfileVersion.objects.create(slug=newest.slug, data=newest.data, reason="uji").pk}


ALL = {**of_the_admin(), **LISTS}
MAKERS = {**SAMPLES, "core.profileversion": _version}


@pytest.mark.parametrize("name", sorted(ALL))
def test_a_list_costs_the_same_for_two_and_for_a_page_of_rows_and_is_not_too_heavy(
    name: str, sign_in: Callable[..., Client], make_account: Callable[..., User], letters: object
) -> None:
    role, kind, is_own = ALL[name]
    client = sign_in(role)
    headers = token_of(client, ACCESS[name].scope)

    def add(count: int) -> None:
        for _ in range(count):
            MAKERS[kind](client.user if is_own else make_account("vendor"))  # type: ignore[attr-defined]

    def cost() -> tuple[int, int, str]:
        with CaptureQueriesContext(connection) as queries:
            response = client.get(reverse(name), headers=headers)
        assert response.status_code == 200
        return len(queries), len(response.content), "\n".join(query["sql"][:200] for query in queries.captured_queries)

    add(2)
    cost()  # what is looked up once and then kept
    few, _, _ = cost()
    add(23)
    many, weight, listing = cost()
    if many != few:  # what is kept for a while, like the profile, may have run out while the rows were made
        many, weight, listing = cost()
    assert many == few, f"{few} queries with 2 rows, {many} with 25:\n{listing}"
    assert weight <= MOST_BYTES


def test_there_are_lists_to_look_at() -> None:
    assert len(ALL) > 10
