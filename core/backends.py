"""Permissions come from dated roles, read anew with every request (A4)."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.db import models

from core.models import User


class RoleBackend(ModelBackend):
    """Grants what `sync_roles` gave to the groups of the roles that are in force now; direct permissions do not exist."""

    def _get_user_permissions(self, user_obj: Any) -> models.QuerySet[Permission]:
        return Permission.objects.none()

    def _get_group_permissions(self, user_obj: User) -> models.QuerySet[Permission]:
        return Permission.objects.filter(group__name__in=user_obj.roles).distinct()
