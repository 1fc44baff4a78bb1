"""The LPSE's electronic seal (PAdES) and the signatures of people, by pyHanko. Loaded by name, only when used.

The portal holds the seal's key and no other; nothing is fetched: neither revocation lists nor time stamps. Whether a
person's certificate is to be trusted is the certifier's word; here it is proven that the signature belongs to these
very bytes and that the pages are those that were issued.
"""

import io
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext

from core import profile
from core.formats import short_date
from core.refusals import BadInput, NotReady

log = logging.getLogger(__name__)

FIELD = "SegelLPSE"


class SealUnavailable(NotReady):
    """The seal cannot be put on now; the sentence says what is missing."""


def sealed(content: bytes) -> tuple[bytes, str]:
    """The PDF with the LPSE's seal as a further stage of the same file, and the name in the certificate.

    Raises:
        SealUnavailable: no key, a key that does not open, or a certificate that is not valid today.
    """
    signer = _signer()
    writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
    lpse = profile.current()
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        name=lpse.unit.name,
        location=lpse.letterhead.place,
        reason="Segel elektronik naskah resmi",
    )
    try:
        out = signers.sign_pdf(writer, metadata, signer=signer)
    except (SigningError, PdfError, ValueError) as error:
        log.error("seal cannot be made", extra={"error": type(error).__name__})
        raise SealUnavailable(
            "Segel gagal dibuat dengan kunci yang terpasang. Administrator memeriksa berkas segel.", code="seal_failed"
        ) from error
    return out.getvalue(), _name(signer.signing_cert)


def new_signers(content: bytes, *, base: bytes, issued: bytes) -> tuple[str, ...]:
    """Who signed since `base`, by the names in their certificates.

    Args:
        content: begins with `base`.
        issued: the file as it was issued; the pages must still be its pages.

    Raises:
        BadInput: no signature was added, one does not hold, or the pages were changed.
    """
    try:
        reader = PdfFileReader(io.BytesIO(content), strict=False)
        signatures = list(reader.embedded_regular_signatures)
        before = len(list(PdfFileReader(io.BytesIO(base), strict=False).embedded_regular_signatures))
        context = ValidationContext(trust_roots=[], allow_fetching=False)
        found = [validate_pdf_signature(one, signer_validation_context=context) for one in signatures]
    except (PdfError, SignatureValidationError, ValueError, KeyError, TypeError) as error:
        log.info("signed copy cannot be validated", extra={"error": type(error).__name__})
        raise BadInput(
            "Tanda tangan pada berkas ini tidak dapat dibaca. Tanda tangani lagi dari PDF pada halaman ini.",
            code="unreadable_signature",
        ) from error
    if len(found) <= before:
        raise BadInput(
            "Berkas ini tidak memuat tanda tangan elektronik yang baru. Tanda tangani dahulu, lalu unggah lagi.",
            code="no_signature",
        )
    if not all(one.intact and one.valid for one in found) or _ends_unsigned(signatures):
        raise BadInput(
            "Isi berkas ini berubah sesudah ditandatangani, jadi tanda tangannya tidak sah lagi. Tanda tangani lagi.",
            code="broken_signature",
        )
    if _pages(content) != _pages(issued):
        raise BadInput(
            "Halaman pada berkas ini berbeda dengan naskah yang ditetapkan. Tanda tangani PDF dari halaman ini tanpa mengubahnya.",
            code="changed_pages",
        )
    return tuple(_name(one.signing_cert) for one in found[before:])


def _ends_unsigned(signatures: list[Any]) -> bool:
    """True when something was appended that the last signature does not cover."""
    last = signatures[-1]
    last.compute_integrity_info()
    return str(last.coverage.name) != "ENTIRE_FILE"


def _signer() -> signers.SimpleSigner:
    path: Path | None = settings.SEAL_FILE
    if path is None:
        raise SealUnavailable(
            "Kunci segel LPSE belum dipasang pada portal (LPSE_SEAL_FILE). Administrator memasangnya; naskah tetap dapat ditandatangani basah.",
            code="no_seal_key",
        )
    try:
        content = path.read_bytes()
        passphrase = settings.SEAL_PASSPHRASE.encode() or None
        signer = signers.SimpleSigner.load_pkcs12_data(content, other_certs=[], passphrase=passphrase)
    except (OSError, ValueError, TypeError) as error:
        log.error("seal key cannot be read", extra={"error": type(error).__name__})
        signer = None
    if signer is None:
        raise SealUnavailable(
            "Berkas kunci segel LPSE tidak dapat dibaca atau kata sandinya salah. Administrator memeriksa pemasangannya.",
            code="seal_key_unreadable",
        )
    certificate, now = signer.signing_cert, datetime.now(UTC)
    if not certificate.not_valid_before <= now <= certificate.not_valid_after:
        raise SealUnavailable(
            f"Sertifikat segel LPSE berlaku {short_date(certificate.not_valid_before)} sampai "
            f"{short_date(certificate.not_valid_after)}, jadi tidak dapat dipakai hari ini. Administrator memasang sertifikat baru.",
            code="seal_expired",
        )
    return signer


def _name(certificate: Any) -> str:
    subject = certificate.subject.native
    return str(subject.get("common_name") or certificate.subject.human_friendly)[:200]


def _pages(content: bytes) -> list[tuple[bytes, ...]]:
    """What is drawn on each page, without the annotations that carry visible signatures."""
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            return [
                (
                    bytes(page.obj.get("/MediaBox", pikepdf.Array()).unparse()),
                    b"".join(bytes(part.read_bytes()) for part in _streams(page.obj.get("/Contents"))),
                )
                for page in document.pages
            ]
    except pikepdf.PdfError as error:
        raise BadInput("Berkas ini tidak dapat dibaca sebagai PDF.", code="unreadable") from error


def _streams(contents: Any) -> list[Any]:
    if contents is None:
        return []
    return list(contents) if isinstance(contents, pikepdf.Array) else [contents]
