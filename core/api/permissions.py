"""What a caller of the API may do."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from core.tokens import Grant


class HasScope(BasePermission):
    """Fails closed: a view must name its scope (`required_scope`) or call itself public (`public = True`)."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """True when the view is public, or the token allows its scope now."""
        if getattr(view, "public", False) is True:
            return True
        scope = getattr(view, "required_scope", "")
        return bool(scope) and isinstance(request.auth, Grant) and scope in request.auth.scopes
