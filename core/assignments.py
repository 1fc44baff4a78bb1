"""Giving and taking roles (rule 2): one person proposes, another decides, every step in the audit trail.

What Pasal 13(3) forbids is refused by the database itself (`RoleAssignment`); the services turn its refusal into a
sentence.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from psycopg2.extras import DateTimeTZRange

from core.audit import audit_record
from core.enums import AssignmentState
from core.models import Person, RoleAssignment, User
from core.people import OBJECT_TYPE, account_open, person_number
from core.permissions import can_decide_role, can_end_role, can_propose_role
from core.refusals import BadInput, Forbidden, Refusal
from core.roles import DEPUTY, HEAD, ROLES
from core.transitions import WrongState, lock

FOUNDING_ROLES = (HEAD, DEPUTY)


def role_found(
    *, role: str, full_name: str, username: str, email: str, nip: str | None = None, letter_number: str = ""
) -> User:
    """Make the first Kepala or Wakil, who can then propose and decide for everybody else.

    Only while nobody holds the role; used by `manage.py create_head`, so by whoever runs the machine.

    Raises:
        Refusal: somebody holds the role now.
        BadInput: the role is no founding role, or the account's data is not acceptable.
    """
    if role not in FOUNDING_ROLES:
        raise BadInput("Peran awal hanya Kepala atau Wakil Kepala LPSE.", code="not_founding", field="role")
    with transaction.atomic():
        if RoleAssignment.objects.in_force().filter(role=role).exists():
            raise Refusal(
                f"Peran {ROLES[role].label} sudah dipegang seseorang. Usulkan penggantinya di halaman penugasan.",
                code="already_founded",
            )
        user = account_open(username=username, email=email, full_name=full_name, nip=nip, actor=None)
        now = timezone.now()
        row = RoleAssignment.objects.create(
            person=user.person,
            role=role,
            side=ROLES[role].side,
            period=DateTimeTZRange(now, None),
            state=AssignmentState.ACTIVE,
            letter_number=letter_number,
            decided_at=now,
        )
        _record("role.founded", row, None)
    return user


def role_propose(
    *,
    person: Person,
    role: str,
    actor: User,
    letter_number: str = "",
    starts: datetime | None = None,
    ends: datetime | None = None,
) -> RoleAssignment:
    """Propose a role for a person; it opens nothing until somebody else agrees.

    Args:
        letter_number: number of the SK or surat tugas it stands on.
        starts: default now.
        ends: default open.

    Raises:
        Forbidden: `actor` may not propose roles.
        BadInput: unknown role, or an end before its beginning or in the past.
        Refusal: the same proposal waits already, the person's data was erased, or Pasal 13(3) forbids it now.
    """
    if not can_propose_role(actor):
        raise Forbidden("Anda tidak berwenang mengusulkan peran. Hubungi Kepala LPSE.", code="forbidden")
    if role not in ROLES:
        raise BadInput("Pilih peran dari daftar.", code="unknown_role", field="role")
    starts = starts or timezone.now()
    if ends is not None and ends <= max(starts, timezone.now()):
        raise BadInput("Akhir masa berlaku harus sesudah awalnya dan belum lewat.", code="bad_period", field="ends")
    if person.erased_at is not None:
        raise Refusal("Data orang ini sudah dihapus menurut aturan. Catat orangnya sebagai orang baru.", code="erased")
    with transaction.atomic():
        Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
        if RoleAssignment.objects.filter(person=person, role=role, state=AssignmentState.PROPOSED).exists():
            raise Refusal("Usulan yang sama masih menunggu keputusan.", code="already_proposed")
        row = RoleAssignment(
            person=person,
            role=role,
            side=ROLES[role].side,
            period=DateTimeTZRange(starts, ends),
            letter_number=letter_number.strip(),
            proposed_by=actor,
        )
        _refuse_clash(row)
        row.save(force_insert=True)
        _record("role.proposed", row, actor)
    return row


def role_admit_until(
    *, applicant: User, role: str, officer: User, letter_number: str, ends: datetime
) -> list[RoleAssignment]:
    """Give a role that somebody applied for, up to a moment; part of the approval's transaction.

    What the person holds of the role already stays as it is, and only the time it does not cover is added: a renewal
    goes on where the earlier letter ends. The person is locked, so two approvals at once come one after the other.

    Args:
        letter_number: number of the approval letter.
        ends: the first moment without the role.

    Returns:
        The new rows; none when the role is held to the end already.

    Raises:
        Refusal: Pasal 13(3) forbids the role while another one is in force.
    """
    now = timezone.now()
    with transaction.atomic():
        Person.objects.select_for_update(of=("self",)).get(pk=applicant.person_id)
        made = []
        for begin, end in _uncovered(applicant.person, role, now, ends):
            row = RoleAssignment(
                person=applicant.person,
                role=role,
                side=ROLES[role].side,
                period=DateTimeTZRange(begin, end),
                state=AssignmentState.ACTIVE,
                letter_number=letter_number,
                proposed_by=applicant,
                decided_by=officer,
                decided_at=now,
            )
            _refuse_clash(row)
            try:
                with transaction.atomic():
                    row.save(force_insert=True)
            except IntegrityError as error:
                raise _clash(error) from error
            _record("role.accepted", row, officer)
            made.append(row)
    return made


def _uncovered(person: Person, role: str, begin: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """The parts of a stretch in which the person does not hold the role."""
    held = RoleAssignment.objects.filter(
        person=person, role=role, state=AssignmentState.ACTIVE, period__overlap=DateTimeTZRange(begin, end)
    )
    gaps = []
    for row in sorted(held, key=lambda one: one.period.lower):
        if begin < row.period.lower:
            gaps.append((begin, row.period.lower))
        begin = max(begin, row.period.upper or end)
    return [*gaps, (begin, end)] if begin < end else gaps


def roles_held_until(person_id: int, roles: Collection[str]) -> dict[str, datetime | None]:
    """Those of some roles that a person holds now, each with the first moment without it; None for no end.

    A renewal is a period of its own that goes on where the earlier one ends: to the person it is one.
    """
    rows = RoleAssignment.objects.filter(
        person=person_id,
        role__in=roles,
        state=AssignmentState.ACTIVE,
        period__overlap=DateTimeTZRange(timezone.now(), None),
    )
    now, found = timezone.now(), dict[str, datetime | None]()
    for row in rows.order_by("period"):
        held = found.get(row.role, now)
        if held is not None and row.period.lower <= held:
            found[row.role] = row.period.upper
    return found


def excluded_role(*, person: Person, role: str, ends: datetime) -> RoleAssignment | None:
    """The role in force before `ends` beside which Pasal 13(3) forbids this one, or None; to be told beforehand."""
    held = RoleAssignment.objects.filter(
        person=person, state=AssignmentState.ACTIVE, period__overlap=DateTimeTZRange(timezone.now(), ends)
    )
    return next((row for row in held.order_by("pk") if abs(row.side - ROLES[role].side) == 1), None)


def role_admit(*, applicant: User, role: str, officer: User, letter_number: str) -> RoleAssignment:
    """Give a role that somebody applied for in a case and an officer approved there: two people, as everywhere.

    Part of the approval's transaction; who holds the role already keeps it.

    Args:
        letter_number: number of the approval letter.

    Raises:
        Refusal: Pasal 13(3) forbids the role while another one is in force.
    """
    present = RoleAssignment.objects.in_force().filter(person=applicant.person_id, role=role).first()
    if present is not None:
        return present
    now = timezone.now()
    row = RoleAssignment(
        person=applicant.person,
        role=role,
        side=ROLES[role].side,
        period=DateTimeTZRange(now, None),
        state=AssignmentState.ACTIVE,
        letter_number=letter_number,
        proposed_by=applicant,
        decided_by=officer,
        decided_at=now,
    )
    _refuse_clash(row)
    row.save(force_insert=True)
    _record("role.accepted", row, officer)
    return row


def role_decide(*, assignment: RoleAssignment, accept: bool, actor: User, reason: str = "") -> RoleAssignment:
    """Say yes or no to a proposed role.

    Raises:
        Forbidden: `actor` may not decide, proposed it, or would decide about their own role.
        WrongState: it was decided already; the sentence names by whom.
        BadInput: a refusal without a reason.
        Refusal: Pasal 13(3) forbids the role while another one is in force.
    """
    with transaction.atomic():
        row = lock(assignment)
        if row.state != AssignmentState.PROPOSED:
            raise WrongState(_already(row), code="wrong_state")
        if not can_decide_role(actor, row):
            raise Forbidden(
                "Peran diputuskan oleh orang lain: bukan yang mengusulkan, dan bukan yang akan memegangnya. "
                "Minta Kepala atau Wakil Kepala LPSE yang lain memutuskan.",
                code="second_person",
            )
        if not accept and not reason.strip():
            raise BadInput("Tulis alasan penolakan.", code="reason_missing", field="reason")
        row.state = AssignmentState.ACTIVE if accept else AssignmentState.REFUSED
        row.decided_by = actor
        row.decided_at = timezone.now()
        if accept and row.period.upper is not None and row.period.upper <= row.decided_at:
            raise Refusal("Masa berlaku usulan ini sudah lewat. Tolak, lalu buat usulan baru.", code="period_over")
        if accept:
            _refuse_clash(row)
        try:
            with transaction.atomic():
                row.save(update_fields=["state", "decided_by", "decided_at"])
        except IntegrityError as error:
            raise _clash(error) from error
        _record("role.accepted" if accept else "role.refused", row, actor, reason=reason.strip())
    return row


def role_end(*, assignment: RoleAssignment, actor: User, reason: str) -> RoleAssignment:
    """End a role now; it counts from the person's next request (A4).

    Raises:
        Forbidden: `actor` may not end roles.
        WrongState: it is not in force any more.
        BadInput: no reason.
        Refusal: nobody would be left to decide about roles.
    """
    with transaction.atomic():
        row = lock(assignment)
        if row.state != AssignmentState.ACTIVE:
            raise WrongState(_already(row), code="wrong_state")
        if not can_end_role(actor, row):
            raise Forbidden("Anda tidak berwenang mengakhiri peran. Hubungi Kepala LPSE.", code="forbidden")
        if not reason.strip():
            raise BadInput("Tulis alasan peran diakhiri.", code="reason_missing", field="reason")
        deciders = RoleAssignment.objects.in_force().filter(role__in=FOUNDING_ROLES)
        if row.role in FOUNDING_ROLES and not deciders.exclude(pk=row.pk).exists():
            raise Refusal(
                "Ini pemegang terakhir yang dapat memutuskan peran. Tetapkan dahulu penggantinya, lalu akhiri.",
                code="last_decider",
            )
        now = timezone.now()
        if row.period.lower < now and (row.period.upper is None or now < row.period.upper):
            row.period = DateTimeTZRange(row.period.lower, now)
        row.state = AssignmentState.ENDED
        row.save(update_fields=["state", "period"])
        _record("role.ended", row, actor, reason=reason.strip())
    return row


def _refuse_clash(row: RoleAssignment) -> None:
    """Ask the database's rule beforehand, so that the person who proposes hears of it too."""
    others = RoleAssignment.objects.filter(
        person=row.person_id, state=AssignmentState.ACTIVE, period__overlap=row.period
    ).exclude(pk=row.pk)
    for other in others:
        if abs(other.side - row.side) == 1:
            raise Refusal(
                f"{row.person} masih memegang peran {other.role_object.label} sampai {_until(other)}. Peran itu tidak boleh "
                f"dirangkap dengan {row.role_object.label}. Akhiri dahulu peran yang lama, lalu ulangi.",
                code="excluded_roles",
                field="role",
            )
        if other.role == row.role:
            raise Refusal(
                f"{row.person} sudah memegang peran {row.role_object.label} pada masa itu.",
                code="role_twice",
                field="role",
            )


def _until(row: RoleAssignment) -> str:
    return f"{timezone.localtime(row.period.upper):%d-%m-%Y}" if row.period.upper else "diakhiri"


def _clash(error: IntegrityError) -> Refusal:
    """The sentence of the constraint that a decision in another window tripped meanwhile."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
    for constraint in RoleAssignment._meta.constraints:
        if constraint.name == name:
            return Refusal(str(constraint.violation_error_message), code="excluded_roles", field="role")
    raise error


def _already(row: RoleAssignment) -> str:
    who = f" oleh {row.decided_by.full_name}" if row.decided_by else ""
    return f"Penugasan ini sudah {AssignmentState(row.state).label}{who}. Muat ulang halaman untuk melihat keadaan terbaru."


def _record(action: str, row: RoleAssignment, actor: User | None, **data: str) -> None:
    audit_record(
        action=action,
        object_type=OBJECT_TYPE,
        object_number=person_number(row.person),
        actor=actor,
        data={
            "role": row.role,
            "from": row.period.lower.isoformat(),
            "until": row.period.upper.isoformat() if row.period.upper else "",
            "letter": row.letter_number,
            **{key: value for key, value in data.items() if value},
        },
    )
