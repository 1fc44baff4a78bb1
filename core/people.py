"""People and their accounts: entered, changed, shut; and what this part of core registers."""

from datetime import timedelta

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core.audit import audit_record, register_actions
from core.crypto import keyed_hash
from core.mail import mail_queue, render
from core.models import AuditEvent, Organization, Person, User
from core.permissions import can_make_account
from core.refusals import BadInput, Forbidden, Refusal
from core.registries import register_role_permissions
from core.roles import DEPUTY, HEAD, SECRETARIAT, SYSTEM_ADMIN

OBJECT_TYPE = "person"
_ONE_VIEW = timedelta(minutes=15)
_PERSON_FIELDS = ("full_name", "nip", "position", "rank", "organization_id")


def register() -> None:
    """Called once, when all models are there."""
    register_actions(
        account__closed="Akun dinonaktifkan",
        account__created="Akun dibuat",
        account__invited="Tautan kata sandi dikirim",
        account__reopened="Akun diaktifkan lagi",
        person__added="Orang dicatat",
        person__changed="Data orang diubah",
        person__viewed="Data orang dibuka",
        person__erased="Data pribadi dihapus menurut aturan",
        request__proposed="Permintaan dua orang diajukan",
        request__refused="Permintaan dua orang ditolak",
        role__accepted="Peran diberikan",
        role__ended="Peran diakhiri",
        role__founded="Peran awal diberikan lewat create_head",
        role__proposed="Peran diusulkan",
        role__refused="Usulan peran ditolak",
    )
    see = (
        "core.view_person",
        "core.view_user",
        "core.view_roleassignment",
        "core.view_organization",
        "core.view_personrequest",
    )
    enter = ("core.add_person", "core.change_person", "core.add_user", "core.add_roleassignment")
    decide = ("core.decide_roleassignment", "core.erase_person")
    register_role_permissions(HEAD, (*see, *enter, *decide))
    register_role_permissions(DEPUTY, (*see, *enter, *decide))
    register_role_permissions(SECRETARIAT, (*see, *enter))
    register_role_permissions(SYSTEM_ADMIN, (*see, *enter))


def person_number(person: Person) -> str:
    """Under which a person is found in the audit trail; a name or NIP there could never be erased."""
    return f"orang-{person.pk}"


def person_save(*, person: Person, actor: User | None, nik: str | None = None) -> Person:
    """Store a new or changed person with the audit event; `nik` None leaves the NIK as it is.

    Raises:
        BadInput: NIP or NIK is malformed, or belongs to somebody else.
    """
    old = Person.objects.filter(pk=person.pk).values(*_PERSON_FIELDS).first() if person.pk else None
    person.full_name = " ".join(person.full_name.split())
    person.nip = "".join((person.nip or "").split()) or None
    if nik is not None:
        person.nik = nik_check(person=person, nik=nik)
        person.nik_hash = keyed_hash(person.nik) if person.nik else None
    if person.nip and (len(person.nip) != 18 or not person.nip.isascii() or not person.nip.isdigit()):
        raise BadInput(
            "NIP terdiri atas 18 angka tanpa spasi. Periksa lagi NIP, atau kosongkan bila tidak ada.",
            code="bad_nip",
            field="nip",
        )
    _refuse_taken(person, "nip", person.nip, "NIP")
    with transaction.atomic():
        person.save()
        changed = sorted(name for name in _PERSON_FIELDS if old and old[name] != getattr(person, name))
        audit_record(
            action="person.changed" if old else "person.added",
            object_type=OBJECT_TYPE,
            object_number=person_number(person),
            actor=actor,
            data={"fields": changed + (["nik"] if nik is not None else [])} if old else {},
        )
    return person


def person_view_record(*, person: Person, actor: User) -> None:
    """Write that somebody opened the person's page (L1); going back and forth within 15 minutes is one view."""
    seen = AuditEvent.objects.filter(
        object_type=OBJECT_TYPE,
        object_number=person_number(person),
        action="person.viewed",
        actor=actor,
        at__gte=timezone.now() - _ONE_VIEW,
    )
    if not seen.exists():
        audit_record(action="person.viewed", object_type=OBJECT_TYPE, object_number=person_number(person), actor=actor)


def nik_check(*, person: Person, nik: str) -> str:
    """The NIK as it is stored: 16 digits, nobody else's.

    Raises:
        BadInput: it is malformed or belongs to somebody else.
    """
    digits = "".join(nik.split())
    if digits and (len(digits) != 16 or not digits.isascii() or not digits.isdigit()):
        raise BadInput("NIK terdiri atas 16 angka. Periksa lagi pada KTP.", code="bad_nik", field="nik")
    _refuse_taken(person, "nik_hash", keyed_hash(digits) if digits else "", "NIK")
    return digits


