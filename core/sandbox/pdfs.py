"""PDF: is it whole, plain and of bearable size, and a copy without anything that acts, hides or tells on its author."""

import io
import re
import zlib
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from core.sandbox.report import Job, Refused, Report

_MIB = 1024 * 1024
_STEP = _MIB
# A stream that is not a picture unpacks to at most this; all streams together to the second.
MOST_PER_STREAM = 48 * _MIB
MOST_TOGETHER = 640 * _MIB
_DEEPEST_TREE = 64
_TAIL = 2048

_KEEP_ACTIONS = {"/GoTo", "/Named"}
_ACTIVE_SUBTYPES = {"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"}
_GONE = (
    "/AA", "/AF", "/Collection", "/EmbeddedFiles", "/JavaScript", "/JS", "/LastModified", "/Metadata", "/OpenAction",
    "/PieceInfo", "/RichMediaContent", "/RichMediaSettings", "/URI", "/XFA",
)  # fmt: skip
_KEEP_JPEG_SEGMENTS = {0xE0, 0xEE}  # JFIF and Adobe: without the second, colours turn


def inspect(content: bytes, job: Job) -> tuple[Report, bytes]:
    """Judge a PDF by its structure and by what its streams unpack to, without drawing it.

    Raises:
        Refused: locked by a password, cut short, damaged, too many pages, too big once unpacked.
    """
    if b"%%EOF" not in content[-_TAIL:]:
        raise Refused("truncated")
    if content[content.rfind(b"%%EOF") + 5 :].strip(b"\0\r\n\t \x1a"):
        raise Refused("trailing")
    with _open(content) as pdf:
        pages = _count_pages(pdf, job.max_pages)
        _check_streams(pdf, job.max_pixels)
        if len(pdf.pages) != pages:
            raise Refused("damaged")
    return Report(pages=pages), b""


def copy(content: bytes, job: Job) -> tuple[Report, bytes]:
    """The copy that people see: no scripts, no actions, no attachments, no metadata; what is written stays readable."""
    with _open(content) as pdf:
        pages = len(pdf.pages)
        if "/Info" in pdf.trailer:
            del pdf.trailer["/Info"]
        for item in _everything(pdf):
            _disarm(item)
        out = io.BytesIO()
        pdf.save(out, fix_metadata_version=False, encryption=False)
    return Report(pages=pages), out.getvalue()


def _open(content: bytes) -> pikepdf.Pdf:
    try:
        pdf = pikepdf.open(io.BytesIO(content), suppress_warnings=True)
    except pikepdf.PasswordError as error:
        raise Refused("encrypted") from error
    if pdf.is_encrypted:
        raise Refused("encrypted")
    return pdf


def _count_pages(pdf: pikepdf.Pdf, most: int) -> int:
    """Leaves of the page tree; walked by hand, so that a tree without end is left at the limit."""
    pages = 0
    stack: list[tuple[Object, int]] = [(pdf.Root.Pages, 0)]
    visited = 0
    while stack:
        node, depth = stack.pop()
        visited += 1
        if depth > _DEEPEST_TREE or visited > 20 * most + 100:
            raise Refused("too_complex")
        if not isinstance(node, Dictionary):
            raise Refused("damaged")
        kids = node.get("/Kids")
        if isinstance(kids, Array):
            if len(kids) > 20 * most:
                raise Refused("too_many_pages", len(kids))
            stack += [(kid, depth + 1) for kid in kids]
        else:
            pages += 1
            if pages > most:
                raise Refused("too_many_pages", pages)
    if not pages:
        raise Refused("no_pages")
    return pages


