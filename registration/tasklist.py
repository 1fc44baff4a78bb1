"""The pages of an application as a list of tasks: done, begun, or in need of attention after a return."""

from dataclasses import dataclass

from django.urls import reverse

from registration.completeness import is_untouched, open_steps, step_gaps
from registration.enums import ApplicationState, ItemState, Step
from registration.models import Application, DocumentItem
from registration.reasons import REASONS, Reason, ReasonCode
from registration.requirements import Requirement, for_application, requirement, steps

# Reasons that may be settled by correcting an answer; the others are about the file alone.
_ABOUT_ANSWERS = frozenset(
    {
        ReasonCode.DATA_DIFFERS,
        ReasonCode.KTP_NOT_AUTHORISED,
        ReasonCode.NPWP_OF_ANOTHER,
        ReasonCode.LICENCE_NOT_IN_FIELD,
        ReasonCode.NOT_VALID_ANYMORE,
    }
)


@dataclass(frozen=True)
class Task:
    """One page of the application.

    Args:
        url: where to do it; empty when it may not be changed now.
        tone: how its badge looks.
        missing: number of answers still missing.
    """

    step: Step
    label: str
    url: str
    status: str
    tone: str
    missing: int = 0

    @property
    def is_done(self) -> bool:
        """True when nothing is left to do on it."""
        return self.tone in {"good", "info"} or not self.url


@dataclass(frozen=True)
class Returned:
    """A document that came back, why, and what to do."""

    item: DocumentItem
    rule: Requirement
    reason: Reason | None
    url: str
    step_url: str
    step_label: str

    @property
    def is_answered(self) -> bool:
        """True when a new file was handed in since."""
        return bool(self.item.state != ItemState.RETURNED)


def tasks(application: Application) -> list[Task]:
    """Every page, in order."""
    open_now = open_steps(application)
    attention = _steps_in_need(application)
    found = []
    for step in steps(application.kind):
        missing = len(step_gaps(application, step))
        if step not in open_now:
            status, tone = "tidak perlu diubah", "quiet"
        elif step in attention:
            status, tone = "perlu diperbaiki", "warn"
        elif application.state == ApplicationState.RETURNED and not missing and step != Step.DOCUMENTS:
            status, tone = "boleh diperbaiki", "info"
        elif not missing and not (is_untouched(application, step) and application.state == ApplicationState.DRAFT):
            status, tone = "lengkap", "good"
        elif is_untouched(application, step):
            status, tone = "belum diisi", "quiet"
        else:
            status, tone = "belum lengkap", "wait"
        found.append(
            Task(
                step=step,
                label=step.label,
                url=step_url(application, step) if step in open_now else "",
                status=status,
                tone=tone,
                missing=missing if tone == "wait" else 0,
            )
        )
    return found


def next_task(application: Application) -> Task | None:
    """The first page with something to do; None when all is there."""
    return next((task for task in tasks(application) if not task.is_done), None)


def next_url(application: Application, step: Step) -> str:
    """Where one goes after a page: the next open one, then the review."""
    order = steps(application.kind)
    open_now = open_steps(application)
    for following in order[order.index(step) + 1 :]:
        if following in open_now:
            return step_url(application, following)
    return reverse("registration:review", args=[application.number])


def step_url(application: Application, step: Step) -> str:
    """Address of a page."""
    return reverse("registration:step", args=[application.number, step])


def returned(application: Application) -> list[Returned]:
    """The documents of the last return, with the officer's words."""
    if application.state != ApplicationState.RETURNED:
        return []
    found = []
    for item in application.items.all():
        if not item.is_open or not item.reason_code:
            continue
        rule = requirement(application.kind, item.key)
        found.append(
            Returned(
                item=item,
                rule=rule,
                reason=REASONS.get(item.reason_code),
                url=reverse("registration:document", args=[application.number, item.key]),
                step_url=step_url(application, rule.step),
                step_label=rule.step.label,
            )
        )
    return found


def needed_items(application: Application) -> list[tuple[Requirement, DocumentItem]]:
    """The documents this application must hold, each with its row."""
    rows = {item.key: item for item in application.items.all()}
    return [(rule, rows[rule.key]) for rule in for_application(application) if rule.key in rows]


def _steps_in_need(application: Application) -> set[Step]:
    waiting = [row for row in returned(application) if not row.is_answered]
    about_answers = {row.rule.step for row in waiting if row.item.reason_code in _ABOUT_ANSWERS}
    return {Step.DOCUMENTS, *about_answers} if waiting else set()
