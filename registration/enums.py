"""Choices of registration: values are stable English slugs, labels are what people read."""

from django.db import models


class ApplicantKind(models.TextChoices):
    """The three kinds of Penyedia that Pasal 22(1)a tells apart."""

    BUSINESS_ENTITY = "business_entity", "Badan usaha (PT, CV, firma, koperasi, yayasan)"
    SOLE_PROPRIETORSHIP = "sole_proprietorship", "Perusahaan perseorangan (UD, PD, toko)"
    INDIVIDUAL = "individual", "Perorangan"


class BusinessForm(models.TextChoices):
    """Bentuk usaha, kept apart from the name."""

    PT = "pt", "PT"
    PT_INDIVIDUAL = "pt_individual", "PT Perorangan"
    CV = "cv", "CV"
    FIRMA = "firma", "Firma"
    KOPERASI = "koperasi", "Koperasi"
    YAYASAN = "yayasan", "Yayasan"
    PERKUMPULAN = "perkumpulan", "Perkumpulan"
    UD = "ud", "UD"
    PD = "pd", "PD"
    OTHER_SOLE = "other_sole", "Usaha perseorangan lain"


class ApplicationState(models.TextChoices):
    """Where an application stands. Returning for completion is not a rejection (domain 2.5)."""

    DRAFT = "draft", "draf"
    SUBMITTED = "submitted", "menunggu diperiksa"
    UNDER_REVIEW = "under_review", "sedang diperiksa"
    RETURNED = "returned", "perlu dilengkapi"
    APPROVED = "approved", "disetujui"
    REJECTED = "rejected", "ditolak"
    EXPIRED = "expired", "kedaluwarsa"
    WITHDRAWN = "withdrawn", "ditarik pemohon"


class RequirementKey(models.TextChoices):
    """The closed document set of Pasal 22(1)a: two forms and four documents (the deed has two parts)."""

    REGISTRATION_FORM = "registration_form", "Formulir Pendaftaran"
    PARTICIPATION_FORM = "participation_form", "Formulir Keikutsertaan"
    KTP = "ktp", "KTP"
    DEED = "deed", "Akta pendirian"
    DEED_AMENDMENT = "deed_amendment", "Akta perubahan terakhir"
    NPWP = "npwp", "NPWP"
    LICENCE = "licence", "Surat izin usaha"


class ItemState(models.TextChoices):
    """How far one required document has come."""

    MISSING = "missing", "belum diunggah"
    HANDED_IN = "handed_in", "sudah diunggah"
    RETURNED = "returned", "dikembalikan, unggah ulang"
    ACCEPTED = "accepted", "sesuai"


class LicenceKind(models.TextChoices):
    """Kinds of business licence seen in practice (domain 2.2)."""

    NIB = "nib", "NIB (OSS)"
    SIUP = "siup", "SIUP"
    SIUJK = "siujk", "SIUJK"
    SBU = "sbu", "SBU"
    OTHER = "other", "Izin lain"


class KbliEdition(models.TextChoices):
    """Edition of the KBLI a code is taken from (Peraturan BPS 2/2020 and 7/2025)."""

    KBLI_2020 = "2020", "KBLI 2020"
    KBLI_2025 = "2025", "KBLI 2025"


class FormKind(models.TextChoices):
    """Forms the portal prints (Pasal 22(6) / 22(4))."""

    REGISTRATION = "registration", "Formulir Pendaftaran"
    PARTICIPATION = "participation", "Formulir Keikutsertaan"
    CHECKLIST = "checklist", "Daftar periksa persyaratan"


class Step(models.TextChoices):
    """Pages of the application, in order. The value is also the path segment."""

    IDENTITY = "identitas", "Identitas"
    ADDRESS = "alamat", "Alamat"
    DEED = "akta", "Akta"
    LICENCES = "izin-usaha", "Izin usaha"
    SIGNATORY = "penanggung-jawab", "Penanggung jawab"
    SPSE = "spse", "Pendaftaran di SPSE"
    DOCUMENTS = "dokumen", "Dokumen"


