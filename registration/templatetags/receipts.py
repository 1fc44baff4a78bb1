"""The secret of a receipt, for the letter that prints it."""

from django import template

from registration.receipts import secret_for

register = template.Library()


@register.filter
def receipt_secret(number: str) -> str:
    """The secret of an application's receipt; derived while the letter is made, so no stored row holds it."""
    return secret_for(number)
