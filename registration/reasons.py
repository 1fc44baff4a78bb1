"""The catalogue of reasons for returning or rejecting (domain 2.5). Officers choose from it, applicants read it.

It lives in registration because the applicant's pages print it; verification writes it. No reason names a document
outside the closed set of `RequirementKey`: a reason is about listed documents, or about a mismatch of the case itself.
"""

from dataclasses import dataclass

from django.db import models

from registration.enums import RequirementKey as K


class ReasonCode(models.TextChoices):
    """Why a document or a whole application is not in order."""

    FORM_INCOMPLETE = "form_incomplete", "Formulir belum lengkap, belum ditandatangani, atau belum bermeterai"
    ILLEGIBLE = "illegible", "Salinan tidak terbaca atau terpotong"
    WRONG_DOCUMENT = "wrong_document", "Berkas yang diunggah bukan dokumen yang diminta"
    COPY_DIFFERS = "copy_differs", "Salinan tidak sama dengan dokumen asli"
    ORIGINAL_NOT_SHOWN = "original_not_shown", "Dokumen asli belum ditunjukkan"
    DATA_DIFFERS = "data_differs", "Data yang diisi berbeda dengan dokumen"
    NOT_VALID_ANYMORE = "not_valid_anymore", "Masa berlaku dokumen sudah berakhir"
    KTP_NOT_AUTHORISED = "ktp_not_authorised", "Pemilik KTP bukan orang yang berwenang menurut akta"
    NPWP_OF_ANOTHER = "npwp_of_another", "NPWP milik pihak lain, bukan milik pemohon"
    LICENCE_NOT_IN_FIELD = "licence_not_in_field", "Izin usaha tidak sesuai bidang usaha"
    FALSE_DOCUMENT = "false_document", "Dokumen diduga tidak asli"
    BLACKLISTED = "blacklisted", "Tercantum dalam daftar hitam pada tanggal pemeriksaan"
    NOT_REGISTERED_ONLINE = "not_registered_online", "Belum mendaftar secara daring di SPSE"
    ENVOY_WITHOUT_POWER = "envoy_without_power", "Utusan tidak membawa surat kuasa"
    DUPLICATE_ACCOUNT = "duplicate_account", "NPWP, User ID, atau surel sudah dipakai pengguna SPSE yang aktif"


@dataclass(frozen=True)
class Reason:
    """One reason of the catalogue.

    Args:
        code: stable slug.
        keys: documents of the closed set it may be given for; empty: it is about the case, not about a document.
        advice: Indonesian sentence telling the applicant what to do.
    """

    code: ReasonCode
    keys: frozenset[str]
    advice: str

    @property
    def is_about_document(self) -> bool:
        """True when it needs a document of the closed set beside it."""
        return bool(self.keys)


_ANY = frozenset(K.values)
_DATED = frozenset({K.KTP, K.LICENCE})
_FORMS = frozenset({K.REGISTRATION_FORM, K.PARTICIPATION_FORM})
_PAPERS = _ANY - _FORMS

REASONS: dict[str, Reason] = {
    reason.code: reason
    for reason in (
        Reason(
            ReasonCode.FORM_INCOMPLETE,
            _FORMS,
            "Lengkapi formulir, bubuhkan meterai dan tanda tangan, lalu unggah lagi.",
        ),
        Reason(ReasonCode.ILLEGIBLE, _ANY, "Pindai atau foto ulang seluruh halaman dengan terang, lalu unggah lagi."),
        Reason(ReasonCode.WRONG_DOCUMENT, _ANY, "Unggah dokumen yang disebut pada butir ini."),
        Reason(ReasonCode.COPY_DIFFERS, _ANY, "Unggah salinan dari dokumen asli yang Anda pegang."),
        Reason(
            ReasonCode.ORIGINAL_NOT_SHOWN,
            _ANY,
            "Tunjukkan dokumen asli kepada petugas, di loket atau melalui panggilan video.",
        ),
        Reason(
            ReasonCode.DATA_DIFFERS,
            _ANY,
            "Samakan data yang Anda isi dengan dokumen, atau unggah dokumen yang benar.",
        ),
        Reason(ReasonCode.NOT_VALID_ANYMORE, _DATED, "Unggah dokumen yang masih berlaku."),
        Reason(
            ReasonCode.KTP_NOT_AUTHORISED,
            frozenset({K.KTP}),
            "Unggah KTP direktur, pemilik, atau pejabat yang berwenang menurut akta.",
        ),
        Reason(
            ReasonCode.NPWP_OF_ANOTHER,
            frozenset({K.NPWP}),
            "Unggah NPWP badan usaha; perusahaan perseorangan dan perorangan memakai NPWP penanggung jawab.",
        ),
        Reason(
            ReasonCode.LICENCE_NOT_IN_FIELD,
            frozenset({K.LICENCE}),
            "Unggah izin usaha untuk bidang usaha yang Anda isi, atau perbaiki bidang usahanya.",
        ),
        Reason(ReasonCode.FALSE_DOCUMENT, _PAPERS, "Hubungi LPSE untuk memberi penjelasan tentang dokumen ini."),
        Reason(
            ReasonCode.BLACKLISTED,
            frozenset(),
            "Tunggu sampai masa sanksi daftar hitam berakhir, lalu mendaftar lagi.",
        ),
        Reason(
            ReasonCode.NOT_REGISTERED_ONLINE,
            frozenset(),
            "Daftarkan diri di SPSE terlebih dahulu, lalu isi tanggal dan User ID pada pendaftaran.",
        ),
        Reason(
            ReasonCode.ENVOY_WITHOUT_POWER,
            frozenset(),
            "Utusan harus membawa surat kuasa dari penanggung jawab; penanggung jawab boleh datang sendiri.",
        ),
        Reason(
            ReasonCode.DUPLICATE_ACCOUNT,
            frozenset(),
            "Gunakan User ID yang sudah ada, atau hubungi LPSE bila itu bukan milik Anda.",
        ),
    )
}


def reasons_for(key: str) -> list[Reason]:
    """Reasons an officer may give for one document of the closed set."""
    return [reason for reason in REASONS.values() if key in reason.keys]


def case_reasons() -> list[Reason]:
    """Reasons about the case itself, not about a document."""
    return [reason for reason in REASONS.values() if not reason.is_about_document]
