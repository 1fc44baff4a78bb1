"""Packages are looked up and exported, schedules copied with their source; nothing else may be done with them."""

import ast
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db import DatabaseError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.forms import ModelForm
from django.test import Client
from django.utils import timezone
from rest_framework.serializers import BaseSerializer

from core.models import AuditEvent, AuditScope, Organization, TabularImport, User
from core.refusals import BadInput, Forbidden
from lpse.routes import routes
from procurement.models import Package, Schedule, Stage, StageList
from procurement.selectors import package_by_code, schedule_of, stages_between
from procurement.services import schedule_copy
from tests.procurement.packages import package_make

LIST = "/admin/procurement/package/"
SCHEDULE = """
1\tPengumuman Pascakualifikasi\t3 Agustus 2026 10:00\t10 Agustus 2026 23:59\tTidak Ada
2\tDownload Dokumen Pemilihan\t03-08-2026 10.00\t10-08-2026 16.00\tTidak Ada
3\tUpload Dokumen Penawaran
4 Agustus 2026 08:00\t11 Agustus 2026 10:00\t1 kali perubahan
"""
SOURCE = "https://spse.contoh.example/eproc4/lelang/3215289/jadwal"


@pytest.fixture
def support(sign_in: Callable[..., Client]) -> Client:
    return sign_in("support")


@pytest.fixture
def clerk(support: Client) -> User:
    return support.user  # type: ignore[attr-defined, no-any-return]


@pytest.fixture
def package(clerk: User) -> Package:
    return package_make(clerk, code="3215289", name="Pembangunan Jembatan Rongkong")


def copied(package: Package, clerk: User, text: str = SCHEDULE, source: str = SOURCE) -> Schedule:
    return schedule_copy(package=package, text=text, source=source, seen_at=timezone.now(), actor=clerk)


# Looking up


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("3215289", True),
        ("32152", True),
        ("jembatan", True),
        ("membangun jembatan", True),
        ("999", False),
        ("x & !y", False),
    ],
)
def test_packages_are_found_by_code_and_by_indonesian_words(package, support, words: str, found: bool) -> None:
    page = support.get(LIST, {"q": words}).content.decode()
    assert ("Pembangunan Jembatan Rongkong" in page) is found


def test_the_newest_code_comes_first_whatever_the_import_brought_first(package, clerk, support) -> None:
    for code in ("12883289", "9900289", "12884289"):
        package_make(clerk, code=code)
    page = support.get(LIST).content.decode()
    assert sorted(["12884289", "12883289", "9900289", "3215289"], key=page.index) == [
        "12884289",
        "12883289",
        "9900289",
        "3215289",
    ]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {Package.objects.only('code')[:25].query}")
        assert "package_newest" in "".join(line for (line,) in cursor.fetchall())


def test_the_page_says_how_far_a_sum_is_rounded_and_where_it_is_from(package, support) -> None:
    page = support.get(f"{LIST}{package.pk}/change/").content.decode()
    assert "sekitar Rp284.600.000" in page or "sekitar Rp 284.600.000" in page
    assert package.imported_in.number in page
    assert "Belum disalin dari SPSE." in page


def test_staff_and_procurement_officials_see_packages(package, make_account, clerk) -> None:
    assert package in Package.objects.visible_to(clerk)
    assert package in Package.objects.visible_to(make_account("ppk"))
    for role in ("vendor", "auditor"):
        assert not Package.objects.visible_to(make_account(role)).exists()


def test_others_ask_by_the_code(package) -> None:
    assert package_by_code(" 3215289 ") == package
    assert package_by_code("1234") is None


# Schedules


def test_a_schedule_is_copied_with_its_source_and_shown(package, support, clerk) -> None:
    answer = support.post(
        f"{LIST}{package.pk}/salin-jadwal/",
        {"text": SCHEDULE, "source": SOURCE, "seen_on": "2-3-2026", "seen_time": "10.05"},
        follow=True,
    )
    assert "Jadwal dengan 3 tahap disimpan." in answer.content.decode()
    found = schedule_of(package)
    assert found is not None
    assert [stage.name for stage in found.stages.all()] == [
        "Pengumuman Pascakualifikasi", "Download Dokumen Pemilihan", "Upload Dokumen Penawaran",
    ]  # fmt: skip
    # 10:00 WITA.
    assert found.stages.all()[0].starts_at == datetime(2026, 8, 3, 2, 0, tzinfo=UTC)
    page = support.get(f"{LIST}{package.pk}/change/").content.decode()
    assert SOURCE in page
    assert "Upload Dokumen Penawaran: " in page
    assert AuditEvent.objects.filter(action="package.schedule_copied", object_number="3215289").count() == 1


