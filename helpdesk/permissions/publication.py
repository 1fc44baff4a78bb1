"""Who may ask for publication support and who reads its register, in one place (rule 2)."""

from typing import Any

from core.roles import PA_KPA, POKJA, PPK, PROCUREMENT_OFFICER

VIEW = "helpdesk.view_publicationrequest"
# Who publishes in SPSE: the RUP (PA/KPA, PPK), notices and e-selection (ULP/Pokja, Pejabat Pengadaan).
ASKERS = (PA_KPA, PPK, POKJA, PROCUREMENT_OFFICER)


def can_ask(user: Any) -> bool:
    """Holds one of these roles now; a role that ended asks by the ordinary ticket."""
    return bool(user.is_authenticated and user.has_role(*ASKERS))
