"""The portal accounts in the browser admin."""

from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from unfold.decorators import action, display

from core.admin.ask import ConfirmForm, ReasonForm, ask, posted
from core.admin.base import ReadOnlyAdmin
from core.models import Person, User
from core.people import (
    OBJECT_TYPE,
    account_close,
    account_invite,
    account_reopen,
    person_number,
    person_view_record,
)
from core.permissions import actor


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    """The portal accounts; made from the page of a person, or by registration."""

    audit_type = OBJECT_TYPE
    list_display = ("username", "email", "person", "is_active", "has_factor", "last_login")
    list_filter = ("is_active",)
    list_select_related = ("person",)
    search_fields = ("username", "email", "person__full_name")
    search_help_text = "Nama pengguna, surel, atau nama orang"
    ordering = ("username",)
    fields = ("username", "email", "person", "is_active", "has_factor", "date_joined", "last_login")
    readonly_fields = fields
    actions_detail = ["invite", "close", "reopen"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """With the second factor, in the same question."""
        factor = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
        return super().get_queryset(request).annotate(factor=Exists(factor))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The page of one account; opening it is opening the person's data (L1)."""
        response = super().change_view(request, object_id, form_url, extra_context)
        if request.method == "GET" and response.status_code == 200:
            person_view_record(person=Person.objects.get(user__pk=object_id), actor=actor(request))
        return response

    def offers(self, obj: User, name: str) -> bool:
        """Shut what is open, open what is shut."""
        return obj.is_active != (name == "reopen")

    def audit_number(self, obj: User) -> str:
        """The account's history is the person's."""
        return person_number(obj.person)

    @display(description="dua langkah", boolean=True)
    def has_factor(self, obj: User) -> bool:
        """Whether a second factor is set up."""
        return bool(obj.factor)  # type: ignore[attr-defined]

    @action(description="Kirim tautan kata sandi", url_path="kirim-tautan", permissions=["manage"], icon="mail")
    def invite(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Mail the link that sets a password."""
        user = self._account(object_id)

        def act(data: dict[str, Any]) -> str:
            account_invite(user=user, actor=actor(request))
            return f"Tautan dikirim ke {user.email}."

        warning = "Tautan berlaku satu jam dan satu kali. Kata sandi yang sekarang tetap berlaku sampai diganti."
        return self._ask(request, user, ConfirmForm(posted(request)), "Kirim tautan kata sandi", warning, act)

    @action(description="Nonaktifkan", url_path="nonaktifkan", permissions=["manage"], icon="block")
    def close(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Shut the account with a reason."""
        user = self._account(object_id)

        def act(data: dict[str, Any]) -> str:
            account_close(user=user, actor=actor(request), reason=data["reason"])
            return f"Akun {user.username} dinonaktifkan."

        warning = "Orangnya keluar di semua perangkat dan tidak dapat masuk lagi. Perannya tidak berubah."
        return self._ask(request, user, ReasonForm(posted(request)), "Nonaktifkan akun", warning, act)

    @action(description="Aktifkan lagi", url_path="aktifkan", permissions=["manage"], icon="lock_open")
    def reopen(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Open a shut account again."""
        user = self._account(object_id)

        def act(data: dict[str, Any]) -> str:
            account_reopen(user=user, actor=actor(request))
            return f"Akun {user.username} aktif lagi."

        warning = "Orangnya dapat masuk lagi dengan kata sandi yang lama."
        return self._ask(request, user, ConfirmForm(posted(request)), "Aktifkan lagi", warning, act)

    def _account(self, object_id: int) -> User:
        return get_object_or_404(User.objects.select_related("person"), pk=object_id)

    def _ask(
        self, request: HttpRequest, user: User, form: forms.Form, title: str, warning: str, act: Any
    ) -> HttpResponse:
        return ask(self, request, user, form=form, title=title, warning=warning, act=act)

    def has_manage_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Asked here by name; see `PersonAdmin`."""
        return actor(request).has_perm("core.add_user")
