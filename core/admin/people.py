"""People in the browser admin: entered here, given an account, proposed for a role."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from core import profile
from core.admin.ask import ReasonForm, ask, posted
from core.admin.base import PortalAdmin
from core.assignments import role_propose
from core.enums import AssignmentState, RequestKind
from core.erasure import request_propose
from core.formats import masked
from core.forms import IndonesianDateField
from core.models import Person
from core.people import (
    OBJECT_TYPE,
    account_invite,
    account_open,
    nik_check,
    person_number,
    person_save,
    person_view_record,
)
from core.permissions import actor
from core.refusals import Refusal
from core.roles import ROLES, role_choices


class PersonForm(forms.ModelForm):
    """A person. The NIK is written and never read back: the page shows its last digits only."""

    # Longer than it is stored: people write it in groups.
    nip = forms.CharField(
        label="NIP",
        required=False,
        max_length=30,
        help_text="18 angka, untuk aparatur sipil negara.",
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    nik_new = forms.CharField(
        label="NIK",
        required=False,
        max_length=24,
        help_text="16 angka. Tersimpan terenkripsi; kosongkan bila tidak berubah.",
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )

    class Meta:
        model = Person
        fields = ("full_name", "nip", "position", "rank", "organization")
        error_messages = {
            "full_name": {"required": "Isi nama lengkap."},
            "nip": {"unique": "NIP ini milik orang lain."},
        }

    def clean_nip(self) -> str | None:
        """Without the spaces people write it with."""
        return "".join((self.cleaned_data["nip"] or "").split()) or None

    def clean_nik_new(self) -> str:
        """Asked of the service's rule here, beside its field, before the page is stored."""
        try:
            return nik_check(person=self.instance, nik=self.cleaned_data["nik_new"])
        except Refusal as refusal:
            raise forms.ValidationError(refusal.message) from refusal


class AccountForm(forms.Form):
    """The account's two names."""

    username = forms.CharField(
        label="Nama pengguna",
        help_text="Untuk masuk: huruf kecil dan angka, misalnya budi.santoso.",
        max_length=150,
        widget=UnfoldAdminTextInputWidget(attrs={"autocapitalize": "none", "autocomplete": "off"}),
        error_messages={"required": "Isi nama pengguna."},
    )
    email = forms.CharField(
        label="Surel",
        help_text="Tautan untuk membuat kata sandi dikirim ke alamat ini.",
        max_length=254,
        widget=UnfoldAdminTextInputWidget(attrs={"type": "email", "autocomplete": "off"}),
        error_messages={"required": "Isi surel."},
    )


class AdminDateField(IndonesianDateField):
    """Dressed as the browser admin dresses its fields."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Only what does not touch the look."""
        return {"autocomplete": "off"}


class RoleForm(forms.Form):
    """Which role, on which letter, how long."""

    role = forms.ChoiceField(
        label="Peran",
        choices=lambda: [("", "Pilih peran"), *role_choices()],
        widget=UnfoldAdminSelectWidget(),
        help_text="Pegawai LPSE tidak boleh merangkap PPK, ULP/Pokja/Panitia, atau Pejabat Pengadaan.",
        error_messages={"required": "Pilih peran.", "invalid_choice": "Pilih peran dari daftar."},
    )
    letter_number = forms.CharField(
        label="Nomor SK/surat tugas",
        required=False,
        max_length=100,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
    )
    starts = AdminDateField(
        label="Mulai",
        required=False,
        help_text="Misalnya 27-3-2026. Kosong berarti sejak diputuskan sekarang.",
        widget=UnfoldAdminTextInputWidget(),
    )
    ends = AdminDateField(
        label="Sampai dengan",
        required=False,
        help_text="Hari terakhir. Kosong berarti sampai diakhiri.",
        widget=UnfoldAdminTextInputWidget(),
    )

    def period(self) -> dict[str, datetime | None]:
        """First and last moment in the LPSE's zone."""
        zone = profile.current().zone
        starts, ends = self.cleaned_data.get("starts"), self.cleaned_data.get("ends")
        return {
            "starts": datetime.combine(starts, time.min, zone) if starts else None,
            "ends": datetime.combine(ends, time.max, zone) if ends else None,
        }


