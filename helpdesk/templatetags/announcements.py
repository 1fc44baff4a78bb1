"""What letters of announcements print: their small markup, read when the letter is drawn."""

from django import template
from django.utils.safestring import SafeString

from helpdesk import markup

register = template.Library()


@register.filter
def announced(text: str) -> SafeString:
    """Paragraphs, lists and bold words of an announcement."""
    return markup.html(text)
