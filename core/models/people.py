"""People, their accounts, their roles and the organisations they come from (Pasal 2(2), 6-11, 13(3))."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import connection, models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property

from core.crypto import SealedTextField
from core.enums import AssignmentState, OrganizationKind, RequestKind, RequestState
from core.roles import ROLES, Role, role_choices


class Person(models.Model):
    """A human being. Roles belong to the person, not to a login: two accounts do not make two people.

    The NIP (18 digits, civil servants) and the NIK identify; both may be missing (Pasal 13(1): contracted staff).
    """

    full_name = models.CharField("nama lengkap", max_length=200)
    nip = models.CharField("NIP", max_length=18, null=True, blank=True, unique=True)
    nik = SealedTextField("NIK", blank=True)
    nik_hash = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)
    position = models.CharField("jabatan", max_length=200, blank=True, default="")
    rank = models.CharField("pangkat/golongan", max_length=100, blank=True, default="")
    organization = models.ForeignKey(
        "core.Organization",
        verbose_name="instansi",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="people",
    )
    erased_at = models.DateTimeField("dihapus menurut aturan", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "orang"
        verbose_name_plural = "orang"
        default_permissions = ("view", "add", "change")
        permissions = [("erase_person", "Menghapus data pribadi orang")]
        ordering = ["full_name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="person_nip_18_digits",
                condition=Q(nip__isnull=True) | Q(nip__regex=r"^[0-9]{18}$"),
                violation_error_message="NIP terdiri atas 18 angka tanpa spasi. Periksa lagi NIP, atau kosongkan bila tidak ada.",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name


# `RoleAssignmentQuerySet.in_force` of one person with what `sync_roles` gave to each role, and the open suspensions of the
# account (`core.suspension`); every page asks it, so it is one query and not put together anew each time.
_STANDING = """
SELECT held.role, ARRAY(
    SELECT kind.app_label || '.' || permission.codename
    FROM auth_group AS role
    JOIN auth_group_permissions AS given ON given.group_id = role.id
    JOIN auth_permission AS permission ON permission.id = given.permission_id
    JOIN django_content_type AS kind ON kind.id = permission.content_type_id
    WHERE role.name = held.role
), NULL::bigint
FROM core_roleassignment AS held
WHERE held.person_id = %s AND held.state = %s AND held.period @> %s::timestamptz
UNION ALL SELECT NULL, NULL, id FROM core_accountsuspension WHERE user_id = %s AND ended_at IS NULL
"""


class UserManager(BaseUserManager["User"]):
    """Makes accounts. There is no superuser: rights come from dated roles only."""

    def create_user(
        self, *, username: str, email: str, person: Person, password: str | None = None, **fields: Any
    ) -> "User":
        """Create an account for a person; `password=None` makes one that cannot log in until it is reset."""
        user = self.model(username=username.lower(), email=self.normalize_email(email).lower(), person=person, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A portal account: the first of the three identities that must never blur.

    It is neither the SPSE User ID (an entry of our register) nor the national account (a link with date and status).
    """

    username = models.CharField("nama pengguna", max_length=150, unique=True)
    email = models.EmailField("surel", max_length=254)
    person = models.OneToOneField(Person, verbose_name="orang", on_delete=models.PROTECT, related_name="user")
    is_active = models.BooleanField("aktif", default=True)
    date_joined = models.DateTimeField("terdaftar", default=timezone.now, editable=False)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    class Meta:
        verbose_name = "akun"
        verbose_name_plural = "akun"
        default_permissions = ("view", "add", "change")
        ordering = ["username"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                violation_error_message="Surel ini sudah dipakai akun lain.",
            ),
            models.CheckConstraint(
                name="user_never_superuser",
                condition=Q(is_superuser=False),
                violation_error_message="Portal tidak mengenal superuser; beri peran kepada orangnya.",
            ),
        ]

    def __str__(self) -> str:
        return self.username

    @property
    def full_name(self) -> str:
        """The name of the person behind the account."""
        return self.person.full_name

    def get_full_name(self) -> str:
        """Django's name for `full_name`."""
        return self.full_name

    @property
    def grants(self) -> dict[str, frozenset[str]]:
        """Key of each role in force now → permissions it gives (``core.view_person``).

        Read once per request object, so a role taken away counts at the next request.
        """
        grants, suspension = self._standing
        return grants if self.is_active and suspension is None else {}

    @property
    def roles(self) -> frozenset[str]:
        """Keys of the roles in force now."""
        return frozenset(self.grants)

    @property
    def suspension_id(self) -> int | None:
        """Key of the newest open suspension, under which no role counts; read together with the roles."""
        return self._standing[1]

    @cached_property
    def _standing(self) -> tuple[dict[str, frozenset[str]], int | None]:
        with connection.cursor() as cursor:
            cursor.execute(_STANDING, [self.person_id, AssignmentState.ACTIVE, timezone.now(), self.pk])
            rows = cursor.fetchall()
        grants = {role: frozenset(permissions) for role, permissions, _ in rows if role}
        return grants, max((pk for _, _, pk in rows if pk), default=None)

    @property
    def is_staff(self) -> bool:
        """True while the person holds a staff role (Pasal 6): opens the browser admin."""
        return any(ROLES[key].is_staff for key in self.roles)

    def has_role(self, *keys: str) -> bool:
        """True when one of the roles is in force now."""
        return not self.roles.isdisjoint(keys)


