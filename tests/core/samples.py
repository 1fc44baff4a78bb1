"""Honest and hostile files, made on the spot."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-" + b"TEST-FILE!$H+H*"


def jpeg(width: int = 640, height: int = 480, *, exif: bool = False, quality: int = 80, **options: object) -> bytes:
    """A picture whose left half is red; with `exif`, turned on its side and telling where it was taken."""
    image = Image.new("RGB", (width, height), "white")
    image.paste("red", (0, 0, width // 2, height))
    out = io.BytesIO()
    if exif:
        notes = Image.Exif()
        notes[0x0112] = 6
        notes[0x013B] = "Nama Pemotret"
        notes.get_ifd(0x8825).update({1: "S", 2: (2.0, 33.0, 12.0), 3: "E", 4: (120.0, 19.0, 25.0)})
        options["exif"] = notes
    image.save(out, "JPEG", quality=quality, **options)
    return out.getvalue()


def png(width: int = 640, height: int = 480, mode: str = "RGB") -> bytes:
    """A plain picture."""
    out = io.BytesIO()
    Image.new(mode, (width, height)).save(out, "PNG")
    return out.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_bomb(width: int, height: int, *, unpacked: int) -> bytes:
    """A PNG that promises a size and unpacks to another."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(unpacked), 9)) + chunk(b"IEND", b"")


def pdf(pages: int = 1, change: Callable[[pikepdf.Pdf], None] | None = None, **options: object) -> bytes:
    """A PDF with a line of text on every page."""
    document = pikepdf.new()
    font = document.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    for number in range(1, pages + 1):
        page = document.add_blank_page(page_size=(595, 842))
        page.Resources = Dictionary(Font=Dictionary(F1=font))
        page.Contents = document.make_stream(f"BT /F1 24 Tf 72 720 Td (Halaman {number}) Tj ET".encode())
    if change:
        change(document)
    out = io.BytesIO()
    document.save(out, **options)
    return out.getvalue()


def archive() -> bytes:
    """A ZIP with one member."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("../../../etc/cron.d/x", "x")
    return out.getvalue()


def encrypted_pdf(password: str) -> bytes:
    """A locked PDF; an empty password opens by itself, yet restricts what may be done."""
    return pdf(encryption=pikepdf.Encryption(owner="pemilik", user=password))


def page_tree_loop() -> bytes:
    """A page tree that is its own child."""

    def change(document: pikepdf.Pdf) -> None:
        root = document.Root.Pages
        root.Kids = Array([*root.Kids, root])

    return _raw_pages(change)


def _raw_pages(change: Callable[[pikepdf.Pdf], None]) -> bytes:
    document = pikepdf.open(io.BytesIO(pdf()))
    change(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
