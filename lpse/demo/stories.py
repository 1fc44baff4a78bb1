"""What happens to one example applicant, told as the people do it: a generator that yields when it wants to go on."""

from collections.abc import Generator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from core import clock
from core.models import User
from lpse.demo import visits
from lpse.demo.names import Firm, village
from lpse.demo.office import Office, at_work, confirmation_token
from lpse.demo.papers import paper
from registration.enums import ApplicantKind, Step
from registration.models import Application, DocumentFile
from registration.requirements import for_application, steps
from registration.services.application import application_step_save, application_submit, application_withdraw
from registration.services.items import item_upload
from registration.services.signup import signup_confirm, signup_request
from verification.services.decisions import decision_approve, decision_reject, review_return
from verification.services.findings import blacklist_record, check_record, presenter_record
from verification.services.holding import review_claim
from verification.services.user_ids import user_id_activation_record

# Who switches User IDs in SPSE, by hand.
SPSE_ADMIN = "Wahyu Nugroho"


class Ending(StrEnum):
    """How far a story goes."""

    DRAFT = "draft"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    WAITING = "waiting"
    UNDER_REVIEW = "under_review"
    RETURNED = "returned"
    REJECTED = "rejected"
    APPROVED = "approved"
    COMPLETED_THEN_APPROVED = "completed_then_approved"


def story(
    office: Office, firm: Firm, ending: Ending, start: datetime, *, login: str = "", is_activated: bool = False
) -> Generator[datetime, None, Application]:
    """From asking for the link to the ending; returns the application, for stories that go on from there.

    Args:
        start: when the link is asked for; the office's steps fall into its opening hours.
        login: user name of an example account; empty for the number that the portal gives.
        is_activated: the User ID of an approval is recorded as active in SPSE for certain, not only likely.
    """
    rng = office.dice()
    yield start
    signup_request(email=firm.email, kind=firm.kind)
    yield (now := start + timedelta(minutes=rng.randrange(2, 40)))
    application = signup_confirm(
        token=confirmation_token(firm.email), full_name=firm.signatory, password=office.password
    )
    if login:
        User.objects.filter(pk=application.owner_id).update(username=login)

    yield (now := now + timedelta(minutes=rng.randrange(10, 90)))
    half = ending in {Ending.DRAFT, Ending.EXPIRED}
    _fill_in(application, firm, village(rng, office.regency), most=rng.randrange(1, 5) if half else 99)
    if half:
        return application
    yield (now := now + timedelta(minutes=rng.randrange(30, 60 * 40)))
    application.refresh_from_db()
    for rule in for_application(application):
        item_upload(application=application, key=rule.key, upload=paper(rule.key, firm, rng), actor=application.owner)
    if ending == Ending.WITHDRAWN:
        yield now + timedelta(hours=rng.randrange(2, 30))
        return application_withdraw(application=application, actor=application.owner)
    yield (now := now + timedelta(minutes=rng.randrange(5, 50)))
    application = application_submit(application=application, actor=application.owner, declaration_accepted=True)
    if ending == Ending.WAITING:
        if office.is_whole:
            yield from visits.books(office, rng, application, now)
        return application

    officer = rng.choice(office.officers)
    mode = "video" if len(firm.name) % 4 == 0 else "in_person"
    visit = None
    if visits.is_at_counter(office, now) and ending in {Ending.APPROVED, Ending.REJECTED}:
        visit, now = yield from visits.comes(office, rng, application, officer, now)
        mode = visits.mode_of(visit)
    else:
        yield (now := at_work(now, rng.randrange(40, 900)))
    review_claim(application=application, actor=officer)
    look_up(application, officer)
    yield (now := now + timedelta(minutes=rng.randrange(5, 20)) if visit else at_work(now, rng.randrange(5, 40)))
    if ending == Ending.UNDER_REVIEW:
        present(application, officer, firm, mode)
        compare(application, officer, most=2)
        return application
    if ending in {Ending.RETURNED, Ending.COMPLETED_THEN_APPROVED}:
        _find_fault(application, officer, "ktp", "illegible", "Foto KTP terpotong di sisi kanan.")
        yield (now := at_work(now, rng.randrange(3, 20)))
        application = review_return(application=application, actor=officer)
        if ending == Ending.RETURNED:
            return application
        yield (now := now + timedelta(hours=rng.randrange(3, 70)))
        application.refresh_from_db()
        item_upload(application=application, key="ktp", upload=paper("ktp", firm, rng), actor=application.owner)
        application = application_submit(application=application, actor=application.owner, declaration_accepted=True)
        yield (now := at_work(now, rng.randrange(40, 500)))
        review_claim(application=application, actor=officer)
    present(application, officer, firm, mode)
    if ending == Ending.REJECTED:
        _find_fault(application, officer, "npwp", "npwp_of_another", "NPWP atas nama orang lain.")
    else:
        compare(application, officer)
    if visit is not None:
        visits.leaves(visit, officer)
    yield (now := at_work(now, rng.randrange(5, 30)))
    if ending == Ending.REJECTED:
        decision_reject(
            application=application,
            actor=officer,
            reason_code="npwp_of_another",
            note="Silakan mendaftar lagi dengan NPWP atas nama badan usaha.",
        )
    else:
        yield from approve(office, application, officer, firm, now, is_activated=is_activated)
    application.refresh_from_db()
    return application