@admin.register(Person)
class PersonAdmin(PortalAdmin):
    """Everybody who acts in the portal or stands in its letters."""

    audit_type = OBJECT_TYPE
    list_display = ("full_name", "nip", "position", "organization", "roles_now", "has_account")
    list_filter = ("organization",)
    list_select_related = ("organization", "user")
    search_fields = ("full_name", "nip")
    search_help_text = "Nama atau NIP"
    ordering = ("full_name", "pk")
    form = PersonForm
    fields = (
        "full_name",
        "nip",
        "nik_shown",
        "nik_new",
        "position",
        "rank",
        "organization",
        "roles_now",
        "has_account",
    )
    readonly_fields = ("nik_shown", "roles_now", "has_account")
    actions_detail = [
        "open_account",
        "propose_role",
        {"title": "Lainnya", "icon": "more_vert", "items": ["ask_factor_reset", "ask_erasure"]},
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Person]:
        """With the roles in force, in one more question for the whole page."""
        return super().get_queryset(request).prefetch_related("assignments")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The page of one person; that it was opened leaves a trace (L1)."""
        response = super().change_view(request, object_id, form_url, extra_context)
        if request.method == "GET" and response.status_code == 200:
            person_view_record(person=Person.objects.get(pk=object_id), actor=actor(request))
        return response

    def offers(self, obj: Person, name: str) -> bool:
        """An account once; nothing more for a person whose data was erased."""
        has_account = hasattr(obj, "user")
        return obj.erased_at is None and {"open_account": not has_account, "ask_factor_reset": has_account}.get(
            name, True
        )

    def audit_number(self, obj: Person) -> str:
        """As the services write it."""
        return person_number(obj)

    @display(description="NIK tersimpan")
    def nik_shown(self, obj: Person) -> str:
        """The last digits; nobody reads a whole NIK here."""
        return masked(str(obj.nik)) if obj.nik else "belum dicatat"

    @display(description="peran sekarang")
    def roles_now(self, obj: Person) -> str:
        """Roles in force today."""
        now = timezone.now()
        rows = obj.assignments.all() if obj.pk else ()
        held = {row.role for row in rows if row.state == AssignmentState.ACTIVE and now in row.period}
        return ", ".join(role.label for key, role in ROLES.items() if key in held) or "–"

    @display(description="akun", boolean=True)
    def has_account(self, obj: Person) -> bool:
        """Whether the person can have signed in."""
        return hasattr(obj, "user")

    def save_model(self, request: HttpRequest, obj: Person, form: Any, change: bool) -> None:
        """Stored by the service, with its audit event."""
        person_save(person=obj, actor=actor(request), nik=form.cleaned_data["nik_new"] or None)

    @action(description="Buat akun", url_path="buat-akun", permissions=["open_account"], icon="person_add")
    def open_account(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Open the account and send the link that sets its password."""
        person = get_object_or_404(Person, pk=object_id)

        def act(data: dict[str, Any]) -> str:
            user = account_open(person=person, actor=actor(request), **data)
            account_invite(user=user, actor=actor(request))
            return f"Akun {user.username} dibuat; tautan kata sandi dikirim ke {user.email}."

        return ask(
            self,
            request,
            person,
            form=AccountForm(posted(request)),
            title="Buat akun",
            warning="Akun saja belum membuka apa pun; haknya datang dari peran yang diusulkan dan disetujui.",
            act=act,
        )

    @action(description="Usulkan peran", url_path="usulkan-peran", permissions=["propose_role"], icon="badge")
    def propose_role(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Propose; somebody else decides in the list of assignments."""
        person = get_object_or_404(Person, pk=object_id)
        form = RoleForm(posted(request))

        def act(data: dict[str, Any]) -> str:
            row = role_propose(
                person=person,
                role=data["role"],
                letter_number=data["letter_number"],
                actor=actor(request),
                **form.period(),
            )
            return f"Peran {row.role_object.label} diusulkan. Orang lain memutuskannya di daftar penugasan."

        return ask(
            self,
            request,
            person,
            form=form,
            title="Usulkan peran",
            warning="Peran baru berlaku setelah disetujui orang lain yang berwenang.",
            act=act,
        )

    @action(description="Ajukan hapus data", url_path="hapus-data", permissions=["open_account"], icon="delete")
    def ask_erasure(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Ask that the person's data is erased; somebody else decides."""
        warning = "Setelah disetujui orang lain, data pribadi orang ini dikosongkan dan tidak dapat dikembalikan."
        return self._request(request, object_id, RequestKind.ERASE, "Ajukan hapus data", warning)

    @action(
        description="Ajukan lepas langkah kedua",
        url_path="lepas-faktor",
        permissions=["open_account"],
        icon="phonelink_erase",
    )
    def ask_factor_reset(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Ask that a lost second factor is taken off; somebody else decides."""
        warning = "Untuk orang yang kehilangan ponsel dan kode pemulihannya. Orang lain memutuskannya."
        return self._request(request, object_id, RequestKind.RESET_FACTOR, "Ajukan lepas langkah kedua", warning)

    def _request(self, request: HttpRequest, object_id: int, kind: str, title: str, warning: str) -> HttpResponse:
        person = get_object_or_404(Person, pk=object_id)

        def act(data: dict[str, Any]) -> str:
            request_propose(person=person, kind=kind, reason=data["reason"], actor=actor(request))
            return "Permintaan diajukan. Orang lain memutuskannya di daftar permintaan dua orang."

        return ask(self, request, person, form=ReasonForm(posted(request)), title=title, warning=warning, act=act)

    def has_open_account_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Asked here by name: a dotted permission would make unfold's system check query the database."""
        return actor(request).has_perm("core.add_user")

    def has_propose_role_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """See `has_open_account_permission`."""
        return actor(request).has_perm("core.add_roleassignment")
