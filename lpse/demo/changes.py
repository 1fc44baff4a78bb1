"""What vendors ask after their approval: changes of their data and letters, in every kind and state (domain 2.3)."""

import random
from collections.abc import Generator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from core import clock
from core.models import User
from lpse.demo.names import Firm, nik, npwp, person, village
from lpse.demo.office import Office, at_work
from lpse.demo.papers import letter, paper
from lpse.demo.stories import Ending, story
from lpse.demo.timeline import Story
from registration.change_rules import documents_for
from registration.enums import ApplicantKind, BusinessForm, ChangeDocumentKey, ChangeKind, ChangeState
from registration.models import Application, ChangeRequest
from registration.services.change_items import change_item_upload
from registration.services.changes import change_save, change_start, change_submit, change_withdraw
from verification.services.change_decisions import (
    change_decision_approve,
    change_decision_reject,
    change_send_back,
)
from verification.services.change_entry import email_change_enter
from verification.services.change_review import change_check_record, change_claim, change_presenter_record

VENDOR_LOGIN = "penyedia2"
_TITLES = {
    ChangeDocumentKey.REQUEST_LETTER: "Surat permohonan bermeterai",
    ChangeDocumentKey.SURAT_KUASA: "Surat kuasa",
}
_REASONS = {
    ChangeKind.EMAIL: "Surel lama dipakai pegawai yang sudah berhenti.",
    ChangeKind.NAME_FORM: "Bentuk usaha berubah menjadi PT menurut akta perubahan.",
    ChangeKind.NPWP: "Nomor pada kartu NPWP yang baru berbeda.",
    ChangeKind.ADDRESS: "Kantor pindah sejak bulan lalu.",
    ChangeKind.SIGNATORY: "Direktur lama mengundurkan diri.",
    ChangeKind.LICENCES: "NIB diperbarui di OSS.",
    ChangeKind.LOST_USER_ID: "User ID SPSE tidak kami catat.",
    ChangeKind.PASSWORD_RESET: "Kami tidak dapat masuk ke SPSE lagi.",
}


@dataclass(frozen=True)
class Ask:
    """One request: what is asked, how many days ago, how far it came, and who brings it."""

    kind: ChangeKind
    begins: float
    ending: ChangeState
    has_envoy: bool = False
    is_entered: bool = False


# Each line is one vendor: since when, and what was asked.
_VENDORS: tuple[tuple[float, tuple[Ask, ...]], ...] = (
    (
        76,
        (
            Ask(ChangeKind.ADDRESS, 44, ChangeState.APPROVED),
            Ask(ChangeKind.LOST_USER_ID, 25, ChangeState.APPROVED),
            Ask(ChangeKind.LICENCES, 8, ChangeState.RETURNED),
        ),
    ),
    (
        81,
        (
            Ask(ChangeKind.ADDRESS, 62, ChangeState.EXPIRED),
            Ask(ChangeKind.NAME_FORM, 48, ChangeState.APPROVED),
            Ask(ChangeKind.EMAIL, 5, ChangeState.UNDER_REVIEW),
            Ask(ChangeKind.LICENCES, 0.8, ChangeState.SUBMITTED),
        ),
    ),
    (
        73,
        (
            Ask(ChangeKind.SIGNATORY, 39, ChangeState.REJECTED),
            Ask(ChangeKind.PASSWORD_RESET, 30, ChangeState.APPROVED, has_envoy=True),
            Ask(ChangeKind.NPWP, 1.3, ChangeState.SUBMITTED),
        ),
    ),
    (
        68,
        (
            Ask(ChangeKind.EMAIL, 33, ChangeState.APPROVED, is_entered=True),
            Ask(ChangeKind.ADDRESS, 13, ChangeState.WITHDRAWN),
            Ask(ChangeKind.PASSWORD_RESET, 3, ChangeState.DRAFT),
        ),
    ),
)
VENDORS = len(_VENDORS)


def changes(office: Office) -> list[Story]:
    """Approved vendors and their requests; the first is an example account."""
    return [
        _vendor(office, begins, asks, "" if number else VENDOR_LOGIN) for number, (begins, asks) in enumerate(_VENDORS)
    ]


def _vendor(office: Office, begins: float, asks: tuple[Ask, ...], login: str) -> Story:
    firm = office.firm(ApplicantKind.BUSINESS_ENTITY)
    application = yield from story(office, firm, Ending.APPROVED, office.ago(begins), login=login, is_activated=True)
    for ask in asks:
        changed = yield from _request(office, ask, Application.objects.get(pk=application.pk), firm)
        firm = changed if ask.ending == ChangeState.APPROVED else firm


