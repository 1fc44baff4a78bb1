"""Two people decide: erasing a person's data by rule (UU 27/2022), and taking off a second factor that was lost."""

from operator import attrgetter

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core import clock, profile
from core.audit import audit_record
from core.cases import case_numbers
from core.enums import AssignmentState, FileState, RequestKind, RequestState, RetentionFate
from core.files.services import file_erase
from core.formats import long_date
from core.holds import case_lock, refuse_held
from core.mail import mail_queue, render
from core.models import ErasureOrder, OutgoingMail, Person, PersonRequest, RoleAssignment, StoredFile, User
from core.people import OBJECT_TYPE, person_number
from core.permissions import can_decide_request, can_request
from core.refusals import BadInput, Forbidden, Refusal
from core.registries import ArchivedCase, archived_cases, erasers
from core.retention import retention
from core.roles import VENDOR
from core.transitions import WrongState, lock

ERASED_NAME = "Data dihapus menurut aturan"


def request_propose(*, person: Person, kind: str, reason: str, actor: User) -> PersonRequest:
    """Ask for it; nothing happens until somebody else agrees.

    Raises:
        Forbidden: `actor` may not ask, or asks about the own person.
        BadInput: no reason.
        Refusal: the same request waits, or there is nothing to erase or take off.
    """
    if not can_request(actor, person):
        raise Forbidden("Anda tidak berwenang mengajukan ini, atau ini data Anda sendiri.", code="forbidden")
    if not reason.strip():
        raise BadInput("Tulis alasan permintaan.", code="reason_missing", field="reason")
    with transaction.atomic():
        Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
        if PersonRequest.objects.filter(person=person, kind=kind, state=RequestState.PROPOSED).exists():
            raise Refusal("Permintaan yang sama masih menunggu keputusan.", code="already_proposed")
        _refuse_needless(person, kind)
        row = PersonRequest.objects.create(person=person, kind=kind, reason=reason.strip(), proposed_by=actor)
        _record("request.proposed", person, actor, kind=kind, reason=row.reason)
    return row


def request_decide(*, row: PersonRequest, accept: bool, actor: User, reason: str = "") -> PersonRequest:
    """Agree, and it is done at once; or refuse with a reason.

    Raises:
        Forbidden: `actor` may not decide, asked for it, or it is about the own person.
        WrongState: it was decided already; the sentence names by whom.
        BadInput: a refusal without a reason.
        Refusal: the data must stay for now, for example because a case is open.
    """
    with transaction.atomic():
        fresh = lock(row)
        if fresh.state != RequestState.PROPOSED:
            who = fresh.decided_by.full_name if fresh.decided_by else ""
            raise WrongState(f"Permintaan ini sudah diputuskan oleh {who}. Muat ulang halaman.", code="wrong_state")
        if not can_decide_request(actor, fresh):
            raise Forbidden(
                "Permintaan ini diputuskan oleh orang lain: bukan yang mengajukan, dan bukan orangnya sendiri.",
                code="second_person",
            )
        if not accept and not reason.strip():
            raise BadInput("Tulis alasan penolakan.", code="reason_missing", field="reason")
        if accept:
            act = person_erase if fresh.kind == RequestKind.ERASE else factor_reset
            act(person=fresh.person, actor=actor, asked_by=fresh.proposed_by, reason=fresh.reason)
        else:
            _record("request.refused", fresh.person, actor, kind=fresh.kind, reason=reason.strip())
        fresh.state = RequestState.DONE if accept else RequestState.REFUSED
        fresh.decided_by = actor
        fresh.decided_at = timezone.now()
        fresh.save(update_fields=["state", "decided_by", "decided_at"])
    return fresh


def person_erase(*, person: Person, actor: User, asked_by: User | None, reason: str) -> Person:
    """Empty everything that tells who the person is; only two people may bring it about (`request_decide`, erase_person).

    What stays: the audit trail and issued official documents, which the law has us keep; an account that nobody can
    use, so that they keep pointing at somebody.

    Args:
        actor: the second person.
        asked_by: the first one; None when it was asked for on the machine.

    Raises:
        Refusal: it was done already, the person holds a role, an app still needs the data, or the archive keeps a
            case: its retention runs, it is kept for good, or a legal hold stands.
    """
    with transaction.atomic():
        fresh = lock(person)
        _refuse_needless(fresh, RequestKind.ERASE)
        now = timezone.now()
        _order_archive(fresh, actor, asked_by, reason)
        for eraser in erasers():
            eraser(fresh)
        fresh.assignments.filter(state=AssignmentState.ACTIVE).update(state=AssignmentState.ENDED)
        fresh.assignments.filter(state=AssignmentState.PROPOSED).update(state=AssignmentState.REFUSED, decided_at=now)
        user = User.objects.select_for_update(of=("self",)).filter(person=fresh).first()
        if user is not None:
            _erase_account(user, actor, reason)
        fresh.full_name, fresh.position, fresh.rank = ERASED_NAME, "", ""
        fresh.nip = fresh.nik_hash = None
        fresh.nik = ""
        fresh.organization = None
        fresh.erased_at = now
        fresh.save()
        _record("person.erased", fresh, actor, reason=reason, asked_by=asked_by.username if asked_by else "")
    return fresh


