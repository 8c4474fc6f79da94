"""Money at a glance: what is due, what was paid this year, what the credit account holds, in one query."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Min, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from accounts.models import Customer

from .models import CreditEntry, Invoice, Proforma


@dataclass(frozen=True, slots=True)
class Glance:
    """Centimes in the account's currency; `next_due` is the day of the most urgent proforma.

    `refundable` is what of the credit account can be sent back: all but our goodwill.
    """

    due: int
    paid: int
    credit: int
    next_due: date | None
    given: int

    @property
    def refundable(self) -> int:
        return max(0, self.credit - self.given)


def of(customer) -> Glance:
    """The customer's money."""
    open_ones = (
        Proforma.objects.filter(customer=OuterRef("pk"), state__in=Proforma.OPEN)
        .order_by()
        .values("customer")
    )
    sent = Invoice.objects.filter(customer=OuterRef("pk")).order_by().values("customer")
    last = CreditEntry.objects.filter(customer=OuterRef("pk"), currency=customer.currency).order_by("-seq")
    entries = CreditEntry.objects.filter(customer=OuterRef("pk"), currency=customer.currency).order_by()
    given = entries.filter(kind=CreditEntry.Kind.GOODWILL).values("customer")
    found = Customer.objects.filter(pk=customer.pk).values_list(
        Coalesce(Subquery(open_ones.annotate(n=Sum("total_ttc") - Sum("paid")).values("n")), Value(0)),
        Coalesce(Subquery(sent.annotate(n=Sum("total_ttc") - Sum("credited")).values("n")), Value(0)),
        Coalesce(Subquery(last.values("balance")[:1]), Value(0)),
        Subquery(open_ones.annotate(n=Min("due_on")).values("n")),
        Coalesce(Subquery(given.annotate(n=Sum("amount")).values("n")), Value(0)),
    )
    return Glance(*found[0])
