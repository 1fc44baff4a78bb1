"""The archive and the register of old: files looked into with a reason, a case held, a bundle asked, tables imported.

Nothing is proposed for destruction: no retention class of the shipped profiles is over within the ninety days.
"""

from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from core import clock
from core.exports import csv_lines
from core.files.reasons import reason_record
from core.files.services import file_open
from core.holds import hold_set
from core.models import StoredFile, TabularImport, User
from core.tabular.kinds import import_kind
from core.tabular.running import import_work
from core.tabular.services import import_confirm, import_receive
from lpse.demo.names import Firm
from lpse.demo.office import Office, at_work
from lpse.demo.timeline import Story
from registration.enums import ApplicationState, BusinessForm
from registration.models import Application
from verification.imports import USER_ID_REGISTER
from verification.services.bundles import bundle_ask

_REASONS = (
    "Penyedia menelepon dan menanyakan dokumen yang dahulu diserahkan.",
    "Dicocokkan dengan permohonan perubahan data.",
    "Permintaan keterangan dari Inspektorat Daerah (contoh).",
    "Uji petik mutu pemeriksaan bulan ini.",
)
_HEADERS = ("User ID", "Nama Perusahaan", "Bentuk", "NPWP", "NIB", "Alamat", "Email", "Tgl daftar", "Status")
_OLD = 18


def archive(office: Office) -> list[Story]:
    """What happens to cases that were decided."""
    return [_views(office), _held(office)]


def imports(office: Office) -> list[Story]:
    """The register that the office kept before the portal, imported; and a table that waits to be confirmed."""
    old = [office.firm() for _ in range(_OLD)]
    return [_imported(office, old), _previewed(office, old[:4])]


def _views(office: Office) -> Story:
    rng = office.dice()
    yield (now := at_work(office.ago(15), 35))
    for number, reason in enumerate(_REASONS):
        yield (now := at_work(now, rng.randrange(200, 900)))
        case = _decided()[number]
        actor = office.officers[number % 2] if number < 2 else office.people["kepala"]
        for file in StoredFile.objects.filter(case_number=case.number).order_by("pk")[:2]:
            reason_record(file=file, actor=actor, reason=reason)
            file_open(file=file, actor=actor, purpose="unduh")


def _held(office: Office) -> Story:
    yield (now := at_work(office.ago(9), 70))
    hold_set(
        case_number=_decided()[2].number,
        reason="Pemeriksaan Inspektorat Daerah (contoh) atas paket tahun ini belum selesai",
        actor=office.people["kepala"],
    )
    yield at_work(now, 20)
    bundle_ask(application=_decided()[2], actor=office.officers[0])


def _decided() -> list[Application]:
    return list(Application.objects.filter(state=ApplicationState.APPROVED).order_by("decided_at", "pk")[:4])


def _imported(office: Office, old: list[Firm]) -> Story:
    yield (now := at_work(office.ago(77), 45))
    officer = office.officers[0]
    rows = [_line(firm, clock.today() - timedelta(days=900 + 41 * place)) for place, firm in enumerate(old)]
    rows.append([*rows[0][:3], "12345", *rows[0][4:]])
    rows.append(["PUTRA JAYA 7", "CV Putra Jaya (contoh)", "CV", "", "", "", "", "31-2-2021", "aktif"])
    rows.append(rows[1])
    row = _receive(officer, "register-user-id-lama-contoh.csv", rows)
    yield (now := now + timedelta(minutes=1))
    import_work(row.pk)
    yield (now := now + timedelta(minutes=6))
    row.refresh_from_db()
    import_confirm(row=row, actor=officer, version=row.version)
    yield now + timedelta(minutes=1)
    import_work(row.pk)


def _previewed(office: Office, old: list[Firm]) -> Story:
    yield (now := at_work(office.ago(4.6), 70))
    rows = [[*_line(firm, clock.today() - timedelta(days=400))[:8], ""] for firm in old]
    row = _receive(office.officers[1], "susulan-register-contoh.csv", rows)
    yield now + timedelta(minutes=1)
    import_work(row.pk)


def _receive(actor: User, name: str, rows: list[list[str]]) -> TabularImport:
    content = b"".join(csv_lines(_HEADERS, rows))
    upload = SimpleUploadedFile(name, content, "text/csv")
    return import_receive(upload=upload, kind=import_kind(USER_ID_REGISTER.key), actor=actor)


def _line(firm: Firm, registered_on: date) -> list[str]:
    form = BusinessForm(firm.form).label if firm.form else ""
    return [
        f"{firm.user_id}L", firm.name, form, firm.npwp, firm.licence, firm.street, firm.email,
        f"{registered_on.day}-{registered_on.month}-{registered_on.year}", "aktif",
    ]  # fmt: skip
