"""Pages of the desk that only show: the code in the room, who has never come, the figures of a year."""

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from core import clock, profile
from helpdesk.desk.training_frame import found, page, require_officer, training_page
from helpdesk.enums.training import EnrolmentState
from helpdesk.models.training import COMING
from helpdesk.selectors.training import never_came, never_came_people, year_figures
from helpdesk.services.training_attendance import PRINT, SCREEN, attendance_span, code_now

_FIRST_YEAR = 2000


@training_page("GET", "HEAD")
def screen(request: HttpRequest, number: str, way: str) -> HttpResponse:
    """The QR code for the projector, which changes by itself, or for a sheet of paper with the time until it counts."""
    require_officer(request)
    row = found(request, number)
    begin, end = attendance_span(row)
    if way not in {SCREEN, PRINT} or row.state not in COMING or timezone.now() > end:
        raise Http404
    code, until = code_now(row, way)
    address = f"{settings.BASE_URL}{reverse('training:attend', args=[row.number])}?kode={code}"
    qr = segno.make(address, error="m", micro=False)
    context = {
        "training": row,
        "qr": qr.svg_data_uri(border=2, dark="#000", omitsize=True),
        "until": until,
        "begin": begin,
        "is_early": timezone.now() < begin,
        "is_screen": way == SCREEN,
        "attended": row.enrolments.filter(state=EnrolmentState.ATTENDED).count(),
        "seated": row.enrolments.seated().count(),
    }
    response = page(request, "screen.html", f"Kode hadir {row.number}", context)
    if way == SCREEN:
        # Without scripts too: the browser itself asks for the next code.
        response.headers["Refresh"] = str(max(2, int((until - timezone.now()).total_seconds()) + 1))
    return response


@training_page("GET", "HEAD")
def never(request: HttpRequest) -> HttpResponse:
    """Officials who never attended a training, by agency; the names of one agency on demand."""
    name = request.GET.get("instansi", "")[:250]
    rows = never_came()
    chosen = name if any(row.name == name for row in rows) else ""
    context = {
        "agencies": rows,
        "chosen": chosen,
        "people": never_came_people(chosen) if chosen else [],
        "officials": sum(row.officials for row in rows),
        "total": sum(row.never for row in rows),
    }
    return page(request, "never.html", "Belum pernah mengikuti pelatihan", context)


@training_page("GET", "HEAD")
def figures(request: HttpRequest) -> HttpResponse:
    """Trainings and people trained in a year."""
    text, this_year = request.GET.get("tahun", ""), clock.today().year
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else this_year
    if not _FIRST_YEAR <= year <= this_year + 1:
        year = this_year
    context = {
        **year_figures(year),
        "before": year - 1 if year > _FIRST_YEAR else None,
        "after": year + 1 if year <= this_year else None,
        "article": profile.current().article("training"),
    }
    return page(request, "figures.html", f"Pelatihan {year}", context)