def approve(
    office: Office, application: Application, officer: User, firm: Firm, now: datetime, *, is_activated: bool
) -> Generator[datetime, None, None]:
    """The decision, and mostly a note that the User ID was activated in SPSE."""
    rng = office.dice()
    decision = decision_approve(application=application, actor=officer, user_id=firm.user_id)
    if is_activated or rng.random() < 0.8:
        yield at_work(now, rng.randrange(10, 300))
        user_id_activation_record(
            user_id=decision.user_id, actor=officer, activated_on=clock.today(), activated_by_name=SPSE_ADMIN
        )


def look_up(application: Application, officer: User) -> None:
    """Record that the national blacklist does not name the applicant."""
    blacklist_record(
        application=application,
        actor=officer,
        result="not_listed",
        source="Daftar Hitam Nasional",
        snapshot=clock.day_text(clock.today()),
    )


def _fill_in(application: Application, firm: Firm, region_code: str, *, most: int) -> None:
    """Save the pages, at most so many."""
    registered_on = clock.today() - timedelta(days=2)
    answers: dict[Step, dict[str, Any]] = {
        Step.IDENTITY: {
            "business_form": firm.form,
            "name": firm.name,
            "npwp": firm.npwp,
            "phone": firm.phone,
        },
        Step.ADDRESS: {"street": firm.street, "region_code": region_code, "postal_code": firm.postal_code},
        Step.DEED: {
            "deed_number": firm.deed_number,
            "deed_date": firm.deed_date,
            "deed_notary": firm.notary,
            "deed_notary_seat": "Palopo",
            "deed_ahu_number": f"AHU-00{firm.deed_number}{firm.npwp[-6:]}.AH.01.01",
            "deed_ahu_date": firm.deed_date + timedelta(days=9),
            "has_amendment": firm.has_amendment,
            **(
                {
                    "amendment_number": firm.deed_number,
                    "amendment_date": firm.deed_date + timedelta(days=365),
                    "amendment_notary": firm.notary,
                    "amendment_notary_seat": "Palopo",
                    "amendment_ahu_number": f"AHU-AH.01.03-{firm.npwp[-7:]}",
                    "amendment_ahu_date": firm.deed_date + timedelta(days=370),
                }
                if firm.has_amendment
                else {}
            ),
        },
        Step.LICENCES: {"needs_licence": True},
        Step.SIGNATORY: {
            "signatory_name": firm.signatory,
            "signatory_position": firm.position,
            "signatory_nik": firm.nik,
            "signatory_phone": firm.phone,
        },
        Step.SPSE: {"spse_registered_on": registered_on, "spse_user_id": firm.user_id},
    }
    if application.kind == ApplicantKind.INDIVIDUAL:
        del answers[Step.IDENTITY]["business_form"]
    licence = {
        "kind": "nib",
        "number": firm.licence,
        "issuer": "OSS",
        "issued_on": firm.deed_date,
        "kbli_code": firm.kbli,
        "kbli_edition": "2020",
        "field": firm.field,
    }
    for step in [step for step in steps(application.kind) if step in answers][:most]:
        application_step_save(
            application=application,
            step=step,
            data=answers[step],
            actor=application.owner,
            licences=[licence] if step == Step.LICENCES else None,
        )


def present(application: Application, officer: User, firm: Firm, mode: str) -> None:
    """Record that the signatory came with the originals."""
    presenter_record(
        application=application, actor=officer, kind="signatory", name=firm.signatory, nik=firm.nik, mode=mode
    )


def compare(application: Application, officer: User, *, most: int = 99) -> None:
    """Find the documents in order, at most so many."""
    held = DocumentFile.objects.filter(item__application=application, replaced_at__isnull=True).values("item")
    for item in application.items.filter(pk__in=held).order_by("pk")[:most]:
        check_record(item=item, actor=officer, copy_received=True, original_seen=True, result="match")


def _find_fault(application: Application, officer: User, key: str, reason: str, note: str) -> None:
    check_record(
        item=application.items.get(key=key),
        actor=officer,
        copy_received=True,
        original_seen=False,
        result="mismatch",
        reason_code=reason,
        note=note,
    )
