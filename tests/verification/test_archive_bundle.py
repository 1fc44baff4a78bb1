"""A decided case as one bundle: made by a worker, sealed, verified by the standard tools, handed out with a reason."""

import hashlib
import json
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from core import vault
from core.models import AuditEvent, OfficialDocument, StoredFile, User
from core.refusals import BadInput, Forbidden, NotReady, Refusal
from core.rendering import document_render
from registration.models import Application
from registration.receipts import receipt_issue
from registration.services.changes import change_start
from tests.core.samples import pdf
from tests.registration.filling import upload
from tests.support.changes import NEW_NPWP
from tests.verification import cases, changes
from tests.verification.deactivations import given
from tests.verification.whole import NEW_SIGNATORY, Life, at, lived, office
from tests.verification.whole import letters_rendered as all_letters_rendered
from verification import bundling
from verification.models import CaseBundle, UserId
from verification.services.bundles import bundle_ask, bundle_open
from verification.services.change_decisions import change_decision_approve
from verification.services.deactivation_records import spse_on_record
from verification.services.deactivations import deactivation_propose
from verification.services.decisions import decision_approve, decision_reject
from verification.services.objections import objection_answer, objection_file_add, objection_submit

pytestmark = pytest.mark.django_db(transaction=True)
PDF = pdf()
HOSTILE = ["../../KTP Rahmat.pdf", "KTP Rahmat.pdf", "AKTA\u202e.pdf", "akta?.pdf"]


@pytest.fixture
def roles(sign_in) -> None:
    sign_in()


def with_bytes(waiting: Application) -> None:
    """Its files have bytes and names as people (and others) send them."""
    for number, item in enumerate(waiting.items.order_by("pk")):
        StoredFile.objects.filter(case_number=waiting.number, pk=item.files.get().file_id).update(
            state="erased", storage_name="", view_name=""
        )
        cases.hand_in(item, content=PDF, original_name=HOSTILE[number % len(HOSTILE)])


@pytest.fixture
def decided(roles: None, waiting: Application, officer: User) -> Application:
    """An approved case with such files."""
    with_bytes(waiting)
    receipt_issue(application=waiting, actor=waiting.owner)
    decision_approve(application=cases.review_all(waiting, officer), actor=officer, user_id="SAWERIGADING1")
    waiting.refresh_from_db()
    return waiting


@pytest.fixture
def people(roles: None, make_account: Callable[..., User]) -> dict[str, User]:
    return office(make_account)


@pytest.fixture
def life(people: dict[str, User]) -> Life:
    return lived(people["owner"], people["verifier"], people["head"])


def letters_rendered(application: Application) -> None:
    for document in OfficialDocument.objects.filter(case_number=application.number):
        assert document_render(document.pk)


def test_the_bundle_verifies_with_sha256sum_and_unzip(decided: Application, officer: User, tmp_path: Path) -> None:
    letters_rendered(decided)
    bundle = bundle_ask(application=decided, actor=officer)
    assert bundling.bundle_make(bundle.pk)
    got = bundle_open(application=decided, actor=officer, reason="Permintaan Inspektorat")
    archive = tmp_path / got.name
    archive.write_bytes(b"".join(got.parts))
    assert archive.stat().st_size == got.size
    digest = subprocess.run(["sha256sum", archive], capture_output=True, text=True, check=True).stdout.split()[0]
    bundle.refresh_from_db()
    assert digest == bundle.sha256
    assert "No errors" in subprocess.run(["unzip", "-t", archive], capture_output=True, text=True, check=True).stdout
    subprocess.run(["unzip", "-q", archive, "-d", tmp_path / "isi"], check=True)
    checked = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path / "isi", capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout
    manifest = json.loads((tmp_path / "isi/manifest.json").read_text())
    paths = [row["path"] for row in manifest["files"]]
    assert paths[0] == "data-pendaftaran.txt"
    assert paths[-1] == "jejak-audit.csv"
    assert sum(path.startswith("naskah/") for path in paths) == 2
    assert sum(path.startswith("dokumen/") for path in paths) == decided.items.count()
    assert len(manifest["tidak_disertakan"]) == decided.items.count()
    for row in manifest["files"]:
        if row["path"].startswith("dokumen/"):
            assert (tmp_path / "isi" / row["path"]).read_bytes() == PDF
    sheet = (tmp_path / "isi/data-pendaftaran.txt").read_text()
    assert cases.NIK in sheet
    assert "disetujui, Sitti Petugas" in sheet
    assert "Pendaftaran disetujui" in (tmp_path / "isi/jejak-audit.csv").read_text("utf-8-sig")


