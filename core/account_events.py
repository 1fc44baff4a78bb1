"""What happens around accounts goes into the trail, and a new factor gives the session a new number."""

from datetime import timedelta
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import password_changed, password_reset
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.http import HttpRequest

from core.audit import audit_record, register_actions
from core.mail import register_public_kinds
from core.models import User
from core.people import OBJECT_TYPE, person_number
from core.sessions import session_renew
from core.work import Duty, register_duty


def register() -> None:
    """Called once, when all models are there."""
    register_actions(
        account__email_changed="Surel akun diganti",
        account__factor_added="Faktor kedua dipasang",
        account__factor_removed="Faktor kedua dilepas",
        account__password_changed="Kata sandi diganti",  # noqa: S106
        account__password_reset="Kata sandi diatur lewat tautan",  # noqa: S106
        account__recovery_codes_made="Kode pemulihan dibuat",
        account__sessions_ended="Sesi di perangkat lain diakhiri",
        account__signed_in="Masuk",
    )
    register_public_kinds("account.reset", "account.email_change")
    register_duty(
        Duty(
            key="sessions_swept",
            label="Penghapusan sesi yang berakhir",
            task="core.sweep_sessions",
            every=timedelta(hours=1),
        )
    )
    for signal, receiver in (
        (password_changed, _password_changed),
        (password_reset, _password_reset),
        (authenticator_added, _factor_added),
        (authenticator_removed, _factor_removed),
        (authenticator_reset, _codes_made),
    ):
        signal.connect(receiver, dispatch_uid=f"core.{receiver.__name__}")


def _record(action: str, user: User, **data: str) -> None:
    audit_record(
        action=action, object_type=OBJECT_TYPE, object_number=person_number(user.person), actor=user, data=data
    )


def _password_changed(user: User, **kwargs: Any) -> None:
    _record("account.password_changed", user)


def _password_reset(user: User, **kwargs: Any) -> None:
    _record("account.password_reset", user)


def _factor_added(request: HttpRequest, user: User, authenticator: Any, **kwargs: Any) -> None:
    """The code that set up the factor was its first use."""
    _record("account.factor_added", user, type=authenticator.type)
    record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True)
    session_renew(request)


def _factor_removed(user: User, authenticator: Any, **kwargs: Any) -> None:
    _record("account.factor_removed", user, type=authenticator.type)


def _codes_made(user: User, authenticator: Any, **kwargs: Any) -> None:
    _record("account.recovery_codes_made", user, type=authenticator.type)
