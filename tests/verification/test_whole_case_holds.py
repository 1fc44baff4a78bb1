"""A hold on a case covers all that belongs to it (Pasal 10(2)d)."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, transaction

from core.files.services import file_erase
from core.holds import hold_of, hold_release, hold_release_ask, hold_set
from core.models import ErasureOrder, LegalHold, StoredFile
from core.refusals import Refusal
from registration.models import ChangeFile, ChangeRequest
from registration.services.change_erasure import change_erase, changes_erase
from registration.services.change_items import change_file_remove
from registration.services.changes import change_withdraw
from tests.verification import changes
from tests.verification.whole import Life, at
from verification.services.destruction import proposable

pytestmark = pytest.mark.django_db
DUE = (2031, 12, 31)


def test_a_hold_covers_what_belongs_to_the_case(people, life: Life) -> None:
    hold = hold_set(case_number=life.application.number, reason="Perkara 12", actor=people["head"])
    for number in life.numbers:
        assert hold_of(number) == hold
        file = StoredFile.objects.filter(case_number=number).latest("pk")
        with pytest.raises(Refusal, match="ditahan"):
            file_erase(file=file, actor=None, reason="uji")
        with pytest.raises(DatabaseError, match="ditahan"), transaction.atomic():
            StoredFile.objects.filter(pk=file.pk).update(state="erased", storage_name="", view_name="")
        with pytest.raises(DatabaseError, match="ditahan"), transaction.atomic():
            ErasureOrder.objects.create(
                case_number=number, basis="uji", proposed_by=people["head"], approved_by=people["deputy"]
            )
    for number in life.numbers[1:]:
        with pytest.raises(Refusal, match=f"Tahan berkas {life.application.number}") as refusal:
            hold_set(case_number=number, reason="lain", actor=people["head"])
        assert refusal.value.code == "belongs"
    assert LegalHold.objects.count() == 1
    with at(*DUE):
        assert proposable(people["head"]) == []
    hold_release_ask(hold=hold, reason="Selesai", actor=people["head"])
    hold_release(hold=hold, accept=True, actor=people["deputy"])
    with at(*DUE):
        assert proposable(people["head"]) == [life.application]


def test_under_a_hold_a_request_is_withdrawn_and_cleaned_up_after_it(people, life: Life) -> None:
    with at(2026, 6, 1):
        change = changes.handed_in(life.application, "address")
        hold = hold_set(case_number=life.application.number, reason="Perkara 12", actor=people["head"])
        withdrawn = change_withdraw(change=change, actor=people["owner"])
        assert (withdrawn.state, withdrawn.erased_at, bool(withdrawn.proposed)) == ("withdrawn", None, True)
        with pytest.raises(Refusal, match="ditahan"):
            change_erase(change=withdrawn, actor=None, reason="uji")
    with at(2026, 8, 1):
        assert changes_erase() == 0
        hold_release_ask(hold=hold, reason="Selesai", actor=people["head"])
        hold_release(hold=hold, accept=True, actor=people["deputy"])
        assert changes_erase() == 1


def test_a_file_of_a_draft_is_not_taken_away_under_a_hold_and_the_asker_is_told(people, life: Life) -> None:
    with at(2026, 6, 1):
        change = changes.handed_in(life.application, "address")
        ChangeRequest.objects.filter(pk=change.pk).update(state="returned", remaining=None, due_at=datetime.now(UTC))
        change.items.update(is_open=True)
        hold_set(case_number=life.application.number, reason="Rahasia pemeriksaan", actor=people["head"])
        file = ChangeFile.objects.filter(item__change=change).select_related("item__change").latest("pk")
        with pytest.raises(Refusal, match="sedang ditahan") as refusal:
            change_file_remove(file=file, actor=people["owner"])
        assert "Rahasia" not in refusal.value.message
        file.refresh_from_db()
        assert file.replaced_at is None
