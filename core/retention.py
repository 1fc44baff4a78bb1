"""How long a file is kept: the rule table of the profile, read against one event (Perka ANRI 13/2016; UU 27/2022 Pasal 42-44).

Pure functions: dates in, dates out. The schedule of the region governs, so the figures are profile data, and nothing is
destroyed by itself: what is due is proposed, approved by a second person and reported.
"""

from dataclasses import dataclass
from datetime import date

from core.enums import RetentionEvent, RetentionFate, RetentionPhase
from core.profile import Profile, RetentionRule


@dataclass(frozen=True)
class Retention:
    """What the rule table says about one file.

    Attributes:
        key: class of the rule table.
        starts_on: day on which the clock started.
        inactive_from: first day on which nobody works with the file any more.
        due_from: first day on which the fate of the class may be carried out.
    """

    key: str
    rule: RetentionRule
    starts_on: date
    inactive_from: date
    due_from: date

    def phase(self, on: date) -> RetentionPhase:
        """Where the file stands on a day."""
        if on >= self.due_from:
            return RetentionPhase.DUE
        return RetentionPhase.INACTIVE if on >= self.inactive_from else RetentionPhase.ACTIVE

    def is_to_be_destroyed(self, on: date) -> bool:
        """True when the class says destroy and the time is over."""
        return self.rule.fate == RetentionFate.DESTROY and on >= self.due_from


def retention(profile: Profile, key: str, event_on: date) -> Retention | None:
    """The class, the borders and the fate of a file whose event fell on a day.

    Args:
        key: class of the file; a class without a rule is kept (None), because nothing says that it may go.
        event_on: local day of the event, such as the decision.
    """
    rule = profile.retention.get(key)
    if rule is None:
        return None
    starts_on = date(event_on.year, 12, 31) if rule.event == RetentionEvent.YEAR_OF_DECISION else event_on
    inactive_from = years_after(starts_on, rule.active_years)
    return Retention(
        key, rule, starts_on, inactive_from, years_after(starts_on, rule.active_years + rule.inactive_years)
    )


def years_after(day: date, years: int) -> date:
    """The same day years later; 29 February becomes 1 March where there is none, so that nothing ends a day early."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def latest_event(rule: RetentionRule, on: date) -> date:
    """The latest day of an event whose files are due on `on`: the border that a list of due files asks the database for."""
    years = rule.active_years + rule.inactive_years
    if rule.event == RetentionEvent.YEAR_OF_DECISION:
        year = on.year - years
        return date(year, 12, 31) if (on.month, on.day) == (12, 31) else date(year - 1, 12, 31)
    try:
        return on.replace(year=on.year - years)
    except ValueError:  # 29 February: what began on 28 February is due, and so is nothing of 1 March
        return date(on.year - years, 2, 28)
