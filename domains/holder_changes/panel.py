"""What a name's page shows of its holder: the change under way, and the paper that proves who he is."""

from accounts.roles import Capability
from core.acts import act_of
from domains.files import needs
from domains.models import Domain

from . import lifecycle


def panel(domain: Domain, request) -> dict:
    """Context of `templates/domains/holder_changes/_panel.html`: two queries at most."""
    return {
        "holder_change": lifecycle.open_change(domain),
        "may_hold": request.membership.may(Capability.HOLD),
        "identity_missing": not needs.identity_shown(
            domain.contacts, domain.extension, act_of(request).today
        ),
    }
