"""Goals web-1 to web-9 and the weight of the front page."""

import contextlib
import gzip
import json
import re
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from script.benchmarks.goals import Figure, at_least, at_most, holds
from script.benchmarks.machine import ROOT, Bench, Load, Web, fetch, load, web
from script.benchmarks.portal import Multiplier, prepare, sign_in
from script.benchmarks.proxy import proxy

FEW, MANY = 1_000, 100_000
ROUNDS = 3
SECONDS = 2


@dataclass(frozen=True)
class Page:
    """A page under measurement.

    Args:
        kind: anonymous, form, list or admin; decides which goals it must keep.
        who: the example account that asks; empty for anybody.
    """

    path: str
    kind: str
    who: str = ""


PAGES = [
    Page("/", "anonymous"),
    Page("/persyaratan/", "anonymous"),
    Page("/periksa/", "form"),
    Page("/status/", "form"),
    Page("/akun/masuk/", "form"),
    Page("/daftar/penyedia/", "form"),
    Page("/admin/verification/antrean/", "list", "verifikator"),
    Page("/admin/verification/pejabat/", "list", "verifikator"),
    Page("/admin/verification/kunjungan/", "list", "verifikator"),
    Page("/admin/verification/perubahan/", "list", "verifikator"),
    Page("/admin/verification/penonaktifan/", "list", "verifikator"),
    Page("/admin/verification/arsip/", "list", "verifikator"),
    Page("/akun/", "list", "penyedia"),
    Page("/admin/verification/userid/", "admin", "verifikator"),
    Page("/admin/registration/application/", "admin", "verifikator"),
    Page("/admin/core/officialdocument/", "admin", "kepala"),
]
LISTS = [page for page in PAGES if page.kind in {"list", "admin"}]
# A search for similar names against the first page of the same list: (list, what is typed).
SEARCHES = [
    ("/admin/registration/application/", "CV. Maju Jaya Abadi"),
    ("/admin/verification/userid/", "CV. Maju Jaya Abadi"),
]
YARDSTICKS = {"H": "/konstan/", "L": "/daftar/", "A": "/admin/yardstick/item/"}


@dataclass(frozen=True)
class Measured:
    """The median of some rounds."""

    rate: float
    cpu_ms: float
    database_ms: float
    p50: float
    p99: float

    @classmethod
    def of(cls, rounds: list[Load]) -> "Measured":
        """Median by median."""
        names = ("rate", "cpu_ms", "database_ms", "p50", "p99")
        return cls(**{name: statistics.median(getattr(one, name) for one in rounds) for name in names})


def run(where: Bench) -> Iterator[Figure]:
    """Measure all; lists with few rows and with many, in turn, so that both meet the same minutes of the machine."""
    prepare(where)
    multiplier = Multiplier(where)
    multiplier.applications(FEW)
    multiplier.keep_as("few")
    multiplier.applications(MANY)
    multiplier.firm_names()
    with (
        web(where, "script.benchmarks.yardstick.wsgi") as plain,
        web(where, "lpse.wsgi", "few") as server,
        web(where, "lpse.wsgi") as full,
    ):
        people = {page.who for page in PAGES if page.who}
        cookies, full_cookies = ({who: sign_in(where, one, who) for who in people} for one in (server, full))
        cases = {name: (plain, path, "" if name == "H" else where.session) for name, path in YARDSTICKS.items()}
        cases |= {page.path: (server, page.path, cookies.get(page.who, "")) for page in PAGES}
        yield from _against_yardsticks(where, measure(where, cases))
        yield from _behind_the_proxy(where, server, cookies["penyedia"])
        yield _weight(server)
        searches = {f"{path}?q={quote(words)}": (path, words) for path, words in SEARCHES}
        grown: dict[str, tuple[Web, str, str]] = {}
        for page in LISTS:
            grown[_few(page.path)] = (server, page.path, cookies[page.who])
            grown[page.path] = (full, page.path, full_cookies[page.who])
        grown |= {address: (full, address, full_cookies["verifikator"]) for address in searches}
        found = measure(where, grown)
        yield from _growth(found)
        yield from _search(found, searches)


def _few(path: str) -> str:
    return f"{path} {FEW}"


def measure(where: Bench, cases: dict[str, tuple[Web, str, str]]) -> dict[str, Measured]:
    """All cases in turn, a few rounds, so that a slow minute of the machine meets all of them."""
    rounds: dict[str, list[Load]] = {name: [] for name in cases}
    for server, path, cookie in cases.values():
        load(server.address(path), server.process, where.database, 1, cookie)
    for _ in range(ROUNDS):
        for name, (server, path, cookie) in cases.items():
            rounds[name].append(load(server.address(path), server.process, where.database, SECONDS, cookie))
    return {name: Measured.of(found) for name, found in rounds.items()}


def _queries(where: Bench) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for who in {page.who for page in PAGES}:
        paths = [page.path for page in PAGES if page.who == who]
        said = where.python("-m", "script.benchmarks.queries", who or "-", *paths)
        found |= {path: (number, size) for path, (number, size) in json.loads(said.splitlines()[-1]).items()}
    return found


