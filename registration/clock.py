"""Until when it is the applicant's turn (domain 2.1 step 2): calendar days that run only during it."""

from datetime import datetime, time, timedelta

from core.profile import Profile


def end_of_day(at: datetime, profile: Profile) -> datetime:
    """Last minute of that day in the LPSE's zone, so that a deadline is a date a person can remember."""
    return datetime.combine(at.astimezone(profile.zone).date(), time(23, 59, 59), profile.zone)


def first_deadline(confirmed_at: datetime, profile: Profile) -> datetime:
    """Until when a confirmed applicant hands in."""
    return end_of_day(confirmed_at + timedelta(days=profile.limits.registration_days), profile)


def change_deadline(started_at: datetime, profile: Profile) -> datetime:
    """Until when a change request that was begun is handed in."""
    return end_of_day(started_at + timedelta(days=profile.limits.change_days), profile)


def resumed_deadline(returned_at: datetime, remaining: timedelta, profile: Profile) -> datetime:
    """Until when a returned application or change request is completed: what was left, and never less than the profile's few days."""
    least = timedelta(days=profile.limits.registration_return_days)
    return end_of_day(returned_at + max(remaining, least), profile)
