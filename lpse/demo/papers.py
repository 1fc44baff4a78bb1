"""Papers as applicants send them, drawn: a photographed card, scanned letters, a deed of many pages. All say CONTOH."""

import io
import random
from collections.abc import Sequence
from functools import lru_cache

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

from lpse.demo.names import Firm
from registration.enums import RequirementKey as K

# A4 at 75 dpi, a card as a cheap phone takes it: enough to read, quick to draw.
_PAGE = (620, 877)
_CARD = (760, 480)
_INK = (38, 42, 52)
_LINES = {
    K.REGISTRATION_FORM: "FORMULIR PENDAFTARAN PENYEDIA",
    K.PARTICIPATION_FORM: "FORMULIR KEIKUTSERTAAN",
    K.DEED: "AKTA PENDIRIAN",
    K.DEED_AMENDMENT: "AKTA PERUBAHAN",
    K.LICENCE: "NOMOR INDUK BERUSAHA",
}
_PAGES = {K.DEED: 6, K.DEED_AMENDMENT: 3, K.REGISTRATION_FORM: 2}
_ORIENTATION = 0x0112


def paper(key: str, firm: Firm, rng: random.Random) -> SimpleUploadedFile:
    """One paper of an applicant, as the browser would send it.

    Args:
        key: which document of the closed set.
    """
    if key in {K.KTP, K.NPWP}:
        return _photograph(key, firm, rng)
    lines = [
        f"Nama: {_plain(firm.name)}",
        f"Penanggung jawab: {_plain(firm.signatory)}",
        f"NPWP: {firm.npwp}",
        f"Alamat: {firm.street}, {firm.postal_code}",
        f"Nomor: {firm.licence if key == K.LICENCE else firm.deed_number}",
    ]
    pages = [_page(_LINES[K(key)], lines, number, rng) for number in range(1, _PAGES.get(K(key), 1) + 1)]
    return SimpleUploadedFile(f"{K(key).label} {_plain(firm.name)}.pdf", _pdf(pages), "application/pdf")


def letter(title: str, lines: Sequence[str], rng: random.Random, *, pages: int = 1) -> SimpleUploadedFile:
    """A scanned letter: its head, the facts that are looked for, a signature."""
    drawn = [_page(title.upper(), [_plain(line) for line in lines], number, rng) for number in range(1, pages + 1)]
    return SimpleUploadedFile(f"{title}.pdf", _pdf(drawn), "application/pdf")


def _pdf(pages: Sequence[Image.Image]) -> bytes:
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=75, quality=45)
    return out.getvalue()


def _photograph(key: str, firm: Firm, rng: random.Random) -> SimpleUploadedFile:
    """A card on a table, a little crooked; every third one held sideways by the phone, as its EXIF says."""
    card = Image.new("RGB", _CARD, (196, 221, 236) if key == K.KTP else (242, 231, 190))
    draw = ImageDraw.Draw(card)
    title = "KARTU TANDA PENDUDUK (CONTOH)" if key == K.KTP else "NOMOR POKOK WAJIB PAJAK (CONTOH)"
    draw.text((30, 26), title, _INK, _font(28))
    number = firm.nik if key == K.KTP else firm.npwp
    holder = firm.signatory if key == K.KTP else firm.name
    for place, line in enumerate((number, _plain(holder), firm.street, "BUKAN DOKUMEN ASLI")):
        draw.text((30, 112 + 68 * place), line, _INK, _font(25))
    draw.rectangle((580, 100, 725, 300), fill=(170, 182, 190))
    table = Image.new("RGB", (1050, 750), (118, 92, 70))
    turned = card.rotate(rng.uniform(-4, 4), expand=True, fillcolor=(118, 92, 70), resample=Image.Resampling.BILINEAR)
    table.paste(turned, (128, 105))
    exif = Image.Exif()
    if rng.randrange(3) == 0:
        table = table.rotate(90, expand=True)
        exif[_ORIENTATION] = 6
    out = io.BytesIO()
    table.save(out, "JPEG", quality=72, exif=exif)
    return SimpleUploadedFile(f"IMG_{rng.randrange(1000, 9999)}.jpg", out.getvalue(), "image/jpeg")


def _page(title: str, lines: Sequence[str], number: int, rng: random.Random) -> Image.Image:
    """One scanned page: grey paper, a head, the facts, lines of text that say nothing, a signature."""
    page = Image.new("L", _PAGE, 244)
    draw = ImageDraw.Draw(page)
    draw.text((68, 68), title, 40, _font(23))
    draw.text((68, 101), f"CONTOH, BUKAN DOKUMEN ASLI   halaman {number}", 110, _font(14))
    for place, line in enumerate(lines if number == 1 else ()):
        draw.text((68, 150 + 33 * place), line, 50, _font(17))
    for row in range(max(345, 180 + 33 * len(lines)) if number == 1 else 158, 705, 23):
        draw.line((68, row, 68 + rng.randrange(315, 480), row), fill=190, width=2)
    start = rng.randrange(360, 405)
    draw.line([(start + 14 * i, 780 + rng.randrange(-20, 20)) for i in range(10)], fill=60, width=2)
    return page.rotate(rng.uniform(-0.7, 0.7), fillcolor=238)


@lru_cache(maxsize=16)
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _plain(text: str) -> str:
    """What Pillow's own face can draw; other signs as a dot."""
    return "".join(sign if ord(sign) < 0x250 else "·" for sign in text)
