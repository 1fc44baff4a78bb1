"""Comparing a PDF that somebody received with what was issued. Nothing of it is stored."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import BinaryIO

from django.db.models import Q

from core.documents import ALPHABET, CODE_LENGTH, DocumentFacts, facts_of
from core.models import DocumentRevision, OfficialDocument

# WeasyPrint writes the code as the first half of the file identifier; careful editors keep it when they alter a PDF.
_IDENTIFIER = re.compile(
    rb"/ID\s*\[\s*(?:<([0-9a-fA-F]{%d})>|\(([%s]{%d})\))" % (2 * CODE_LENGTH, ALPHABET.encode(), CODE_LENGTH)
)


@dataclass(frozen=True)
class Comparison:
    """What an uploaded file is, against a document: same, revision, other, altered, foreign or preparing.

    `other` is the document whose file it is, or whose identifier it still bears; `revision` names the signed copy.
    """

    verdict: str
    other: DocumentFacts | None = None
    revision: str = ""


def codes_in(content: bytes) -> set[str]:
    """Check codes that the file identifiers in these bytes of a PDF may name."""
    return {
        (bytes.fromhex(in_hex.decode()) if in_hex else plain).decode("ascii", "replace")
        for in_hex, plain in _IDENTIFIER.findall(content)
    }


def document_compare(*, facts: DocumentFacts, upload: BinaryIO) -> Comparison:
    """Compare a file with what was issued. Nothing is stored; the file is read once and hashed.

    Returns:
        ``same``: byte for byte ours. ``revision``: byte for byte one of its signed copies. ``other``: byte for byte another document we issued (named in `other`).
        ``altered``: bears our identifier (of the document in `other`) but its bytes were changed.
        ``foreign``: none of ours. ``preparing``: our own file does not exist yet.
    """
    digest, codes, tail = hashlib.sha256(), set[str](), b""
    while block := upload.read(1 << 16):
        digest.update(block)
        window = tail + block
        codes |= codes_in(window)
        tail = window[-200:]
    sha256 = digest.hexdigest()
    if facts.sha256 and secrets.compare_digest(sha256, facts.sha256):
        return Comparison("same")
    documents = OfficialDocument.objects.select_related("replaces", "replaced_by").order_by("pk")
    if other := documents.filter(sha256=sha256).first():
        return Comparison("other", facts_of(other))
    revisions = DocumentRevision.objects.select_related("document__replaces", "document__replaced_by")
    if found := revisions.filter(Q(sha256=sha256) | Q(source_sha256=sha256)).order_by("pk").first():
        if found.document.code == facts.code:
            return Comparison("revision", revision=found.label)
        return Comparison("other", facts_of(found.document))
    if codes and (origin := documents.filter(code__in=sorted(codes)[:5]).first()):
        return Comparison("altered", facts_of(origin))
    return Comparison("foreign" if facts.is_ready else "preparing")
