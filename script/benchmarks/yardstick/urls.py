"""H, L and A."""

from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from script.benchmarks.yardstick.models import Item


def constant(request: HttpRequest) -> HttpResponse:
    """H: nothing but Django's default middleware."""
    return HttpResponse("halo")


@login_required
def items(request: HttpRequest) -> HttpResponse:
    """L: 25 rows for a signed-in person."""
    rows = Item.objects.select_related("owner").order_by("-created_at")[:25]
    return render(request, "yardstick/items.html", {"rows": rows})


urlpatterns = [
    path("konstan/", constant),
    path("daftar/", items),
    path("admin/", admin.site.urls),
]
