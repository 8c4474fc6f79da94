"""What a panel's refusal means, in the customer's language, and the way out."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REFUSALS: dict[str, Promise] = {
    "full": _(
        "The machine has no room left. Our staff make room or choose another machine; you need do nothing."
    ),
    "domain": _("The panel does not take the domain name: it is hosted here already, or not allowed."),
    "login": _("The login is taken at the panel. Our staff choose another one."),
    "package": _("The panel does not know the plan. It is our fault: our staff correct it."),
    "quota": _("The space uses more than the plan allows. Make room first, then ask again."),
    "missing": _("The panel does not know the space. Our staff look for it."),
    "unsupported": _("The panel cannot do that. Sign in at its own page instead."),
    "denied": _("The panel refuses us. It is our fault: our staff correct it."),
    "backup": _("The backup cannot be used."),
}


def refusal_text(code: str) -> Promise:
    """A refusal in human words."""
    return REFUSALS.get(code, _("The panel refuses. Our staff look at its answer and will write to you."))
