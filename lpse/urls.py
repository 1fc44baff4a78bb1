"""Every address of the portal (docs/architecture.md, section 9)."""

from django.contrib import admin
from django.urls import path

from lpse.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("admin/", admin.site.urls),
]
