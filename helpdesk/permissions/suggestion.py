"""Who may do what with suggestions, in one place (rule 2): an officer recommends, the head or the deputy decides."""

from typing import Any

from helpdesk.models import SuggestionDecision, Ticket

VIEW, RECOMMEND = "helpdesk.view_suggestiondecision", "helpdesk.add_suggestiondecision"
DECIDE = "helpdesk.decide_suggestiondecision"


def can_recommend(user: Any, ticket: Ticket) -> bool:
    """May recommend, note what was done and edit the public words; never on a suggestion of one's own."""
    return bool(user.is_authenticated and user.has_perm(RECOMMEND)) and ticket.owner_id != user.pk


def can_decide(user: Any, ticket: Ticket, recommended: SuggestionDecision | None) -> bool:
    """May decide on this recommendation: a leader who neither wrote it nor brought the suggestion in."""
    return (
        recommended is not None
        and bool(user.is_authenticated and user.has_perm(DECIDE))
        and user.pk not in {recommended.recommended_by_id, ticket.owner_id, ticket.entered_by_id}
    )