@pytest.mark.parametrize(
    ("field", "text", "says"),
    [
        ("text", "Pengumuman", "Tidak ada tahap yang terbaca"),
        ("text", "Pengumuman 3 Agustus 2026 10:00", "Baris 1 tidak memuat"),
        ("text", "Pengumuman 31-02-2026 10:00 1-3-2026 10:00", "bukan tanggal"),
        ("text", "Pengumuman 3 Agustus 2026 10:00 2 Agustus 2026 10:00", "lebih awal"),
        ("source", "SPSE", "5 sampai 200 huruf"),
        ("seen_on", "2-3-2099", "belum tiba"),
        ("seen_time", "jam sepuluh", "Tulis jam"),
    ],
)
def test_a_wrong_schedule_is_refused_beside_its_field_and_kept(
    package, support, field: str, text: str, says: str
) -> None:
    sent = {"text": SCHEDULE, "source": SOURCE, "seen_on": "2-3-2026", "seen_time": "10:05", field: text}
    answer = support.post(f"{LIST}{package.pk}/salin-jadwal/", sent)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert says in page
    assert SOURCE in page or field == "source"
    assert not Schedule.objects.exists()


def test_a_new_copy_takes_the_place_of_the_old_one_which_stays(package, clerk) -> None:
    first, second = copied(package, clerk), copied(package, clerk, SCHEDULE.replace("23:59", "15:00"))
    assert schedule_of(package) == second
    assert Schedule.objects.filter(pk=first.pk, is_current=False).exists()
    for statement in (
        "UPDATE procurement_stage SET name = 'x'", "DELETE FROM procurement_stage", "DELETE FROM procurement_schedule",
        "UPDATE procurement_schedule SET source = 'lain sekali'",
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_same_copy_is_kept_once(package, clerk) -> None:
    now = timezone.now()
    rows = [schedule_copy(package=package, text=SCHEDULE, source=SOURCE, seen_at=now, actor=clerk) for _ in range(2)]
    assert rows[0] == rows[1]
    assert Schedule.objects.count() == 1


def test_who_may_not_copy_is_refused(package, make_account) -> None:
    with pytest.raises(Forbidden):
        copied(package, make_account("secretariat"))
    with pytest.raises(BadInput, match="lebih dari 20000 huruf"):
        copied(package, make_account("verifier"), "x" * 20_001)


def test_stages_that_were_open_at_a_time_are_found(package, clerk) -> None:
    copied(package, clerk)
    copied(package, clerk)

    def open_then(*span: datetime) -> list[str]:
        return [stage.name for stage in stages_between(*span)]

    noon = datetime(2026, 8, 10, 4, 0, tzinfo=UTC)
    assert open_then(noon, noon) == [
        "Download Dokumen Pemilihan",
        "Pengumuman Pascakualifikasi",
        "Upload Dokumen Penawaran",
    ]
    late = datetime(2026, 8, 10, 12, 0, tzinfo=UTC)
    assert open_then(late, late) == ["Pengumuman Pascakualifikasi", "Upload Dokumen Penawaran"]
    assert open_then(datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 9, 2, tzinfo=UTC)) == []


# No other way to write (Pasal 3(3); Temanggung 4(3))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE procurement_package SET hps = 1",
        "UPDATE procurement_package SET stage = 'Pengumuman Pemenang'",
        "DELETE FROM procurement_package",
        "INSERT INTO procurement_package (code, name, name_in_spse, labels, agency, stage, hps_in_spse, qualification, "
        "file_method, method, evaluation, kind, budget_years, spse_generation, contract_in_spse, flags, imported_in_id, "
        "first_seen_at) SELECT '77777', 'x', 'x', '', '', '', '', '', '', '', '', '', '', '', '', '', id, now() "
        "FROM core_tabularimport",
    ],
)
def test_the_database_refuses_what_is_no_import(package, statement: str) -> None:
    TabularImport.objects.update(state="finished", ended_at=timezone.now(), storage_name="")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_no_page_writes_packages(package, support) -> None:
    ours = [route for route in routes() if "package" in route.pattern or "procurement" in route.pattern]
    writing = {
        route.name for route in ours if route.access and route.access.post and not route.name.endswith("_changelist")
    }
    assert writing == {"admin:procurement_package_copy_schedule"}
    before = Package.objects.values().get()
    for path in ("add/", f"{package.pk}/change/", f"{package.pk}/delete/"):
        assert support.post(LIST + path, {"name": "Lain"}).status_code in {403, 404, 405}
    support.post(LIST, {"action": "delete_selected", "_selected_action": [package.pk], "post": "yes"})
    assert Package.objects.values().get() == before
    page = admin.site.get_model_admin(Package)
    assert set(page.get_fields(None)) <= set(page.get_readonly_fields(None))  # type: ignore[arg-type]
    assert not page.list_editable
    assert not page.inlines


