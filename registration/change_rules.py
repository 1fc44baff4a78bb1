"""Which documents each change request needs, and which values it changes: code, as the closed set is (domain 2.3).

A change needs its letter with meterai, the surat kuasa of an envoy, and of the closed set of Pasal 22(1)a only what
proves the change or who asks for it. Nothing else can be asked: `deviations` compares with the closed set.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from registration.completeness import STEP_FIELDS
from registration.enums import ApplicantKind, ChangeKind, Step
from registration.enums import ChangeDocumentKey as K
from registration.reasons import REASONS, Reason, ReasonCode, reasons_for
from registration.requirements import CLOSED_SET

if TYPE_CHECKING:
    from registration.models import ChangeRequest

# What any of these requests may need besides the closed set.
OWN_PAPERS = frozenset({K.REQUEST_LETTER, K.SURAT_KUASA})
AMENDMENT = ("has_amendment", *(name for name in STEP_FIELDS[Step.DEED] if name.startswith("amendment_")))
LICENCES = "licences"
EMAIL = "email"


@dataclass(frozen=True)
class ChangeDocument:
    """One document of a change request.

    Args:
        detail: what exactly is looked at.
        condition: when it is needed, in words; empty when always.
        needed: the same as a rule over the request.
    """

    key: K
    label: str
    detail: str
    condition: str = ""
    needed: Callable[["ChangeRequest"], bool] = lambda request: True


@dataclass(frozen=True)
class ChangeRule:
    """One kind of request.

    Args:
        purpose: what it is for, for the person who chooses.
        papers: documents of the closed set that it needs, besides the letter and the surat kuasa.
        columns: values of the register that it changes; none when it is answered by a letter only.
        amended: a badan usaha proves it by a deed of amendment, whose data then change too.
    """

    kind: ChangeKind
    purpose: str
    papers: tuple[K, ...]
    columns: tuple[str, ...] = ()
    amended: bool = False


_RULES = (
    ChangeRule(
        ChangeKind.EMAIL,
        "Surel akun portal diganti. Dapat diminta juga bila surel lama tidak dapat dibuka lagi.",
        (K.KTP, K.NPWP),
        (EMAIL,),
    ),
    ChangeRule(
        ChangeKind.NAME_FORM,
        "Nama atau bentuk usaha berubah menurut akta atau izin usaha.",
        (K.DEED_AMENDMENT, K.NPWP, K.LICENCE),
        ("business_form", "name"),
        amended=True,
    ),
    ChangeRule(ChangeKind.NPWP, "Nomor pada NPWP berubah.", (K.NPWP,), ("npwp",)),
    ChangeRule(
        ChangeKind.ADDRESS,
        "Alamat usaha pindah.",
        (K.NPWP, K.LICENCE),
        STEP_FIELDS[Step.ADDRESS],
    ),
    ChangeRule(
        ChangeKind.SIGNATORY,
        "Direktur, pemilik, atau pejabat yang berwenang berganti.",
        (K.KTP, K.DEED_AMENDMENT),
        STEP_FIELDS[Step.SIGNATORY],
        amended=True,
    ),
    ChangeRule(ChangeKind.LICENCES, "Izin usaha bertambah, diperpanjang, atau diganti.", (K.LICENCE,), (LICENCES,)),
    ChangeRule(
        ChangeKind.LOST_USER_ID, "Anda lupa User ID SPSE. Kami menjawabnya dengan surat.", (K.KTP, K.NPWP)
    ),
    ChangeRule(
        ChangeKind.PASSWORD_RESET,
        "Anda memerlukan surat untuk mengatur ulang kata sandi di SPSE. Kata sandinya tidak ditanyakan dan tidak dicatat.",
        (K.KTP, K.NPWP, K.DEED, K.DEED_AMENDMENT, K.LICENCE),
    ),
)  # fmt: skip
RULES: dict[str, ChangeRule] = {rule.kind.value: rule for rule in _RULES}

_LETTER = ChangeDocument(
    K.REQUEST_LETTER,
    "Surat permohonan bermeterai",
    "Surat yang menyebut permohonan ini, ditandatangani penanggung jawab di atas meterai Rp10.000.",
)
_SURAT_KUASA = ChangeDocument(
    K.SURAT_KUASA,
    "Surat kuasa utusan",
    "Surat kuasa dari penanggung jawab kepada utusan yang menunjukkan dokumen asli.",
    condition="bila yang datang utusan",
    needed=lambda request: request.has_envoy,
)
_REASONS_OF_OWN = (
    ReasonCode.FORM_INCOMPLETE,
    ReasonCode.ILLEGIBLE,
    ReasonCode.WRONG_DOCUMENT,
    ReasonCode.COPY_DIFFERS,
    ReasonCode.ORIGINAL_NOT_SHOWN,
    ReasonCode.DATA_DIFFERS,
    ReasonCode.FALSE_DOCUMENT,
)
_DETAILS = {
    K.KTP: "KTP penanggung jawab.",
    K.DEED: "Akta pendirian badan usaha, semua halaman.",
    K.DEED_AMENDMENT: "Akta perubahan yang terakhir.",
    K.NPWP: "NPWP yang berlaku.",
    K.LICENCE: "Izin usaha yang berlaku, misalnya NIB dari OSS.",
}


def columns_of(kind: str, applicant_kind: str) -> tuple[str, ...]:
    """Values of the register that a request of this kind changes for this kind of applicant."""
    rule = RULES[kind]
    names = rule.columns
    if applicant_kind == ApplicantKind.INDIVIDUAL:
        names = tuple(name for name in names if name not in {"business_form", "signatory_position"})
    return (*names, *AMENDMENT) if rule.amended and applicant_kind == ApplicantKind.BUSINESS_ENTITY else names


def documents_for_kind(kind: str, applicant_kind: str) -> tuple[ChangeDocument, ...]:
    """Every document that can be asked for a request of this kind from this kind of applicant."""
    allowed = CLOSED_SET[ApplicantKind(applicant_kind)]
    papers = [_paper(kind, key) for key in RULES[kind].papers if key in allowed]
    return (_LETTER, *papers, _SURAT_KUASA)


def documents_for(request: "ChangeRequest") -> tuple[ChangeDocument, ...]:
    """The documents this request must hold to be handed in."""
    rules = documents_for_kind(request.kind, request.application.kind)
    return tuple(rule for rule in rules if rule.needed(request))


def change_document(request: "ChangeRequest", key: str) -> ChangeDocument:
    """The rule for one document of a request.

    Raises:
        KeyError: a request like this never needs it.
    """
    for rule in documents_for_kind(request.kind, request.application.kind):
        if rule.key == key:
            return rule
    raise KeyError(key)


def change_reasons(key: str) -> list[Reason]:
    """Reasons an officer may give for one document of a change request."""
    if key in OWN_PAPERS:
        return [REASONS[code] for code in _REASONS_OF_OWN]
    return reasons_for(key)


def deviations() -> list[str]:
    """Documents asked outside the closed set, besides the letter and the surat kuasa: none, as the law wants it."""
    return [
        f"{kind}, {applicant}: {rule.key}"
        for kind in RULES
        for applicant in ApplicantKind
        for rule in documents_for_kind(kind, applicant)
        if rule.key not in {*OWN_PAPERS, *CLOSED_SET[applicant]}
    ]


def _paper(kind: str, key: K) -> ChangeDocument:
    label, detail = key.label, _DETAILS[key]
    if kind == ChangeKind.SIGNATORY and key == K.KTP:
        return ChangeDocument(key, "KTP penanggung jawab yang baru", "KTP orang yang menggantikan.")
    if key == K.DEED_AMENDMENT and not RULES[kind].amended:
        return ChangeDocument(key, label, detail, "bila ada perubahan akta", _has_amendment)
    if key == K.LICENCE and kind != ChangeKind.LICENCES:
        return ChangeDocument(
            key,
            label,
            detail,
            "kecuali bidang usaha perorangan yang tidak memerlukan izin",
            lambda row: row.application.needs_licence is not False,
        )
    return ChangeDocument(key, label, detail)


def _has_amendment(request: "ChangeRequest") -> bool:
    application = request.application
    return application.has_amendment or application.facts.filter(field="has_amendment").exists()
