"""How django-allauth and django-axes behave here: Indonesian, through the outbox, telling strangers nothing."""

import base64
import io
import logging
import secrets
import time
from datetime import timedelta
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from axes.helpers import get_cool_off
from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core import profile
from core.audit import audit_record
from core.crypto import keyed_hash, seal, unseal
from core.error_pages import error_page
from core.mail import mail_queue, render
from core.middleware import client_ip
from core.models import User
from core.people import OBJECT_TYPE, person_number

logger = logging.getLogger(__name__)

# Mails that anyone can cause for any address; core.mail limits their number a day (fault row 31).
ASKED_BY_ANYONE = {"password_reset_key": "account.reset", "unknown_account": "account.reset"}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by registration and by people who may, never by a sign-up page."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Akun ini dinonaktifkan. Hubungi kami bila Anda memerlukannya lagi.",
        "email_password_mismatch": "Nama pengguna, surel, atau kata sandi tidak cocok. Periksa lagi, lalu coba kembali.",
        "username_password_mismatch": "Nama pengguna, surel, atau kata sandi tidak cocok. Periksa lagi, lalu coba kembali.",
        "enter_current_password": "Kata sandi yang sekarang tidak cocok. Tulis kata sandi yang biasa Anda pakai.",
        "incorrect_password": "Kata sandi tidak cocok. Periksa lagi, lalu coba kembali.",
        "incorrect_code": "Kode tidak cocok atau sudah dipakai. Tunggu kode berikutnya di aplikasi, lalu tulis 6 angkanya.",
        "invalid_password_reset": "Tautan ini sudah tidak berlaku. Minta tautan baru lewat “Lupa kata sandi”.",
        "too_many_login_attempts": "Terlalu banyak percobaan yang gagal. Tunggu 5 menit, lalu coba lagi.",
        "rate_limited": "Terlalu banyak percobaan. Tunggu 5 menit, lalu coba lagi.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No open sign-up: a vendor registers at /daftar/penyedia/."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that the audit trail knows too; requests that Django's test client makes have none."""
        return client_ip(request) or "0.0.0.0"  # noqa: S104 - no address is bound here

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Attempts count by account *and* address, so that strangers cannot lock the right person out."""
        return f"{axes_username(request, credentials)} {self.get_client_ip(request)}"

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Who has no second factor yet and signed in a moment ago need not repeat the password to get one."""
        if app == "allauth.mfa" and not Authenticator.objects.filter(user=self.request.user).exists():
            typed = [
                record["at"]
                for record in get_authentication_records(self.request, self.request.user)
                if record.get("method") == "password"
            ]
            if typed and 0 <= time.time() - max(typed) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
                return False
        return bool(super().is_reauthentication_required(app=app))

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Note the sign-in; the trail says from where."""
        audit_record(
            action="account.signed_in",
            object_type=OBJECT_TYPE,
            object_number=person_number(user.person),
            actor=user,
            data={"factors": sorted({record["method"] for record in get_authentication_records(request, user)})},
        )
        return super().post_login(request, user, **kwargs)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """One line in the log, without the name that was tried: people type passwords there."""
        tried = keyed_hash(axes_username(request, credentials))[:16]
        logger.warning("sign_in_failed", extra={"login": tried, "ip": self.get_client_ip(request)})

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff go to their desk, everybody else to the own page."""
        user = request.user
        return reverse("admin:index" if user.is_authenticated and user.is_staff else "account_home")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the own page."""
        return reverse("account_home")

    def get_reset_password_from_key_url(self, key: str) -> str:
        """On the configured address only; a forged Host header must not lead a secret elsewhere (fault row 43)."""
        uidb36, token = key.split("-", 1)
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uidb36, "key": token})
        return f"{settings.BASE_URL}{path}"

    def render_mail(self, template_prefix: str, email: Any, context: Any, headers: Any = None) -> EmailMessage:
        """Mail leaves through the outbox (`send_mail`), never from a page."""
        raise NotImplementedError("use send_mail")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue allauth's mail with our words: ``account/email/password_changed`` → core/emails/password_changed.txt."""
        name = template_prefix.rsplit("/", 1)[-1]
        subject, body = render(
            f"core/emails/{name}.txt",
            {
                "user": context.get("user"),
                "url": context.get("password_reset_url", ""),
                "reset_url": f"{settings.BASE_URL}{reverse('account_reset_password')}",
                "ip": self.get_client_ip(self.request),
            },
        )
        mail_queue(
            to=email,
            kind=ASKED_BY_ANYONE.get(name, f"account.{name}"),
            subject=subject,
            body=body,
            recipient=context.get("user"),
        )

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell the account's owner that something about getting in was changed."""
        self.send_mail(template_prefix, email or user.email, {**(context or {}), "user": user})


class MFAAdapter(DefaultMFAAdapter):
    """Second factors: secrets are encrypted at rest, the key is in no backup of the database."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
    }

    def get_totp_label(self, user: Any) -> str:
        """What stands in the person's app."""
        return str(user.username)

    def get_totp_issuer(self) -> str:
        """Whose code it is."""
        return f"Portal {profile.current().unit.short_name}"

    def build_totp_svg(self, url: str) -> str:
        """The address as a QR code, by the portal's one library for them."""
        picture = io.BytesIO()
        segno.make(url, error="m", micro=False).save(picture, kind="svg", dark="#000", light="#fff", omitsize=True)
        return picture.getvalue().decode()

    def encrypt(self, text: str) -> str:
        """Seal a secret before it is stored."""
        return base64.urlsafe_b64encode(seal(text.encode(), nonce=secrets.token_bytes(12))).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret."""
        return unseal(base64.urlsafe_b64decode(encrypted_text)).decode()


def axes_username(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    """The account that is being tried, whichever of its two names was typed; else the typed text.

    One question to the database for known and unknown names alike (A5).
    """
    typed = str((credentials or {}).get("username") or (credentials or {}).get("email") or "").strip().lower()[:254]
    known = User.objects.filter(Q(username=typed) | Q(email=typed)).values_list("username", flat=True).first()
    return known or typed


def axes_client(
    username: str | None, ip_address: str | None, user_agent: str | None, path_info: str | None, request: HttpRequest
) -> str:
    """Who tried, as axes writes it into the log: never the typed name, because people type passwords there (L2)."""
    return f"{keyed_hash(username or '')[:16]} at {ip_address}"


def locked_out(
    request: HttpRequest, response: HttpResponse, credentials: dict[str, Any], **kwargs: Any
) -> HttpResponse:
    """The page for an address that tried too often; it does not say whether the account exists."""
    pause = get_cool_off(request) or timedelta(minutes=15)
    logger.warning("sign_in_locked", extra={"ip": client_ip(request)})
    return error_page(request, 429, retry_after=int(pause.total_seconds()))
