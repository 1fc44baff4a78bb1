"""Goals pdf-1 to pdf-5 and the memory of a worker."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from script.benchmarks.goals import Figure, at_least, at_most, holds
from script.benchmarks.machine import Bench, load, web
from script.benchmarks.portal import prepare, sign_in

# Growth from the 100th to the 500th letter that is noise of the allocator, not a leak.
FLAT = 1.05


def run(where: Bench) -> Iterator[Figure]:
    """Measure in processes of their own, as workers are."""
    prepare(where)
    warm = _probe(where, "warm")
    yardstick = warm["ms"].pop("P")
    yield holds("pdf", "yardstick P", f"{yardstick:.0f} ms", "", True, detail=f"{warm['pages']} pages, CPU time")
    for kind, cost in warm["ms"].items():
        yield at_most("pdf-1", f"{kind}, warm", cost / yardstick, 1.3, unit=" P")
    for kind, cost in _probe(where, "first").items():
        yield at_most("pdf-2", f"{kind}, first after the start", cost / yardstick, 1.5, unit=" P")
    seconds = _probe(where, "pool")
    yield at_least("pdf-3", "16 letters by two processes", seconds["1"] / seconds["2"], 1.7, unit=" x one")
    yield from _page(where)
    for kind, facts in warm["facts"].items():
        yield holds("pdf-5", f"{kind}: size", f"{facts['kib']:.0f} KiB", "≤ 150 KiB", facts["kib"] <= 150)
        good = facts["pdfa"] == "3b" and facts["intent"] and not facts["loose_fonts"]
        yield holds("pdf-5", f"{kind}: PDF/A, fonts embedded", facts["pdfa"], "3b, all", good)
    memory = _probe(where, "memory")["mib"]
    yield at_most(
        "pdf-memory",
        "resident memory, 500th letter against 100th",
        memory["500"] / memory["100"],
        FLAT,
        unit=" x",
        detail=", ".join(f"{size:.0f}" for size in memory.values()) + " MiB",
    )


def _page(where: Bench) -> Iterator[Figure]:
    """What a page does for a letter, against L; and what web workers have in memory after showing documents."""
    with web(where, "script.benchmarks.yardstick.wsgi") as plain:
        load(plain.address("/daftar/"), plain.process, where.database, 1, where.session)
        cost = load(plain.address("/daftar/"), plain.process, where.database, 4, where.session).cpu_ms
    issued = _probe(where, "issue")["ms"]
    yield at_most("pdf-4", "issuing a letter in a request", issued / cost, 2, unit=" L", detail=f"{issued:.1f} ms")
    with web(where, "lpse.wsgi") as server:
        cookie = sign_in(where, server, "kepala")
        for path in ("/", "/periksa/", "/admin/core/officialdocument/"):
            load(server.address(path), server.process, where.database, 1, cookie)
        maps = "".join(
            Path(f"/proc/{part.pid}/maps").read_text()
            for part in [server.process, *server.process.children(recursive=True)]
        )
    yield holds(
        "pdf-4",
        "WeasyPrint's engine in web workers",
        "yes" if "libpango" in maps else "no",
        "no",
        "libpango" not in maps,
    )


def _probe(where: Bench, what: str) -> dict[str, Any]:
    said = where.python("-m", "script.benchmarks.pdf_probe", what)
    return dict(json.loads(said.strip().splitlines()[-1]))
