"""What may be handed in, judged by bytes, and the sentences that say why something was not (promise F1)."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from core import profile
from core.refusals import BadInput

MIB = 1024 * 1024
EXTENSIONS: dict[str, tuple[str, ...]] = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "image/png": (".png",),
}
LABELS = {"application/pdf": "PDF", "image/jpeg": "JPG", "image/png": "PNG"}
ACCEPT = ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"
LONGEST_NAME = 255
_LONGEST_EXTENSION = 10

# Formats people really send, named so that the sentence can say what to do.
_OTHER_FORMATS: tuple[tuple[int, bytes, str], ...] = (
    (4, b"ftyp", "heic"),
    (0, b"PK\x03\x04", "zip"),
    (0, b"PK\x05\x06", "zip"),
    (0, b"Rar!", "zip"),
    (0, b"7z\xbc\xaf", "zip"),
    (0, b"\x1f\x8b", "zip"),
    (0, b"\xd0\xcf\x11\xe0", "office"),
    (0, b"RIFF", "picture"),
    (0, b"GIF8", "picture"),
    (0, b"BM", "picture"),
    (0, b"II*\x00", "picture"),
    (0, b"MM\x00*", "picture"),
)
_SAVE_AGAIN = "Buka berkas aslinya, simpan atau pindai ulang sebagai PDF, JPG, atau PNG, lalu unggah lagi."
# Code: (what is wrong, what to do). `{...}` are the figures of the profile and of the file.
REASONS: dict[str, tuple[str, str]] = {
    "empty": ("kosong, tidak ada isinya", "Pilih berkas yang benar lalu unggah lagi."),
    "too_large": (
        "berukuran lebih dari {file_mib} MiB",
        "Perkecil ukurannya (misalnya pindai hitam-putih 200 dpi) lalu unggah lagi.",
    ),
    "too_many_pages": ("lebih dari {file_pages} halaman", "Bagi menjadi beberapa berkas lalu unggah satu per satu."),
    "too_many_pixels": (
        "memuat gambar lebih dari {file_megapixels} megapiksel",
        "Perkecil ukuran gambarnya, atau pindai dengan 300 dpi, lalu unggah lagi.",
    ),
    "too_many_files": (
        "tidak dapat ditambahkan karena berkas ini sudah memuat {files_per_case} unggahan",
        "Hapus dahulu unggahan yang tidak diperlukan atau gabungkan beberapa halaman menjadi satu PDF.",
    ),
    "heic": (
        "berformat foto HEIC yang tidak dapat dibuka semua komputer",
        "Ubah menjadi JPG (di iPhone: Pengaturan, Kamera, Format, Paling Kompatibel) atau kirim tangkapan layarnya, lalu unggah lagi.",
    ),
    "zip": (
        "berupa arsip atau dokumen kantor (ZIP, DOCX, XLSX), sedangkan yang diterima hanya PDF, JPG, dan PNG",
        "Keluarkan isinya atau simpan sebagai PDF, lalu unggah satu per satu.",
    ),
    "office": (
        "berupa dokumen kantor, sedangkan yang diterima hanya PDF, JPG, dan PNG",
        "Simpan sebagai PDF lalu unggah lagi.",
    ),
    "picture": ("berupa gambar selain JPG dan PNG", "Simpan sebagai JPG atau PNG lalu unggah lagi."),
    "type": ("bukan PDF, JPG, atau PNG", _SAVE_AGAIN),
    "extension": (
        "berisi {actual}, tetapi akhiran namanya menyebut jenis lain",
        "Ganti akhiran namanya menjadi {suffix}, atau pilih berkas yang benar, lalu unggah lagi.",
    ),
    "encrypted": (
        "dikunci dengan kata sandi sehingga petugas tidak dapat membacanya",
        "Simpan atau cetak ulang ke PDF tanpa kata sandi, lalu unggah lagi.",
    ),
    "truncated": ("terpotong, bagian akhirnya tidak ada", "Unduh atau pindai ulang sampai selesai, lalu unggah lagi."),
    "infected": ("memuat virus menurut pemindai kami", "Bersihkan komputer asalnya, lalu pilih berkas lain."),
    "not_picture": ("bukan gambar", "Simpan lambangnya sebagai PNG atau JPG, lalu unggah lagi."),
    "damaged": ("rusak sehingga tidak dapat dibaca", _SAVE_AGAIN),
    "no_pages": ("tidak memuat satu halaman pun", _SAVE_AGAIN),
    "animated": ("berupa gambar bergerak", "Simpan sebagai satu gambar JPG atau PNG, lalu unggah lagi."),
    "progressive": (
        "berupa JPG progresif yang terlalu besar untuk diperiksa",
        "Perkecil ukurannya atau simpan ulang sebagai JPG biasa, lalu unggah lagi.",
    ),
    "trailing": ("memuat data lain yang menempel di dalamnya", _SAVE_AGAIN),
    "polyglot": ("memuat data lain yang menempel di dalamnya", _SAVE_AGAIN),
    "bomb": ("menjadi terlalu besar bila dibuka", _SAVE_AGAIN),
    "too_complex": ("terlalu rumit untuk diperiksa", _SAVE_AGAIN),
}
_SPACES = re.compile(r"\s+")
_MARKUP = re.compile(rb"<(?:script|!doctype\s+html|html|svg|iframe|\?php)[\s>/]", re.IGNORECASE)
_SUFFIX = re.compile(rf"\.[A-Za-z0-9]{{1,{_LONGEST_EXTENSION}}}$")


@dataclass(frozen=True)
class Limits:
    """The file policy of the profile in force, in the units of its sentences and of the code."""

    file_mib: int
    file_pages: int
    file_megapixels: int
    files_per_case: int

    @property
    def size(self) -> int:
        """Most bytes of one file."""
        return self.file_mib * MIB

    @property
    def pixels(self) -> int:
        """Most pixels of one picture."""
        return self.file_megapixels * 1_000_000


def limits() -> Limits:
    """The limits in force."""
    of_profile = profile.current().limits
    return Limits(of_profile.file_mib, of_profile.file_pages, of_profile.file_megapixels, of_profile.files_per_case)


def hint() -> str:
    """The policy in one line, for beside an upload question."""
    now = limits()
    return (
        f"PDF, JPG, atau PNG, paling besar {now.file_mib} MiB. PDF paling banyak {now.file_pages} halaman; "
        f"gambar paling besar {now.file_megapixels} megapiksel."
    )


def refusal(code: str, name: str, **figures: str) -> BadInput:
    """The refusal of a file: its name, what is wrong with it, what to do.

    Args:
        code: key of `REASONS`; it is also the refusal's code, after ``file_``.
        name: cleaned name.
    """
    what, advice = REASONS[code]
    sentence = f"Berkas “{name}” {what}. {advice}"
    for key, value in {**vars(limits()), **figures}.items():
        sentence = sentence.replace("{" + key + "}", str(value))
    return BadInput(sentence, code=f"file_{code}", field="file")


def clean_name(name: str) -> str:
    """The name a person gave, without folders, control and direction characters; honest scripts stay as they are.

    Never empty, at most 255 characters, the extension survives shortening.
    """
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(" " if unicodedata.category(mark) in {"Zl", "Zp", "Zs"} else mark for mark in name)
    name = "".join(mark for mark in name if mark == " " or unicodedata.category(mark)[0] != "C")
    name = _SPACES.sub(" ", name).strip(" .")
    if len(name) > LONGEST_NAME:
        suffix = _SUFFIX.search(name)
        tail = suffix.group() if suffix else ""
        name = name[: LONGEST_NAME - len(tail)].rstrip(" .") + tail
    return name or "berkas"


def content_type_of(head: bytes, name: str) -> str:
    """The type by the first bytes.

    Raises:
        BadInput: another format; the sentence names it when people commonly send it.
    """
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    for offset, signature, code in _OTHER_FORMATS:
        if head[offset : offset + len(signature)] == signature:
            raise refusal(code, name)
    raise refusal("type", name)


def named_as(name: str, content_type: str) -> str:
    """The name, with the extension added when it has none.

    Raises:
        BadInput: the extension promises another type.
    """
    suffix = _SUFFIX.search(name)
    wanted = EXTENSIONS[content_type]
    if suffix is None:
        return clean_name(name + wanted[0])
    if suffix.group().lower() not in wanted:
        raise refusal("extension", name, actual=LABELS[content_type], suffix=wanted[0])
    return name


def stem(name: str) -> str:
    """The name without its extension."""
    return PurePosixPath(name).stem


def refuse_second_face(content: bytes, content_type: str, name: str) -> None:
    """Refuse a file that another program would read as something else (an archive, a page, a PDF inside a picture).

    Raises:
        BadInput: the file has a second face.
    """
    # An archive is read from its end; both its marks together do not come about by chance.
    if b"PK\x05\x06" in content[-65_557:] and b"PK\x01\x02" in content:
        raise refusal("polyglot", name)
    if content_type == "application/pdf":
        if _MARKUP.search(content, 0, 1024):
            raise refusal("polyglot", name)
    elif b"%PDF-" in content[:1024] or _MARKUP.search(content):
        raise refusal("polyglot", name)