def _order_archive(person: Person, actor: User, asked_by: User | None, reason: str) -> None:
    """Order the erasure of the person's archived cases and of what belongs to them, each past a class that says destroy."""
    lpse, today = profile.current(), clock.today()
    article = lpse.article("archive_rules")
    latest: dict[str, ArchivedCase] = {}
    for case in archived_cases(person):
        # Several apps may name one case; what happened last about it counts.
        latest[case.number] = max(latest.get(case.number, case), case, key=attrgetter("event_on"))
    for case in latest.values():
        case_lock(case.number)
        refuse_held(case.number)
        kept = retention(lpse, case.class_key, case.event_on)
        if kept is None or kept.rule.fate != RetentionFate.DESTROY:
            fate = RetentionFate(kept.rule.fate).label if kept else RetentionFate.KEEP.label
            raise Refusal(
                f"Berkas {case.number} adalah arsip dengan nasib akhir “{fate}” ({article}), jadi data orang ini tidak dihapus.",
                code="archive",
            )
        if not kept.is_to_be_destroyed(today):
            raise Refusal(
                f"Berkas {case.number} wajib disimpan sampai {long_date(kept.due_from)} ({article}). "
                "Data ini dapat dihapus mulai tanggal itu.",
                code="archive",
            )
        for number in case_numbers(case.number):
            ErasureOrder.objects.get_or_create(
                case_number=number,
                defaults={
                    "basis": f"Permintaan penghapusan data pribadi: {reason}"[:300],
                    "proposed_by": asked_by,
                    "approved_by": actor,
                },
            )


def _erase_account(user: User, actor: User, reason: str) -> None:
    """Files, mail, factors, sessions and names of an account; its row stays, empty and shut."""
    for file in StoredFile.objects.filter(owner=user):
        if file.state != FileState.ERASED:
            file_erase(file=file, actor=actor, reason=reason)
    StoredFile.objects.filter(owner=user).update(original_name="berkas dihapus", sha256="")
    OutgoingMail.objects.filter(Q(recipient=user) | Q(to__iexact=user.email)).delete()
    AccessAttempt.objects.filter(username__in=[user.username, user.email]).delete()
    _end_factors_and_sessions(user)
    user.api_tokens.filter(revoked_at__isnull=True).update(revoked_at=timezone.now())
    user.username = f"dihapus-{user.pk}"
    user.email = f"dihapus-{user.pk}@contoh.invalid"
    user.is_active = False
    user.last_login = None
    user.set_unusable_password()
    user.save()


def _end_factors_and_sessions(user: User) -> None:
    Authenticator.objects.filter(user=user).delete()
    for session in UserSession.objects.filter(user=user):
        session.end()


def factor_reset(*, person: Person, actor: User, asked_by: User | None, reason: str) -> None:
    """Take off a second factor whose phone and recovery codes are lost; the password stays, every session ends.

    Raises:
        Refusal: there is no factor.
    """
    with transaction.atomic():
        _refuse_needless(person, RequestKind.RESET_FACTOR)
        user = User.objects.get(person=person)
        _end_factors_and_sessions(user)
        _record("account.factor_removed", person, actor, reason=reason, asked_by=asked_by.username if asked_by else "")
        subject, body = render("core/emails/factor_reset.txt", {"user": user})
        mail_queue(to=user.email, kind="account.factor_reset", subject=subject, body=body, recipient=user)


def _refuse_needless(person: Person, kind: str) -> None:
    if kind == RequestKind.RESET_FACTOR:
        if not Authenticator.objects.filter(user__person=person).exists():
            raise Refusal("Akun orang ini tidak memakai langkah kedua, jadi tidak ada yang dilepas.", code="no_factor")
        return
    if person.erased_at is not None:
        raise Refusal("Data orang ini sudah dihapus.", code="erased")
    held = RoleAssignment.objects.in_force().filter(person=person).exclude(role=VENDOR)
    if held.exists():
        labels = ", ".join(row.role_object.label for row in held)
        raise Refusal(f"Orang ini masih memegang peran {labels}. Akhiri dahulu perannya, lalu ulangi.", code="has_role")


def _record(action: str, person: Person, actor: User, **data: str) -> None:
    audit_record(
        action=action,
        object_type=OBJECT_TYPE,
        object_number=person_number(person),
        actor=actor,
        data={key: value for key, value in data.items() if value},
    )
