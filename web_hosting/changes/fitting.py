"""Whether what a space uses fits into a smaller plan, by the newest sample."""

from django.utils.translation import gettext as _

from web_hosting.models import QUOTAS, HostingAccount, HostingPlan


def refusals(account: HostingAccount, plan: HostingPlan) -> list[str]:
    """In words, what is too much for the plan; empty where it fits or nobody knows what is used."""
    sample = account.samples.order_by("-taken_on").first()
    if sample is None:
        return []
    found = []
    for name in QUOTAS:
        allowed, used = getattr(plan, name), getattr(sample, name)
        if allowed is not None and used > allowed:
            said = {"plan": plan, "used": used, "allowed": allowed, "what": WORDS[name]()}
            found.append(_("%(plan)s allows %(allowed)s %(what)s, you use %(used)s: make room first.") % said)
    return found


WORDS = {
    "disk_mb": lambda: _("MB of disk"),
    "sites": lambda: _("web sites"),
    "mailboxes": lambda: _("mailboxes"),
    "databases": lambda: _("databases"),
}
