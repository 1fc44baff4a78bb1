"""`script/bench [SUITE ...] [--most N] [--list] [--write]`: measure, print the table, keep it in docs/benchmarks.md."""

import argparse
import platform
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from script.benchmarks import first, pdf, tickets, web, witness
from script.benchmarks.goals import GOALS, Figure
from script.benchmarks.machine import ROOT, Bench, bench

SUITES: dict[str, Callable[[Bench], Iterator[Figure]]] = {
    "web": web.run,
    "tickets": tickets.run,
    "pdf": pdf.run,
    "witness": witness.run,
    "first": first.run,
}
PAGE = ROOT / "docs" / "benchmarks.md"
HEAD = "| goal | of | measured | bound | kept | |\n| --- | --- | --- | --- | --- | --- |"


def _measure(names: list[str], folder: Path, most: int) -> dict[str, list[Figure]]:
    found: dict[str, list[Figure]] = {}
    shutil.rmtree(folder, ignore_errors=True)
    with bench(folder, most) as where:
        _make_yardstick(where)
        for name in names:
            print(f"== {name}", flush=True)
            found[name] = []
            for figure in SUITES[name](where):
                print(figure.row(), flush=True)
                found[name].append(figure)
    shutil.rmtree(folder)
    return found


def _make_yardstick(where: Bench) -> None:
    link = where.superuser("postgres")
    with link.cursor() as cursor:
        cursor.execute("CREATE DATABASE yardstick OWNER lpse_owner")
    link.close()


def _write(found: dict[str, list[Figure]]) -> None:
    """Replace the parts that were measured; the others stay."""
    text = PAGE.read_text()
    head, _, rest = text.partition("<!-- figures: start -->")
    old, _, tail = rest.partition("<!-- figures: end -->")
    parts = dict(re.findall(r"(?ms)^### (\w+)\n(.*?)(?=^### |\Z)", old))
    stamp = f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {platform.machine()}"
    for name, figures in found.items():
        rows = "\n".join(figure.row() for figure in figures)
        parts[name] = f"\nMeasured {stamp}.\n\n{HEAD}\n{rows}\n\n"
    body = "".join(f"### {name}\n{parts[name].rstrip()}\n\n" for name in SUITES if name in parts)
    PAGE.write_text(f"{head}<!-- figures: start -->\n\n{body}<!-- figures: end -->{tail}")


def main() -> int:
    """Exit code 0 only when every goal that was measured is kept."""
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument("suite", nargs="*", help=f"{', '.join(SUITES)} (default: all)")
    parser.add_argument("--most", type=int, default=1_000_000, help="no list longer than this (default: 1,000,000)")
    parser.add_argument("--list", action="store_true", help="name the goals and stop")
    parser.add_argument("--write", action="store_true", help="keep the table in docs/benchmarks.md")
    options = parser.parse_args()
    if options.list:
        for goal in GOALS:
            print(f"{goal.id:<11} {goal.means}")
        return 0
    unknown = set(options.suite) - SUITES.keys()
    if unknown:
        parser.error(f"no such suite: {', '.join(sorted(unknown))}")
    found = _measure(options.suite or list(SUITES), ROOT / "var" / "bench", options.most)
    if options.write:
        _write(found)
    missed = [figure for figures in found.values() for figure in figures if not figure.kept]
    for figure in missed:
        print(f"missed: {figure.goal} {figure.what}: {figure.value}, bound {figure.bound}")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