def test_an_objection_is_in_the_bundle_with_its_files_and_the_answer(
    roles: None, waiting: Application, officer: User, make_account: Callable[..., User], tmp_path: Path
) -> None:
    """Pasal 10(2)d: every paper of the case, also what came after the decision."""
    with_bytes(waiting)
    cases.review_all(waiting, officer)
    item = waiting.items.get(key="ktp")
    cases.compare(item, officer, result="mismatch", reason_code="illegible", note="Foto buram.")
    rejected = decision_reject(application=waiting, actor=officer, reason_code="illegible").application
    file = objection_file_add(application=rejected, actor=rejected.owner, upload=upload("bukti.pdf")).file
    StoredFile.objects.filter(pk=file.pk).update(state="clean")
    objection = objection_submit(
        application=rejected, actor=rejected.owner, text="Foto KTP terbaca\nbila diperbesar, lihat lampiran."
    )
    answer = "Foto sudah dilihat lagi dan tetap tidak terbaca."
    objection_answer(objection=objection, actor=make_account("head"), is_granted=False, answer=answer)
    letters_rendered(rejected)
    bundle = bundle_ask(application=rejected, actor=officer)
    assert bundling.bundle_make(bundle.pk)
    archive = tmp_path / "bundel.zip"
    archive.write_bytes(b"".join(bundle_open(application=rejected, actor=officer, reason="uji").parts))
    with zipfile.ZipFile(archive) as opened:
        assert hashlib.sha256(opened.read("keberatan/bukti.pdf")).hexdigest() == file.sha256
        assert sum(name.startswith("naskah/") for name in opened.namelist()) == 2
        sheet = opened.read("data-pendaftaran.txt").decode()
    assert "Foto KTP terbaca bila diperbesar, lihat lampiran." in sheet
    assert f"penolakan tetap berlaku. {answer}" in sheet


def test_who_downloads_says_why_and_it_is_on_record(decided: Application, officer: User) -> None:
    letters_rendered(decided)
    bundling.bundle_make(bundle_ask(application=decided, actor=officer).pk)
    for reason in ("", "   ", "x" * 301):
        with pytest.raises(BadInput):
            bundle_open(application=decided, actor=officer, reason=reason)
    assert not AuditEvent.objects.filter(action="bundle.downloaded").exists()
    bundle_open(application=decided, actor=officer, reason="Perkara 12/G/2026")
    event = AuditEvent.objects.get(action="bundle.downloaded")
    assert (event.actor, event.object_number, event.data["reason"]) == (officer, decided.number, "Perkara 12/G/2026")


@pytest.mark.parametrize("role", ["deputy", "secretariat", "system_admin", "support", "vendor", "auditor"])
def test_others_get_no_bundle(decided: Application, make_account: Callable[..., User], role: str) -> None:
    other = make_account(role)
    with pytest.raises(Forbidden):
        bundle_ask(application=decided, actor=other)
    with pytest.raises(Forbidden):
        bundle_open(application=decided, actor=other, reason="ingin tahu")
    assert not CaseBundle.objects.exists()


def test_asking_twice_makes_one_and_only_of_what_was_decided(
    decided: Application, colleague: User, officer: User, vendor: User
) -> None:
    first = bundle_ask(application=decided, actor=officer)
    assert bundle_ask(application=decided, actor=colleague) == first
    with pytest.raises(NotReady):
        bundle_open(application=decided, actor=officer, reason="uji")
    letters_rendered(decided)
    assert bundling.bundle_make(first.pk)
    assert not bundling.bundle_make(first.pk)
    assert bundle_ask(application=decided, actor=colleague) == first
    assert AuditEvent.objects.filter(action="bundle.made").count() == 1
    with pytest.raises(Refusal, match="belum diputuskan"):
        bundle_ask(application=cases.application(vendor), actor=officer)


def test_a_letter_still_on_its_way_is_waited_for_and_nothing_is_left_behind(
    decided: Application, officer: User, settings
) -> None:
    bundle = bundle_ask(application=decided, actor=officer)
    assert not bundling.bundle_make(bundle.pk)
    bundle.refresh_from_db()
    assert (bundle.work_state, bundle.attempts) == ("waiting", 1)
    assert [path for path in Path(settings.BUNDLES_DIR).rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    "change",
    ["sha256 = 'x'", "storage_name = ''", "size = 1", "erased_at = now(), storage_name = ''", "edition = 9"],
)
def test_a_bundle_is_frozen(decided: Application, officer: User, change: str) -> None:
    letters_rendered(decided)
    bundle = bundle_ask(application=decided, actor=officer)
    bundling.bundle_make(bundle.pk)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE verification_casebundle SET {change}")  # noqa: S608
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM verification_casebundle")
    bundle.refresh_from_db()
    assert b"".join(vault.read(bundle.storage_name))


# What belongs to a registration


