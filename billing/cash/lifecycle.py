"""A till from its opening to its closing: counted by who keeps it, signed by somebody else (facts G)."""

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.ledger import posting
from billing.ledger.accounts import Account
from billing.models import Till, TillEntry
from core import evidence
from core.acts import Act
from core.transitions import Flow, NotAllowed

flow = Flow(Till)


@flow.verb(source="open", target="counted", clause="HD-3.2b", label=gettext_lazy("Count and close"))
def count(till: Till, act: Act, counted: int, explanation: str = "") -> None:
    """What lies in the drawer, in centimes; a difference wants its explanation."""
    demand_keeper(till, act)
    till.counted, till.expected, till.counted_at = counted, expected(till), act.now
    till.explanation = explanation.strip()
    if till.difference and not till.explanation:
        raise NotAllowed(_("The count differs from what should be there: explain the difference."))


@flow.verb(source="counted", target="open", clause="HD-3.2b", label=gettext_lazy("Count again"))
def recount(till: Till, act: Act) -> None:
    """The count is not right: the drawer is counted anew."""
    till.counted = till.expected = till.counted_at = None
    till.explanation = ""


@flow.verb(source="counted", target="closed", clause="HD-3.2b", label=gettext_lazy("Sign the closing"))
def sign(till: Till, act: Act) -> None:
    """A second person has seen the count."""
    if act.actor == till.clerk.public_id:
        raise NotAllowed(_("The closing is signed by somebody else than who keeps the till."))
    till.closed_at, till.closed_by = act.now, act.actor
    posting.post("till_difference", Account.WRITE_OFF, Account.CASH, -till.difference, act,
                 about=till.public_id, currency="MAD")  # fmt: skip


def open_till(clerk, float_amount: int, act: Act) -> Till:
    """A new till with its opening float in centimes. Raises NotAllowed while the clerk has one that is not closed."""
    try:
        with transaction.atomic():
            till = Till.objects.create(clerk=clerk, float_amount=float_amount, opened_at=act.now)
    except IntegrityError:
        raise NotAllowed(_("You keep a till already: close it first, and let it be signed.")) from None
    evidence.record(till.public_id, "act", "opened", act, "HD-3.2b", float=float_amount)
    return till


def expected(till: Till) -> int:
    """What should lie in the drawer: the float, what came, less what went; in centimes."""
    return till.float_amount + (TillEntry.objects.filter(till=till).aggregate(n=Sum("amount"))["n"] or 0)


def demand_keeper(till: Till, act: Act) -> None:
    """Only who keeps a till puts his hand into it. Raises NotAllowed."""
    if act.actor != till.clerk.public_id:
        raise NotAllowed(_("This till is kept by %(clerk)s.") % {"clerk": till.clerk})
