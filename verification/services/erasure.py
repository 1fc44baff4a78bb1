"""Erasure by rule: once registration erased an application, the desk and the archive keep no person of it either."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from core import transitions, vault
from core.audit import audit_record
from core.cases import case_numbers
from core.document_erasure import document_erase
from core.enums import ERASED, WorkState
from core.files import file_erase
from core.models import ErasureOrder, OfficialDocument, OutgoingMail, Person, StoredFile, User
from registration.models import DECIDED, Application
from registration.services.change_erasure import registration_changes_erase
from registration.services.erasure import application_erase, case_files_erase
from registration.transitions import OBJECT_TYPE
from verification.enums import UserIdState
from verification.models import (
    CaseBundle,
    ChangeDecision,
    ChangeReview,
    Deactivation,
    DeactivationReply,
    Decision,
    DocumentCheck,
    Objection,
    Review,
    UserId,
)
from verification.models.deactivation import OPEN_STATES
from verification.models.objection import objection_case
from verification.transitions import DEACTIVATION_TYPE

_EMPTY = ("", ERASED)


def reviews_erase() -> int:
    """Empty reviews of erased applications: names, NIK, surat kuasa and notes go, who looked and when stays.

    A trigger keeps the review of a decided application until registration erased it on an order of two people.

    Returns:
        How many were emptied; a second run finds none.
    """
    noted = DocumentCheck.objects.filter(review=OuterRef("pk")).exclude(note__in=_EMPTY)
    left = Review.objects.filter(application__erased_at__isnull=False).filter(
        ~Q(presenter_name__in=_EMPTY) | ~Q(blacklist_note__in=_EMPTY) | Exists(noted)
    )
    done = 0
    for pk in left.order_by("pk").values_list("pk", flat=True)[:1000]:
        with transaction.atomic():
            _review_erase(Review.objects.select_for_update(of=("self",)).select_related("application").get(pk=pk))
        done += 1
    return done


def case_erase(*, application: Application, actor: User | None, reason: str) -> Application:
    """Erase the content of a decided case whose erasure was ordered; the record stays. Erasing twice is harmless.

    Gone: what was typed, every file, printed forms, bundles, the words and PDFs of its letters, mails, the officers'
    notes, identity numbers in the register of User IDs, and the same of its objection, its change requests (old and new
    values among them) and the deactivations of its User ID (with replies). Kept: numbers, kinds, states, times,
    outcomes, reasons, who decided, numbers and fingerprints of files and letters, the audit trail.

    Raises:
        ValueError: it was not ordered, or something about it is still open.
        Refusal: a legal hold keeps it.
    """
    with transaction.atomic():
        fresh = application_erase(application=application, actor=actor, reason=reason)
        numbers = case_numbers(fresh.number)
        registration_changes_erase(application=fresh, actor=actor, reason=reason)
        for change_review in ChangeReview.objects.select_for_update(of=("self",)).filter(change__application=fresh):
            _change_review_erase(change_review)
        ChangeDecision.objects.filter(change__application=fresh).exclude(note__in=_EMPTY).update(note=ERASED)
        for deactivation in Deactivation.objects.filter(
            user_id__decision__application=fresh, number__in=_ordered(numbers)
        ):
            deactivation_erase(deactivation=deactivation, actor=actor, reason=reason)
        for review in Review.objects.select_for_update(of=("self",)).filter(application=fresh):
            _review_erase(review)
        Decision.objects.filter(application=fresh).exclude(note__in=_EMPTY).update(note=ERASED)
        for objection in Objection.objects.select_for_update(of=("self",)).filter(application=fresh):
            _objection_erase(objection, actor, reason)
        for entry in UserId.objects.select_for_update(of=("self",)).filter(decision__application=fresh):
            _user_id_erase(entry)
        for bundle in CaseBundle.objects.select_for_update(of=("self",)).filter(
            application=fresh, erased_at__isnull=True
        ):
            _bundle_erase(bundle)
        documents = OfficialDocument.objects.filter(case_number__in=_ordered(numbers), erased_at__isnull=True)
        for document in documents.order_by("pk"):
            document_erase(document=document, actor=actor, reason=reason)
        OutgoingMail.objects.filter(case_number__in=_ordered(numbers)).delete()
    return fresh


def _ordered(numbers: list[str]) -> QuerySet[ErasureOrder, str]:
    """Those of the numbers whose erasure was ordered: what began later, about a User ID that lives on, stays."""
    return ErasureOrder.objects.filter(case_number__in=numbers).values_list("case_number", flat=True)


def deactivation_erase(*, deactivation: Deactivation, actor: User | None, reason: str) -> Deactivation:
    """Erase what a deactivation that is over says about people, on an order only. Erasing twice is harmless.

    Kept: number, ground, kind and agency of who asked, number and date of the letter, period, states, times, who decided.

    Raises:
        ValueError: it is proposed or in force.
    """
    with transaction.atomic():
        fresh = transitions.lock(deactivation)
        if fresh.erased_at is not None:
            return fresh
        if fresh.state in OPEN_STATES:
            raise ValueError(f"{fresh.number} is {fresh.state}")
        fresh.erased_at = timezone.now()
        for name in (
            "requester_name",
            "requester_position",
            "explanation",
            "refusal_reason",
            "spse_off_by_name",
            "spse_on_by_name",
        ):
            if getattr(fresh, name):
                setattr(fresh, name, ERASED)
        fresh.save()
        DeactivationReply.objects.filter(deactivation=fresh).update(text=ERASED)
        fresh.reactivations.update(reason=ERASED)
        fresh.reactivations.exclude(refusal_reason="").update(refusal_reason=ERASED)
        case_files_erase(case_number=fresh.number, actor=actor, reason=reason)
        audit_record(
            action="deactivation.erased",
            object_type=DEACTIVATION_TYPE,
            object_number=fresh.number,
            actor=actor,
            data={"reason": reason},
        )
    return fresh


def person_erase(person: Person) -> None:
    """Erase what the desk holds of a person whose archived cases `core.erasure` ordered to be erased."""
    own = Application.objects.filter(owner__person=person, state__in=DECIDED)
    for application in own.filter(number__in=ErasureOrder.objects.values("case_number")).order_by("pk"):
        case_erase(application=application, actor=None, reason="permintaan orang yang bersangkutan")


def _review_erase(review: Review) -> None:
    """Words that must not be empty by the rules of the table say that they were erased."""
    review.checks.exclude(note="").update(note=ERASED)
    review.presenter_nik = ""
    for name in ("presenter_name", "presenter_nik_hash", "surat_kuasa_number", "blacklist_note"):
        if getattr(review, name):
            setattr(review, name, ERASED)
    review.save()
    audit_record(action="review.erased", object_type=OBJECT_TYPE, object_number=review.application.number, actor=None)


def _change_review_erase(review: ChangeReview) -> None:
    for check in review.checks.exclude(note__in=_EMPTY):
        check.note = ERASED
        check.save(update_fields=["note"])
    review.presenter_nik = ""
    review.presenter_name = ERASED if review.presenter_name else ""
    review.save(update_fields=["presenter_nik", "presenter_name"])


def _objection_erase(objection: Objection, actor: User | None, reason: str) -> None:
    """That there was one, when, who answered and how, stays."""
    for row in objection.files.select_related("file").order_by("pk"):
        file_erase(file=row.file, actor=actor, reason=reason)
    StoredFile.objects.filter(case_number=objection_case(objection.application.number)).update(original_name=ERASED)
    objection.text = ERASED
    objection.answer = ERASED if objection.answer else ""
    objection.save(update_fields=["text", "answer"])


def _user_id_erase(entry: UserId) -> None:
    """An entry that is active in SPSE is still the register of a living User ID: its own record, with its own end.

    Who held it before (`FormerHolder`) is part of that record and goes with it.
    """
    if entry.state == UserIdState.ACTIVE:
        return
    entry.former_holders.exclude(holder_name=ERASED).update(
        holder_name=ERASED, npwp_hash="", responsible_name=ERASED, responsible_position="", responsible_nik="",
        responsible_nik_hash="",
    )  # fmt: skip
    # What the register that the office kept before said besides.
    entry.npwp = entry.nib = entry.address = entry.email = ""
    entry.responsible_nik = ""
    entry.responsible_nik_hash = entry.responsible_name = entry.holder_name = ERASED
    entry.responsible_position = entry.npwp_hash = ""
    entry.save(
        update_fields=[
            "responsible_nik", "responsible_nik_hash", "responsible_name", "holder_name", "responsible_position",
            "npwp_hash", "npwp", "nib", "address", "email",
        ]
    )  # fmt: skip


def _bundle_erase(bundle: CaseBundle) -> None:
    name = bundle.storage_name
    bundle.storage_name, bundle.erased_at = "", timezone.now()
    bundle.work_state, bundle.claimed_until = WorkState.DONE, None
    bundle.save(update_fields=["storage_name", "erased_at", "work_state", "claimed_until"])
    transaction.on_commit(lambda: vault.remove(name))
