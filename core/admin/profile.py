"""The LPSE profile in the browser admin: its versions side by side, and the Kepala's way to a new one."""

from typing import Any

from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.forms import BoundField, ChoiceField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.decorators import display

from core import profile
from core.admin.base import ReadOnlyAdmin
from core.admin.profile_form import ProfileForm, ReasonForm
from core.models import ProfileVersion
from core.permissions import actor
from core.profile import completed
from core.profile_check import check
from core.profile_edit import (
    OBJECT_TYPE,
    arms_picture,
    arms_store,
    can_change_profile,
    changes,
    profile_change,
    version_number,
)
from core.refusals import Refusal

_SALT = "core.admin.profile"
_DRAFT_SECONDS = 4 * 3600


@admin.register(ProfileVersion)
class ProfileVersionAdmin(ReadOnlyAdmin):
    """Every version that was ever in force. A change is made on the "add" page, looked at, then put in force."""

    audit_type = OBJECT_TYPE
    list_display = ("version", "created_at", "reason", "author")
    list_select_related = ("created_by__person",)
    ordering = ("-pk",)
    actions = ["export_csv"]

    @display(description="versi", ordering="pk")
    def version(self, obj: ProfileVersion) -> str:
        """Number of the version."""
        return f"Versi {obj.pk}"

    @display(description="diubah oleh")
    def author(self, obj: ProfileVersion) -> str:
        """Who put it in force."""
        return obj.created_by.full_name if obj.created_by else "Portal"

    def audit_number(self, obj: ProfileVersion) -> str:
        """As the service records it."""
        return version_number(obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The Kepala."""
        return can_change_profile(actor(request))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """One version: what it changed, and all it holds."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            raise PermissionDenied  # a version never changes
        version = self.get_object(request, object_id)
        if version is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        before = ProfileVersion.objects.filter(pk__lt=version.pk).order_by("-pk").first()
        newest = ProfileVersion.objects.latest()
        context = {
            **self._context(request, f"Profil LPSE, versi {version.pk}"),
            "version": version,
            "author": self.author(version),
            "before": before,
            "changes": changes(before.data, version.data) if before else [],
            "is_current": version.pk == newest.pk,
            "groups": _reading(version.data),
            "kop": _kop(version.data),
            "can_change": self.has_add_permission(request),
        }
        return TemplateResponse(request, "admin/core/profile_version.html", context)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Form, then a look at what differs, then the new version."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        newest = ProfileVersion.objects.latest()
        step = request.POST.get("langkah", "isi") if request.method == "POST" else "isi"
        if step in {"simpan", "kembali"}:
            draft = self._draft(request)
            if draft is None:
                messages.warning(request, "Perubahan ini sudah terlalu lama terbuka. Masukkan sekali lagi.")
                return HttpResponseRedirect(reverse("admin:core_profileversion_add"))
            if step == "kembali":
                return self._ask(request, ProfileForm(base=draft["data"]), draft["base"], draft["data"])
            return self._save(request, draft)
        if request.method != "POST":
            return self._ask(request, ProfileForm(base=completed(newest.data)), newest.pk, newest.data)
        return self._review(request, newest)

    def _review(self, request: HttpRequest, newest: ProfileVersion) -> HttpResponse:
        """The answers were sent: judge them, keep the picture, show what differs."""
        seen = self._seen(request, newest)
        form = ProfileForm(request.POST, request.FILES, base=seen["data"])
        if form.is_valid() and (upload := form.cleaned_data["arms"]):
            try:
                form.plain["letterhead"]["coat_of_arms"] = arms_store(upload)
            except Refusal as refusal:
                form.add_error("arms", refusal.message)
        checked = None if form.errors else check(form.plain)[0]
        if checked is None:
            return self._ask(request, form, seen["base"], seen["data"], status=400)
        draft = {"base": seen["base"], "data": profile.dump(checked)}
        if not changes(newest.data, draft["data"]):
            form.add_error(None, "Tidak ada yang berubah. Ubah isian yang perlu, lalu lanjutkan.")
            return self._ask(request, form, seen["base"], seen["data"], status=400)
        return self._show(request, draft, ReasonForm())

    def _save(self, request: HttpRequest, draft: dict[str, Any]) -> HttpResponse:
        reason = ReasonForm(request.POST)
        if reason.is_valid():
            try:
                version = profile_change(
                    data=draft["data"], reason=reason.cleaned_data["reason"], base=draft["base"], actor=actor(request)
                )
            except Refusal as refusal:
                reason.add_error("reason" if refusal.field == "reason" else None, refusal.message)
                return self._show(request, draft, reason, status=refusal.status)
            self.message_user(request, f"Profil versi {version.pk} berlaku mulai sekarang.", messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:core_profileversion_change", args=[version.pk]))
        return self._show(request, draft, reason, status=400)

    def _ask(
        self, request: HttpRequest, form: ProfileForm, base: int, data: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        context = {
            **self._context(request, "Ubah profil LPSE"),
            "form": form,
            "draft": self._sign(request, {"base": base, "data": data}),
            "arms": arms_picture(data["letterhead"]["coat_of_arms"]),
            "back": reverse("admin:core_profileversion_changelist"),
        }
        return TemplateResponse(request, "admin/core/profile_form.html", context, status=status)

    def _show(self, request: HttpRequest, draft: dict[str, Any], form: ReasonForm, status: int = 200) -> HttpResponse:
        context = {
            **self._context(request, "Periksa perubahan profil"),
            "form": form,
            "changes": changes(ProfileVersion.objects.latest().data, draft["data"]),
            "kop": _kop(draft["data"]),
            "draft": self._sign(request, draft),
        }
        return TemplateResponse(request, "admin/core/profile_review.html", context, status=status)

    def _context(self, request: HttpRequest, title: str) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "title": title, "opts": self.opts}

    def _sign(self, request: HttpRequest, draft: dict[str, Any]) -> str:
        return signing.dumps({**draft, "user": actor(request).pk}, salt=_SALT, compress=True)

    def _draft(self, request: HttpRequest) -> dict[str, Any] | None:
        """What the page carried; None when it is too old, altered, or somebody else's."""
        try:
            draft = signing.loads(request.POST.get("naskah", ""), salt=_SALT, max_age=_DRAFT_SECONDS)
        except signing.BadSignature:
            return None
        return dict(draft) if draft.get("user") == actor(request).pk else None

    def _seen(self, request: HttpRequest, newest: ProfileVersion) -> dict[str, Any]:
        """What the form was filled from: fields that stood in it are compared with that, not with what came since."""
        return self._draft(request) or {"base": newest.pk, "data": completed(newest.data)}


def _reading(data: dict[str, Any]) -> list[dict[str, Any]]:
    """All values in the sections of the form, to be read."""
    form = ProfileForm(base=data)
    return [
        {
            "title": group["title"],
            "rows": [
                (field.label, _shown(field)) for field in group["fields"] if field.name not in {"arms", "no_arms"}
            ],
        }
        for group in form.groups()
        if any(field.initial for field in group["fields"])
    ]


def _shown(field: BoundField) -> str:
    value = field.field.prepare_value(field.initial)
    if isinstance(field.field, ChoiceField):
        value = dict(field.field.choices).get(value, value)  # type: ignore[arg-type]
    return "–" if value in (None, "") else str(value)


def _kop(data: dict[str, Any]) -> dict[str, Any]:
    """What the preview of the letterhead needs."""
    return {
        "letterhead": data["letterhead"],
        "contact": data["contact"],
        "arms": arms_picture(data["letterhead"]["coat_of_arms"]),
    }
