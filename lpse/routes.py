"""Every address the portal answers, read from Django's resolver, joined with who may use it (`lpse.access`)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib.admindocs.views import simplify_regex
from django.urls import URLPattern, URLResolver, get_resolver

from lpse.access import ACCESS
from lpse.access_rules import Access


@dataclass(frozen=True)
class Route:
    """One address: its pattern as people write it, its full name, and the names of its variable parts.

    An address without a name goes by its pattern.
    """

    pattern: str
    name: str
    parts: tuple[str, ...]

    @property
    def access(self) -> Access | None:
        """Who may use it; None when the table does not know it."""
        return ACCESS.get(self.name)


def routes() -> list[Route]:
    """All addresses, in the order in which they are tried."""
    return list(_walk(get_resolver().url_patterns, "", (), ()))


def _walk(
    patterns: Iterable[URLPattern | URLResolver], prefix: str, spaces: tuple[str, ...], parts: tuple[str, ...]
) -> Iterator[Route]:
    for entry in patterns:
        text = prefix + str(entry.pattern)
        here = (*parts, *entry.pattern.regex.groupindex)
        if isinstance(entry, URLResolver):
            inner = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from _walk(entry.url_patterns, text, inner, here)
        else:
            pattern = simplify_regex(text)
            yield Route(pattern, ":".join((*spaces, entry.name)) if entry.name else pattern, here)
