"""What the child tells its parent: one line of JSON, then the bytes it made, if any."""

import json
from dataclasses import asdict, dataclass


class Refused(Exception):
    """The file is not acceptable.

    Args:
        code: slug the parent turns into a sentence (`core.files.policy.REASONS`).
        found: what was counted, for the sentence.
    """

    def __init__(self, code: str, found: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.found = found


@dataclass(frozen=True)
class Report:
    """Outcome of one job: `code` is empty when the file is fine."""

    code: str = ""
    found: int = 0
    pages: int = 0
    width: int = 0
    height: int = 0

    def head(self) -> bytes:
        """The first line of the child's answer."""
        return json.dumps(asdict(self)).encode() + b"\n"


@dataclass(frozen=True)
class Job:
    """What the parent asks for: limits of the file policy, and the page to draw."""

    name: str
    max_pages: int
    max_pixels: int
    page: int = 1
    width: int = 0


def read_answer(answer: bytes) -> tuple[Report, bytes]:
    """Split a child's answer.

    Raises:
        ValueError: the child ended without a proper answer.
    """
    head, separator, body = answer.partition(b"\n")
    if not separator:
        raise ValueError("no answer")
    return Report(**json.loads(head)), body
