"""The form that chooses a slot."""

from collections.abc import Sequence
from typing import Any

from django import forms

from core import profile
from core.formats import short_datetime
from core.forms import PortalForm
from verification.slots import Slot, slot_read


class SlotField(forms.ChoiceField):
    """The chosen beginning. Whether it may be booked is the service's question, which says why not."""

    hints: dict[str, str]

    def valid_value(self, value: Any) -> bool:
        """True for everything that names a minute."""
        return slot_read(str(value)) is not None


class SlotForm(PortalForm):
    """The times of one day; what was chosen stays chosen even when it cannot be had any more."""

    slot = SlotField(label="Jam", widget=forms.RadioSelect)

    def __init__(self, *args: Any, slots: Sequence[Slot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        typed = str(self.data.get("slot", "")) if self.is_bound else ""
        field = self.fields["slot"]
        shown = [slot for slot in slots if slot.free or slot.key == typed]
        choices = [(slot.key, slot.label) for slot in shown]
        hints = {slot.key: f"sisa {slot.free}" if slot.free else "penuh" for slot in shown}
        chosen = slot_read(typed)
        if chosen is not None and typed not in hints:
            choices.insert(0, (typed, short_datetime(chosen)))
            hints[typed] = "tidak tersedia"
        field.choices = choices  # type: ignore[attr-defined]
        field.hints = hints  # type: ignore[attr-defined]
        # Said once, above the times: every printed time names its zone.
        field.label = f"Jam ({profile.current().region.zone_label}), dengan sisa tempatnya"
        self.has_free = any(slot.free for slot in slots)
