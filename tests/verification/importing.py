"""Handing in a register as an officer does, with the worker's part done at once."""

from django.core.files.uploadedfile import SimpleUploadedFile

from core.models import TabularImport, User
from core.tabular.running import import_work
from core.tabular.services import import_confirm, import_receive
from verification.imports import USER_ID_REGISTER

HEADER = ["User ID", "Nama Penyedia", "Bentuk", "No. NPWP", "NIB", "Alamat", "E-mail", "Tanggal Daftar", "Status"]
GOOD = ["CAHAYA1", "Cahaya Mandiri", "CV", "01.234.567.8-801.000", "9120001234567", "Jalan Contoh 1", "a@contoh.id", "27-3-2019", "aktif"]  # fmt: skip


def csv_of(*rows: list[str], header: list[str] | None = None) -> bytes:
    """A CSV as Excel in Indonesia writes it."""
    return "".join(";".join(row) + "\r\n" for row in [header or HEADER, *rows]).encode()


def receive(content: bytes, actor: User, name: str = "register.csv") -> TabularImport:
    """Hand in, without the worker."""
    return import_receive(upload=SimpleUploadedFile(name, content), kind=USER_ID_REGISTER, actor=actor)


def preview(content: bytes, actor: User, name: str = "register.csv") -> TabularImport:
    """Hand in and let the worker read it."""
    row = receive(content, actor, name)
    import_work(row.pk)
    row.refresh_from_db()
    return row


def put_in(content: bytes, actor: User, name: str = "register.csv") -> TabularImport:
    """Hand in, confirm, and let the worker put it in."""
    row = preview(content, actor, name)
    assert row.state == "previewed", row.message
    row = import_confirm(row=row, actor=actor, version=row.version)
    import_work(row.pk)
    row.refresh_from_db()
    return row


def figures(row: TabularImport) -> tuple[int, int, int, int]:
    """New, changed, same, wrong."""
    return row.new_rows, row.changed_rows, row.same_rows, row.bad_rows
