"""Goals pdf-1 to pdf-6 for a berita acara kesaksian of 40 participants and 10 files."""

from collections.abc import Iterator

from script.benchmarks.goals import Figure, at_most, holds
from script.benchmarks.machine import Bench
from script.benchmarks.pdf import FLAT, figures, probe
from script.benchmarks.portal import prepare

KIND = "witness_report"
LONG = 120


def run(where: Bench) -> Iterator[Figure]:
    """The report as a letter; where a long list of participants stands; what 50 at once leave in the workers."""
    prepare(where)
    yield from figures(where, (KIND,))
    names = probe(where, "annex", str(LONG))
    yield holds(
        "pdf-6",
        f"{LONG} participants in an annex",
        f"{names['before']} names in the text, {names['after']} in the annex",
        "0 in the text",
        names["before"] == 0 < names["after"],
    )
    memory = probe(where, "side", KIND)["mib"]
    yield at_most(
        "pdf-memory",
        "50 reports by two workers side by side, last against fifth",
        max(last / early for early, last in memory),
        FLAT,
        unit=" x",
        detail="; ".join(f"{early:.0f} to {last:.0f} MiB" for early, last in memory),
    )
