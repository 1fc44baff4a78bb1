"""Who may use which address: one line an address, published by `manage.py routes`, proven by tests/test_access_matrix.py.

The table closes what it does not name (`lpse.gate`): an address without a line, a method that its line does not give.
Who may pass is decided by views, permissions and roles; the test asks every address as every role and fails when an
answer differs from its line, or when an address has no line (A1). So a new address gets its line here.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from core.roles import (
    AUDITOR,
    DEPUTY,
    HEAD,
    LKPP,
    OFFICIAL_ROLES,
    PA_KPA,
    POKJA,
    PPK,
    PROCUREMENT_OFFICER,
    ROLES,
    SECRETARIAT,
    STAFF_ROLES,
    SUPPORT,
    SYSTEM_ADMIN,
    VENDOR,
    VERIFIER,
)

# Besides the roles there are two more kinds of visitor.
ANONYMOUS = "anonymous"
NO_ROLE = "no_role"  # an account whose person holds no role now

Who = frozenset[str]
NOBODY: Who = frozenset()
SIGNED_IN: Who = frozenset({*ROLES, NO_ROLE})
ANYONE: Who = SIGNED_IN | {ANONYMOUS}
STAFF: Who = STAFF_ROLES


def only(*roles: str) -> Who:
    """These roles and nobody else."""
    return frozenset(roles)


@dataclass(frozen=True)
class Access:
    """One line of the table.

    Args:
        get: who may read it; the others are led to the sign-in page or refused, and POST by them changes nothing.
        post: who may send to it; nobody means that the address knows no POST.
        of: kind of the object in the address. Who may not see that object gets the answer for one that does not exist.
        own: the person the object belongs to may do all that `get` and `post` name, besides the roles.
        own_post: that person may send to it, and nobody else.
        secret: only the holder of a link with a secret gets past the door (mail links); to everybody else it is 404.
        scope: what a token must allow, on an address of the API that is not public.
        suspended: stays open to an account that is suspended for a case (`core.suspension`).
    """

    get: Who = NOBODY
    post: Who = NOBODY
    of: str = ""
    own: bool = False
    own_post: bool = False
    secret: bool = False
    scope: str = ""
    suspended: bool = False

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods that the address knows; none means that nobody uses it."""
        return (("GET", "HEAD") if self.get or self.own else ()) + (("POST",) if self.post or self.own_post else ())


def admin_list(
    model: str, *, view: Who, add: Who = NOBODY, change: Who = NOBODY, delete: Who = NOBODY
) -> dict[str, Access]:
    """The addresses that the browser admin makes for one list; `model` as in ``core.holiday``.

    Args:
        view: who sees the list, its pages, its history and its exports (which are a POST to the list).
    """
    name = f"admin:{model.replace('.', '_')}"
    return {
        f"{name}_changelist": Access(get=view, post=view),
        f"{name}_add": Access(get=add, post=add),
        f"{name}_history": Access(get=view, of=model),
        f"{name}_change": Access(get=view, post=change, of=model),
        f"{name}_delete": Access(get=delete, post=delete, of=model),
        # An old form of the address; it leads on to the page of the row.
        f"/admin/{model.replace('.', '/')}/<path:object_id>/": Access(get=STAFF, of=model),
    }


CALENDAR = only(HEAD, SECRETARIAT)
APPLICATIONS = only(HEAD, DEPUTY, VERIFIER)
OFFICERS = only(VERIFIER)
OFFICE = only(HEAD, DEPUTY, SECRETARIAT, SYSTEM_ADMIN)
CLERKS = only(HEAD, DEPUTY, SECRETARIAT, SYSTEM_ADMIN)
LEADERS = only(HEAD, DEPUTY)
DESK = only(HEAD, DEPUTY, SUPPORT)
KEEPERS = only(HEAD, DEPUTY, SYSTEM_ADMIN)
REGISTER = only(HEAD, DEPUTY, SECRETARIAT, VERIFIER)
COPIERS = only(HEAD, DEPUTY, VERIFIER, SUPPORT)
IMPORTERS = only(VERIFIER, SUPPORT)
ROOM_BOOKERS = only(VENDOR, *OFFICIAL_ROLES)
ROOM_VIEWERS = only(HEAD, DEPUTY, SUPPORT)
ROOM_OFFICERS = only(SUPPORT)
WITNESS_VIEWERS = only(HEAD, DEPUTY, SUPPORT)
WITNESS_WRITERS = only(SUPPORT)
PACKAGE_READERS = only(*STAFF_ROLES, PA_KPA, PPK, POKJA, PROCUREMENT_OFFICER, LKPP)
ESCALATION_VIEWERS = only(HEAD, DEPUTY, SECRETARIAT, SYSTEM_ADMIN, SUPPORT)
ESCALATION_WRITERS = only(SYSTEM_ADMIN, SUPPORT)
TRAINING_VIEWERS = only(HEAD, DEPUTY, SUPPORT)
TRAINING_OFFICERS = only(SUPPORT)
PARTICIPANTS = only(VENDOR, *OFFICIAL_ROLES)
ARTICLE_WRITERS = only(SUPPORT)
ANNOUNCEMENT_WRITERS = only(SUPPORT)