# Change requests
class ChangeKind(models.TextChoices):
    """What an approved Penyedia may ask at the same desk (domain 2.3, "Other requests"). The slug is also in addresses."""

    EMAIL = "email", "Perubahan surel"
    NAME_FORM = "name_form", "Perubahan nama atau bentuk usaha"
    NPWP = "npwp", "Perubahan NPWP"
    ADDRESS = "address", "Perubahan alamat"
    SIGNATORY = "signatory", "Perubahan penanggung jawab"
    LICENCES = "licences", "Perubahan izin usaha"
    LOST_USER_ID = "lost_user_id", "Permohonan informasi User ID"
    PASSWORD_RESET = "password_reset_letter", "Permohonan surat reset kata sandi SPSE"


class SignupPurpose(models.TextChoices):
    """What a confirmed e-mail address opens: a vendor's application or an official's request."""

    VENDOR = "vendor", "Penyedia"
    OFFICIAL = "official", "Pejabat"


class OfficialState(models.TextChoices):
    """Where an official's request stands; an approved one lapses with its letter."""

    DRAFT = "draft", "draf"
    SUBMITTED = "submitted", "menunggu diperiksa"
    RETURNED = "returned", "perlu dilengkapi"
    APPROVED = "approved", "disetujui"
    REJECTED = "rejected", "ditolak"
    LAPSED = "lapsed", "masa berlaku habis"
    EXPIRED = "expired", "kedaluwarsa"
    WITHDRAWN = "withdrawn", "ditarik pemohon"


class LetterKind(models.TextChoices):
    """The letter that sends an official (Pasal 22(1)b)."""

    SURAT_TUGAS = "surat_tugas", "Surat tugas"
    SK = "sk", "Surat keputusan (SK)"


class OfficialReason(models.TextChoices):
    """Why a request is returned or rejected; each speaks of the letter, the data, or a rule of the regulation."""

    LETTER_UNREADABLE = "letter_unreadable", "Salinan surat tidak terbaca atau terpotong"
    LETTER_OTHER = "letter_other", "Berkas yang diunggah bukan surat tugas atau SK"
    DATA_DIFFERS = "data_differs", "Data yang diisi berbeda dengan surat"
    ORIGINAL_NOT_SHOWN = "original_not_shown", "Surat asli belum ditunjukkan"
    LETTER_OVER = "letter_over", "Masa berlaku surat sudah berakhir"
    NOT_ISSUED = "not_issued", "Surat tidak diterbitkan oleh pejabat yang berwenang"
    NO_AGREEMENT = "no_agreement", "Instansi belum mempunyai perjanjian layanan yang berlaku"
    EXCLUDED_ROLE = "excluded_role", "Peran tidak boleh dirangkap dengan tugas di LPSE"


class OfficialStep(models.TextChoices):
    """Pages of an official's request, in order. The value is also the path segment."""

    IDENTITY = "data-diri", "Data diri dan peran"
    LETTER = "surat", "Surat tugas atau SK"
    SCOPE = "lingkup", "Lingkup audit"
    SCAN = "pindaian", "Pindaian surat"


class ChangeState(models.TextChoices):
    """Where a change request stands."""

    DRAFT = "draft", "draf"
    SUBMITTED = "submitted", "menunggu diperiksa"
    UNDER_REVIEW = "under_review", "sedang diperiksa"
    RETURNED = "returned", "perlu dilengkapi"
    APPROVED = "approved", "disetujui"
    REJECTED = "rejected", "ditolak"
    WITHDRAWN = "withdrawn", "ditarik pemohon"
    EXPIRED = "expired", "kedaluwarsa"


class ChangeDocumentKey(models.TextChoices):
    """Documents of a change request: its letter, the envoy's surat kuasa, and papers of the closed set of Pasal 22(1)a."""

    REQUEST_LETTER = "request_letter", "Surat permohonan bermeterai"
    SURAT_KUASA = "surat_kuasa", "Surat kuasa utusan"
    KTP = "ktp", "KTP"
    DEED = "deed", "Akta pendirian"
    DEED_AMENDMENT = "deed_amendment", "Akta perubahan terakhir"
    NPWP = "npwp", "NPWP"
    LICENCE = "licence", "Surat izin usaha"
