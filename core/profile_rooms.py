"""What a profile says about rooms and about the trainings that are held in them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rooms:
    """Bookings of rooms: minutes, hours and days.

    `open_bookings` is how many bookings one person may have ahead; `early_minutes` how long before its time a visitor may
    come in; `cancel_hours` and `no_show_minutes` as for visits; `reminder_hours` how long before its time a visitor is
    reminded (0: never); `visitor_data_days` how long the visitor register keeps names and contacts.
    """

    slot_minutes: int
    longest_minutes: int
    days_ahead: int
    open_bookings: int
    early_minutes: int
    cancel_hours: int
    no_show_minutes: int
    reminder_hours: int
    visitor_data_days: int


@dataclass(frozen=True)
class Trainings:
    """Trainings: days, hours, minutes and seconds, and what participants are asked afterwards.

    `cancel_hours` is until how long before its begin a participant may cancel; `confirm_hours` how long a stranger may take
    to confirm the address; `early_minutes` how long before begin and after end attendance is taken; `code_seconds` and
    `print_minutes` how long the code on the screen and on paper is good; `least_answers` below how many evaluations no
    figure is shown; `participant_data_days` how long names and contacts are kept.
    """

    longest_days: int
    cancel_hours: int
    confirm_hours: int
    reminder_hours: int
    early_minutes: int
    code_seconds: int
    print_minutes: int
    least_answers: int
    participant_data_days: int
    questions: tuple[str, ...]
