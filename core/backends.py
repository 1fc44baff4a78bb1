"""Permissions come from dated roles, read anew with every request (A4)."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.db import models
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

    def _get_user_permissions(self, user_obj: Any) -> models.QuerySet[Permission]:
        return Permission.objects.none()

    def _get_group_permissions(self, user_obj: User) -> models.QuerySet[Permission]:
        return Permission.objects.filter(group__name__in=user_obj.roles).distinct()
