"""What letters cost, in worker-like processes: `python -m script.benchmarks.pdf_probe WHAT KIND ...`. Prints JSON."""

import gc
import io
import json
import multiprocessing
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import django

ROUNDS = 9
LETTERS = 16
MEMORY_LETTERS = 500
SIDE_BY_SIDE = 50
_WITNESS = "witness_report"


def _yardstick(rows_shown: int = 16) -> Callable[[], bytes]:
    """P: two pages A4, letterhead with logo, a table of 16 rows, two QR codes, two signatures; CSS and fonts kept.

    Args:
        rows_shown: another number of rows makes P of that length.
    """
    import segno  # noqa: PLC0415
    from weasyprint import CSS, HTML  # noqa: PLC0415
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

    here = Path(__file__).parent
    fonts = FontConfiguration()
    style = CSS(string=(here / "letter.css").read_text(), font_config=fonts)
    logo = (here.parents[1] / "static" / "img" / "perisai-contoh.svg").as_uri()
    words = "Menerangkan bahwa dokumen yang disebut di bawah ini telah diperiksa dan dicocokkan dengan aslinya. " * 4
    rows = "".join(
        f"<tr><td>{n}</td><td>Dokumen nomor {n}</td><td>{1 + n % 30} November 2026</td><td>tatap muka</td><td>sesuai</td></tr>"
        for n in range(1, rows_shown + 1)
    )
    page = (
        (here / "letter.html")
        .read_text()
        .replace("LOGO", logo)
        .replace("PARAGRAPHS", f"<p>{words}</p>" * 2)
        .replace("ROWS", rows)
        .replace("QR", segno.make("https://lpse.contoh.example/periksa/0123456789ABCDEFGHJKMNPQRSTV/").svg_data_uri())
    )

    def make() -> bytes:
        return bytes(HTML(string=page).write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/a-3b"))

    return make


def _letters(*kinds: str) -> dict[str, Any]:
    """The newest finished document of each kind of the example office; of witness reports one of 40 participants."""
    from core.models import OfficialDocument  # noqa: PLC0415

    found = {
        kind: _report() if kind == _WITNESS else OfficialDocument.objects.filter(kind=kind).order_by("-pk").first()
        for kind in kinds
    }
    missing = [kind for kind, document in found.items() if document is None]
    if missing:
        raise SystemExit(f"the example office has no {missing}")
    return found


def _report(participants: int = 40) -> Any:
    from core.models import OfficialDocument, ProfileVersion  # noqa: PLC0415
    from script.benchmarks.witness_sample import context  # noqa: PLC0415

    return OfficialDocument(
        kind=_WITNESS,
        number="027/7/BA-KS/LPSE-LU/XI/2026",
        code="7K2M9QXR4TBV8N3HJ6WDCE5PZG1A",
        case_number="BAK-2026-00001",
        context=context(participants),
        profile_version=ProfileVersion.objects.latest("pk"),
        issuer_name="LPSE",
    )


def _milliseconds(job: Callable[[], Any]) -> float:
    # What another job left behind is not this one's to collect.
    gc.collect()
    began = time.process_time()
    job()
    return 1000 * (time.process_time() - began)


def warm(*kinds: str) -> dict[str, Any]:
    """Medians of P and of each kind, in turn, in one warm process."""
    from core import pdf  # noqa: PLC0415
    from core.rendering import letter  # noqa: PLC0415
    from script.benchmarks.witness_sample import rows  # noqa: PLC0415

    yardstick, letters = _yardstick(), _letters(*kinds)
    pdf.warm()
    jobs: dict[str, Callable[[], Any]] = {"P": yardstick}
    if _WITNESS in letters:
        jobs["P as long"] = _yardstick(rows())
    jobs |= {kind: partial(letter, document) for kind, document in letters.items()}
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for job in jobs.values():
        job()
    for _ in range(ROUNDS):
        for name, job in jobs.items():
            times[name].append(_milliseconds(job))
    return {
        "ms": {name: statistics.median(found) for name, found in times.items()},
        "pages": _pages(yardstick()),
        "facts": {kind: _facts(letter(document).content) for kind, document in letters.items()},
    }


def first(*kinds: str) -> dict[str, Any]:
    """The first letter of each kind in a process that has just warmed up, as a worker does."""
    from core import pdf  # noqa: PLC0415
    from core.rendering import letter  # noqa: PLC0415

    pdf.warm()
    return {kind: _milliseconds(partial(letter, document)) for kind, document in _letters(*kinds).items()}


def _pages(content: bytes) -> int:
    import pikepdf  # noqa: PLC0415

    with pikepdf.open(io.BytesIO(content)) as file:
        return len(file.pages)


def _facts(content: bytes) -> dict[str, Any]:
    import pikepdf  # noqa: PLC0415

    with pikepdf.open(io.BytesIO(content)) as file:
        fonts = [
            item
            for item in file.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
        ]
        files = ("/FontFile", "/FontFile2", "/FontFile3")
        loose = [str(font.get("/FontName")) for font in fonts if not any(key in font for key in files)]
        with file.open_metadata() as metadata:
            conforms = f"{metadata.get('pdfaid:part')}{str(metadata.get('pdfaid:conformance')).lower()}"
        return {
            "kib": len(content) / 1024,
            "loose_fonts": loose,
            "pdfa": conforms,
            "intent": "/OutputIntents" in file.Root,
        }


def _share(kind: str, count: int) -> None:
    from core import pdf  # noqa: PLC0415
    from core.rendering import letter  # noqa: PLC0415

    pdf.warm()
    document = _letters(kind)[kind]
    _ready.wait()
    for _ in range(count):
        letter(document)


def _begin(barrier: Any) -> None:
    global _ready
    _ready = barrier
    django.setup()


def pool(kind: str) -> dict[str, float]:
    """Seconds for the same letters by one process and by two, each warmed before the clock starts."""
    how = multiprocessing.get_context("spawn")
    found = {}
    for processes in (1, 2):
        barrier = how.Barrier(processes + 1)
        workers = [how.Process(target=_worker, args=(barrier, kind, LETTERS // processes)) for _ in range(processes)]
        for worker in workers:
            worker.start()
        barrier.wait(180)
        began = time.perf_counter()
        for worker in workers:
            worker.join()
        found[str(processes)] = time.perf_counter() - began
    return found


def _worker(barrier: Any, kind: str, count: int) -> None:
    _begin(barrier)
    _share(kind, count)


def side(kind: str) -> dict[str, Any]:
    """Resident memory in MiB of two workers after their fifth and their last of 50 letters made side by side."""
    how = multiprocessing.get_context("spawn")
    barrier, told = how.Barrier(2), how.Queue()
    workers = [how.Process(target=_side, args=(barrier, told, kind, SIDE_BY_SIDE // 2)) for _ in range(2)]
    for worker in workers:
        worker.start()
    found = [told.get(timeout=600) for _ in workers]
    for worker in workers:
        worker.join()
    return {"mib": found}


def _side(barrier: Any, told: Any, kind: str, count: int) -> None:
    _begin(barrier)
    _share(kind, 5)
    early = _resident()
    _share(kind, count - 5)
    told.put((early, _resident()))


def annex(participants: str) -> dict[str, Any]:
    """Names that stand before and after the heading of the annex, in a report of so many participants."""
    import pypdfium2  # noqa: PLC0415

    from core.rendering import letter  # noqa: PLC0415
    from script.benchmarks.witness_sample import FILES  # noqa: PLC0415

    with pypdfium2.PdfDocument(letter(_report(int(participants))).content) as document:
        text = " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)
    before, _, after = text.partition("Lampiran daftar peserta, ")
    # Those whose files are described stand in the text, too.
    names = [f"CV Peserta Contoh {number} " for number in range(FILES + 1, int(participants) + 1)]
    return {"before": sum(name in before for name in names), "after": sum(name in after for name in names)}


def memory(*kinds: str) -> dict[str, Any]:
    """Resident memory in MiB every hundred letters."""
    from core import pdf  # noqa: PLC0415
    from core.rendering import letter  # noqa: PLC0415

    pdf.warm()
    letters = list(_letters(*kinds).values())
    found = {}
    for number in range(1, MEMORY_LETTERS + 1):
        letter(letters[number % len(letters)])
        if number % 100 == 0:
            found[str(number)] = _resident()
    return {"mib": found, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def issue(kind: str) -> dict[str, float]:
    """Processor time of issuing one letter inside a web request: number, code, row, trail, NOTIFY."""
    from django.db import transaction  # noqa: PLC0415

    from core.documents import document_issue  # noqa: PLC0415

    document = _letters(kind)[kind]

    def once() -> None:
        with transaction.atomic():
            document_issue(
                kind=document.kind,
                case_number=document.case_number,
                context=document.context,
                issued_by=document.issued_by,
                holder=document.holder,
            )
            transaction.set_rollback(True)

    once()
    return {"ms": statistics.median(_milliseconds(once) for _ in range(50))}


_ready: Any = None


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lpse.settings")
    django.setup()
    what: dict[str, Callable[..., Any]] = {
        "warm": warm,
        "first": first,
        "pool": pool,
        "memory": memory,
        "issue": issue,
        "side": side,
        "annex": annex,
    }
    print(json.dumps(what[sys.argv[1]](*sys.argv[2:])))
