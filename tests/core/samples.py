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


def raw_pdf(*objects: bytes) -> bytes:
    """A PDF of exactly these objects, the first one its catalogue, with a right table of their places."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out) + b"trailer\n<< /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, table)


_CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
_PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"


def page_tree_loop() -> bytes:
    """A page tree that is its own child."""
    return raw_pdf(_CATALOG, b"<< /Type /Pages /Count 2 /Kids [3 0 R 2 0 R] >>", _PAGE)


def page_bomb(pages: int) -> bytes:
    """A page tree that names one and the same page again and again."""
    return raw_pdf(_CATALOG, b"<< /Type /Pages /Count 1 /Kids [%s] >>" % (b"3 0 R " * pages), _PAGE)


def nested_pdf(depth: int = 200_000) -> bytes:
    """An array inside an array inside an array …"""
    return raw_pdf(
        b"<< /Type /Catalog /Pages 2 0 R /X %s >>" % (b"[" * depth + b"]" * depth),
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        _PAGE,
    )


def deep_tree(depth: int) -> bytes:
    """A page tree in which every branch has one branch, `depth` times."""
    branches = [b"<< /Type /Pages /Count 1 /Kids [%d 0 R] >>" % number for number in range(3, depth + 3)]
    return raw_pdf(_CATALOG, *branches, _PAGE)


def _with_stream(data: bytes, **entries: object) -> bytes:
    def change(document: pikepdf.Pdf) -> None:
        stream = document.make_stream(b"x")
        stream.write(data, filter=entries.pop("Filter", Name.FlateDecode))
        for key, value in entries.items():
            stream[f"/{key}"] = value
        document.pages[0].Resources.XObject = Dictionary(X=stream)

    return pdf(change=change, compress_streams=False)


def zeros(size: int) -> bytes:
    """Zeros, packed in pieces so that making them needs no memory."""
    packer = zlib.compressobj(9)
    step = 10_000_000
    parts = [packer.compress(bytes(step)) for _ in range(size // step)]
    return b"".join([*parts, packer.flush()])


def flate_bomb(unpacked: int) -> bytes:
    """A PDF whose one stream unpacks to far more than it holds."""
    return _with_stream(zeros(unpacked))


def nested_bomb() -> bytes:
    """A stream packed three times over."""
    once = zeros(2_000_000_000)
    filters = Array([Name.FlateDecode, Name.FlateDecode])
    return _with_stream(zlib.compress(once, 9), Filter=filters)


def many_bombs() -> bytes:
    """Many streams that are bearable one by one."""

    def change(document: pikepdf.Pdf) -> None:
        packed = zeros(40_000_000)
        for number in range(200):
            stream = document.make_stream(b"x")
            stream.write(packed, filter=Name.FlateDecode)
            document.Root[f"/X{number}"] = stream

    return pdf(change=change, compress_streams=False)


def picture_bomb() -> bytes:
    """A picture of 10 gigapixels inside a PDF."""
    return _with_stream(
        zlib.compress(bytes(1000)), Type=Name.XObject, Subtype=Name.Image, Width=100_000, Height=100_000,
        ColorSpace=Name.DeviceGray, BitsPerComponent=8,
    )  # fmt: skip


def form_pdf() -> bytes:
    """A PDF with a text field that is filled in."""

    def change(document: pikepdf.Pdf) -> None:
        field = document.make_indirect(
            Dictionary(
                Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T="nama", V="CV Contoh Sejahtera",
                Rect=Array([72, 600, 400, 630]), F=4, P=document.pages[0].obj, DA="/F1 12 Tf 0 g",
            )
        )  # fmt: skip
        document.pages[0].Annots = Array([field])
        document.Root.AcroForm = Dictionary(
            Fields=Array([field]), DR=Dictionary(Font=document.pages[0].Resources.Font), NeedAppearances=True
        )

    return pdf(change=change)


def heavy_jpeg(size: int) -> bytes:
    """A photo of nearly `size` bytes: noise, and the rest as the camera's own notes."""
    noise = Image.effect_noise((1600, 1200), 90).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=95)
    photo = out.getvalue()
    missing = size - len(photo)
    assert missing > 0
    notes = b""
    while missing > 70_000:
        notes += b"\xff\xe4" + struct.pack(">H", 65_002) + bytes(65_000)
        missing -= 65_004
    return photo[:2] + notes + photo[2:]


def phone_photo() -> bytes:
    """What a telephone writes: a JPEG that carries a second one (MPO)."""
    out = io.BytesIO()
    first, second = Image.new("RGB", (640, 480), "red"), Image.new("RGB", (64, 48), "blue")
    first.save(out, "MPO", save_all=True, append_images=[second])
    return out.getvalue()


def interlaced_png() -> bytes:
    """An Adam7 picture of 5 x 3 grey pixels, written by hand."""
    rows = b""
    for columns, lines in ((1, 1), (1, 1), (1, 1), (3, 1), (2, 2), (5, 1)):
        rows += (b"\0" + bytes(columns)) * lines
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 5, 3, 8, 0, 0, 0, 1))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def animated_png() -> bytes:
    """A PNG with two frames."""
    out = io.BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])
    return out.getvalue()


def flipped(content: bytes, place: int) -> bytes:
    """The content with one byte changed."""
    changed = bytearray(content)
    changed[place] ^= 0xFF
    return bytes(changed)


def busy_pdf() -> bytes:
    """A PDF with all that may act or tell: scripts, actions, an attachment, notes on its author, a camera's photo."""

    def change(document: pikepdf.Pdf) -> None:
        script = Dictionary(S=Name.JavaScript, JS="app.alert('halo')")
        launch = Dictionary(S=Name.Launch, F="evil.example")
        root, page = document.Root, document.pages[0]
        root.OpenAction = script
        root.AA = Dictionary(WC=script)
        root.Names = Dictionary(JavaScript=Dictionary(Names=Array(["x", document.make_indirect(script)])))
        document.attachments["rahasia.txt"] = b"rahasia"
        page.AA = Dictionary(O=launch)
        field = document.make_indirect(
            Dictionary(
                Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T="nama", V="CV Contoh Sejahtera",
                Rect=Array([72, 600, 400, 630]), F=4, AA=Dictionary(K=script),
            )
        )  # fmt: skip
        link = Dictionary(
            Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 100, 100]),
            A=Dictionary(S=Name.URI, URI="https://evil.example/"),
        )  # fmt: skip
        page.Annots = Array([field, document.make_indirect(link)])
        root.AcroForm = Dictionary(Fields=Array([field]), XFA="x")
        photo = document.make_stream(b"x")
        photo.write(jpeg(exif=True), filter=Name.DCTDecode)
        photo.Type, photo.Subtype, photo.Width, photo.Height = Name.XObject, Name.Image, 640, 480
        photo.ColorSpace, photo.BitsPerComponent = Name.DeviceRGB, 8
        page.Resources.XObject = Dictionary(P=photo)
        with document.open_metadata() as notes:
            notes["dc:creator"] = ["Nama Penulis"]
        document.docinfo["/Author"] = "Nama Penulis"

    return pdf(change=change)