ACCESS: dict[str, Access] = {
    # The portal itself
    "home": Access(get=ANYONE),
    "healthz": Access(get=ANYONE, suspended=True),
    "readyz": Access(get=ANYONE, suspended=True),
    "theme": Access(get=ANYONE, suspended=True),
    "coat_of_arms": Access(get=ANYONE, suspended=True),
    "favicon": Access(get=ANYONE, suspended=True),
    # Official documents and files
    "core:document_search": Access(get=ANYONE),
    "core:document_check": Access(get=ANYONE, post=ANYONE, of="document"),
    "core:document_download": Access(get=REGISTER, of="document", own=True),
    "core:file_viewer": Access(of="file", own=True),
    "core:file_state": Access(of="file", own=True),
    "core:file_page": Access(of="file", own=True),
    "core:file": Access(of="file", own=True),
    # Registration
    "registration:requirements": Access(get=ANYONE),
    "registration:status": Access(get=ANYONE, post=ANYONE),
    "registration:api_standing": Access(get=ANYONE, of="application", secret=True),
    "registration:forms": Access(get=ANYONE),
    "registration:blank_form": Access(get=ANYONE, of="blank_form"),
    "registration:form_pdf": Access(get=APPLICATIONS, post=APPLICATIONS, of="application", own=True),
    "registration:signup": Access(get=ANYONE),
    "registration:vendor_signup": Access(get=ANYONE, post=ANYONE),
    "registration:signup_sent": Access(get=ANYONE),
    "registration:confirmation_link": Access(get=ANYONE, secret=True),
    "registration:confirmation": Access(get=ANYONE, post=ANYONE, secret=True),
    "registration:own": Access(get=SIGNED_IN),
    "registration:regions": Access(get=SIGNED_IN),
    "registration:application": Access(of="application", own=True),
    "registration:step": Access(of="application", own=True, own_post=True),
    "registration:documents": Access(of="application", own=True),
    "registration:document": Access(of="application", own=True, own_post=True),
    "registration:document_remove": Access(of="application_file", own_post=True),
    "registration:review": Access(of="application", own=True),
    "registration:submit": Access(of="complete_application", own=True, own_post=True),
    "registration:submitted": Access(of="submitted_application", own=True),
    "registration:withdraw": Access(of="application", own=True, own_post=True),
    "registration:restart": Access(of="ended_application", own=True, own_post=True),
    # Officials: own pages, the desk, agreements
    "registration:official_signup": Access(get=ANYONE, post=ANYONE),
    "registration:official": Access(of="official", own=True),
    "registration:official_step": Access(of="official", own=True, own_post=True),
    "registration:official_scan": Access(of="official", own=True, own_post=True),
    "registration:official_review": Access(of="official", own=True),
    "registration:official_submit": Access(of="official", own=True, own_post=True),
    "registration:official_submitted": Access(of="submitted_official", own=True),
    "registration:official_withdraw": Access(of="official", own=True, own_post=True),
    "registration:official_renew": Access(of="approved_official", own=True, own_post=True),
    "desk:officials": Access(get=APPLICATIONS),
    "desk:official": Access(get=APPLICATIONS, of="waiting_official"),
    "desk:official_original": Access(post=OFFICERS, of="waiting_official"),
    "desk:official_return": Access(get=OFFICERS, post=OFFICERS, of="waiting_official"),
    "desk:official_approve": Access(get=OFFICERS, post=OFFICERS, of="waiting_official"),
    "desk:official_reject": Access(get=OFFICERS, post=OFFICERS, of="waiting_official"),
    **admin_list("registration.officialrequest", view=APPLICATIONS),
    **admin_list("core.serviceagreement", view=only(HEAD, DEPUTY, SECRETARIAT, VERIFIER), add=CALENDAR),
    "admin:core_serviceagreement_end": Access(get=CALENDAR, post=CALENDAR, of="core.serviceagreement"),
    # Counter, objection, transparency
    "registration:performance": Access(get=ANYONE),
    "registration:counter_link": Access(get=ANYONE, secret=True),
    "registration:counter_confirm": Access(get=ANYONE, post=ANYONE, secret=True),
    "desk:counter": Access(get=OFFICERS, post=OFFICERS),
    "desk:counter_case": Access(get=OFFICERS, of="counter_entry", own_post=True),
    "desk:counter_upload": Access(of="counter_entry", own_post=True),
    "desk:counter_phone": Access(own_post=True, of="counter_entry"),
    "desk:counter_papers": Access(get=OFFICERS, of="counter_entry"),
    "verification:phone_link": Access(get=ANYONE, secret=True),
    "verification:phone": Access(get=ANYONE, post=ANYONE, secret=True),
    "desk:counter_send": Access(of="counter_entry", own_post=True),
    "desk:counter_correct": Access(of="counter_entry", own_post=True),
    "objection:own": Access(of="rejected_application", own=True, own_post=True),
    "objection:file_remove": Access(of="objection_file", own_post=True),
    "desk:objections": Access(get=APPLICATIONS),
    "desk:objection": Access(get=APPLICATIONS, post=only(HEAD, VERIFIER), of="objection"),
    # Change requests
    "registration:changes": Access(of="approved_application", own=True, own_post=True),
    "registration:change": Access(of="change", own=True),
    "registration:change_form": Access(of="change", own=True, own_post=True),
    "registration:change_submit": Access(of="complete_change", own=True, own_post=True),
    "registration:change_withdraw": Access(of="change", own=True, own_post=True),
    "registration:change_document": Access(of="change", own=True, own_post=True),
    "registration:change_document_remove": Access(of="change_file", own_post=True),
    **admin_list("registration.changerequest", view=APPLICATIONS),
    # The API
    "api:schema": Access(get=ANYONE),
    "api:docs": Access(get=ANYONE),
    "api:document_list": Access(get=frozenset(ROLES), scope="documents.read"),
    "api:document_check": Access(get=ANYONE, of="document"),
    # Accounts
    "account_home": Access(get=SIGNED_IN),
    "account_login": Access(get=ANYONE, post=ANYONE),
    # The step between the password and being signed in; who is signed in is led home, who typed no password to the first.
    "mfa_authenticate": Access(get=SIGNED_IN, post=SIGNED_IN),
    "account_logout": Access(get=SIGNED_IN, post=SIGNED_IN, suspended=True),
    "account_inactive": Access(get=ANYONE),
    "account_reauthenticate": Access(get=SIGNED_IN, post=SIGNED_IN, suspended=True),
    "mfa_reauthenticate": Access(get=SIGNED_IN, post=SIGNED_IN, suspended=True),
    "account_change_password": Access(get=SIGNED_IN, post=SIGNED_IN),
    "account_reset_password": Access(get=ANYONE, post=ANYONE),
    "account_reset_password_done": Access(get=ANYONE),
    "account_reset_password_from_key": Access(get=ANYONE, post=ANYONE),
    "account_reset_password_from_key_done": Access(get=ANYONE),
    "account_email_change": Access(get=SIGNED_IN, post=SIGNED_IN),
    "account_email_confirm": Access(get=SIGNED_IN, post=SIGNED_IN, secret=True),
    "account_sessions": Access(get=SIGNED_IN, post=SIGNED_IN),
    "api_tokens": Access(get=SIGNED_IN),
    "api_token_new": Access(get=SIGNED_IN, post=SIGNED_IN),
    "api_token_end": Access(of="api_token", own=True, own_post=True),
    # The right of access (UU 27/2022) does not end with a suspension; the password is asked for there too.
    "own_data": Access(get=SIGNED_IN, post=SIGNED_IN, suspended=True),
    "own_data_download": Access(get=SIGNED_IN, suspended=True),
    "mfa_index": Access(get=SIGNED_IN),
    "mfa_activate_totp": Access(get=SIGNED_IN, post=SIGNED_IN),
    # 404 to those who have no factor.
    "mfa_deactivate_totp": Access(get=SIGNED_IN, post=SIGNED_IN, secret=True),
    "mfa_view_recovery_codes": Access(get=SIGNED_IN, secret=True),
    "mfa_generate_recovery_codes": Access(get=SIGNED_IN, post=SIGNED_IN),
    "mfa_download_recovery_codes": Access(get=SIGNED_IN, secret=True),
    # Tickets
    "tickets:start": Access(get=ANYONE, post=ANYONE),
    "tickets:new": Access(get=ANYONE, post=ANYONE),
    "tickets:ticket": Access(get=ANYONE, post=ANYONE, of="own_ticket", own=True, secret=True),
    "tickets:sent": Access(get=ANYONE, of="own_ticket", own=True, secret=True),
    "tickets:confirm": Access(post=ANYONE, of="own_ticket", own_post=True, secret=True),
    "tickets:attach": Access(post=ANYONE, of="own_ticket", own_post=True, secret=True),
    "ticket_desk:queue": Access(get=STAFF),
    "ticket_desk:new": Access(get=DESK, post=DESK),
    "ticket_desk:case": Access(get=DESK, of="ticket"),
    "ticket_desk:act": Access(post=DESK, of="ticket"),
    **admin_list("helpdesk.ticket", view=STAFF),
    # The row leads on to the desk, which shows other units only what lies with them.
    "admin:helpdesk_ticket_change": Access(get=DESK, of="helpdesk.ticket"),
    "admin:helpdesk_ticket_history": Access(get=DESK, of="helpdesk.ticket"),
    **admin_list("helpdesk.inboundmail", view=DESK),
    **admin_list("helpdesk.answertemplate", view=DESK, add=only(SUPPORT), change=only(SUPPORT)),
    # Knowledge base
    "knowledge:index": Access(get=ANYONE),
    "knowledge:suggest": Access(post=ANYONE),
    "knowledge:article": Access(get=ANYONE, of="article"),
    "knowledge:vote": Access(post=ANYONE, of="article"),
    "knowledge_desk:list": Access(get=STAFF),
    "knowledge_desk:new": Access(get=ARTICLE_WRITERS, post=ARTICLE_WRITERS),
    "knowledge_desk:misses": Access(get=STAFF),
    "knowledge_desk:miss_done": Access(post=ARTICLE_WRITERS),
    "knowledge_desk:article": Access(get=STAFF, of="article_draft"),
    "knowledge_desk:edit": Access(get=ARTICLE_WRITERS, post=ARTICLE_WRITERS, of="article_draft"),
    "knowledge_desk:difference": Access(get=STAFF, of="article"),
    "knowledge_desk:check": Access(post=DESK, of="article_draft"),
    "knowledge_desk:return": Access(post=DESK, of="article_draft"),
    "knowledge_desk:publish": Access(post=DESK, of="article_draft"),
    "knowledge_desk:revise": Access(post=ARTICLE_WRITERS, of="article_draft"),
    "knowledge_desk:withdraw": Access(post=ARTICLE_WRITERS, of="article_draft"),
    "knowledge_desk:reviewed": Access(post=ARTICLE_WRITERS, of="article_draft"),
    **admin_list("helpdesk.article", view=STAFF),
    # Announcements (Pasal 23d)
    "announcements:index": Access(get=ANYONE),
    "announcements:feed": Access(get=ANYONE),
    "announcements:subscribe": Access(get=ANYONE, post=ANYONE),
    "announcements:asked": Access(get=ANYONE),
    "announcements:confirm": Access(get=ANYONE, post=ANYONE),
    "announcements:leave": Access(get=ANYONE, post=ANYONE),
    "announcements:announcement": Access(get=ANYONE, of="announcement"),
    "announcements:letter": Access(get=ANYONE, of="announcement", secret=True),
    "announcement_desk:list": Access(get=STAFF),
    "announcement_desk:new": Access(get=ANNOUNCEMENT_WRITERS, post=ANNOUNCEMENT_WRITERS),
    "announcement_desk:announcement": Access(get=STAFF, of="announcement_draft"),
    "announcement_desk:edit": Access(get=ANNOUNCEMENT_WRITERS, post=ANNOUNCEMENT_WRITERS, of="announcement_draft"),
    "announcement_desk:approve": Access(post=DESK, of="announcement_draft"),
    "announcement_desk:discard": Access(post=ANNOUNCEMENT_WRITERS, of="announcement_draft"),
    "announcement_desk:correct": Access(post=DESK, of="announcement_draft"),
    "announcement_desk:withdraw": Access(post=LEADERS, of="announcement_draft"),
    **admin_list("helpdesk.announcement", view=STAFF),
    # Verification
    "verification:receipt_link": Access(get=ANYONE, secret=True),
    "verification:receipt": Access(get=ANYONE, post=ANYONE, secret=True),
    "desk:queue": Access(get=APPLICATIONS),
    "desk:case": Access(get=APPLICATIONS, of="case"),
    "desk:claim": Access(post=OFFICERS, of="case"),
    "desk:release": Access(post=OFFICERS, of="case"),
    "desk:take_over": Access(get=OFFICERS, post=OFFICERS, of="case"),
    "desk:presenter": Access(post=OFFICERS, of="case"),
    "desk:blacklist": Access(post=OFFICERS, of="case"),
    "desk:check": Access(post=OFFICERS, of="case"),
    "desk:return": Access(get=OFFICERS, post=OFFICERS, of="case"),
    "desk:approve": Access(get=OFFICERS, post=OFFICERS, of="case"),
    "desk:reject": Access(get=OFFICERS, post=OFFICERS, of="case"),
    "desk:activate": Access(get=OFFICERS, post=OFFICERS, of="case"),
    # Visits and queue
    "visits:own": Access(get=SIGNED_IN),
    "visits:screen": Access(get=ANYONE),
    "visits:visit": Access(of="booked_application", own=True, own_post=True),
    "visits:move": Access(of="booked_application", own=True, own_post=True),
    "visits:cancel": Access(of="booked_application", own=True, own_post=True),
    "visits:calendar": Access(of="booked_application", own=True),
    **admin_list("core.visit", view=APPLICATIONS),
    "desk:visits": Access(get=APPLICATIONS),
    "desk:visit_check_in": Access(post=OFFICERS),
    "desk:visit_walk_in": Access(post=OFFICERS),
    "desk:visit_call": Access(post=OFFICERS),
    "desk:visit_slip": Access(get=APPLICATIONS, of="queued_visit"),
    "desk:visit_served": Access(post=OFFICERS, of="queued_visit"),
    "desk:visit_no_show": Access(post=OFFICERS, of="queued_visit"),
    # Rooms (Pasal 23a-b)
    "rooms:list": Access(get=ANYONE),
    "rooms:room": Access(get=ANYONE, post=ROOM_BOOKERS, of="room"),
    "rooms:own": Access(get=SIGNED_IN),
    "rooms:booking": Access(of="room_booking", own=True),
    "rooms:cancel": Access(of="room_booking", own=True, own_post=True),
    "rooms:calendar": Access(of="room_booking", own=True),
    "room_desk:today": Access(get=ROOM_VIEWERS),
    "room_desk:check_in": Access(post=ROOM_OFFICERS),
    "room_desk:new": Access(get=ROOM_OFFICERS, post=ROOM_OFFICERS),
    "room_desk:week": Access(get=ROOM_VIEWERS),
    "room_desk:usage": Access(get=ROOM_VIEWERS),
    "room_desk:booking": Access(get=ROOM_VIEWERS, of="room_booking"),
    "room_desk:slip": Access(get=ROOM_VIEWERS, of="room_visit"),
    "room_desk:confirm": Access(post=ROOM_VIEWERS, of="room_request"),
    "room_desk:decline": Access(post=ROOM_VIEWERS, of="room_request"),
    "room_desk:cancel": Access(post=ROOM_OFFICERS, of="room_booking"),
    "room_desk:finish": Access(post=ROOM_OFFICERS, of="room_visit"),
    "room_desk:no_show": Access(post=ROOM_OFFICERS, of="room_booking"),
    "room_desk:voucher": Access(post=ROOM_OFFICERS, of="room_visit"),
    **admin_list("helpdesk.room", view=ROOM_VIEWERS, add=only(HEAD, SUPPORT), change=only(HEAD, SUPPORT)),
    **admin_list("helpdesk.roombooking", view=ROOM_VIEWERS),
    **admin_list("helpdesk.roomdesk", view=ROOM_VIEWERS),
    # Deactivation (Pasal 10(4)), national account, national blacklist
    "verification:deactivation": Access(of="deactivation", own=True, suspended=True),
    "verification:deactivation_reply": Access(of="deactivation", own=True, own_post=True, suspended=True),
    "verification:deactivation_letter": Access(of="deactivation", own=True, suspended=True),
    "desk:deactivations": Access(get=APPLICATIONS),
    "desk:deactivation": Access(get=APPLICATIONS, of="deactivation"),
    "desk:deactivation_new": Access(get=OFFICERS, post=OFFICERS, of="user_id"),
    "desk:deactivation_decide": Access(get=LEADERS, post=LEADERS, of="deactivation"),
    "desk:deactivation_evidence": Access(get=OFFICERS, post=OFFICERS, of="deactivation"),
    "desk:deactivation_spse": Access(get=OFFICERS, post=OFFICERS, of="deactivation"),
    "desk:reactivation_new": Access(get=OFFICERS, post=OFFICERS, of="deactivation"),
    "desk:reactivation_decide": Access(get=LEADERS, post=LEADERS, of="deactivation"),
    "desk:national_account": Access(get=OFFICERS, post=OFFICERS, of="approved_case"),
    "desk:blacklist_copies": Access(get=APPLICATIONS, post=OFFICERS),
    "desk:blacklist_draft": Access(get=OFFICERS, post=OFFICERS, of="blacklist_draft"),
    **admin_list("verification.deactivation", view=APPLICATIONS),
    **admin_list("verification.blacklistsnapshot", view=APPLICATIONS),
    **admin_list("verification.blacklistentry", view=APPLICATIONS),
    # Escalations to LKPP (Pasal 24(3), 9(2)c)
    "escalations:list": Access(get=ESCALATION_VIEWERS),
    "escalations:new": Access(get=ESCALATION_WRITERS, post=ESCALATION_WRITERS),
    "escalations:case": Access(get=ESCALATION_VIEWERS, of="escalation"),
    "escalations:change": Access(get=ESCALATION_WRITERS, post=ESCALATION_WRITERS, of="escalation"),
    "escalations:letter": Access(get=ESCALATION_VIEWERS, of="issued_escalation"),
    "escalations:bundle": Access(get=ESCALATION_VIEWERS, of="issued_escalation"),
    "escalations:evidence_remove": Access(post=ESCALATION_WRITERS, of="escalation"),
    "escalations:act": Access(post=LEADERS, of="escalation"),
    **admin_list("helpdesk.escalation", view=ESCALATION_VIEWERS),
    # Trainings (Pasal 11(2)d)
    "training:list": Access(get=ANYONE),
    "training:calendar": Access(get=ANYONE),
    "training:own": Access(get=SIGNED_IN),
    "training:training": Access(get=ANYONE, post=PARTICIPANTS, of="training"),
    "training:training_file": Access(get=ANYONE, of="training"),
    "training:sent": Access(get=ANYONE, of="training"),
    "training:attend": Access(get=ANYONE, post=ANYONE, of="training"),
    "training:link": Access(get=ANYONE, of="training_enrolment", secret=True),
    "training:enrolment": Access(get=ANYONE, of="training_enrolment", own=True, secret=True),
    "training:enrolment_ics": Access(get=ANYONE, of="training_enrolment", own=True, secret=True),
    "training:confirm": Access(post=ANYONE, of="training_enrolment", own_post=True, secret=True),
    "training:leave": Access(get=ANYONE, post=ANYONE, of="training_enrolment", own=True, own_post=True, secret=True),
    "training:evaluate": Access(get=ANYONE, post=ANYONE, of="training_attended", own=True, own_post=True, secret=True),
    "training_desk:list": Access(get=TRAINING_VIEWERS),
    "training_desk:new": Access(get=TRAINING_OFFICERS, post=TRAINING_OFFICERS),
    "training_desk:never": Access(get=TRAINING_VIEWERS),
    "training_desk:figures": Access(get=TRAINING_VIEWERS),
    "training_desk:training": Access(get=TRAINING_VIEWERS, of="training"),
    "training_desk:change": Access(get=TRAINING_OFFICERS, post=TRAINING_OFFICERS, of="training"),
    "training_desk:open": Access(post=TRAINING_OFFICERS, of="training_draft"),
    "training_desk:close": Access(post=TRAINING_OFFICERS, of="training"),
    "training_desk:hold": Access(post=TRAINING_OFFICERS, of="training"),
    "training_desk:cancel": Access(get=TRAINING_OFFICERS, post=TRAINING_OFFICERS, of="training"),
    "training_desk:enter": Access(get=TRAINING_OFFICERS, post=TRAINING_OFFICERS, of="training"),
    "training_desk:screen": Access(get=TRAINING_OFFICERS, of="training"),
    "training_desk:certificates": Access(post=TRAINING_OFFICERS, of="training_held"),
    "training_desk:attendance_list": Access(post=TRAINING_OFFICERS, of="training_held"),
    "training_desk:document": Access(get=TRAINING_VIEWERS, of="training_held"),
    "training_desk:attended": Access(post=TRAINING_OFFICERS, of="training_attended"),
    "training_desk:not_attended": Access(post=TRAINING_OFFICERS, of="training_attended"),
    "training_desk:remove": Access(post=TRAINING_OFFICERS, of="training_enrolment"),
    "training_desk:correct": Access(get=TRAINING_OFFICERS, post=TRAINING_OFFICERS, of="training_certified"),
    **admin_list("helpdesk.training", view=TRAINING_VIEWERS),
    # Berita acara kesaksian (Pasal 24(2))
    "witness:list": Access(get=SIGNED_IN),
    "witness:report": Access(get=WITNESS_VIEWERS, of="delivered_report", own=True),
    "witness:pdf": Access(get=WITNESS_VIEWERS, of="delivered_report", own=True),
    "witness_desk:list": Access(get=WITNESS_VIEWERS),
    "witness_desk:new": Access(get=WITNESS_WRITERS, post=WITNESS_WRITERS),
    "witness_desk:report": Access(get=WITNESS_VIEWERS, of="witness_draft"),
    "witness_desk:data": Access(get=WITNESS_WRITERS, post=WITNESS_WRITERS, of="witness_draft"),
    "witness_desk:lkpp": Access(get=WITNESS_WRITERS, post=WITNESS_WRITERS, of="witness_draft"),
    "witness_desk:check": Access(post=WITNESS_VIEWERS, of="witness_draft"),
    "witness_desk:return": Access(get=WITNESS_VIEWERS, post=WITNESS_VIEWERS, of="checked_report"),
    "witness_desk:finalise": Access(get=LEADERS, post=LEADERS, of="checked_report"),
    "witness_desk:seal": Access(post=WITNESS_VIEWERS, of="final_report"),
    "witness_desk:signature": Access(get=WITNESS_WRITERS, post=WITNESS_WRITERS, of="final_report"),
    "witness_desk:recipients": Access(get=WITNESS_WRITERS, post=WITNESS_WRITERS, of="final_report"),
    "witness_desk:recipient_remove": Access(post=WITNESS_WRITERS, of="final_report"),
    "witness_desk:deliver": Access(post=WITNESS_WRITERS, of="final_report"),
    "witness_desk:tender_end": Access(get=WITNESS_WRITERS, post=WITNESS_WRITERS, of="final_report"),
    "witness_desk:correct": Access(post=WITNESS_WRITERS, of="final_report"),
    "witness_desk:pdf": Access(get=WITNESS_VIEWERS, of="delivered_report"),
    "witness_desk:participants": Access(get=WITNESS_WRITERS, post=WITNESS_WRITERS, of="witness_draft"),
    "witness_desk:row_add": Access(get=WITNESS_WRITERS, post=WITNESS_WRITERS, of="witness_draft"),
    "witness_desk:row": Access(get=WITNESS_WRITERS, post=WITNESS_WRITERS, of="witness_draft"),
    "witness_desk:row_remove": Access(post=WITNESS_WRITERS, of="witness_draft"),
    **admin_list("helpdesk.witnessreport", view=WITNESS_VIEWERS),
    # Change requests at the desk
    "desk:changes": Access(get=APPLICATIONS),
    "desk:change_entry": Access(get=OFFICERS, post=OFFICERS),
    "desk:change_entry_papers": Access(get=OFFICERS, post=OFFICERS, of="entered_change"),
    "desk:change": Access(get=APPLICATIONS, of="desk_change"),
    "desk:change_claim": Access(post=OFFICERS, of="desk_change"),
    "desk:change_release": Access(post=OFFICERS, of="desk_change"),
    "desk:change_take_over": Access(get=OFFICERS, post=OFFICERS, of="desk_change"),
    "desk:change_presenter": Access(post=OFFICERS, of="desk_change"),
    "desk:change_check": Access(post=OFFICERS, of="desk_change"),
    "desk:change_return": Access(get=OFFICERS, post=OFFICERS, of="desk_change"),
    "desk:change_approve": Access(get=OFFICERS, post=OFFICERS, of="desk_change"),
    "desk:change_reject": Access(get=OFFICERS, post=OFFICERS, of="desk_change"),
    # Archive
    "core:file_reason": Access(of="file", own=True, own_post=True),
    "desk:archive": Access(get=APPLICATIONS),
    "desk:archive_case": Access(get=APPLICATIONS, of="archived_case"),
    "desk:bundle": Access(post=only(HEAD, VERIFIER), of="archived_case"),
    "desk:bundle_download": Access(get=only(HEAD, VERIFIER), post=only(HEAD, VERIFIER), of="archived_case"),
    "desk:hold": Access(get=APPLICATIONS, post=APPLICATIONS, of="archived_case"),
    "desk:hold_decide": Access(post=LEADERS, of="held_case"),
    "desk:archive_views": Access(get=APPLICATIONS, post=APPLICATIONS, of="archived_case"),
    "desk:destructions": Access(get=APPLICATIONS),
    "desk:destruction_propose": Access(get=APPLICATIONS, post=APPLICATIONS),
    "desk:destruction": Access(get=APPLICATIONS, of="destruction"),
    "desk:destruction_decide": Access(post=LEADERS, of="destruction"),
    # Tabular imports; who may use the pages of one kind is asked of that kind, here the register of User IDs
    "imports:list": Access(get=IMPORTERS),
    "imports:new": Access(get=OFFICERS, post=OFFICERS, of="import_kind"),
    "imports:template": Access(get=OFFICERS, of="import_kind"),
    "imports:import": Access(get=OFFICERS, of="import"),
    "imports:map": Access(post=OFFICERS, of="import"),
    "imports:run": Access(post=OFFICERS, of="import"),
    "imports:discard": Access(post=OFFICERS, of="import"),
    "imports:bad_rows": Access(get=OFFICERS, of="import"),
    **admin_list("core.tabularimport", view=OFFICERS),
    "admin:core_tabularimport_changelist": Access(get=IMPORTERS, post=IMPORTERS),
    # The mirror of SPSE: nobody adds, changes or deletes a package (Pasal 3(3))
    "packages:list": Access(get=PACKAGE_READERS | only(AUDITOR)),
    "packages:package": Access(get=PACKAGE_READERS, of="package"),
    **admin_list("procurement.package", view=STAFF),
    "admin:procurement_package_copy_schedule": Access(get=COPIERS, post=COPIERS, of="procurement.package"),
    # Failures of the protection of personal data
    "breach:list": Access(get=KEEPERS),
    "breach:new": Access(get=KEEPERS, post=KEEPERS),
    "breach:breach": Access(get=KEEPERS, of="breach"),
    "breach:words": Access(get=LEADERS, post=LEADERS, of="breach"),
    "breach:draft": Access(get=KEEPERS, of="breach"),
    "breach:export": Access(get=LEADERS, of="breach"),
    "breach:issue": Access(post=LEADERS, of="breach"),
    "breach:tell_subjects": Access(post=LEADERS, of="issued_breach"),
    "breach:tell_authority": Access(get=LEADERS, post=LEADERS, of="issued_breach"),
    "breach:cancel": Access(get=LEADERS, post=LEADERS, of="breach"),
    "breach:retry": Access(post=KEEPERS, of="failed_breach"),
    **admin_list("core.breachnotice", view=KEEPERS),
    # The browser admin
    "admin:index": Access(get=STAFF),
    "admin:app_list": Access(get=STAFF),
    "admin:search": Access(get=STAFF),
    "admin:login": Access(get=STAFF, post=STAFF),
    "admin:logout": Access(post=ANYONE),
    "admin:password_change": Access(get=STAFF, post=STAFF),
    "admin:password_change_done": Access(get=STAFF),
    "admin:autocomplete": Access(),
    "admin:jsi18n": Access(get=STAFF),
    "admin:view_on_site": Access(),
    "/admin/<url>": Access(),
    **admin_list(
        "core.holiday", view=CALENDAR | {DEPUTY, SYSTEM_ADMIN}, add=CALENDAR, change=CALENDAR, delete=CALENDAR
    ),
    **admin_list("core.auditevent", view=only(HEAD, DEPUTY)),
    **admin_list("core.auditanchor", view=only(HEAD, DEPUTY)),
    **admin_list("core.numbercounter", view=CALENDAR | {DEPUTY}),
    **admin_list("core.organization", view=OFFICE, add=CALENDAR, change=CALENDAR),
    **admin_list("core.outgoingmail", view=OFFICE),
    "admin:core_outgoingmail_resend": Access(get=OFFICE, post=OFFICE, of="core.outgoingmail"),
    **admin_list("core.slatarget", view=STAFF, add=only(HEAD), change=only(HEAD)),
    **admin_list("core.profileversion", view=OFFICE, add=only(HEAD)),
    **admin_list("core.officialdocument", view=REGISTER),
    "admin:core_officialdocument_void": Access(
        get=only(HEAD, DEPUTY), post=only(HEAD, DEPUTY), of="core.officialdocument"
    ),
    "admin:core_officialdocument_retry": Access(get=REGISTER, post=REGISTER, of="core.officialdocument"),
    **admin_list("verification.case", view=APPLICATIONS),
    **admin_list("verification.userid", view=APPLICATIONS),
    **admin_list("verification.decision", view=APPLICATIONS),
    **admin_list("core.person", view=CLERKS, add=CLERKS, change=CLERKS),
    "admin:core_person_open_account": Access(get=CLERKS, post=CLERKS, of="core.person"),
    "admin:core_person_propose_role": Access(get=CLERKS, post=CLERKS, of="core.person"),
    "admin:core_person_ask_erasure": Access(get=CLERKS, post=CLERKS, of="core.person"),
    "admin:core_person_ask_factor_reset": Access(get=CLERKS, post=CLERKS, of="core.person"),
    **admin_list("core.personrequest", view=CLERKS),
    "admin:core_personrequest_accept": Access(get=LEADERS, post=LEADERS, of="core.personrequest"),
    "admin:core_personrequest_refuse": Access(get=LEADERS, post=LEADERS, of="core.personrequest"),
    **admin_list("core.user", view=CLERKS),
    "admin:core_user_invite": Access(get=CLERKS, post=CLERKS, of="core.user"),
    "admin:core_user_close": Access(get=CLERKS, post=CLERKS, of="core.user"),
    "admin:core_user_reopen": Access(get=CLERKS, post=CLERKS, of="core.user"),
    **admin_list("core.roleassignment", view=CLERKS),
    "admin:core_roleassignment_accept": Access(get=LEADERS, post=LEADERS, of="core.roleassignment"),
    "admin:core_roleassignment_refuse": Access(get=LEADERS, post=LEADERS, of="core.roleassignment"),
    "admin:core_roleassignment_end": Access(get=LEADERS, post=LEADERS, of="core.roleassignment"),
    **admin_list("registration.application", view=APPLICATIONS),
    **admin_list("core.storedfile", view=only(HEAD, DEPUTY, SYSTEM_ADMIN, VERIFIER, SUPPORT)),
}


def spoken(who: Iterable[str]) -> list[str] | str:
    """A set of visitors in short: ``anyone``, ``signed_in``, ``staff`` or the sorted roles."""
    named = frozenset(who)
    for word, whole in (("anyone", ANYONE), ("signed_in", SIGNED_IN), ("staff", STAFF)):
        if named == whole:
            return word
    return sorted(named)
