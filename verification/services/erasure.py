"""Erasure by rule: once registration erased an application that was never decided, the desk keeps no person of it either."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from core.audit import audit_record
from registration.transitions import OBJECT_TYPE
from verification.models import DocumentCheck, Review

ERASED = "dihapus"
_EMPTY = ("", ERASED)


def reviews_erase() -> int:
    """Empty reviews of erased applications: names, NIK, surat kuasa and notes go, who looked and when stays.

    Decided applications are the archive (Pasal 10(2)d); registration never erases them, and a trigger keeps their reviews.

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
            review = Review.objects.select_for_update(of=("self",)).select_related("application").get(pk=pk)
            review.checks.exclude(note="").update(note=ERASED)
            _empty(review)
            review.save()
            audit_record(
                action="review.erased", object_type=OBJECT_TYPE, object_number=review.application.number, actor=None
            )
        done += 1
    return done


def _empty(review: Review) -> None:
    """Words that must not be empty by the rules of the table say that they were erased."""
    review.presenter_nik = ""
    for name in ("presenter_name", "presenter_nik_hash", "surat_kuasa_number", "blacklist_note"):
        if getattr(review, name):
            setattr(review, name, ERASED)
