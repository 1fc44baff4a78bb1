"""What is still missing before an application may be handed in, page by page (duty T-REG-NOEXTRA: and nothing else)."""

from collections.abc import Iterable
from dataclasses import dataclass

from registration import regions
from registration.enums import ApplicantKind, ApplicationState, BusinessForm, ItemState, LicenceKind, Step
from registration.models import Application
from registration.requirements import for_application, requirement, steps

_SOLE_FORMS = frozenset({BusinessForm.UD, BusinessForm.PD, BusinessForm.OTHER_SOLE})

# Business forms a kind of applicant may have; a natural person has none.
FORMS: dict[str, tuple[BusinessForm, ...]] = {
    ApplicantKind.BUSINESS_ENTITY: tuple(form for form in BusinessForm if form not in _SOLE_FORMS),
    ApplicantKind.SOLE_PROPRIETORSHIP: tuple(form for form in BusinessForm if form in _SOLE_FORMS),
    ApplicantKind.INDIVIDUAL: (),
}

# Columns each page of the form fills in.
STEP_FIELDS: dict[Step, tuple[str, ...]] = {
    Step.IDENTITY: ("business_form", "name", "npwp", "phone", "website"),
    Step.ADDRESS: ("street", "region_code", "postal_code"),
    Step.DEED: (
        "deed_number",
        "deed_date",
        "deed_notary",
        "deed_notary_seat",
        "deed_ahu_number",
        "deed_ahu_date",
        "has_amendment",
        "amendment_number",
        "amendment_date",
        "amendment_notary",
        "amendment_notary_seat",
        "amendment_ahu_number",
        "amendment_ahu_date",
    ),
    Step.LICENCES: ("needs_licence",),
    Step.SIGNATORY: ("signatory_name", "signatory_position", "signatory_nik", "signatory_phone"),
    Step.SPSE: ("spse_registered_on", "spse_user_id", "spse_link"),
    Step.DOCUMENTS: (),
}

# Columns that may stay empty for good.
_OPTIONAL = frozenset({"website", "has_amendment", "spse_link", "needs_licence", "business_form", "signatory_position"})
_AMENDMENT = frozenset(name for name in STEP_FIELDS[Step.DEED] if name.startswith("amendment_"))
_AHU = frozenset({"deed_ahu_number", "deed_ahu_date", "amendment_ahu_number", "amendment_ahu_date"})


@dataclass(frozen=True)
class Gap:
    """One thing that is missing: on which page, beside which field, as a sentence."""

    step: Step
    field: str
    text: str


def gaps(application: Application) -> list[Gap]:
    """All that is missing, in the order of the pages; empty when the application may be handed in."""
    return [gap for step in steps(application.kind) for gap in step_gaps(application, step)]


def step_gaps(application: Application, step: Step) -> list[Gap]:
    """What one page still needs."""
    if step == Step.DOCUMENTS:
        return list(_item_gaps(application))
    found = [
        Gap(step, name, f"{label_of(name)} belum diisi.")
        for name in STEP_FIELDS[step]
        if name not in not_needed(application) and getattr(application, name) in ("", None)
    ]
    if step == Step.ADDRESS and application.region_code and not regions.is_village(application.region_code):
        found.append(Gap(step, "region_code", "Pilih wilayah sampai desa atau kelurahan."))
    if step == Step.LICENCES:
        found += _licence_gaps(application)
    return found


def is_untouched(application: Application, step: Step) -> bool:
    """True while nobody has saved anything on the page."""
    if step == Step.DOCUMENTS:
        return not any(item.state != ItemState.MISSING for item in application.items.all())
    return step.value not in application.step_versions


def open_steps(application: Application) -> frozenset[Step]:
    """Pages the applicant may change now: all in a draft, after a return only those the returned documents prove."""
    if application.state == ApplicationState.DRAFT:
        return frozenset(steps(application.kind))
    if application.state != ApplicationState.RETURNED:
        return frozenset()
    returned = [item.key for item in application.items.all() if item.is_open]
    return frozenset({Step.DOCUMENTS, *(requirement(application.kind, key).step for key in returned)})


def not_needed(application: Application) -> frozenset[str]:
    """Columns that may stay empty for this applicant, with what was answered so far."""
    left_out = set(_OPTIONAL)
    if application.kind != ApplicantKind.INDIVIDUAL:
        left_out.discard("business_form")
    if application.kind == ApplicantKind.BUSINESS_ENTITY:
        left_out.discard("signatory_position")
    if application.kind == ApplicantKind.INDIVIDUAL:
        left_out.discard("needs_licence")
    if not application.has_amendment:
        left_out |= _AMENDMENT
    # Koperasi, firma and CV of before 2018 have no AHU number; a PT always has one.
    if application.business_form not in {BusinessForm.PT, BusinessForm.PT_INDIVIDUAL}:
        left_out |= _AHU
    return frozenset(left_out)


def _licence_gaps(application: Application) -> Iterable[Gap]:
    if application.kind == ApplicantKind.INDIVIDUAL and application.needs_licence is not True:
        return
    licences = list(application.licences.all())
    if not licences:
        yield Gap(Step.LICENCES, "licences", "Isi paling sedikit satu izin usaha, misalnya NIB.")
    for licence in licences:
        if licence.kind != LicenceKind.NIB and licence.issued_on is None:
            yield Gap(Step.LICENCES, "licences", f"Tanggal terbit {licence} belum diisi.")


def _item_gaps(application: Application) -> Iterable[Gap]:
    states = {item.key: item.state for item in application.items.all()}
    for rule in for_application(application):
        state = states.get(rule.key, ItemState.MISSING)
        if state == ItemState.MISSING:
            yield Gap(Step.DOCUMENTS, rule.key, f"{rule.label} belum diunggah.")
        elif state == ItemState.RETURNED:
            yield Gap(Step.DOCUMENTS, rule.key, f"{rule.label} dikembalikan petugas; unggah yang baru.")


def label_of(name: str) -> str:
    """The name of a column as people read it."""
    label = str(Application._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return label[:1].upper() + label[1:]
