"""Permissions come from dated roles, read anew with every request (A4)."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Q
from django.http import HttpRequest

from core.models import User


class RoleBackend(ModelBackend):
    """Grants what `sync_roles` gave to the groups of the roles that are in force now; direct permissions do not exist."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **credentials: Any
    ) -> User | None:
        """Find the account by user name or address; an unknown name costs one question and one hash too (A5)."""
        typed = (username or credentials.get("email") or "").strip().lower()
        if not typed or password is None:
            return None
        user = User.objects.select_related("person").filter(Q(username=typed) | Q(email=typed)).first()
        if user is None:
            User().set_password(password)
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None

    def get_user(self, user_id: Any) -> User | None:
        """The account behind a session, with the person; None once it is closed, so every session of it ends."""
        user = User.objects.select_related("person").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Nobody holds a permission by himself."""
        return set()

    def get_group_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Permissions of the roles in force; none for anybody who is not signed in."""
        if not isinstance(user_obj, User) or not user_obj.is_active or obj is not None:
            return set()
        return set().union(*user_obj.grants.values())

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """The same; there are no others."""
        return self.get_group_permissions(user_obj, obj)

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Asked some dozen times a page."""
        if not isinstance(user_obj, User) or not user_obj.is_active or obj is not None:
            return False
        return any(perm in permissions for permissions in user_obj.grants.values())
