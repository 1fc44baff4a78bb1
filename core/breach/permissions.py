"""Who handles a failure of protection; asked by the pages and again by the services (rule 2)."""

from core.models import BreachNotice, User


def can_record_breach(user: User) -> bool:
    """May record a failure and let the list be computed: those who find it."""
    return user.has_perm("core.add_breachnotice")


def can_decide_breach(user: User, notice: BreachNotice) -> bool:
    """May word, issue, tell, cancel and take the full list along; never somebody whose own account it is about."""
    return user.has_perm("core.decide_breachnotice") and user.pk not in {notice.account_id, notice.officer_id}
