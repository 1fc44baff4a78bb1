"""NPWP, NIK and NIB as the register keeps them (domain 2.4): normalised and keyed, never judged here."""

from core.refusals import BadInput

NPWP_DIGITS = 16
NIK_DIGITS = 16
_OLD_NPWP_DIGITS = 15


def digits(text: str) -> str:
    """The digits of a number as people write it, without dots, dashes and blanks."""
    return "".join(sign for sign in text if sign not in " .-\u00a0\t")


def npwp_normalise(text: str, *, field: str = "npwp") -> str:
    """An NPWP as its 16 digits; the old form of 15 gets its leading zero (PMK 112/2022). Empty stays empty.

    Raises:
        BadInput: it is not 15 or 16 digits.
    """
    value = digits(text)
    if not value:
        return ""
    if not (value.isascii() and value.isdigit()) or len(value) not in {_OLD_NPWP_DIGITS, NPWP_DIGITS}:
        raise BadInput(
            "NPWP terdiri atas 16 angka, atau 15 angka pada kartu lama. Periksa lagi angka pada NPWP Anda.",
            code="npwp",
            field=field,
        )
    return value.zfill(NPWP_DIGITS)


def nik_normalise(text: str, *, field: str = "signatory_nik") -> str:
    """A NIK as its 16 digits. Empty stays empty.

    Raises:
        BadInput: it is not 16 digits.
    """
    value = digits(text)
    if not value:
        return ""
    if not (value.isascii() and value.isdigit()) or len(value) != NIK_DIGITS:
        raise BadInput("NIK terdiri atas 16 angka. Periksa lagi pada KTP.", code="nik", field=field)
    return value
