"""What staff decide about a name's end: holds that keep it (DN-12.1, DN-A1-2), a missing notice that no longer does."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.models import Payment
from core.acts import Act

from .ending import claims
from .ending.claims import PROTECTED
from .lifecycle import flow
from .models import Domain, Hold


@flow.verb(source=PROTECTED, clause="DN-A1-2", label=_("open a hold"))
def open_hold(domain: Domain, act: Act, kind: str = Hold.Kind.OTHER) -> None:
    """A mitigating circumstance: the name is not deleted while it is open."""
    claims.open_circumstance(domain, act, kind)


@flow.verb(source=PROTECTED, clause="DN-A1-2", label=_("close the holds"))
def close_holds(domain: Domain, act: Act) -> None:
    """The circumstances are over: the schedule goes on."""
    for hold in domain.holds.filter(closed_at=None):
        claims.close(hold, act)


@flow.verb(source="grace", clause="DN-3.3", label=_("go on without the missing notice"))
def waive_notices(domain: Domain, act: Act) -> None:
    """A person has made sure that the holder knows: the end goes on, with the reason as proof."""
    domain.notices_waived = True


def keep_for_payment(abouts: set[str], payment: Payment, act: Act, begins: bool) -> None:
    """While the payment of a name is contested the name is not deleted (DN-A1-2): a hold of its own kind."""
    paid = Domain.objects.filter(Q(public_id__in=abouts) | Q(line__in=abouts), state__in=PROTECTED)
    for domain in paid.order_by("pk"):
        mine = domain.holds.filter(
            kind=Hold.Kind.PAYMENT, closed_at=None, detail__startswith=payment.public_id
        )
        if begins and not mine.exists():
            open_hold(domain, act.because(f"{payment.public_id}: {act.reason}"), kind=Hold.Kind.PAYMENT)
        for hold in mine if not begins else ():
            claims.close(hold, act)
