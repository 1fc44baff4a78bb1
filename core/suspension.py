"""Suspending an account for a case: roles, sessions and tokens end at once; only the case stays within reach."""

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone

from core.audit import audit_record, register_actions
from core.models import AccountSuspension, User
from core.people import OBJECT_TYPE, person_number


def register() -> None:
    """Called once, when all models are there."""
    register_actions(account__suspended="Akun dibatasi pada satu berkas", account__resumed="Pembatasan akun diakhiri")


def account_suspend(*, user: User, case_number: str, actor: User | None) -> AccountSuspension:
    """Take all roles out of force, end every session and revoke every token of an account; twice is the same as once.

    Tokens are revoked for good: whoever held one must ask anew when the suspension is over.

    Args:
        case_number: public number of the case that stays within reach.
        actor: who decided; None when the portal acts on its day.
    """
    with transaction.atomic():
        # Tokens are issued under the same lock, so none is issued in between.
        locked = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
        row, is_new = AccountSuspension.objects.get_or_create(user=locked, case_number=case_number)
        if not is_new:
            return row
        for session in UserSession.objects.filter(user=locked).order_by("pk"):
            session.end()
        now = timezone.now()
        tokens = locked.api_tokens.filter(revoked_at__isnull=True).update(revoked_at=now)
        _record("account.suspended", locked, actor, case=case_number, tokens=tokens)
    return row


def account_resume(*, user: User, case_number: str, actor: User | None) -> None:
    """End the suspension of a case: the roles count again, unless another case still holds them; twice is harmless."""
    with transaction.atomic():
        rows = AccountSuspension.objects.select_for_update(of=("self",))
        row = rows.filter(user=user, case_number=case_number, ended_at__isnull=True).first()
        if row is None:
            return
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
        _record("account.resumed", user, actor, case=case_number)


def suspension_of(user: User) -> AccountSuspension | None:
    """The newest open suspension of an account; without cost while there is none, for it is read with the roles."""
    if user.suspension_id is None:
        return None
    if "_suspension" not in user.__dict__:
        user.__dict__["_suspension"] = AccountSuspension.objects.get(pk=user.suspension_id)
    held: AccountSuspension = user.__dict__["_suspension"]
    return held


def _record(action: str, user: User, actor: User | None, **data: object) -> None:
    audit_record(
        action=action, object_type=OBJECT_TYPE, object_number=person_number(user.person), actor=actor, data=dict(data)
    )