def _refuse_taken(person: Person, column: str, value: str | None, label: str) -> None:
    if value and Person.objects.filter(**{column: value}).exclude(pk=person.pk).exists():
        raise BadInput(
            f"{label} ini sudah tercatat atas nama orang lain. Cari orang itu di daftar, dan pakai data yang sudah ada.",
            code=f"{label.lower()}_taken",
            field=label.lower(),
        )


def account_open(
    *,
    username: str,
    email: str,
    actor: User | None,
    person: Person | None = None,
    full_name: str = "",
    nip: str | None = None,
    position: str = "",
    organization: Organization | None = None,
    password: str | None = None,
) -> User:
    """Open an account for a person, who is entered first when `full_name` is given instead of `person`.

    Without a password the account cannot sign in until its owner sets one through the link of `password_link`.
    An account opens nothing by itself: rights come from roles.

    Args:
        actor: who opens it; None for the portal itself (registration, create_head, example data).

    Raises:
        Forbidden: `actor` may not open accounts.
        BadInput: user name or address is taken or malformed, or the password is too weak.
    """
    if actor is not None:
        _need(actor)
    with transaction.atomic():
        if person is None:
            person = person_save(
                person=Person(full_name=full_name, nip=nip, position=position, organization=organization), actor=actor
            )
        user = User(username=username.strip().lower(), email=email.strip().lower(), person=person)
        _check_account(user)
        if password is not None:
            try:
                validate_password(password, user)
            except ValidationError as error:
                raise BadInput(" ".join(error.messages), code="weak_password", field="password") from error
        user.set_password(password)
        try:
            with transaction.atomic():
                user.save(force_insert=True)
        except IntegrityError as error:
            raise BadInput(
                "Nama pengguna atau surel ini baru saja dipakai akun lain. Pilih yang lain.", code="account_taken"
            ) from error
        audit_record(
            action="account.created", object_type=OBJECT_TYPE, object_number=person_number(person), actor=actor
        )
    return user


def _check_account(user: User) -> None:
    try:
        user.full_clean(exclude=["password", "person"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise BadInput(str(messages[0]), code="bad_account", field="" if field == "__all__" else field) from error
    if User.objects.filter(person=user.person_id).exclude(pk=user.pk).exists():
        raise BadInput(
            "Orang ini sudah mempunyai akun. Satu orang memakai satu akun untuk semua perannya.", code="has_account"
        )


def password_link(user: User) -> str:
    """Address, good for one hour and one use, where the account's owner sets a password."""
    parts = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return f"{settings.BASE_URL}{reverse('account_reset_password_from_key', kwargs=parts)}"


def account_invite(*, user: User, actor: User) -> None:
    """Mail the account's owner the link that sets a password.

    Raises:
        Forbidden: `actor` may not open accounts.
        Refusal: the account is closed.
    """
    _need(actor)
    if not user.is_active:
        raise Refusal("Akun ini nonaktif. Aktifkan lagi dahulu, lalu kirim tautannya.", code="closed")
    with transaction.atomic():
        subject, body = render("core/emails/invitation.txt", {"user": user, "url": password_link(user)})
        mail_queue(to=user.email, kind="account.invitation", subject=subject, body=body, recipient=user)
        _record_account("account.invited", user, actor)


def account_close(*, user: User, actor: User, reason: str) -> None:
    """Shut an account: nobody signs in with it, and every session of it ends with its next request.

    Raises:
        Forbidden: `actor` may not, or it is the own account.
        Refusal: it is shut already.
    """
    _need(actor)
    if user.pk == actor.pk:
        raise Forbidden("Akun sendiri tidak dapat dinonaktifkan. Minta petugas lain melakukannya.", code="own_account")
    _switch(user, actor, open_it=False, reason=reason)


def account_reopen(*, user: User, actor: User) -> None:
    """Open a shut account again.

    Raises:
        Forbidden: `actor` may not.
        Refusal: it is open, or the person's data was erased.
    """
    _need(actor)
    if user.person.erased_at is not None:
        raise Refusal("Data orang ini sudah dihapus menurut aturan; akunnya tidak dapat dibuka lagi.", code="erased")
    _switch(user, actor, open_it=True, reason="")


def _switch(user: User, actor: User, *, open_it: bool, reason: str) -> None:
    with transaction.atomic():
        fresh = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
        if fresh.is_active == open_it:
            raise Refusal(
                f"Akun ini sudah {'aktif' if open_it else 'nonaktif'}. Muat ulang halaman.", code="wrong_state"
            )
        fresh.is_active = open_it
        fresh.save(update_fields=["is_active"])
        _record_account("account.reopened" if open_it else "account.closed", user, actor, reason=reason.strip())


def _need(actor: User) -> None:
    if not can_make_account(actor):
        raise Forbidden("Mengatur akun hanya untuk pimpinan, sekretariat, dan administrasi sistem.", code="forbidden")


def _record_account(action: str, user: User, actor: User, **data: str) -> None:
    audit_record(
        action=action,
        object_type=OBJECT_TYPE,
        object_number=person_number(user.person),
        actor=actor,
        data={key: value for key, value in data.items() if value},
    )
