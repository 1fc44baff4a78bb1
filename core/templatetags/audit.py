"""Words for the audit trail."""

from django import template

from core.audit import action_label, event_detail
from core.models import AuditEvent

register = template.Library()


@register.filter
def audit_label(action: str) -> str:
    """The Indonesian name of an audit action."""
    return action_label(action)


@register.filter
def audit_detail(event: AuditEvent) -> str:
    """What is told of an event beside its name; mostly nothing."""
    return event_detail(event)
