"""Every address of the portal (docs/architecture.md, section 9)."""

from django.contrib import admin
from django.urls import include, path

from lpse import views
from lpse.health import healthz, readyz

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("tema.css", views.theme, name="theme"),
    path("lambang/", views.coat_of_arms, name="coat_of_arms"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("", include("core.urls")),
    path("", include("registration.urls")),
    path("bantuan/tiket/", include("helpdesk.urls_ticket")),
    path("bantuan/dukungan-penayangan/", include("helpdesk.urls_publication")),
    path("bantuan/saran/", include("helpdesk.urls_suggestion")),
    path("pengumuman/", include("helpdesk.urls_announcement")),
    path("bantuan/", include("helpdesk.urls_knowledge")),
    path("api/", include("core.api.urls")),
    path("akun/", include("core.account_urls")),
    path("ruang/", include("helpdesk.urls_rooms")),
    path("paket/", include("procurement.urls")),
    path("berita-acara/gangguan/", include("helpdesk.urls_outage")),
    path("berita-acara/", include("helpdesk.urls_witness")),
    path("pelatihan/", include("helpdesk.urls_training")),
    path("survei/", include("helpdesk.urls_survey")),
    path("kunjungan/", include("verification.visits.urls")),
    path("keberatan/", include("verification.objection_urls")),
    path("", include("verification.urls")),
    path("admin/verification/", include("verification.desk.urls")),
    path("admin/helpdesk/meja-ruang/", include("helpdesk.urls_room_desk")),
    path("admin/helpdesk/pengumuman/", include("helpdesk.desk.urls_announcement")),
    path("admin/helpdesk/bantuan/", include("helpdesk.desk.urls_knowledge")),
    path("admin/helpdesk/tiket/", include("helpdesk.desk.urls_ticket")),
    path("admin/helpdesk/penayangan/", include("helpdesk.desk.urls_publication")),
    path("admin/helpdesk/saran/", include("helpdesk.desk.urls_suggestion")),
    path("admin/helpdesk/eskalasi/", include("helpdesk.urls_escalation")),
    path("admin/helpdesk/berita-acara/", include("helpdesk.urls_witness_desk")),
    path("admin/helpdesk/gangguan/", include("helpdesk.urls_outage_desk")),
    path("admin/helpdesk/pelatihan/", include("helpdesk.urls_training_desk")),
    path("admin/helpdesk/survei/", include("helpdesk.desk.urls_survey")),
    path("admin/core/kebocoran/", include("core.breach_urls")),
    path("admin/core/impor/", include("core.import_urls")),
    path("admin/", admin.site.urls),
]

handler400 = "lpse.views.bad_request"
handler403 = "lpse.views.permission_denied"
handler404 = "lpse.views.page_not_found"
handler429 = "lpse.views.too_many_requests"
handler500 = "lpse.views.server_error"
