"""Renewing under a new version of the contract: accepted on the pay page, before any way to pay (guard 1, C-22).

Only what the customer does there asks for it. Money that comes by itself is booked, and using the service then accepts
the version, as the contract says (SSL-2.2, SRV-2.2: `contracts.announcing`).
"""

from django.db import transaction

from contracts import acceptances
from contracts.models import DocumentVersion
from core.acts import Act

from . import ordering
from .allocating import Payable
from .forms import ConsentForm
from .models import OrderLine, Proforma


def wanted(payable: Payable, act: Act) -> list[DocumentVersion]:
    """The versions in force that its lines ask for and that this customer has not accepted yet."""
    return acceptances.lacking(payable.customer, _applicable(_asking(payable), act))


def demand(payable: Payable, act: Act) -> None:
    """Refuse the payment while such a version is not accepted. Raises AcceptanceMissing."""
    acceptances.demand(payable.customer, _applicable(_asking(payable), act))


def form_for(payable: Payable, act: Act, data=None) -> ConsentForm | None:
    """A box for each of them; None where there is nothing to accept."""
    versions = wanted(payable, act)
    return ConsentForm(data, versions=versions) if versions else None


@transaction.atomic
def accept(payable: Payable, act: Act, user, accepted_ids: set[str], user_agent: str) -> None:
    """Accepted about each proforma that asks for it: who, which text, when, from where. Raises AcceptanceMissing."""
    missing = {version.pk for version in wanted(payable, act)}
    for proforma in _asking(payable):
        mine = [version for version in _applicable([proforma], act) if version.pk in missing]
        acceptances.accept(payable.customer, user, mine, proforma.public_id, act.now, act.ip, user_agent,
                           accepted_ids=accepted_ids)  # fmt: skip


def _asking(payable: Payable) -> list[Proforma]:
    """What an order has brought was accepted with the order; the rest asks here."""
    parts = [payable] if isinstance(payable, Proforma) else payable.parts
    return [part for part in parts if part.is_open and part.origin != Proforma.Origin.ORDER]


def _applicable(proformas: list[Proforma], act: Act) -> list[DocumentVersion]:
    lines = list(OrderLine.objects.filter(proforma__in=proformas)) if proformas else []
    return ordering.documents(lines, act.today) if lines else []
