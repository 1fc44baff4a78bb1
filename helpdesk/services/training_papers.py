"""Papers of a training that was held: certificates for those who attended, and the attendance list. Workers make the PDFs."""

import json

from django.db import transaction

from core import transitions
from core.audit import audit_record
from core.documents import document_issue
from core.free_text import refuse_password
from core.models import OfficialDocument, User
from core.refusals import BadInput, Forbidden, Refusal
from core.transitions import WrongState
from helpdesk.documents.training import ATTENDANCE_LIST, CERTIFICATE, attendance_context, certificate_context
from helpdesk.emails import training as emails
from helpdesk.enums.training import EnrolmentState, TrainingState
from helpdesk.models import Training, TrainingCertificate, TrainingEnrolment
from helpdesk.permissions.training import can_run_trainings
from helpdesk.services.training_seats import training_lock
from helpdesk.transitions.training import ENROLMENT_TYPE, TRAINING_TYPE


def certificates_issue(*, training: Training, actor: User) -> int:
    """Issue a certificate for everybody who attended and has none yet, in one go. Twice issues nothing more.

    Returns:
        How many were issued.

    Raises:
        Forbidden: not an officer of the unit.
        Refusal: the training is not noted as held, or nobody attended.
    """
    _require_officer(actor)
    with transaction.atomic():
        fresh = _held(training)
        there = fresh.enrolments.filter(state=EnrolmentState.ATTENDED, erased_at__isnull=True)
        if not there.exists():
            raise Refusal("Belum ada peserta yang tercatat hadir. Catat dahulu kehadirannya.", code="nobody")
        rows = list(
            there.exclude(certificates__isnull=False)
            .select_related("training__room", "user__person")
            .order_by("name", "pk")
        )
        for row in rows:
            document = _issue(row, actor, None)
            emails.certificate(row, document, is_correction=False)
        if rows:
            audit_record(
                action="training.certified",
                object_type=TRAINING_TYPE,
                object_number=fresh.number,
                actor=actor,
                data={"certificates": len(rows)},
            )
    return len(rows)


def certificate_correct(*, enrolment: TrainingEnrolment, name: str, agency: str, actor: User) -> TrainingCertificate:
    """Put a participant's name or agency right and issue a new certificate that names the old one.

    Raises:
        Forbidden: not an officer of the unit.
        BadInput: no name, the same words as before, or a password in them.
        WrongState: there is no certificate, or it was withdrawn.
    """
    _require_officer(actor)
    words = refuse_password(" ".join(name.split()), field="name")[:200]
    body = refuse_password(" ".join(agency.split()), field="agency")[:250]
    if not words:
        raise BadInput("Isi nama peserta.", code="name", field="name")
    if not body:
        raise BadInput("Isi perusahaan atau instansi.", code="agency", field="agency")
    with transaction.atomic():
        fresh = transitions.lock(enrolment)
        old = fresh.certificates.filter(replaced_by__isnull=True).select_related("document").first()
        if old is None or fresh.erased_at is not None:
            raise WrongState("Peserta ini belum mempunyai sertifikat.", code="no_certificate")
        if (words, body) == (old.document.context.get("name"), old.document.context.get("agency")):
            raise BadInput(
                "Nama dan instansi sama dengan yang tercetak. Tulis yang benar, atau kembali.",
                code="same",
                field="name",
            )
        audit_record(
            action="training_enrolment.renamed",
            object_type=ENROLMENT_TYPE,
            object_number=fresh.number,
            actor=actor,
            data={"training": fresh.training.number, "replaces": old.document.number},
        )
        fresh.name, fresh.agency = words, body
        fresh.save(update_fields=["name", "agency"])
        document = _issue(fresh, actor, old)
        emails.certificate(fresh, document, is_correction=True)
        return document.training_certificate


def attendance_list_issue(*, training: Training, actor: User) -> OfficialDocument:
    """Issue the attendance list; when attendance was put right since, a new one that names the old. Twice is once.

    Raises:
        Forbidden: not an officer of the unit.
        Refusal: the training is not noted as held, or had no participant.
    """
    _require_officer(actor)
    with transaction.atomic():
        fresh = _held(training)
        context = attendance_context(fresh)
        if not context["people"]:
            raise Refusal("Pelatihan ini tidak mempunyai peserta.", code="nobody")
        old = attendance_list_of(fresh)
        if old is not None:
            old.refresh_from_db()
            if (old.context.get("people"), old.context.get("attended")) == _as_stored(context):
                return old
        return document_issue(
            kind=ATTENDANCE_LIST,
            case_number=fresh.number,
            context=context,
            issued_by=actor,
            holder=None,
            replaces=old,
        )


def attendance_list_of(training: Training) -> OfficialDocument | None:
    """The newest attendance list that was not withdrawn."""
    rows = OfficialDocument.objects.filter(kind=ATTENDANCE_LIST, case_number=training.number, voided_at__isnull=True)
    return rows.order_by("-pk").first()


def _as_stored(context: dict[str, object]) -> tuple[object, object]:
    """People and figure as the stored JSON has them, where moments are text."""
    encoder = OfficialDocument._meta.get_field("context").encoder
    people = json.loads(json.dumps(context["people"], cls=encoder))
    return people, context["attended"]


def _issue(row: TrainingEnrolment, actor: User, old: TrainingCertificate | None) -> OfficialDocument:
    document = document_issue(
        kind=CERTIFICATE,
        case_number=row.number,
        context=certificate_context(row),
        issued_by=actor,
        holder=row.user,
        replaces=old.document if old else None,
    )
    TrainingCertificate.objects.create(enrolment=row, document=document, replaces=old, issued_by=actor)
    return document


def _held(training: Training) -> Training:
    fresh = training_lock(training.pk)
    if fresh.state != TrainingState.HELD:
        raise Refusal("Catat dahulu bahwa pelatihan ini sudah dilaksanakan.", code="not_held")
    return fresh


def _require_officer(actor: User) -> None:
    if not can_run_trainings(actor):
        raise Forbidden(
            "Sertifikat dan daftar hadir diterbitkan petugas Unit Layanan dan Dukungan.", code="not_officer"
        )
