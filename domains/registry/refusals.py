"""What a registry's refusal means, in the customer's language: EPP result codes in words (facts B2)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REFUSALS: dict[int, Promise] = {
    2003: _("The registry misses a piece of information. Complete the contacts and ask again."),
    2004: _("The number of years is outside what the registry takes. Choose another duration."),
    2005: _("The registry does not understand the name or a value sent with it. Correct it and ask again."),
    2104: _("The registry refuses for a billing reason between it and us. Our staff are settling it."),
    2105: _("The registry does not renew the name for this duration. Choose fewer years or wait."),
    2106: _("The name cannot be transferred now. Ask for it again once its lock has ended."),
    2201: _("The name is in the hands of another registrar. Transfer it to us first."),
    2202: _("The authorisation code is wrong. Ask the present registrar for a new one."),
    2300: _("Another registrar has already asked for the name. Wait until that transfer is decided."),
    2301: _("No transfer of this name is under way any more. Look at its page to see how it ended."),
    2302: _("The name is already registered by somebody. Choose another name."),
    2303: _("The registry does not know this name any more. It can be ordered anew."),
    2304: _("The name's state at the registry forbids this. Look at its life line to see what is possible."),
    2305: _("Other names still use what is to be removed. Give them other name servers first."),
    2306: _("The registry's own rules forbid this. Our staff will tell you which papers it asks for."),
    2308: _("The registry's policy forbids this for the name. Our staff will tell you what can be done."),
}


def refusal_text(code: int | str) -> Promise:
    """A refusal in human words: the reason, and what to do about it."""
    fallback = _("The registry refuses. Our staff look at its answer and will write to you.")
    return REFUSALS.get(int(code), fallback) if str(code).isdigit() else fallback
