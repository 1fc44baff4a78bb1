"""What goes to LKPP in one file: the letter, the report it tells of, the evidence, each with its hash."""

from collections.abc import Iterator
from typing import IO, Any

from core.audit import audit_record
from core.bundles import Entry, Written, bundle_write
from core.documents import document_read, file_name
from core.files import file_open
from core.models import OfficialDocument, User
from core.refusals import NotReady
from core.revisions import revision_read
from helpdesk.models import Escalation
from helpdesk.selectors.witness import best_revision
from helpdesk.transitions.escalation import OBJECT_TYPE


def bundle_make(out: IO[bytes], *, escalation: Escalation, actor: User) -> Written:
    """Write the ZIP. The opening of each file leaves its trace, and so does the bundle.

    Raises:
        NotReady: the letter is not issued, or it or a file is still being prepared.
        Refusal: the content of a file is gone.
    """
    document = escalation.document
    if document is None:
        raise NotReady("Surat belum terbit. Minta Kepala atau Wakil menerbitkannya.", code="no_letter")
    written = bundle_write(
        out, entries=_entries(escalation, document, actor), made_at=document.issued_at,
        manifest={"eskalasi": escalation.number, "surat": document.number, "perihal": escalation.subject},
    )  # fmt: skip
    audit_record(
        action="escalation.bundled", object_type=OBJECT_TYPE, object_number=escalation.number, actor=actor,
        data={"sha256": written.sha256, "files": written.files},
    )  # fmt: skip
    return written


def _entries(escalation: Escalation, letter: OfficialDocument, actor: User) -> Iterator[Entry]:
    report = escalation.report
    yield Entry("", file_name(letter), lambda: document_read(letter), {"isi": "Surat"})
    if report and (paper := report.document):
        revision = best_revision(report)
        yield Entry(
            "", file_name(paper), lambda: revision_read(revision) if revision else document_read(paper),
            {"isi": f"Berita acara kesaksian {paper.number}"},
        )  # fmt: skip
    for one in escalation.evidence.select_related("file"):
        opened = file_open(file=one.file, actor=actor, purpose="unduh")
        content: bytes = opened.content
        about: dict[str, Any] = {"isi": one.label}
        yield Entry("bukti", opened.name, lambda content=content: content, about)  # type: ignore[misc]
