"""Words for the audit trail."""

from django import template

from core.audit import action_label

register = template.Library()


@register.filter
def audit_label(action: str) -> str:
    """The Indonesian name of an audit action."""
    return action_label(action)
