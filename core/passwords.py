"""Password rules beyond Django's own (ASVS 6.2)."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

_PLACE_WORDS = (
    "lpse",
    "spse",
    "pengadaan",
    "luwuutara",
    "masamba",
    "temanggung",
    "kabupaten",
    "inaproc",
    "lkpp",
)


class PlaceWordValidator:
    """Refuses passwords that are little more than the words everybody here would try first."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise ValidationError when fewer than six characters remain without the words of the office."""
        rest = "".join(character for character in password.lower() if character.isalnum())
        for word in _PLACE_WORDS:
            rest = rest.replace(word, "")
        if len(rest.strip("0123456789")) < 6 and len(rest) < 10:
            raise ValidationError(self.get_help_text(), code="password_place_word")

    def get_help_text(self) -> str:
        """What the person should do."""
        return "Jangan memakai kata yang mudah ditebak di kantor ini (misalnya nama daerah atau LPSE). Pakai beberapa kata acak."


class CommonStemValidator:
    """Refuses a common password with digits or signs hung on to reach the length: ``iloveyou1234``, and one letter many times."""

    def __init__(self) -> None:
        self.common = CommonPasswordValidator().passwords

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise ValidationError when nothing but a common password is left without what was hung on."""
        stem = password.lower().strip("0123456789!?.,-_@#$%*+ ")
        if stem in self.common or len(set(password)) < 4:
            raise ValidationError(self.get_help_text(), code="password_common_stem")

    def get_help_text(self) -> str:
        """What the person should do."""
        return "Kata sandi ini mudah ditebak meskipun panjang. Pakai beberapa kata acak yang tidak saling berhubungan."
