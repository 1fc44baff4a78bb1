"""Rejected applicants who object: one still writes, one waits, one was granted and approved, one was dismissed."""

from collections.abc import Generator
from datetime import datetime, timedelta

from core.models import User
from lpse.demo.names import Firm
from lpse.demo.office import Office, at_work
from lpse.demo.papers import letter
from lpse.demo.stories import Ending, approve, compare, look_up, present, story
from lpse.demo.timeline import Story
from registration.enums import ApplicantKind
from registration.models import Application
from verification.enums import ObjectionState
from verification.models import Objection
from verification.services.holding import review_claim
from verification.services.objections import (
    objection_answer,
    objection_file_add,
    objection_save,
    objection_submit,
)

APPLICANTS = 4
_TEXT = (
    "NPWP yang kami serahkan adalah NPWP badan usaha kami. Kartunya masih memuat nama sebelum akta perubahan, "
    "seperti tampak pada surat keterangan terdaftar yang kami lampirkan."
)
_GRANTED = "Surat keterangan terdaftar membuktikan NPWP itu milik pemohon; nama pada kartu adalah nama lama."
_UPHELD = "NPWP yang diserahkan atas nama orang lain menurut kartunya, dan lampiran keberatan tidak menyebut pemohon."
# How an objection stands at the end, and how many days ago its applicant began.
_ENDINGS = (
    (ObjectionState.DRAFT, 11),
    (ObjectionState.SUBMITTED, 13),
    (ObjectionState.GRANTED, 55),
    (ObjectionState.UPHELD, 47),
)


def objections(office: Office) -> list[Story]:
    """All of them; each is an applicant of its own."""
    return [_objection(office, state, begins) for state, begins in _ENDINGS]


def _objection(office: Office, state: str, begins: float) -> Story:
    rng, firm = office.dice(), office.firm(ApplicantKind.BUSINESS_ENTITY)
    application = yield from story(office, firm, Ending.REJECTED, office.ago(begins))
    if application.decided_at is None:
        return
    owner = User.objects.get(pk=application.owner_id)
    yield (now := application.decided_at + timedelta(hours=rng.randrange(8, 30)))
    objection_save(application=application, actor=owner, text=_TEXT)
    lines = [f"Nama: {firm.name}", f"NPWP: {firm.npwp}", f"Pendaftaran: {application.number}"]
    objection_file_add(application=application, actor=owner, upload=letter("Surat keterangan terdaftar", lines, rng))
    if state == ObjectionState.DRAFT:
        return
    yield (now := now + timedelta(hours=rng.randrange(2, 20)))
    objection = objection_submit(application=application, actor=owner, text=_TEXT)
    if state == ObjectionState.SUBMITTED:
        return
    yield (now := at_work(now, rng.randrange(200, 1500)))
    is_granted = state == ObjectionState.GRANTED
    objection_answer(
        objection=objection,
        actor=office.people["kepala"] if is_granted else office.other_officer(objection.decided_by),
        is_granted=is_granted,
        answer=_GRANTED if is_granted else _UPHELD,
    )
    if is_granted:
        yield from _examined_again(office, objection, firm, now)


def _examined_again(office: Office, objection: Objection, firm: Firm, now: datetime) -> Generator[datetime, None, None]:
    """A colleague of the officer who rejected examines the case in its new round."""
    officer = office.other_officer(objection.decided_by)
    yield (now := at_work(now, 400))
    application = Application.objects.get(pk=objection.application_id)
    review_claim(application=application, actor=officer)
    look_up(application, officer)
    present(application, officer, firm, "in_person")
    compare(application, officer)
    yield (now := at_work(now, 25))
    yield from approve(office, application, officer, firm, now, is_activated=True)
