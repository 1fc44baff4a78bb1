"""Addresses of registration (docs/architecture.md, section 9)."""

from django.urls import path, register_converter

from registration.api import ApplicationStanding
from registration.views import change_papers, changes, counter, handing_in, officials, own, papers, signup, steps
from registration.views.forms_pdf import blank_form, form_pdf, forms
from registration.views.performance import performance
from registration.views.requirements import requirements
from registration.views.status import status

app_name = "registration"
register_converter(steps.StepConverter, "registration_step")
register_converter(officials.OfficialStepConverter, "official_step")

urlpatterns = [
    path("persyaratan/", requirements, name="requirements"),
    path("persyaratan/kinerja/", performance, name="performance"),
    path("status/", status, name="status"),
    path("api/v1/pendaftaran/<str:number>/", ApplicationStanding.as_view(), name="api_standing"),
    path("formulir/", forms, name="forms"),
    path("formulir/<slug:segment>.pdf", blank_form, name="blank_form"),
    path("pendaftaran/<str:number>/formulir/<slug:segment>.pdf", form_pdf, name="form_pdf"),
    path("daftar/", signup.signup, name="signup"),
    path("daftar/penyedia/", signup.vendor_signup, name="vendor_signup"),
    path("daftar/pejabat/", signup.official_signup, name="official_signup"),
    path("daftar/terkirim/", signup.signup_sent, name="signup_sent"),
    path("daftar/konfirmasi/", signup.confirmation, name="confirmation"),
    path("daftar/konfirmasi/<str:token>/", signup.confirmation_link, name="confirmation_link"),
    path("daftar/loket/", counter.confirm, name="counter_confirm"),
    path("daftar/loket/<str:token>/", counter.counter_link, name="counter_link"),
    path("pendaftaran/", own.own, name="own"),
    path("daftar/wilayah/", steps.regions, name="regions"),
    path("pendaftaran/<str:number>/", own.application, name="application"),
    path("pendaftaran/<str:number>/dokumen/", papers.documents, name="documents"),
    path("pendaftaran/<str:number>/dokumen/<slug:key>/", papers.document, name="document"),
    path(
        "pendaftaran/<str:number>/dokumen/<slug:key>/<str:public_id>/hapus/",
        papers.document_remove,
        name="document_remove",
    ),
    path("pendaftaran/<str:number>/periksa/", handing_in.review, name="review"),
    path("pendaftaran/<str:number>/serahkan/", handing_in.submit, name="submit"),
    path("pendaftaran/<str:number>/diserahkan/", handing_in.submitted, name="submitted"),
    path("pendaftaran/<str:number>/tarik/", handing_in.withdraw, name="withdraw"),
    path("pendaftaran/<str:number>/ulang/", own.restart, name="restart"),
    # Change requests
    path("pendaftaran/<str:number>/perubahan/", changes.changes, name="changes"),
    path("pendaftaran/<str:number>/perubahan/<str:change>/", changes.change, name="change"),
    path("pendaftaran/<str:number>/perubahan/<str:change>/isian/", changes.change_form, name="change_form"),
    path("pendaftaran/<str:number>/perubahan/<str:change>/serahkan/", changes.change_hand_in, name="change_submit"),
    path("pendaftaran/<str:number>/perubahan/<str:change>/tarik/", changes.change_take_back, name="change_withdraw"),
    path(
        "pendaftaran/<str:number>/perubahan/<str:change>/dokumen/<slug:key>/",
        change_papers.change_document,
        name="change_document",
    ),
    path(
        "pendaftaran/<str:number>/perubahan/<str:change>/dokumen/<slug:key>/<str:public_id>/hapus/",
        change_papers.change_document_remove,
        name="change_document_remove",
    ),
    path("pendaftaran/<str:number>/<registration_step:step>/", steps.step, name="step"),
    # Officials
    path("pejabat/<str:number>/", officials.official, name="official"),
    path("pejabat/<str:number>/pindaian/", officials.scan, name="official_scan"),
    path("pejabat/<str:number>/periksa/", officials.review, name="official_review"),
    path("pejabat/<str:number>/serahkan/", officials.submit, name="official_submit"),
    path("pejabat/<str:number>/diserahkan/", officials.submitted, name="official_submitted"),
    path("pejabat/<str:number>/tarik/", officials.withdraw, name="official_withdraw"),
    path("pejabat/<str:number>/perpanjang/", officials.renew, name="official_renew"),
    path("pejabat/<str:number>/<official_step:step>/", officials.step, name="official_step"),
]
