"""What a name's page shows of its settings at the registry: what stands, and what is still on its way."""

from typing import Any

from django.urls import reverse

from accounts.roles import Capability
from domains.models import HELD, Domain, RegistryChange

from .acts import why_not

CORRECT = {"nameservers": "nameservers", "glue": "glue", "dnssec": "dnssec", "contacts": "contacts"}


def panel(domain: Domain, request: Any) -> dict[str, Any]:
    """The settings, the changes that the registry has not answered or has refused, and what this person may do."""
    may = request.membership.may
    open_ones = domain.changes.filter(state__in=["sending", "failed"]).exclude(kind="auth_code")
    return {
        "settings_held": domain.state in HELD,
        "changeable": not why_not(domain),
        "open_changes": [{"waiting": [change], "correct_url": _correct(change)} for change in open_ones],
        "may_lock": may(Capability.HOLD),
        "may_contacts": may(Capability.MANAGE_CONTACTS),
        "may_people": may(Capability.MANAGE_PEOPLE),
        "may_technical": may(Capability.MANAGE_TECHNICAL),
    }


def _correct(change: RegistryChange) -> str:
    """The form in which a refused change is corrected."""
    page = CORRECT.get(change.kind)
    return reverse(f"domains:{page}", args=[change.domain.public_id]) if page else ""
