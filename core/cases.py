"""Which case numbers are one case: its own, and those that belong to it (`CaseBelonging`)."""

from core.models import CaseBelonging


def case_numbers(number: str) -> list[str]:
    """The number of a case and, after it, every number that belongs to it, in the order they came.

    Args:
        number: of the case itself; for a number that belongs to another one it is the only one.
    """
    belonging = CaseBelonging.objects.filter(belongs_to=number).order_by("pk")
    return [number, *belonging.values_list("number", flat=True)]


def case_of(number: str) -> str:
    """The case a number belongs to, or the number itself."""
    return CaseBelonging.objects.filter(number=number).values_list("belongs_to", flat=True).first() or number
