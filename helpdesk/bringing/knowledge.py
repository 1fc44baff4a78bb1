"""What the knowledge base brings to core's registries (Pasal 11(2)b)."""

from datetime import timedelta

from core.audit import register_actions
from core.registries import (
    DashboardCard,
    DeskPlace,
    FrontTask,
    NavigationItem,
    register_dashboard_card,
    register_desk_places,
    register_front_task,
    register_navigation,
    register_role_permissions,
    register_tones,
)
from core.roles import DEPUTY, HEAD, STAFF_ROLES, SUPPORT
from core.work import Duty, register_duty
from helpdesk.enums.knowledge import ArticleState
from helpdesk.permissions.knowledge import ADD, CHECK, VIEW, WRITE
from helpdesk.personal import knowledge as personal
from helpdesk.selectors.knowledge import knowledge_due


def register() -> None:
    """Called once, when the apps are ready."""
    personal.register()
    register_actions(
        article__begun="Artikel bantuan dibuat",
        article__written="Rancangan artikel diubah",
        article__checked="Artikel diperiksa",
        article__returned="Artikel dikembalikan ke penulis",
        article__published="Artikel terbit",
        article__revised="Artikel dibuka untuk diperbaiki",
        article__withdrawn="Artikel ditarik",
        article__reviewed="Artikel ditinjau",
        article__loaded="Artikel awal dimuat",
        search_miss__done="Pencarian tanpa hasil ditindaklanjuti",
    )
    register_tones(
        {
            ArticleState.DRAFT: "quiet",
            ArticleState.CHECKED: "wait",
            ArticleState.PUBLISHED: "good",
            ArticleState.WITHDRAWN: "quiet",
        }
    )
    register_duty(Duty("knowledge", "Pencarian tanpa hasil", "helpdesk.keep_knowledge", every=timedelta(hours=6)))
    register_desk_places(
        DeskPlace("Artikel", "knowledge_desk:list", 10, VIEW),
        DeskPlace("Pencarian tanpa hasil", "knowledge_desk:misses", 20, VIEW),
    )
    register_dashboard_card(
        DashboardCard(
            key="knowledge",
            template="helpdesk/knowledge/desk/card.html",
            order=16,
            context=lambda request: knowledge_due(request.user),
        )
    )
    register_navigation(NavigationItem("Bantuan", "knowledge:index", 40))
    register_front_task(
        FrontTask(
            title="Cari jawaban",
            text="Lupa kata sandi, Apendo, unggah penawaran, INAPROC: panduan singkat yang dapat Anda ikuti sendiri.",
            icon="search",
            url_name="knowledge:index",
            order=45,
        )
    )
    for role in STAFF_ROLES:
        register_role_permissions(role, (VIEW,))
    for role in (HEAD, DEPUTY):
        register_role_permissions(role, (CHECK,))
    register_role_permissions(SUPPORT, (ADD, WRITE, CHECK))
