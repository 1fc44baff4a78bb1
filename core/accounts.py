"""How django-allauth behaves here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by registration and by `create_head`, never by a sign-up page."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No open sign-up: a vendor registers at /daftar/penyedia/."""
        return False