def _against_yardsticks(where: Bench, found: dict[str, Measured]) -> Iterator[Figure]:
    height, plain, admin = (found[name].cpu_ms for name in "HLA")
    queries = _queries(where)
    yield holds(
        "web", "yardsticks H, L, A", f"{height:.2f}, {plain:.2f}, {admin:.2f} ms", "", True, detail="CPU a request"
    )
    tails = ", ".join(f"{found[name].p99 / found[name].p50:.1f}" for name in "HLA")
    # By how much a view that does nothing misses the bound here: what the machine, not the portal, keeps people waiting.
    excess = max(0.0, found["H"].p99 - 5 * found["H"].p50)
    yield holds("web-9", "yardsticks H, L, A", f"{tails} x p50", "", True, detail="what the machine itself does now")
    for page in PAGES:
        cost, (number, size) = found[page.path], queries[page.path]
        asked = f"{number} queries"
        if page.kind == "anonymous":
            kept = page.path == "/"  # the only page the portal itself keeps
            yield at_most("web-1", page.path, cost.cpu_ms / height, 4, unit=" H", detail=asked)
            if kept:
                yield holds("web-1", f"{page.path}: queries while cached", str(number), "0", number == 0)
        elif page.kind == "form":
            yield at_most("web-2", page.path, cost.cpu_ms / height, 6, unit=" H", detail=asked)
            yield holds("web-2", f"{page.path}: queries", str(number), "≤ 1", number <= 1)
        elif page.kind == "list":
            yield at_most("web-3", page.path, cost.cpu_ms / plain, 3, unit=" L", detail=asked)
            yield holds("web-3", f"{page.path}: queries", str(number), "≤ 8", number <= 8)
        else:
            yield at_most("web-7", page.path, cost.cpu_ms / admin, 1.5, unit=" A", detail=asked)
            yield holds("web-7", f"{page.path}: queries", str(number), "≤ 10", number <= 10)
            yield holds("web-7", f"{page.path}: HTML", f"{size / 1024:.0f} KiB", "≤ 150 KiB", size <= 150 * 1024)
        yield at_most(
            "web-9",
            page.path,
            (cost.p99 - excess) / cost.p50,
            5,
            unit=" x p50",
            detail=f"p50 {cost.p50:.1f}, p99 {cost.p99:.1f} ms, less the machine's {excess:.1f} ms",
        )


def _behind_the_proxy(where: Bench, server: Web, cookie: str) -> Iterator[Figure]:
    """The front page made anew for one person, against the same page from the proxy's memory."""
    uncached = load(server.address("/"), server.process, where.database, SECONDS, cookie)
    with proxy(where, server) as base:
        load(f"{base}/", server.process, where.database, 1)
        kept = load(f"{base}/", server.process, where.database, SECONDS)
    yield at_least(
        "web-1",
        "/ from the proxy's memory",
        kept.rate / uncached.rate,
        50,
        unit=" x the uncached rate",
        detail=f"{kept.rate:.0f}/s against {uncached.rate:.0f}/s, TLS included",
    )


def _weight(server: Web) -> Figure:
    """The front page with all it loads, as a browser without a cache gets it."""
    page = fetch(server.address("/"))[2].decode()
    wanted = set(re.findall(r'(?:src|href)="((?:/static/|/tema\.css|/lambang/)[^"#]*)', page))
    sizes = {"/": len(gzip.compress(page.encode()))}
    while wanted:
        path = wanted.pop()
        if path in sizes:
            continue
        _, headers, body = fetch(server.address(path), encoding="gzip")
        encoded = headers.get("Content-Encoding") == "gzip"
        text = gzip.decompress(body) if encoded else body
        sizes[path] = len(body) if encoded or path.endswith(".woff2") else len(gzip.compress(body))
        if ".css" in path:
            folder = path.rsplit("/", 2)[0]
            for other in re.findall(rb'url\("?(\.\./[^")]+)', text):
                with contextlib.suppress(ValueError):
                    wanted.add(f"{folder}/{other.decode().removeprefix('../')}".split("#")[0])
    total = sum(sizes.values()) / 1000
    heaviest = max(sizes, key=lambda path: sizes[path])
    return holds(
        "weight",
        "/ with all it loads, gzipped",
        f"{total:.0f} kB",
        "< 150 kB",
        total < 150,
        detail=f"heaviest {heaviest}",
    )


def _growth(found: dict[str, Measured]) -> Iterator[Figure]:
    for page in LISTS:
        few, many = found[_few(page.path)], found[page.path]
        yield at_most("web-4", f"{page.path}: CPU, {FEW:,} to {MANY:,} rows", many.cpu_ms / few.cpu_ms, 1.2, unit=" x")
        yield at_most(
            "web-4",
            f"{page.path}: database",
            many.database_ms / max(few.database_ms, 0.05),
            2,
            unit=" x",
            detail=f"{few.database_ms:.2f} to {many.database_ms:.2f} ms",
        )


def _search(found: dict[str, Measured], searches: dict[str, tuple[str, str]]) -> Iterator[Figure]:
    """What looking for firms that may be the same one costs beside the plain page, database included."""
    for address, (path, words) in searches.items():
        plain, cost = (one.cpu_ms + one.database_ms for one in (found[path], found[address]))
        yield at_most("search", f"{path}: “{words}” among {MANY:,} names", cost / plain, 3, unit=" x the plain list")


__all__ = ["PAGES", "ROOT", "run"]