def _request(office: Office, ask: Ask, application: Application, firm: Firm) -> Generator[datetime, None, Firm]:
    """One request; returns the firm as it would be afterwards."""
    rng = office.dice()
    yield (now := at_work(office.ago(ask.begins), 20) if ask.is_entered else office.ago(ask.begins))
    values, changed = _asked(ask.kind, firm, rng, office.regency)
    enters = office.officers[0] if ask.is_entered else application.owner
    if ask.is_entered:
        change = email_change_enter(
            number=application.number,
            email=values["email"],
            has_envoy=ask.has_envoy,
            reason="Pemohon tidak dapat membuka surel lama; identitasnya diperiksa di loket.",
            actor=enters,
        )
    else:
        change = change_start(application=application, kind=ask.kind, actor=enters)
        change = change_save(
            change=change, actor=enters, data=values, reason=_REASONS[ask.kind], has_envoy=ask.has_envoy
        )
    if ask.ending in {ChangeState.DRAFT, ChangeState.EXPIRED}:
        return changed
    for rule in documents_for(change):
        change_item_upload(change=change, key=rule.key, upload=_paper(rule.key, changed, change, rng), actor=enters)
    yield (now := now + timedelta(minutes=rng.randrange(4, 40)))
    change = change_submit(change=change, actor=enters, declaration_accepted=True)
    if ask.ending == ChangeState.SUBMITTED:
        return changed
    if ask.ending == ChangeState.WITHDRAWN:
        yield now + timedelta(hours=rng.randrange(2, 20))
        change_withdraw(change=change, actor=enters)
        return changed
    yield (now := at_work(now, rng.randrange(40, 600)))
    officer = office.other_officer(enters if ask.is_entered else rng.choice(office.officers))
    yield from _examined(change, officer, changed, ask, now, rng)
    return changed


def _examined(
    change: ChangeRequest, officer: User, firm: Firm, ask: Ask, now: datetime, rng: random.Random
) -> Generator[datetime, None, None]:
    """At the desk: who came, what the documents say, and how it ends."""
    change_claim(change=change, actor=officer)
    name, woman = person(rng)
    change_presenter_record(
        change=change,
        actor=officer,
        kind="envoy" if ask.has_envoy else "signatory",
        name=name if ask.has_envoy else firm.signatory,
        nik=nik(rng, woman=woman) if ask.has_envoy else firm.nik,
        mode="in_person",
    )
    items = list(change.items.filter(state="handed_in").order_by("pk"))
    is_bad = ask.ending in {ChangeState.RETURNED, ChangeState.REJECTED}
    bad = items.pop() if is_bad else None
    for item in items[:1] if ask.ending == ChangeState.UNDER_REVIEW else items:
        change_check_record(item=item, actor=officer, original_seen=True, result="match")
    if bad is not None:
        change_check_record(
            item=bad,
            actor=officer,
            original_seen=True,
            result="mismatch",
            reason_code="illegible" if ask.ending == ChangeState.RETURNED else "data_differs",
            note="Halaman kedua tidak terbaca."
            if ask.ending == ChangeState.RETURNED
            else "Akta perubahan menyebut nama lain sebagai direktur.",
        )
    if ask.ending == ChangeState.UNDER_REVIEW:
        return
    yield at_work(now, rng.randrange(5, 40))
    if ask.ending == ChangeState.RETURNED:
        change_send_back(change=change, actor=officer)
    elif ask.ending == ChangeState.REJECTED:
        change_decision_reject(change=change, actor=officer, reason_code="data_differs")
    else:
        change_decision_approve(change=change, actor=officer)


def _paper(key: str, firm: Firm, change: ChangeRequest, rng: random.Random) -> Any:
    title = _TITLES.get(ChangeDocumentKey(key))
    if title is None:
        return paper(key, firm, rng)
    lines = [f"Dari: {firm.name}", f"Perihal: {change.get_kind_display()}", f"Penanda tangan: {firm.signatory}"]
    return letter(title, lines, rng)


def _asked(kind: str, firm: Firm, rng: random.Random, regency: str) -> tuple[dict[str, Any], Firm]:
    """The new values of a request, and the firm as it would be then, for its papers."""
    today = clock.today()
    amendment = {
        "has_amendment": True,
        "amendment_number": f"{rng.randrange(1, 60):02}",
        "amendment_date": today - timedelta(days=20),
        "amendment_notary": firm.notary,
        "amendment_notary_seat": "Palopo",
        "amendment_ahu_number": f"AHU-AH.01.03-{rng.randrange(10**6, 10**7)}",
        "amendment_ahu_date": today - timedelta(days=12),
    }
    if kind == ChangeKind.EMAIL:
        return {"email": f"kantor.{firm.email}"}, firm
    if kind == ChangeKind.NAME_FORM:
        new = replace(firm, name=f"{firm.name} Raya", form=BusinessForm.PT)
        return {"business_form": new.form, "name": new.name, **amendment}, new
    if kind == ChangeKind.NPWP:
        new = replace(firm, npwp=npwp(rng))
        return {"npwp": new.npwp}, new
    if kind == ChangeKind.ADDRESS:
        new = replace(firm, street=f"Jalan Andi Djemma Nomor {rng.randrange(2, 90)}")
        return {"street": new.street, "region_code": village(rng, regency), "postal_code": firm.postal_code}, new
    if kind == ChangeKind.SIGNATORY:
        name, woman = person(rng)
        new = replace(firm, signatory=name, nik=nik(rng, woman=woman))
        values = {
            "signatory_name": name, "signatory_position": "Direktur", "signatory_nik": new.nik,
            "signatory_phone": f"0813{rng.randrange(10**7, 10**8)}",
        }  # fmt: skip
        return {**values, **amendment}, new
    if kind == ChangeKind.LICENCES:
        new = replace(firm, licence=f"{rng.randrange(10**12, 9 * 10**12)}")
        licence = {
            "kind": "nib", "number": new.licence, "issuer": "OSS", "issued_on": today - timedelta(days=9),
            "kbli_code": firm.kbli, "kbli_edition": "2020", "field": firm.field,
        }  # fmt: skip
        return {"licences": [licence]}, new
    return {}, firm
