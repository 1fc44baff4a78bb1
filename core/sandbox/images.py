"""JPEG and PNG: are they whole, and a copy without position, author or anything hidden."""

import io
import struct
import warnings
import zlib

from PIL import Image, ImageOps, JpegImagePlugin, MpoImagePlugin, PngImagePlugin

from core.sandbox.report import Job, Refused, Report

# A4 at 300 dots an inch: enough to read the smallest print of an identity card.
COPY_LONG_SIDE = 3508
# A letterhead shows it some 3 cm high; this is enough for print.
EMBLEM_SIDE = 512
MOST_PROGRESSIVE_PIXELS = 12_000_000
_STEP = 1024 * 1024
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
# Named, so that they are loaded before the child is confined. MPO is what phones write: a JPEG with further pictures
# behind it, of which only the first counts.
_FORMATS = [JpegImagePlugin.JpegImageFile.format, PngImagePlugin.PngImageFile.format]
_MULTI = MpoImagePlugin.MpoImageFile.format
# The published limit is judged before a pixel is decoded; Pillow's own is far above it.
Image.MAX_IMAGE_PIXELS = None


def inspect(content: bytes, job: Job) -> tuple[Report, bytes]:
    """Judge an image without ever holding all of its pixels.

    Raises:
        Refused: too many pixels, cut short, damaged, more than one picture.
    """
    with _open(content, job) as image:
        width, height = image.size
        if image.format == "PNG":
            _check_png(content)
        else:
            # A reduced decode still reads every coded byte, so a cut or damaged file shows itself.
            image.draft("RGB", (max(width // 8, 1), max(height // 8, 1)))
            _load(image, width * height)
    return Report(width=width, height=height), b""


def copy(content: bytes, job: Job) -> tuple[Report, bytes]:
    """The copy that people see: upright, at most A4 at 300 dpi, drawn anew as JPEG, so that only the picture is left."""
    with _open(content, job) as image:
        if image.format != "PNG":
            scale = min(COPY_LONG_SIDE / max(image.size), 1)
            image.draft("RGB", (int(image.width * scale), int(image.height * scale)))
        # Smaller first, turned after: a second copy of all pixels would be too much.
        image.thumbnail((COPY_LONG_SIDE, COPY_LONG_SIDE))
        upright = ImageOps.exif_transpose(image)
    if upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info:
        paper = Image.new("RGB", upright.size, "white")
        layer = upright.convert("RGBA")
        paper.paste(layer, mask=layer.getchannel("A"))
        upright = paper
    elif upright.mode not in {"L", "RGB"}:
        upright = upright.convert("L" if upright.mode in {"1", "I", "I;16"} else "RGB")
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=88, exif=b"", icc_profile=None, comment=b"")
    return Report(width=upright.width, height=upright.height), out.getvalue()


def emblem(content: bytes, job: Job) -> tuple[Report, bytes]:
    """A small picture with its transparency, drawn anew as PNG, so that only the picture is left."""
    with _open(content, job) as image:
        if image.format != "PNG":
            image.draft("RGB", (EMBLEM_SIDE, EMBLEM_SIDE))
        image.thumbnail((EMBLEM_SIDE, EMBLEM_SIDE))
        upright = ImageOps.exif_transpose(image).convert("RGBA")
    # A fresh canvas carries no text, profile or time stamp of the file it came from.
    fresh = Image.new("RGBA", upright.size)
    fresh.paste(upright)
    out = io.BytesIO()
    fresh.save(out, "PNG", optimize=True)
    return Report(width=fresh.width, height=fresh.height), out.getvalue()


def _load(image: Image.Image, pixels: int) -> None:
    try:
        image.load()
    except OSError as error:
        if "truncated" in str(error):
            raise Refused("truncated") from error
        # All of a progressive picture is held in memory at once; libjpeg reports the lack of it as a broken file.
        large = pixels > MOST_PROGRESSIVE_PIXELS
        raise Refused("progressive" if large and image.info.get("progressive") else "damaged") from error


def _open(content: bytes, job: Job) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        image = Image.open(io.BytesIO(content), formats=_FORMATS)
    if image.width * image.height > job.max_pixels:
        raise Refused("too_many_pixels", image.width * image.height)
    if image.format != _MULTI and getattr(image, "n_frames", 1) > 1:
        raise Refused("animated")
    return image


def _check_png(content: bytes) -> None:
    """Every chunk has its checksum, the pixels unpack to exactly the promised size, nothing follows the end."""
    position = len(_PNG_SIGNATURE)
    expected = unpacked = 0
    unpacker = zlib.decompressobj()
    while True:
        if position + 12 > len(content):
            raise Refused("truncated")
        (length,) = struct.unpack_from(">I", content, position)
        kind = content[position + 4 : position + 8]
        end = position + 8 + length
        if end + 4 > len(content):
            raise Refused("truncated")
        chunk = memoryview(content)[position + 8 : end]
        if zlib.crc32(chunk, zlib.crc32(kind)) != struct.unpack_from(">I", content, end)[0]:
            raise Refused("damaged")
        if kind == b"IHDR":
            expected = _png_size(*struct.unpack(">IIBBBBB", chunk))
        elif kind == b"IDAT":
            waiting: bytes | memoryview = chunk
            while len(waiting):
                unpacked += len(unpacker.decompress(waiting, _STEP))
                waiting = unpacker.unconsumed_tail
                if unpacked > expected:
                    raise Refused("bomb")
        position = end + 4
        if kind == b"IEND":
            break
    if unpacked < expected:
        raise Refused("truncated")
    if content[position:].strip(b"\0\r\n\t "):
        raise Refused("trailing")


def _png_size(width: int, height: int, depth: int, colour: int, _method: int, _filter: int, interlaced: int) -> int:
    bits = depth * _PNG_CHANNELS[colour]
    passes = [(0, 0, 1, 1)]
    if interlaced:
        passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    total = 0
    for x, y, right, down in passes:
        columns, rows = -(-(width - x) // right), -(-(height - y) // down)
        if columns > 0 and rows > 0:
            total += rows * (1 + (columns * bits + 7) // 8)
    return total
