"""The queue: what waits for the office, oldest first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from core.pagination import keyset_page
from core.permissions import actor
from verification.desk.frame import desk_page, page
from verification.selectors import find, queue, queue_rows

FILTERS = (("", "Semua"), ("bebas", "Belum diambil"), ("milik-saya", "Saya pegang"), ("kembali", "Diserahkan lagi"))


@desk_page("GET", "HEAD")
def queue_page(request: HttpRequest) -> HttpResponse:
    """25 waiting applications; a registration number or NPWP typed into the search opens its case."""
    user = actor(request)
    words = request.GET.get("q", "")[:40]
    if words.strip() and (found := find(user, words)):
        return redirect("desk:case", number=found.number)
    show = request.GET.get("tampil", "")
    rows = keyset_page(queue(user, show=show), request=request, order="first_submitted_at")
    return page(
        request,
        "queue.html",
        "Antrean verifikasi",
        {
            "rows": queue_rows(rows, user),
            "pages": rows,
            "filters": [(key, label, key == show) for key, label in FILTERS],
            "show": show,
            "words": words,
        },
    )
