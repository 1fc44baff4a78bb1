"""Addresses below /akun/ (architecture, section 9): only those of allauth's views that this portal uses."""

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import path, re_path

from core.views import account as own
from core.views import own_data, tokens

urlpatterns = [
    path("", own.home, name="account_home"),
    path("masuk/", account.login, name="account_login"),
    path("masuk/kode/", factor.authenticate, name="mfa_authenticate"),
    path("keluar/", account.logout, name="account_logout"),
    path("nonaktif/", account.account_inactive, name="account_inactive"),
    path("konfirmasi/", account.reauthenticate, name="account_reauthenticate"),
    path("konfirmasi/kode/", factor.reauthenticate, name="mfa_reauthenticate"),
    path("kata-sandi/", account.password_change, name="account_change_password"),
    path("lupa-sandi/", account.password_reset, name="account_reset_password"),
    path("lupa-sandi/terkirim/", account.password_reset_done, name="account_reset_password_done"),
    path("lupa-sandi/selesai/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^lupa-sandi/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("surel/", own.email_change, name="account_email_change"),
    path("surel/<str:token>/", own.email_confirm, name="account_email_confirm"),
    path("token/", tokens.token_list, name="api_tokens"),
    path("token/baru/", tokens.token_new, name="api_token_new"),
    path("token/<str:prefix>/cabut/", tokens.token_end, name="api_token_end"),
    path("sesi/", own.sessions, name="account_sessions"),
    path("data/", own_data.own_data, name="own_data"),
    path("data/unduh/", own_data.own_data_download, name="own_data_download"),
    path("faktor/", factor.index, name="mfa_index"),
    path("faktor/aplikasi/", totp.activate_totp, name="mfa_activate_totp"),
    path("faktor/aplikasi/lepas/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("faktor/pemulihan/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("faktor/pemulihan/baru/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("faktor/pemulihan/unduh/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
]
