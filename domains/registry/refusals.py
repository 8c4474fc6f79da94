"""What a registry's refusal means, in the customer's language: every EPP result code in words (RFC 5730, facts B2)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NOT_UNDERSTOOD = _(
    "The registry does not understand our command. It is our fault: our staff look into it and will write to you."
)
NOT_OFFERED = _(
    "The registry does not offer this for the name. Our staff will tell you what is possible instead."
)
NOT_CONNECTED = _(
    "The registry does not let us in at the moment. We ask it again; there is nothing for you to do."
)
FAILED = _("The registry could not carry it out. We ask it again; there is nothing for you to do.")

REFUSALS: dict[int, Promise] = {
    2000: NOT_UNDERSTOOD,
    2001: NOT_UNDERSTOOD,
    2002: NOT_UNDERSTOOD,
    2003: _("The registry misses a piece of information. Complete the contacts and ask again."),
    2004: _("A number is outside what the registry takes: years, key tag or algorithm. Choose another one."),
    2005: _("The registry does not understand the name or a value sent with it. Correct it and ask again."),
    2100: NOT_UNDERSTOOD,
    2101: NOT_OFFERED,
    2102: NOT_OFFERED,
    2103: NOT_OFFERED,
    2104: _("The registry refuses for a billing reason between it and us. Our staff are settling it."),
    2105: _("The registry does not renew the name for this duration. Choose fewer years or wait."),
    2106: _("The name cannot be transferred now. Ask for it again once its lock has ended."),
    2200: NOT_CONNECTED,
    2201: _("The name is in the hands of another registrar. Transfer it to us first."),
    2202: _("The authorisation code is wrong. Ask the present registrar for a new one."),
    2300: _("Another registrar has already asked for the name. Wait until that transfer is decided."),
    2301: _("No transfer of this name is under way any more. Look at its page to see how it ended."),
    2302: _("The name is already registered by somebody. Choose another name."),
    2303: _("The registry does not know this name any more. It can be ordered anew."),
    2304: _("The name's state at the registry forbids this. Look at its life line to see what is possible."),
    2305: _("Other names still use what is to be removed. Give them other name servers first."),
    2306: _("The registry's own rules forbid this. Our staff will tell you which papers it asks for."),
    2307: NOT_OFFERED,
    2308: _("The registry's policy forbids this for the name. Our staff will tell you what can be done."),
    2400: FAILED,
    2500: FAILED,
    2501: NOT_CONNECTED,
    2502: NOT_CONNECTED,
}


def refusal_text(code: int | str) -> Promise:
    """A refusal in human words: the reason, and what to do about it."""
    fallback = _("The registry refuses. Our staff look at its answer and will write to you.")
    return REFUSALS.get(int(code), fallback) if str(code).isdigit() else fallback
