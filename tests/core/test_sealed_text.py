"""Identity numbers at rest: text in Python, random-looking bytes in the database, unharmed by validation."""

import pytest
from django.db import connection

from core.models import Person

pytestmark = pytest.mark.django_db


def test_a_sealed_number_is_text_for_python_and_unreadable_in_the_database() -> None:
    person = Person.objects.create(full_name="Rahmat", nik="7322035905953440")
    with connection.cursor() as cursor:
        cursor.execute("SELECT nik FROM core_person WHERE id = %s", [person.pk])
        stored = bytes(cursor.fetchone()[0])
    assert b"7322035905953440" not in stored
    assert Person.objects.get(pk=person.pk).nik == "7322035905953440"


def test_validation_leaves_the_number_as_it_is() -> None:
    person = Person(full_name="Rahmat", nik="7322035905953440")
    person.full_clean()
    assert person.nik == "7322035905953440"
    person.nik = ""
    person.full_clean()
    assert person.nik == ""
