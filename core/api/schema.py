"""What the OpenAPI document says about tokens, scopes and errors; read by drf-spectacular."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from core.problem import CONTENT_TYPE

PROBLEM = {
    "type": "object",
    "description": "Kesalahan menurut RFC 9457.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string", "description": "Jenis kesalahan, dalam kata-kata."},
        "status": {"type": "integer", "description": "Kode HTTP."},
        "detail": {"type": "string", "description": "Apa yang terjadi dan apa yang dapat dilakukan."},
        "code": {"type": "string", "description": "Sebutan tetap untuk program."},
        "request_id": {"type": "string", "description": "Nomor kejadian, untuk disebut kepada kami."},
        "errors": {
            "type": "array",
            "description": "Isian yang salah, bila ada.",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
                "required": ["field", "message"],
            },
        },
    },
    "required": ["type", "title", "status", "detail", "code", "request_id"],
}


class BearerScheme(OpenApiAuthenticationExtension):
    """The token in the head of the call."""

    target_class = "core.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """HTTP bearer."""
        return {"type": "http", "scheme": "bearer", "description": "Token dari /akun/token/."}


class PortalSchema(AutoSchema):
    """Says of every address which scope it needs, and that public ones need no token."""

    def get_auth(self) -> list[dict[str, Any]]:
        """Nothing for a public view."""
        return [] if getattr(self.view, "public", False) else super().get_auth()

    def get_extensions(self) -> dict[str, Any]:
        """The scope, for programs and for the page."""
        scope = getattr(self.view, "required_scope", "")
        return {"x-scope": scope} if scope else {}


def add_problem(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Postprocessing hook: whatever is not listed is answered by a problem."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    answer = {
        "description": "Kesalahan",
        "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for methods in result.get("paths", {}).values():
        for operation in methods.values():
            operation["responses"].setdefault("default", answer)
    return result
