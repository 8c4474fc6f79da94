"""What falls with a space that ends: unpaid proposals, changes and restores that are not carried out."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from billing import ordering
from core.acts import Act
from web_hosting import coverage
from web_hosting.flows import changes, overuses, restores
from web_hosting.models import HostingAccount


def void_proposals(account: HostingAccount, act: Act, reason: str | Promise) -> None:
    """Renewals that can no longer be paid, or that the customer does not want."""
    ordering.void_open_proposals(account.public_id, act, reason)
    account.proposal = ""


def give_up_open(account: HostingAccount, act: Act) -> None:
    """Everything asked for and not paid lapses; what is paid and under way goes on to its own end."""
    void_proposals(account, act, _("the hosting has ended"))
    for change in account.changes.filter(state="to_pay"):
        changes.verbs["lapse"](change, act)
    for restore in account.restores.filter(state="offered"):
        restores.verbs["lapse"](restore, act)
    coverage.finish(account, act)
    for case in account.overuses.exclude(state="closed"):
        overuses.verbs["close"](case, act)
