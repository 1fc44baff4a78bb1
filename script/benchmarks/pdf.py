"""Goals pdf-1 to pdf-5 and the memory of a worker, for the letters of the desk; `witness` measures reports the same way."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from script.benchmarks.goals import Figure, at_least, at_most, holds
from script.benchmarks.machine import Bench, load, web
from script.benchmarks.portal import prepare, sign_in

KINDS = ("approval_letter", "registration_receipt")
# Growth from the 100th to the 500th letter that is noise of the allocator, not a leak.
FLAT = 1.05


def run(where: Bench) -> Iterator[Figure]:
    """The letters, and the memory of a worker over 500 of them."""
    prepare(where)
    yield from figures(where, KINDS)
    yield _web_workers(where)
    memory = probe(where, "memory", *KINDS)["mib"]
    yield at_most(
        "pdf-memory",
        "resident memory, 500th letter against 100th",
        memory["500"] / memory["100"],
        FLAT,
        unit=" x",
        detail=", ".join(f"{size:.0f}" for size in memory.values()) + " MiB",
    )


def figures(where: Bench, kinds: tuple[str, ...]) -> Iterator[Figure]:
    """Goals pdf-1 to pdf-5 of some kinds, measured in processes of their own, as workers are."""
    warm = probe(where, "warm", *kinds)
    yardstick, as_long = warm["ms"].pop("P"), warm["ms"].pop("P as long", None)
    yield holds("pdf", "yardstick P", f"{yardstick:.0f} ms", "", True, detail=f"{warm['pages']} pages, CPU time")
    for kind, cost in warm["ms"].items():
        yield at_most("pdf-1", f"{kind}, warm", cost / yardstick, 1.3, unit=" P")
    if as_long:
        yield holds("pdf-1", "P with a bare table of as many rows", f"{as_long / yardstick:.2f} P", "", True)
    for kind, cost in probe(where, "first", *kinds).items():
        yield at_most("pdf-2", f"{kind}, first after the start", cost / yardstick, 1.5, unit=" P")
    seconds = probe(where, "pool", kinds[0])
    yield at_least("pdf-3", f"16 times {kinds[0]} by two processes", seconds["1"] / seconds["2"], 1.7, unit=" x one")
    yield _issuing(where, kinds[0])
    for kind, facts in warm["facts"].items():
        yield holds("pdf-5", f"{kind}: size", f"{facts['kib']:.0f} KiB", "≤ 150 KiB", facts["kib"] <= 150)
        good = facts["pdfa"] == "3b" and facts["intent"] and not facts["loose_fonts"]
        yield holds("pdf-5", f"{kind}: PDF/A, fonts embedded", facts["pdfa"], "3b, all", good)


def _issuing(where: Bench, kind: str) -> Figure:
    """What a page does for a letter, against L."""
    with web(where, "script.benchmarks.yardstick.wsgi") as plain:
        load(plain.address("/daftar/"), plain.process, where.database, 1, where.session)
        cost = load(plain.address("/daftar/"), plain.process, where.database, 4, where.session).cpu_ms
    issued = probe(where, "issue", kind)["ms"]
    return at_most("pdf-4", f"issuing {kind} in a request", issued / cost, 2, unit=" L", detail=f"{issued:.1f} ms")


def _web_workers(where: Bench) -> Figure:
    """What web workers have in memory after showing documents."""
    with web(where, "lpse.wsgi") as server:
        cookie = sign_in(where, server, "kepala")
        for path in ("/", "/periksa/", "/admin/core/officialdocument/"):
            load(server.address(path), server.process, where.database, 1, cookie)
        maps = "".join(
            Path(f"/proc/{part.pid}/maps").read_text()
            for part in [server.process, *server.process.children(recursive=True)]
        )
    return holds(
        "pdf-4",
        "WeasyPrint's engine in web workers",
        "yes" if "libpango" in maps else "no",
        "no",
        "libpango" not in maps,
    )


def probe(where: Bench, what: str, *kinds: str) -> dict[str, Any]:
    """What `pdf_probe` measured of these kinds."""
    said = where.python("-m", "script.benchmarks.pdf_probe", what, *kinds)
    return dict(json.loads(said.strip().splitlines()[-1]))
