"""The closed rule set of Pasal 22(1)a: which documents a Penyedia hands in, and nothing else.

The public page, the checklist, the forms, the validation and the officers' desk all read it. It is code, not profile
data, because neither regulation leaves room for more (Luwu Utara says so in 22(3)); only the article numbers that are
printed beside it come from the profile.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from registration.enums import ApplicantKind, RequirementKey, Step

if TYPE_CHECKING:
    from registration.models import Application


@dataclass(frozen=True)
class Requirement:
    """One document of the set, for one kind of applicant.

    Args:
        key: which document.
        label: its name as this kind of applicant knows it.
        detail: what exactly is looked at.
        condition: when it is needed, in words; empty when always.
        needed: the same as a rule over the application.
        step: page of the form whose data the document proves; a returned document opens that page again.
        shown: the original is shown at the office or by video; forms are handed in as originals instead.
    """

    key: RequirementKey
    label: str
    detail: str
    step: Step
    condition: str = ""
    needed: Callable[["Application"], bool] = lambda application: True
    shown: bool = True


REGISTRATION_FORM = Requirement(
    RequirementKey.REGISTRATION_FORM,
    "Formulir Pendaftaran",
    "Formulir yang sudah diisi dan ditandatangani penanggung jawab.",
    Step.IDENTITY,
    shown=False,
)
PARTICIPATION_FORM = Requirement(
    RequirementKey.PARTICIPATION_FORM,
    "Formulir Keikutsertaan",
    "Formulir yang sudah ditandatangani di atas meterai dan, untuk badan usaha, dibubuhi cap.",
    Step.SIGNATORY,
    shown=False,
)
FORMS = (REGISTRATION_FORM, PARTICIPATION_FORM)


def _ktp(label: str, detail: str) -> Requirement:
    return Requirement(RequirementKey.KTP, label, detail, Step.SIGNATORY)


def _npwp(label: str, detail: str) -> Requirement:
    return Requirement(RequirementKey.NPWP, label, detail, Step.IDENTITY)


LICENCE = Requirement(
    RequirementKey.LICENCE,
    "Surat izin usaha",
    "Izin sesuai bidang usaha Anda, misalnya NIB dari OSS.",
    Step.LICENCES,
)

RULES: dict[ApplicantKind, tuple[Requirement, ...]] = {
    ApplicantKind.BUSINESS_ENTITY: (
        *FORMS,
        _ktp("KTP direktur atau pejabat yang berwenang", "KTP orang yang menandatangani formulir."),
        Requirement(
            RequirementKey.DEED,
            "Akta pendirian",
            "Akta pendirian badan usaha, semua halaman.",
            Step.DEED,
        ),
        Requirement(
            RequirementKey.DEED_AMENDMENT,
            "Akta perubahan terakhir",
            "Hanya yang terakhir; akta perubahan sebelumnya tidak diminta.",
            Step.DEED,
            condition="bila ada perubahan akta",
            needed=lambda application: application.has_amendment,
        ),
        _npwp("NPWP badan usaha", "NPWP atas nama badan usaha, bukan atas nama pengurus."),
        LICENCE,
    ),
    ApplicantKind.SOLE_PROPRIETORSHIP: (
        *FORMS,
        _ktp("KTP pemilik", "KTP pemilik perusahaan."),
        _npwp("NPWP penanggung jawab perusahaan", "NPWP atas nama pemilik atau penanggung jawab."),
        LICENCE,
    ),
    ApplicantKind.INDIVIDUAL: (
        *FORMS,
        _ktp("KTP", "KTP Anda sendiri."),
        _npwp("NPWP", "NPWP Anda sendiri; sejak 2024 nomornya dapat sama dengan NIK."),
        Requirement(
            RequirementKey.LICENCE,
            "Surat izin usaha",
            "Izin sesuai bidang usaha Anda.",
            Step.LICENCES,
            condition="bila bidang usaha Anda memerlukan izin",
            needed=lambda application: application.needs_licence is not False,
        ),
    ),
}

# The law once more, written down apart from the rules, so that neither can drift unseen (duty T-REG-NOEXTRA).
CLOSED_SET: dict[ApplicantKind, frozenset[RequirementKey]] = {
    ApplicantKind.BUSINESS_ENTITY: frozenset(RequirementKey),
    ApplicantKind.SOLE_PROPRIETORSHIP: frozenset(RequirementKey) - {RequirementKey.DEED, RequirementKey.DEED_AMENDMENT},
    ApplicantKind.INDIVIDUAL: frozenset(RequirementKey) - {RequirementKey.DEED, RequirementKey.DEED_AMENDMENT},
}

STEPS: dict[ApplicantKind, tuple[Step, ...]] = {
    kind: tuple(step for step in Step if step != Step.DEED or kind == ApplicantKind.BUSINESS_ENTITY)
    for kind in ApplicantKind
}


def for_kind(kind: str) -> tuple[Requirement, ...]:
    """Every document that can be asked of this kind of applicant."""
    return RULES[ApplicantKind(kind)]


def for_application(application: "Application") -> tuple[Requirement, ...]:
    """The documents this application must hold to be handed in."""
    return tuple(rule for rule in for_kind(application.kind) if rule.needed(application))


def requirement(kind: str, key: str) -> Requirement:
    """The rule for one document.

    Raises:
        KeyError: this kind of applicant is never asked for it.
    """
    for rule in for_kind(kind):
        if rule.key == key:
            return rule
    raise KeyError(key)


def steps(kind: str) -> tuple[Step, ...]:
    """Pages of the form for this kind of applicant, in order."""
    return STEPS[ApplicantKind(kind)]


def deviations(rules: dict[ApplicantKind, Iterable[Requirement]] | None = None) -> list[str]:
    """How the rule set differs from the closed set of the law: an empty list is the evidence that it does not."""
    found = []
    for kind, keys in CLOSED_SET.items():
        have = {rule.key for rule in (rules or RULES)[kind]}
        found += [f"{kind}: +{key}" for key in sorted(have - keys)] + [f"{kind}: -{key}" for key in sorted(keys - have)]
    return found