class RoleAssignmentQuerySet(models.QuerySet["RoleAssignment"]):
    """Reads of dated roles."""

    def in_force(self) -> "RoleAssignmentQuerySet":
        """Active assignments whose period holds the present moment."""
        return self.filter(state=AssignmentState.ACTIVE, period__contains=timezone.now())


class RoleAssignment(models.Model):
    """A dated role of a person. Staff (side 1) may not also be PPK, Pokja or Pejabat Pengadaan (side 2): Pasal 13(3).

    The exclusion constraint repeats the rule in the database: two active periods of one person clash exactly when
    their sides are neighbours, and only 1 and 2 are.
    """

    person = models.ForeignKey(Person, verbose_name="orang", on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField("peran", max_length=30, choices=role_choices)
    side = models.PositiveSmallIntegerField(editable=False)
    period = DateTimeRangeField("masa berlaku")
    state = models.CharField(
        "keadaan", max_length=10, choices=AssignmentState, default=AssignmentState.PROPOSED, editable=False
    )
    letter_number = models.CharField("nomor SK/surat tugas", max_length=100, blank=True, default="")
    proposed_by = models.ForeignKey(
        "core.User",
        verbose_name="diusulkan oleh",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    decided_by = models.ForeignKey(
        "core.User",
        verbose_name="diputuskan oleh",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    decided_at = models.DateTimeField("diputuskan", null=True, editable=False)
    created_at = models.DateTimeField("dibuat", default=timezone.now, editable=False)

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "penugasan"
        verbose_name_plural = "penugasan"
        default_permissions = ("view", "add")
        permissions = [("decide_roleassignment", "Memutuskan dan mengakhiri penugasan")]
        ordering = ["-pk"]
        constraints = [
            ExclusionConstraint(
                name="assignment_staff_xor_procurement",
                expressions=[
                    (
                        Func(F("person_id"), F("person_id"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(F("side"), F("side"), Value("[]"), function="int4range"),
                        RangeOperators.ADJACENT_TO,
                    ),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=Q(state=AssignmentState.ACTIVE),
                violation_error_message=(
                    "Orang ini masih memegang peran yang tidak boleh dirangkap (pegawai LPSE dengan PPK/Pokja/Pejabat Pengadaan). "
                    "Akhiri dahulu peran yang lama, lalu ulangi."
                ),
            ),
            ExclusionConstraint(
                name="assignment_role_once",
                expressions=[
                    (
                        Func(F("person_id"), F("person_id"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(
                            Func(F("role"), function="hashtext"),
                            Func(F("role"), function="hashtext"),
                            Value("[]"),
                            function="int4range",
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=Q(state=AssignmentState.ACTIVE),
                violation_error_message="Orang ini sudah memegang peran yang sama pada masa itu.",
            ),
            models.CheckConstraint(
                name="assignment_two_people",
                condition=Q(proposed_by__isnull=True) | Q(decided_by__isnull=True) | ~Q(proposed_by=F("decided_by")),
                violation_error_message="Peran diusulkan oleh satu orang dan diputuskan oleh orang lain.",
            ),
            models.CheckConstraint(
                name="assignment_decided_when_settled",
                condition=Q(state=AssignmentState.PROPOSED, decided_at__isnull=True)
                | ~Q(state=AssignmentState.PROPOSED) & Q(decided_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role_object.label}: {self.person}"

    @property
    def role_object(self) -> Role:
        """The role as declared in code."""
        return ROLES[self.role]


class PersonRequest(models.Model):
    """Something about a person that one officer asks for and another one decides: erasing, or a lost second factor."""

    person = models.ForeignKey(Person, verbose_name="orang", on_delete=models.PROTECT, related_name="requests")
    kind = models.CharField("permintaan", max_length=20, choices=RequestKind)
    state = models.CharField("keadaan", max_length=10, choices=RequestState, default=RequestState.PROPOSED)
    reason = models.CharField("alasan", max_length=300)
    proposed_by = models.ForeignKey(User, verbose_name="diajukan oleh", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField("diajukan", default=timezone.now)
    decided_by = models.ForeignKey(
        User, verbose_name="diputuskan oleh", null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField("diputuskan", null=True)

    class Meta:
        verbose_name = "permintaan dua orang"
        verbose_name_plural = "permintaan dua orang"
        default_permissions = ("view",)
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(state=RequestState.PROPOSED),
                name="request_waits_once",
                violation_error_message="Permintaan yang sama masih menunggu keputusan.",
            ),
            models.CheckConstraint(
                name="request_two_people",
                condition=Q(decided_by__isnull=True) | ~Q(proposed_by=F("decided_by")),
                violation_error_message="Permintaan diajukan oleh satu orang dan diputuskan oleh orang lain.",
            ),
            models.CheckConstraint(
                name="request_decided_when_settled",
                condition=Q(state=RequestState.PROPOSED, decided_at__isnull=True, decided_by__isnull=True)
                | ~Q(state=RequestState.PROPOSED) & Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{RequestKind(self.kind).label}: {self.person}"


class Organization(models.Model):
    """An agency or body that uses this LPSE (Pasal 2(2), 3(2) Luwu Utara; 1(21), 4(2) Temanggung)."""

    name = models.CharField("nama", max_length=250, unique=True)
    kind = models.CharField("jenis", max_length=20, choices=OrganizationKind, default=OrganizationKind.SKPD)
    code = models.CharField("kode", max_length=30, blank=True, default="")
    address = models.TextField("alamat", blank=True, default="")
    is_active = models.BooleanField("aktif", default=True)

    class Meta:
        verbose_name = "instansi"
        verbose_name_plural = "instansi"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
