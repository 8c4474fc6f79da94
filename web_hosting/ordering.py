"""Ordering a space: the line that goes into the cart, with everything the account will need."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from billing import cart
from billing.lines import NewLine
from billing.models import OrderLine
from core.acts import Act

from .domain_names import readable
from .models import HostingPlan
from .prices import operation

ORDER, RENEW, RESTORE, CHANGE = "hosting.order", "hosting.renew", "hosting.restore", "hosting.change"
SUBJECT = OrderLine._meta.get_field("subject").max_length
IMMEDIATE = "hosting.immediate"  # the documents of who wants it at once (C-21)


@dataclass(frozen=True)
class Choice:
    """What the customer has chosen; `domain` in A-labels, `cycle` in months; `immediate` gives up the withdrawal."""

    plan: HostingPlan
    domain: str
    cycle: int
    immediate: bool = True


def has_withdrawal(plan: HostingPlan, customer) -> bool:
    """Whether the customer is a consumer whom the plan gives seven days (C-21)."""
    return plan.withdrawal == plan.Withdrawal.SEVEN_DAYS and customer.kind == customer.Kind.PERSON


def into_cart(customer, user, choice: Choice, act: Act) -> None:
    """Put the space in the cart; the same plan for the same name replaces its line."""
    cart.add(customer, user, line_of(choice, has_withdrawal(choice.plan, customer)), act)


def line_of(choice: Choice, withdrawal: bool = False) -> NewLine:
    """The line of a space; its period starts at activation (C-12), the renewals print their days (HD-3.2a)."""
    plan = choice.plan
    waits = withdrawal and not choice.immediate
    options = {
        "plan": plan.code, "domain": choice.domain, "cycle": choice.cycle, "immediate": not waits,
        "withdrawal": withdrawal, "quantities": [1, 1], "pinned": pinned(plan), "clause": "HD-3.1d",
    }  # fmt: skip
    scopes = [*plan.scopes, *([IMMEDIATE] if withdrawal and not waits else [])]
    subject = f"{plan.name} – {readable(choice.domain)}"[:SUBJECT]
    return NewLine(ORDER, subject, plan.product_code, operation(choice.cycle), period_words(choice.cycle),
                   options=options, scopes=tuple(scopes))  # fmt: skip


def _worded(cycle: int) -> str:
    words = ngettext(
        "Web hosting, %(n)s month from activation", "Web hosting, %(n)s months from activation", cycle
    )
    return words % {"n": cycle}


period_words = lazy(_worded, str)  # worded in the language that is active when the document is written


def pinned(plan: HostingPlan) -> dict[str, Any]:
    """The plan as it is on the day of the order: name, quotas, where it is hosted."""
    return {"name": plan.name, "package": plan.package, "panel": plan.panel, **plan.quotas}


RENEWAL = _("Web hosting, renewal")
