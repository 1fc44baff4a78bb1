"""The register of SPSE User IDs (Pasal 10(2)c, 22(2))."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils import timezone

from core.crypto import SealedTextField
from core.similar import key_field, similar_indexes, words_field
from registration.enums import BusinessForm
from verification import triggers
from verification.enums import EntrySource, NationalStatus, UserIdState
from verification.models.decision import Decision

USER_ID_PATTERN = r"^[A-Z0-9_.-]{3,30}$"


class UserId(models.Model):
    """An entry of our register of SPSE User IDs, tied to one responsible person (Pasal 22(2)).

    The second of the three identities that must never blur: not the portal account, not the national account. The
    portal never holds a password of SPSE; activation is done in SPSE by hand and recorded here: who did it there and
    when, and separately who wrote it down and when.

    An entry comes from a decision in the portal, or from the register that the office kept before (`source`); such an
    entry has no decision, no account and perhaps no responsible person until its holder is approved in the portal.
    """

    value = models.CharField("User ID", max_length=30, editable=False)
    source = models.CharField("asal", max_length=10, choices=EntrySource, default=EntrySource.DECIDED, editable=False)
    decision = models.OneToOneField(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="user_id")
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="akun portal",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    holder_name = models.CharField("pemegang", max_length=250)
    name_words = words_field("holder_name")
    name_key = key_field("holder_name")
    npwp_hash = models.CharField(max_length=64, blank=True, default="", editable=False)
    responsible_name = models.CharField("penanggung jawab", max_length=200, blank=True, default="")
    responsible_position = models.CharField("jabatan", max_length=100, blank=True, default="")
    responsible_nik = SealedTextField("NIK penanggung jawab", blank=True)
    responsible_nik_hash = models.CharField(max_length=64, blank=True, default="", editable=False)
    state = models.CharField(
        "keadaan", max_length=10, choices=UserIdState, default=UserIdState.RECORDED, editable=False
    )
    recorded_at = models.DateTimeField("dicatat", default=timezone.now, editable=False)

    activated_on = models.DateField("diaktifkan di SPSE pada", null=True, blank=True)
    activated_by_name = models.CharField("diaktifkan di SPSE oleh", max_length=200, blank=True, default="")
    activation_recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="pengaktifan dicatat oleh",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    activation_recorded_at = models.DateTimeField("pengaktifan dicatat", null=True, blank=True)

    receipt_token_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)
    receipt_confirmed_at = models.DateTimeField("diterima penyedia", null=True, blank=True)

    # What the register that the office kept before says besides
    imported_in = models.ForeignKey(
        "core.TabularImport", verbose_name="impor", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    business_form = models.CharField("bentuk usaha", max_length=20, choices=BusinessForm, blank=True, default="")
    npwp = SealedTextField("NPWP", blank=True)
    nib = models.CharField("NIB", max_length=13, blank=True, default="")
    address = models.CharField("alamat", max_length=500, blank=True, default="")
    email = models.EmailField("surel", blank=True, default="")
    registered_on = models.DateField("terdaftar di SPSE", null=True, blank=True)

    class Meta:
        verbose_name = "User ID"
        verbose_name_plural = "register User ID"
        ordering = ["-pk"]
        default_permissions = ("view", "change")
        permissions = [("import_userid", "Dapat mengimpor register User ID")]
        constraints = [
            models.UniqueConstraint(
                Upper("value"),
                name="user_id_once",
                violation_error_message="User ID ini sudah tercatat untuk pengguna lain.",
            ),
            models.CheckConstraint(
                name="user_id_plain_characters",
                condition=Q(value__regex=USER_ID_PATTERN),
                violation_error_message="User ID terdiri atas 3–30 huruf A–Z, angka, garis bawah, titik, atau tanda hubung, tanpa spasi.",
            ),
            models.CheckConstraint(
                name="user_id_has_responsible_person",
                condition=Q(decision__isnull=True) | ~Q(responsible_name="") & ~Q(responsible_nik_hash=""),
                violation_error_message="Setiap User ID terikat pada satu penanggung jawab.",
            ),
            models.CheckConstraint(
                name="user_id_has_its_origin",
                condition=Q(source=EntrySource.DECIDED, decision__isnull=False, imported_in__isnull=True)
                | Q(source=EntrySource.IMPORTED, imported_in__isnull=False),
                violation_error_message="Setiap User ID berasal dari keputusan di portal atau dari impor register lama.",
            ),
            models.CheckConstraint(
                name="user_id_decided_has_account",
                condition=Q(decision__isnull=True, receipt_token_hash__isnull=True)
                | Q(decision__isnull=False, receipt_token_hash__isnull=False, holder__isnull=False),
                violation_error_message="User ID dengan keputusan mencatat akun pemegang dan tautan penerimaan suratnya.",
            ),
            models.CheckConstraint(
                name="user_id_active_is_recorded",
                condition=Q(
                    state=UserIdState.RECORDED,
                    activated_on__isnull=True,
                    activated_by_name="",
                    activation_recorded_by__isnull=True,
                    activation_recorded_at__isnull=True,
                )
                | Q(
                    state__in=[UserIdState.ACTIVE, UserIdState.INACTIVE],
                    activated_on__isnull=False,
                    activation_recorded_by__isnull=False,
                    activation_recorded_at__isnull=False,
                )
                & ~Q(activated_by_name="")
                # Who switched it on before the portal was there is not known.
                | Q(
                    source=EntrySource.IMPORTED,
                    state__in=[UserIdState.ACTIVE, UserIdState.INACTIVE],
                    activated_on__isnull=True,
                    activated_by_name="",
                    activation_recorded_by__isnull=True,
                    activation_recorded_at__isnull=True,
                ),
                violation_error_message="Catat tanggal pengaktifan di SPSE dan nama yang mengaktifkannya.",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-id"], name="user_id_by_state"),
            models.Index(fields=["npwp_hash"], name="user_id_npwp"),
            models.Index(fields=["responsible_nik_hash"], name="user_id_person"),
            *similar_indexes("user_id"),
        ]
        triggers = [
            triggers.old_deactivations_belong(),
            pgtrigger.ReadOnly(name="user_id_words_stay", fields=["value", "source", "recorded_at"]),
            pgtrigger.Protect(
                name="user_id_decision_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__decision__isnull=False)
                & (
                    pgtrigger.Q(old__decision__df=pgtrigger.F("new__decision"))
                    | pgtrigger.Q(old__holder__df=pgtrigger.F("new__holder"))
                ),
            ),
            pgtrigger.Protect(name="user_id_never_gone", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.value


class NationalAccountLink(models.Model):
    """What the national account looked like on a day: the third identity, held elsewhere and only pointed at.

    Each look is a row of its own; the newest is what stands, the older ones are the history.
    """

    user_id = models.ForeignKey(
        UserId, verbose_name="User ID", on_delete=models.PROTECT, related_name="national_accounts"
    )
    status = models.CharField("keadaan", max_length=10, choices=NationalStatus)
    seen_on = models.DateField("dilihat pada")
    reference = models.CharField("rujukan", max_length=200)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="dicatat oleh", on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField("dicatat", default=timezone.now)

    class Meta:
        verbose_name = "tautan akun nasional"
        verbose_name_plural = "tautan akun nasional"
        default_permissions = ()
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="national_account_has_reference",
                condition=~Q(reference=""),
                violation_error_message="Tulis rujukan akun nasional, misalnya nomor akun atau alamat halamannya.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="national_account_append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.reference
