"""Organisations in the browser admin."""

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from core.admin.base import PortalAdmin
from core.models import Organization
from core.organizations import OBJECT_TYPE, organization_number, organization_save
from core.permissions import actor


@admin.register(Organization)
class OrganizationAdmin(PortalAdmin):
    """Agencies and bodies that use this LPSE; one that is gone is switched off, so that old cases keep its name."""

    audit_type = OBJECT_TYPE
    list_display = ("name", "kind", "code", "is_active")
    list_filter = ("kind", "is_active")
    search_fields = ("name", "code")
    ordering = ("name",)
    fields = ("name", "kind", "code", "address", "is_active")

    def audit_number(self, obj: Organization) -> str:
        """As the service records it."""
        return organization_number(obj)

    def save_model(self, request: HttpRequest, obj: Organization, form: forms.ModelForm, change: bool) -> None:
        """Stored by the service, with its audit event."""
        organization_save(organization=obj, actor=actor(request))
