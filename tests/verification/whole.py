"""A registration that lived: approved, changed twice (once granted, once refused), its User ID deactivated and lifted."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import time_machine
from django.apps import apps
from django.db import connection
from psycopg2.extras import DateTimeTZRange

from core.clock import today
from core.crypto import SealedTextField
from core.files import storage
from core.models import OfficialDocument, RoleAssignment, StoredFile, User
from core.rendering import document_render
from registration.models import Application, ChangeRequest
from tests.core.samples import pdf
from tests.support.changes import NEW_NIK, NEW_NPWP
from tests.verification import cases, changes
from tests.verification.deactivations import given, upload
from verification.models import Deactivation, UserId
from verification.services.change_decisions import change_decision_approve, change_decision_reject
from verification.services.deactivation_records import deactivation_reply, spse_off_record
from verification.services.deactivations import deactivation_decide, deactivation_propose, evidence_add
from verification.services.decisions import decision_approve
from verification.services.reactivations import reactivation_decide, reactivation_propose
from verification.services.user_ids import user_id_activation_record

# Words about people that were typed or drawn up somewhere in the case, old and new.
PERSONAL = (
    "Rahmat Hidayat", "Jalan Contoh Nomor 7", "Nur Aini, S.H., M.Kn.", cases.NIK, NEW_NIK, NEW_NPWP, "Nurhayati",
    "Cap pada NPWP milik Rahmat", "Alasan pemohon berganti direktur", "Andi Contoh", "Pekerjaan jembatan ditinggalkan",
    "Kami menyanggah, lihat berita acara", "KTP Nurhayati", "Tanggapan Rahmat", "Foto Andi", "Operator Contoh",
)  # fmt: skip


# Who comes since the change of the signatory was granted.
NEW_SIGNATORY = {"name": "Nurhayati", "nik": NEW_NIK}


@dataclass
class Life:
    """What became of it."""

    application: Application
    approved: ChangeRequest
    rejected: ChangeRequest
    deactivation: Deactivation

    @property
    def numbers(self) -> list[str]:
        """Of everything that belongs together."""
        return [self.application.number, self.approved.number, self.rejected.number, self.deactivation.number]


def at(year: int, month: int, day: int, hour: int = 3) -> time_machine.travel:
    """A moment; time goes on from there."""
    return time_machine.travel(datetime(year, month, day, hour, tzinfo=UTC), tick=True)


def office(make_account: Callable[..., User]) -> dict[str, User]:
    """Who decides, who verifies and whose case it is; in office since 2020."""
    found = {role: make_account(role) for role in ("head", "deputy", "verifier")}
    found["owner"] = make_account("vendor")
    RoleAssignment.objects.update(period=DateTimeTZRange(datetime(2020, 1, 1, tzinfo=UTC), None))
    return found


def lived(owner: User, officer: User, head: User, *, user_id: str = "LAMA01") -> Life:
    """Approved in February 2024, changed in March 2024 and 2025, deactivated in May 2025, lifted in June 2026."""
    with at(2024, 2, 29):
        row = cases.application(owner)
        decision_approve(application=cases.review_all(row, officer), actor=officer, user_id=user_id)
        row.refresh_from_db()
        entry = UserId.objects.get(decision__application=row)
        user_id_activation_record(user_id=entry, actor=officer, activated_on=today(), activated_by_name="Petugas SPSE")
    with at(2024, 3, 11):
        approved = changes.handed_in(row, "signatory", reason=PERSONAL[8])
        StoredFile.objects.filter(case_number=approved.number).update(original_name="KTP Nurhayati.pdf")
        change_decision_approve(change=changes.review_all(approved, officer), actor=officer)
    with at(2025, 3, 12):
        rejected = changes.handed_in(row, "npwp")
        changes.review_all(rejected, officer, **NEW_SIGNATORY)
        changes.compare(rejected, "npwp", officer, result="mismatch", reason_code="illegible", note=PERSONAL[7])
        change_decision_reject(change=rejected, actor=officer, reason_code="illegible", note=PERSONAL[7])
    with at(2025, 5, 5):
        proposed = deactivation_propose(
            user_id=UserId.objects.get(pk=entry.pk), actor=officer, **given(explanation=PERSONAL[10])
        )
        evidence_add(deactivation=proposed, actor=officer, upload=upload("Foto Andi.pdf"))
        active = deactivation_decide(deactivation=proposed, actor=head)
        spse_off_record(deactivation=active, actor=officer, done_on=today(), done_by_name=PERSONAL[15])
        answer = upload("Tanggapan Rahmat.pdf")
        deactivation_reply(deactivation=active, actor=row.owner, text=PERSONAL[11], upload=answer)
    with at(2026, 4, 4):
        end = reactivation_propose(deactivation=active, actor=officer, reason="Kewajibannya sudah dipenuhi")
        reactivation_decide(reactivation=end, accept=True, actor=head)
    for file in StoredFile.objects.filter(storage_name=""):
        StoredFile.objects.filter(pk=file.pk).update(storage_name=storage.write(pdf(1)))
    StoredFile.objects.update(state="clean", work_state="done")
    for model_row in (row, approved, rejected, active):
        model_row.refresh_from_db()
    return Life(row, approved, rejected, active)


def letters_rendered() -> None:
    """Every letter gets its PDF."""
    for document in OfficialDocument.objects.filter(storage_name=""):
        assert document_render(document.pk)


def everything(*, without: tuple[str, ...] = ()) -> str:
    """All that all tables say, and what is sealed in them."""
    found = []
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - set(without)):
            cursor.execute(f"SELECT coalesce(string_agg(t::text, ' '), '') FROM \"{table}\" t")  # noqa: S608
            found.append(cursor.fetchone()[0])
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, SealedTextField) and model._meta.db_table not in without:
                found += list(model._default_manager.order_by().values_list(field.name, flat=True))
    return " ".join(found)
