"""Password rules beyond Django's own (ASVS 6.2)."""

from django.contrib.auth.base_user import AbstractBaseUser
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