def test_the_bundle_holds_everything_that_was_decided(people, life: Life, tmp_path: Path) -> None:
    number = life.application.number
    with at(2026, 6, 1):
        draft = change_start(application=life.application, kind="address", actor=people["owner"])
        entry = UserId.objects.get()
        spse_on_record(
            deactivation=life.deactivation, actor=people["verifier"], done_on=date(2026, 6, 1),
            done_by_name="Operator Lain",
        )  # fmt: skip
        entry.refresh_from_db()
        waiting = deactivation_propose(user_id=entry, actor=people["verifier"], **given(explanation="Belum diputuskan"))
        all_letters_rendered()
        bundle = bundle_ask(application=life.application, actor=people["verifier"])
        assert bundling.bundle_make(bundle.pk)
        got = bundle_open(application=life.application, actor=people["verifier"], reason="Permintaan Inspektorat")
        archive = tmp_path / got.name
        archive.write_bytes(b"".join(got.parts))
    subprocess.run(["unzip", "-q", archive, "-d", tmp_path / "isi"], check=True)
    checked = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path / "isi", capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout
    manifest = json.loads((tmp_path / "isi/manifest.json").read_text())
    assert manifest["termasuk"] == life.numbers[1:]
    paths = [row["path"] for row in manifest["files"]]
    for change in (life.approved, life.rejected):
        below = [path for path in paths if path.startswith(f"perubahan/{change.number}/")]
        assert sum("/naskah/" in path for path in below) == 1
        keys = set(change.items.exclude(state="missing").values_list("key", flat=True))
        assert {path.split("/")[3] for path in below if "/dokumen/" in path} == keys
    below = [path for path in paths if path.startswith(f"penonaktifan/{life.deactivation.number}/")]
    assert sorted(path.split("/")[2] for path in below) == ["bukti", "naskah", "naskah", "surat", "tanggapan"]
    assert not [path for path in paths if draft.number in path or waiting.number in path]
    # Every letter and every file of the case lies in it once.
    numbers = life.numbers
    assert sum("naskah/" in path for path in paths) == OfficialDocument.objects.filter(case_number__in=numbers).count()
    files = StoredFile.objects.filter(case_number__in=numbers).count()
    assert len(paths) == files + OfficialDocument.objects.filter(case_number__in=numbers).count() + 2
    sheet = (tmp_path / "isi/data-pendaftaran.txt").read_text()
    rows = {label.strip(): value for label, _, value in (line.partition(" : ") for line in sheet.splitlines())}
    assert rows[f"{life.approved.number}: Nama penanggung jawab"] == "Rahmat Hidayat → Nurhayati"
    assert rows[f"{life.approved.number}: keterangan pemohon"] == "Alasan pemohon berganti direktur"
    assert rows[f"{life.approved.number}: keputusan"].startswith("disetujui, ")
    assert rows[f"{life.rejected.number}: keputusan"].startswith("ditolak, ")
    assert NEW_NPWP in rows[f"{life.rejected.number}: NPWP"].replace(".", "").replace("-", "")
    assert "Cap pada NPWP milik Rahmat" in rows[f"{life.rejected.number}: catatan"]
    about = {label.split(": ")[1]: words for label, words in rows.items() if label.startswith("NON-2025-00001: ")}
    assert about["diminta oleh"] == "Andi Contoh, PPK, Dinas Pekerjaan Contoh (PPK)"
    assert about["uraian"] == "Pekerjaan jembatan ditinggalkan"
    assert about["masa"] == "5 Mei 2025 sampai 4 Mei 2026"
    assert about["tanggapan penyedia"].startswith("Kami menyanggah, lihat berita acara (")
    assert about["usul pengaktifan kembali"].startswith("Kewajibannya sudah dipenuhi (disetujui, ")
    assert about["dinonaktifkan di SPSE"] == "5 Mei 2025, Operator Contoh"
    assert about["diaktifkan kembali di SPSE"] == "1 Juni 2026, Operator Lain"
    assert "Belum diputuskan" not in sheet
    assert draft.number not in sheet
    trail = (tmp_path / "isi/jejak-audit.csv").read_text("utf-8-sig")
    for words in ("Permohonan perubahan disetujui", "Permohonan perubahan ditolak", *life.numbers):
        assert words in trail, words
    assert AuditEvent.objects.filter(action="bundle.made", object_number=number).count() == 1


def test_a_later_decision_makes_a_new_edition(people, life: Life) -> None:
    with at(2026, 7, 1):
        all_letters_rendered()
        first = bundle_ask(application=life.application, actor=people["verifier"])
        assert bundling.bundle_make(first.pk)
        change = changes.handed_in(life.application, "address")
        # Nothing was decided yet: the young bundle is still whole.
        assert bundle_ask(application=life.application, actor=people["verifier"]) == first
        change_decision_approve(
            change=changes.review_all(change, people["verifier"], **NEW_SIGNATORY), actor=people["verifier"]
        )
        second = bundle_ask(application=life.application, actor=people["verifier"])
        assert (second.edition, CaseBundle.objects.count()) == (2, 2)
        all_letters_rendered()
        assert bundling.bundle_make(second.pk)
        assert bundle_ask(application=life.application, actor=people["verifier"]) == second
