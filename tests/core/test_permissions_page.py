"""docs/permissions.md shows the permissions that the code gives."""

from pathlib import Path

from django.conf import settings

from core.management.commands.sync_roles import table
from core.registries import role_permissions
from core.roles import ROLES

PAGE = Path(settings.BASE_DIR) / "docs" / "permissions.md"


def test_the_page_holds_the_table_of_the_code() -> None:
    shown = PAGE.read_text().split("<!-- table -->", 1)[1].split("<!-- end -->", 1)[0].strip()
    assert shown == table(), "print it anew: manage.py sync_roles --table"


def test_every_role_with_permissions_exists() -> None:
    assert set(role_permissions()) <= set(ROLES)


def test_only_leaders_decide_about_roles_and_people() -> None:
    holders = {
        role
        for role, names in role_permissions().items()
        if {"core.decide_roleassignment", "core.erase_person"} & names
    }
    assert holders == {"head", "deputy"}


def test_no_staff_permission_is_held_by_anyone_outside_the_office() -> None:
    assert {role for role, names in role_permissions().items() if names and not ROLES[role].is_staff} == set()
