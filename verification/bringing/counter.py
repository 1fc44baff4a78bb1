"""The counter: what is brought by somebody who does not fill in at home."""

from core.audit import register_actions
from core.models import StoredFile, User
from core.registries import register_file_rule
from verification.selectors import counter_entries


def register() -> None:
    """Called once, when the apps are ready."""
    register_actions(
        phone__opened="Halaman ponsel dibuka dari loket",
        phone__closed="Halaman ponsel ditutup",
    )
    register_file_rule(_counter_sees)


def _counter_sees(user: User, file: StoredFile) -> bool:
    """The officer at the counter sees what was brought for the draft being entered."""
    return counter_entries(user).filter(application__number=file.case_number).exists()
