"""The documents on a desk page, and a refused form that is shown again: alike for cases and change requests."""

from dataclasses import dataclass, field

from django import forms

from core.components import SummaryRow
from core.models import StoredFile
from registration.findings import Finding
from verification.checklist import DeskItem
from verification.forms import BlacklistForm, CheckForm, PresenterForm


@dataclass(frozen=True)
class Section:
    """One document on the page: its files on the left, its data and the record on the right."""

    row: DeskItem
    facts: list[SummaryRow]
    form: CheckForm | None
    warnings: list[Finding] = field(default_factory=list)

    @property
    def version(self) -> int:
        """Version of the record that the form is opened over."""
        return self.row.check.version if self.row.check else 0

    @property
    def anchor(self) -> str:
        """Where the sticky bar leads to."""
        return f"dokumen-{self.row.item.key}"


@dataclass
class Typed:
    """A refused form, kept with what was typed into it: it stands in for the form over what is recorded."""

    presenter: PresenterForm | None = None
    blacklist: BlacklistForm | None = None
    checks: dict[str, CheckForm] = field(default_factory=dict)
    kept_file: StoredFile | None = None

    @property
    def form(self) -> forms.Form | None:
        """The refused form."""
        return self.presenter or self.blacklist or next(iter(self.checks.values()), None)
