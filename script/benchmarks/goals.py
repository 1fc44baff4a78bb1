"""What is promised about speed and size: id, meaning and bound of every goal that `script/bench` measures."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    """One promise.

    Args:
        suite: the part of `script/bench` that measures it first.
        means: in words, as docs/benchmarks.md says it.
    """

    id: str
    suite: str
    means: str


GOALS = [
    Goal(
        "web-1",
        "web",
        "anonymous pages, warm: at most 4 H, no query when cached; kept by the proxy: at least 50 x the rate",
    ),
    Goal("web-2", "web", "sign-in, registration and other pages with a form: at most 6 H, at most one query"),
    Goal("web-3", "web", "any list of 25 rows, signed in: at most 3 L and 8 queries"),
    Goal("web-4", "web", "1,000 to 100,000 rows: CPU at most 1.2 x, database CPU at most 2 x"),
    Goal(
        "web-5", "tickets", "list of 100,000 tickets: at least 20 x the requests of django-helpdesk, 50 x less database"
    ),
    Goal("web-6", "tickets", "page of a ticket: at most 15 queries, 0.4 x the CPU of django-helpdesk's"),
    Goal("web-7", "web", "admin lists: at most 1.5 A, 10 queries, 150 KiB of HTML"),
    Goal("web-9", "web", "p99 at most 5 x p50, less what a view that does nothing misses that by"),
    Goal("web-10", "tickets", "search of 100,000 tickets: at most 0.1 x django-helpdesk's empty search"),
    Goal("search", "web", "a list looked through for a name among 100,000: at most 3 x the plain list"),
    Goal("weight", "web", "front page with all it loads: below 150 kB gzipped"),
    Goal("pdf-1", "pdf", "a letter in a warm worker: at most 1.3 P"),
    Goal("pdf-2", "pdf", "the first letter after a worker's start: at most 1.5 P"),
    Goal("pdf-3", "pdf", "two worker processes: at least 1.7 x one"),
    Goal("pdf-4", "pdf", "issuing a letter in a page: at most 2 L; WeasyPrint never in a web worker"),
    Goal("pdf-5", "pdf", "at most 150 KiB, all fonts embedded, PDF/A-3b"),
    Goal("pdf-6", "witness", "a table of more than 100 rows stands in an annex"),
    Goal("pdf-memory", "pdf", "a worker's memory stays flat over 500 letters, over 50 reports side by side"),
    Goal("first-1", "first", "installing the dependencies: at most 0.35 of pip's time"),
    Goal("first-2", "first", "environment at most 450 MiB with byte code, at most 110 distributions"),
    Goal(
        "first-3",
        "first",
        "manage.py check: at most 2.5 x importing the same packages; no PDF or sheet engine imported",
    ),
]


@dataclass(frozen=True)
class Figure:
    """One measured line: which goal, of what, how much, what is allowed, and is it kept."""

    goal: str
    what: str
    value: str
    bound: str
    kept: bool
    detail: str = ""

    def row(self) -> str:
        """A line of the table."""
        return f"| {self.goal} | {self.what} | {self.value} | {self.bound} | {'yes' if self.kept else '**no**'} | {self.detail} |"


def at_most(goal: str, what: str, value: float, bound: float, *, unit: str = "", detail: str = "") -> Figure:
    """A figure that may not exceed its bound."""
    return Figure(goal, what, f"{value:.2f}{unit}", f"≤ {bound:g}{unit}", value <= bound, detail)


def at_least(goal: str, what: str, value: float, bound: float, *, unit: str = "", detail: str = "") -> Figure:
    """A figure that may not fall below its bound."""
    return Figure(goal, what, f"{value:.2f}{unit}", f"≥ {bound:g}{unit}", value >= bound, detail)


def holds(goal: str, what: str, found: str, wanted: str, kept: bool, *, detail: str = "") -> Figure:
    """A figure that is a fact, not a ratio."""
    return Figure(goal, what, found, wanted, kept, detail)
