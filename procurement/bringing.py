"""What procurement brings to the shared registries."""

from core.audit import register_actions
from core.registries import AccountPanel, register_account_panel, register_role_permissions
from core.roles import DEPUTY, HEAD, STAFF_ROLES, SUPPORT, VERIFIER
from core.tabular import register_import_kind
from procurement import personal
from procurement.imports import TENDERS
from procurement.stage_lists import STAGES
from procurement.views import package_panel


def register() -> None:
    """Called once, when the apps are ready."""
    personal.register()
    register_actions(
        package__schedule_copied="Salinan jadwal tender dicatat",
        package__schedule_imported="Salinan jadwal tender diimpor",
    )
    register_import_kind(TENDERS)
    register_import_kind(STAGES)
    register_account_panel(
        AccountPanel(
            key="procurement.packages", template="procurement/account_panel.html", order=40, context=package_panel
        )
    )
    for role in sorted(STAFF_ROLES):
        register_role_permissions(role, ["procurement.view_package", "procurement.view_schedule"])
    for role in (HEAD, DEPUTY, SUPPORT, VERIFIER):
        register_role_permissions(role, ["procurement.add_schedule"])
    for role in (SUPPORT, VERIFIER):
        register_role_permissions(role, ["core.view_tabularimport", TENDERS.permission])
