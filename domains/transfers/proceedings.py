"""Proceedings between a customer and the company: opened and closed by staff, they stop transfers to us (DN-6.2.1b)."""

from django.utils.translation import gettext_lazy as _

from core import evidence
from core.acts import Act
from core.transitions import Flow
from domains import answers
from domains.models import Proceeding, TransferIn

from . import arrivals

flow = Flow(Proceeding)


def open_for(customer, act: Act) -> Proceeding:
    """From now on no name is asked for in this customer's name; what is pending is shown to staff."""
    proceeding = Proceeding.objects.create(
        customer=customer, detail=act.reason, opened_at=act.now, opened_by=act.actor
    )
    evidence.record(proceeding.public_id, "act", "opened", act, "DN-6.2.1b", customer=customer.public_id)
    for transfer in TransferIn.objects.of(customer).filter(state="pending").select_related("customer"):
        title = _("proceedings are open: take the request back, or let it go on")
        answers.tell_staff(transfer, act, "transfers_held", title, "DN-6.2.1b")
    return proceeding


@flow.verb(source="open", target="closed", clause="DN-6.2.1b", label=_("close the proceedings"))
def close(proceeding: Proceeding, act: Act) -> None:
    """They are over: what they held goes on."""
    proceeding.closed_at = act.now
    for transfer in TransferIn.objects.of(proceeding.customer).filter(state="held"):
        arrivals.go_on(transfer, act)