def subclasses(of: type) -> Iterator[type]:
    for one in of.__subclasses__():
        yield one
        yield from subclasses(one)


def test_no_form_and_no_api_is_made_of_them() -> None:
    mirror = set(apps.get_app_config("procurement").get_models())
    assert mirror == {Package, Schedule, Stage, StageList}
    for kind in (ModelForm, BaseSerializer):
        for one in subclasses(kind):
            assert getattr(getattr(one, "Meta", None), "model", None) not in mirror or one.__module__.startswith(
                ("django.", "unfold.", "tests.")
            ), one
    assert not [route for route in routes() if route.pattern.startswith("/api/") and "paket" in route.pattern]


WRITERS = {"create", "bulk_create", "bulk_update", "update", "update_or_create", "get_or_create", "delete", "save"}
OURS = (
    "core",
    "procurement",
    "registration",
    "helpdesk",
    "backups",
    "verification",
    "infra_monitor",
    "secretariat",
    "lpse",
)


def writes(node: ast.AST) -> bool:
    """A call that writes packages, or SQL that does."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITERS:
        return ast.unparse(node.func).startswith(("Package.objects", "package."))
    return isinstance(node, ast.Constant) and "INTO procurement_package" in str(node.value)


def test_no_code_writes_them_but_the_import() -> None:
    files = [file for app in OURS for file in sorted((settings.BASE_DIR / app).rglob("*.py"))]
    assert len(files) > 300
    assert [file for file in files if any(map(writes, ast.walk(ast.parse(file.read_text()))))] == []


# The officials' own pages


@pytest.mark.parametrize("role", ["pa_kpa", "ppk", "pokja", "procurement_officer", "lkpp", "support"])
def test_officials_read_every_package_and_find_it_by_code_and_words(package, sign_in, role: str) -> None:
    client = sign_in(role)
    listed = client.get("/paket/").content.decode()
    assert 'href="/paket/3215289/"' in listed
    for words, found in (("321", True), ("jembatan", True), ("Pembangunan Rongkong", True), ("irigasi", False)):
        assert ("/paket/3215289/" in client.get("/paket/", {"cari": words}).content.decode()) is found
    page = client.get("/paket/3215289/").content.decode()
    assert "sekitar Rp284.600.000" in page
    assert "Belum disalin dari SPSE." in page
    assert client.post("/paket/3215289/").status_code == 405


def test_the_schedule_stands_on_the_officials_page_with_its_source(package, clerk, sign_in) -> None:
    copied(package, clerk)
    page = sign_in("ppk").get("/paket/3215289/").content.decode()
    assert "Upload Dokumen Penawaran" in page
    assert SOURCE in page


@pytest.mark.parametrize("role", ["vendor", "other_entity"])
def test_others_reach_no_package(package, sign_in, role: str) -> None:
    client = sign_in(role)
    assert client.get("/paket/").status_code == 403
    assert client.get("/paket/3215289/").status_code == 404
    assert "Lihat paket tender" not in client.get("/akun/").content.decode()


def test_an_auditor_reads_the_packages_of_the_audit_while_it_runs(package, clerk, sign_in) -> None:
    other = package_make(clerk, code="9999999", agency="Pemerintah Daerah Kabupaten Lain")
    office = Organization.objects.create(name="Pemerintah Daerah Kabupaten Lain")
    client = sign_in("auditor")
    seen = lambda: {row.code for row in client.get("/paket/").context["rows"]}  # noqa: E731
    assert seen() == set()
    now = timezone.now()
    running = DateTimeTZRange(now - timedelta(days=1), now + timedelta(days=1))
    scope = AuditScope.objects.create(
        person=client.user.person, package_code=package.code, period=running, case_number="PJB-1"
    )
    assert seen() == {package.code}
    assert client.get(f"/paket/{other.code}/").status_code == 404
    AuditScope.objects.create(person=client.user.person, organization=office, period=running, case_number="PJB-1")
    assert seen() == {package.code, other.code}
    AuditScope.objects.filter(pk=scope.pk).update(
        period=DateTimeTZRange(now - timedelta(days=9), now - timedelta(days=2))
    )
    assert seen() == {other.code}
