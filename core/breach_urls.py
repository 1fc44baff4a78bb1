"""Addresses of failures of the protection of personal data, mounted inside the browser admin."""

from django.urls import path

from core.views import breach

app_name = "breach"

urlpatterns = [
    path("", breach.breach_list, name="list"),
    path("baru/", breach.breach_new, name="new"),
    path("<str:number>/", breach.breach_show, name="breach"),
    path("<str:number>/uraian/", breach.breach_words, name="words"),
    path("<str:number>/rancangan-<str:which>.pdf", breach.breach_draft, name="draft"),
    path("<str:number>/daftar.<str:ending>", breach.breach_export, name="export"),
    path("<str:number>/terbitkan/", breach.breach_issue_page, name="issue"),
    path("<str:number>/subjek-data/", breach.breach_subjects_page, name="tell_subjects"),
    path("<str:number>/lembaga/", breach.breach_authority_page, name="tell_authority"),
    path("<str:number>/batal/", breach.breach_cancel_page, name="cancel"),
    path("<str:number>/ulang/", breach.breach_retry_page, name="retry"),
]
