"""Looking at the rooms over time: the week of one room, and how much they are used."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse

from core import clock, profile
from core.formats import MONTHS, short_date
from helpdesk.desk.room_frame import page, room_page
from helpdesk.models import Room
from helpdesk.selectors.room_figures import DayUse, room_figures
from helpdesk.selectors.rooms import DRAWN_WIDTH, monday_of, week_of

# The chart: a bar a day, at most a month of them; its top is the first of these that holds the highest bar.
_CHART_HEIGHT = 160
_TOPS = (10, 25, 50, 100)
_SLOT_WIDTH = {"pekan": 88, "bulan": 30}


@room_page("GET", "HEAD")
def week(request: HttpRequest) -> HttpResponse:
    """Monday to Sunday of one room."""
    rooms = list(Room.objects.order_by("-is_active", "name"))
    room = _room(request, rooms) or (rooms[0] if rooms else None)
    monday = monday_of(_day(request.GET.get("mulai", "")) or clock.today())
    context = {
        "rooms": [(one, one == room) for one in rooms],
        "room": room,
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "before": monday - timedelta(days=7),
        "after": monday + timedelta(days=7),
        "days": week_of(room, monday) if room else [],
        "width": DRAWN_WIDTH,
    }
    return page(request, "week.html", "Pekan ruang", context)


@room_page("GET", "HEAD")
def usage(request: HttpRequest) -> HttpResponse:
    """The use of the rooms over a week or a month, as chart, table and figures."""
    rooms = list(Room.objects.order_by("-is_active", "name"))
    room = _room(request, rooms)
    length = "pekan" if request.GET.get("masa") == "pekan" else "bulan"
    at = _day(request.GET.get("mulai", "")) or clock.today()
    begin, end = _period(at, length)
    figures = room_figures(begin, end, room=room)
    lpse = profile.current()
    top = next(top for top in _TOPS if top >= max(use.percent or 0 for use in figures.days))
    context = {
        "rooms": [(one, one == room) for one in rooms],
        "room": room,
        "length": length,
        "title_of_period": _title(begin, end, length),
        "begin": begin,
        "before": _period(begin - timedelta(days=1), length)[0],
        "after": end + timedelta(days=1),
        "figures": figures,
        "bars": _bars(figures.days, _SLOT_WIDTH[length], top),
        "chart_width": _SLOT_WIDTH[length] * len(figures.days) + 40,
        "chart_height": _CHART_HEIGHT + 34,
        "lines": [(_CHART_HEIGHT + 8, 0), (8, top)],
        "article_room": lpse.article("room_facility"),
        "article_network": lpse.article("network_access"),
    }
    return page(request, "usage.html", "Pemakaian ruang", context)


def _room(request: HttpRequest, rooms: list[Room]) -> Room | None:
    code = request.GET.get("ruang", "")
    return next((one for one in rooms if one.code == code), None)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    # Far away there is nothing to see, and arithmetic on the last days of the calendar fails.
    return day if 2000 <= day.year <= 2200 else None


def _period(day: date, length: str) -> tuple[date, date]:
    """First and last day of the week or month that holds a day."""
    if length == "pekan":
        monday = monday_of(day)
        return monday, monday + timedelta(days=6)
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _title(begin: date, end: date, length: str) -> str:
    if length == "pekan":
        return f"{short_date(begin)} sampai {short_date(end)}"
    return f"{MONTHS[begin.month - 1]} {begin.year}"


def _bars(days: tuple[DayUse, ...], width: int, top: int) -> list[dict[str, object]]:
    """Each day's bar in pixels; a day without a figure gets none."""
    found = []
    for number, use in enumerate(days):
        height = _CHART_HEIGHT * (use.percent or 0) // top
        left = 36 + number * width
        found.append(
            {
                "use": use,
                "x": left + width // 8,
                "y": _CHART_HEIGHT + 8 - height,
                "width": width - width // 4,
                "height": height,
                "middle": left + width // 2,
                "is_closed": use.percent is None,
            }
        )
    return found
