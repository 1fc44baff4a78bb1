"""What tickets bring to core's registries."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest

from core.audit import register_actions
from core.mail import register_public_kinds
from core.permissions import actor
from core.registries import (
    AccountPanel,
    DashboardCard,
    DeskPlace,
    FrontTask,
    register_account_panel,
    register_dashboard_card,
    register_desk_places,
    register_eraser,
    register_file_rule,
    register_front_task,
    register_role_permissions,
    register_tones,
)
from core.roles import DEPUTY, HEAD, SECRETARIAT, SUPPORT, SYSTEM_ADMIN, VERIFIER
from core.work import Duty, register_duty
from helpdesk.emails.ticket import RECEIVED_KIND
from helpdesk.enums.ticket import TicketState
from helpdesk.models import Ticket
from helpdesk.permissions.ticket import ADD, EVERY, REPORTER, VIEW, WORK
from helpdesk.personal import ticket as personal
from helpdesk.selectors.ticket import due_today, ticket_of_file


def register() -> None:
    """Called once, when the apps are ready."""
    personal.register()
    register_actions(
        ticket__opened="Tiket dibuka",
        ticket__viewed="Pelapor tiket yang dirahasiakan dibuka",
        ticket__claimed="Tiket diambil petugas",
        ticket__started="Penanganan tiket dimulai",
        ticket__classified="Klasifikasi tiket diubah",
        ticket__message_added="Pesan tiket ditambahkan",
        ticket__waits_for_user="Tiket menunggu pengguna",
        ticket__waits_for_lkpp="Tiket menunggu LKPP",
        ticket__resumed="Penanganan tiket dilanjutkan",
        ticket__resolved="Tiket dinyatakan selesai",
        ticket__reopened="Tiket dibuka lagi",
        ticket__closed="Tiket ditutup",
        ticket__merged="Tiket digabung",
        ticket__linked="Tiket dikaitkan",
        ticket__handed_over="Tiket diserahkan ke unit lain",
        ticket__referred="Tiket dijawab bukan kewenangan LPSE",
        ticket__warned="Petugas diingatkan sebelum jatuh tempo",
        ticket__erased="Data pelapor tiket dihapus menurut aturan",
        answer_template__saved="Templat jawaban disimpan",
    )
    register_public_kinds(RECEIVED_KIND)
    register_tones(
        {
            TicketState.NEW: "wait",
            TicketState.IN_PROGRESS: "info",
            TicketState.WAITING_USER: "warn",
            TicketState.WAITING_LKPP: "warn",
            TicketState.RESOLVED: "good",
            TicketState.CLOSED: "quiet",
            TicketState.MERGED: "stop",
        }
    )
    register_duty(Duty("tickets", "Jam layanan tiket", "helpdesk.keep_tickets", every=timedelta(minutes=1)))
    register_eraser(personal.tickets_of_person_erase)
    register_file_rule(ticket_of_file, permission=VIEW)
    register_desk_places(
        DeskPlace("Tiket", "ticket_desk:queue", 10, VIEW),
        DeskPlace("Catat telepon/kunjungan", "ticket_desk:new", 20, ADD),
    )
    register_dashboard_card(
        DashboardCard(
            key="tickets",
            template="helpdesk/desk/ticket_card.html",
            order=12,
            context=lambda request: due_today(request.user),
        )
    )
    register_account_panel(
        AccountPanel(key="helpdesk.tickets", template="helpdesk/tickets/account_panel.html", order=30, context=_own)
    )
    register_front_task(
        FrontTask(
            title="Minta bantuan",
            text="Pertanyaan, gangguan, pengaduan, atau saran. Tanpa akun pun bisa; Anda mendapat nomor tiket.",
            icon="life-buoy",
            url_name="tickets:start",
            order=50,
        )
    )
    _register_roles()


def _register_roles() -> None:
    register_role_permissions(SUPPORT, (VIEW, EVERY, ADD, WORK))
    register_role_permissions(SUPPORT, [f"helpdesk.{verb}_answertemplate" for verb in ("view", "add", "change")])
    for role in (HEAD, DEPUTY):
        register_role_permissions(role, (VIEW, EVERY, ADD, WORK, REPORTER, "helpdesk.view_answertemplate"))
    for role in (SECRETARIAT, SYSTEM_ADMIN, VERIFIER):
        register_role_permissions(role, (VIEW, WORK))


def _own(request: HttpRequest) -> dict[str, Any] | None:
    rows = list(Ticket.objects.owned_by(actor(request)).order_by("-pk")[:5])
    return {"tickets": rows} if rows else None