def _check_streams(pdf: pikepdf.Pdf, max_pixels: int) -> None:
    together = 0
    for item in pdf.objects:
        if not isinstance(item, Stream):
            continue
        picture = item.get("/Subtype") == Name.Image
        pixels = 0
        if picture:
            pixels = int(item.get("/Width", 0)) * int(item.get("/Height", 0))
            if not 0 <= pixels <= max_pixels:
                raise Refused("too_many_pixels", pixels)
        allowed = max(4 * pixels + pixels // 8 + _MIB, MOST_PER_STREAM) if picture else MOST_PER_STREAM
        together += _unpacked_size(item, allowed)
        if together > MOST_TOGETHER:
            raise Refused("bomb")


def _unpacked_size(stream: Stream, allowed: int) -> int:
    names = _filters(stream)
    if len(names) > 3:
        raise Refused("bomb")
    packed = {"/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"}
    if not packed & set(names):
        if names and names[-1] in {"/DCTDecode", "/DCT"}:
            return 0
        return len(stream.read_raw_bytes())
    if names[0] not in {"/FlateDecode", "/Fl"} or packed & set(names[1:]):
        # Rare chains: unpacked whole, inside this process's memory limit.
        try:
            size = len(stream.read_bytes())
        except pikepdf.PdfError as error:
            raise Refused("too_complex") from error
        if size > allowed:
            raise Refused("bomb")
        return size
    size = 0
    unpacker = zlib.decompressobj()
    waiting = stream.read_raw_bytes()
    try:
        while waiting and not unpacker.eof:
            size += len(unpacker.decompress(waiting, _STEP))
            waiting = unpacker.unconsumed_tail
            if size > allowed:
                raise Refused("bomb")
    except zlib.error as error:
        raise Refused("damaged") from error
    return size


def _everything(pdf: pikepdf.Pdf) -> Iterator[Object]:
    """Every dictionary and stream, also those written inside others."""
    for item in pdf.objects:
        stack = [item]
        while stack:
            found = stack.pop()
            if isinstance(found, (Dictionary, Stream)):
                yield found
                stack += [child for key, child in found.items() if _is_inside(child)]
            elif isinstance(found, Array):
                stack += [child for child in found if _is_inside(child)]


def _is_inside(child: object) -> bool:
    return isinstance(child, (Dictionary, Array)) and not child.is_indirect


def _disarm(item: Object) -> None:
    for key in _GONE:
        if key in item:
            del item[key]
    if "/S" in item and _is_action(item):
        for key in list(item.keys()):
            del item[key]
        return
    if item.get("/Subtype") is not None and str(item.get("/Subtype")) in _ACTIVE_SUBTYPES:
        item["/Subtype"] = Name.Text
        for key in ("/FS", "/Sound", "/Movie", "/3DD", "/Contents", "/A"):
            if key in item:
                del item[key]
    if item.get("/Type") == Name.Filespec or item.get("/Type") == Name.F:
        for key in ("/EF", "/RF", "/F", "/UF"):
            if key in item:
                del item[key]
    if isinstance(item, Stream):
        for key in ("/F", "/FFilter", "/FDecodeParms"):  # contents kept in another file
            if key in item:
                del item[key]
        _bare_picture(item)


def _bare_picture(stream: Stream) -> None:
    names = _filters(stream)
    if names == ["/DCTDecode"]:
        content = stream.read_raw_bytes()
    elif names == ["/FlateDecode", "/DCTDecode"]:
        content = zlib.decompress(stream.read_raw_bytes())
    else:
        return
    stream.write(_bare_jpeg(content), filter=Name.DCTDecode)


def _filters(stream: Stream) -> list[str]:
    filters = stream.get("/Filter")
    if isinstance(filters, Array):
        return [str(name) for name in filters]
    return [str(filters)] if filters is not None else []


def _is_action(item: Object) -> bool:
    """Actions carry their kind in /S; structure elements, borders and transparency groups use /S for other words."""
    kind = str(item.get("/S"))
    return kind not in _KEEP_ACTIONS and bool(
        re.fullmatch(
            r"/(JavaScript|Launch|SubmitForm|ImportData|GoToR|GoToE|GoTo3DView|Rendition|Movie|Sound|RichMediaExecute|ResetForm|Hide|SetOCGState|Trans|Thread|URI)",
            kind,
        )
        and item.get("/Type") in (None, Name.Action)
    )


def _bare_jpeg(content: bytes) -> bytes:
    """The picture without the camera's notes (position, owner, preview); colour markers stay."""
    if content[:2] != b"\xff\xd8":
        return content
    kept = [b"\xff\xd8"]
    position = 2
    while position + 4 <= len(content) and content[position] == 0xFF:
        marker = content[position + 1]
        if marker == 0xFF:
            position += 1
            continue
        if marker == 0xDA:
            break
        end = position + 2 + int.from_bytes(content[position + 2 : position + 4], "big")
        if not (0xE0 <= marker <= 0xEF or marker == 0xFE) or marker in _KEEP_JPEG_SEGMENTS:
            kept.append(content[position:end])
        position = end
    return b"".join([*kept, content[position:]])
