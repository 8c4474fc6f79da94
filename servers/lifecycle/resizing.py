"""Making a cloud server larger: a proforma for the rest of the term, then the hypervisor (SRV-3.p1)."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing import lines, ordering
from billing.models import OrderLine
from billing.prices import price_list
from core.acts import Act
from core.clock import days, opening
from core.transitions import NotAllowed, amend, claim
from servers import emails
from servers.flows import servers
from servers.models import Server, ServerProduct, ServerTask
from servers.ordering import RESIZE, resize_line
from servers.prices import operation

from . import tasks, term


def larger(server: Server, today: date):
    """The cloud configurations that are larger in everything, sold at its site, in its account's currency and cycle."""
    size, cycle = server.product, operation(server.cycle)
    sold = ServerProduct.objects.filter(kind="cloud", enabled=True, sites=server.site_id)
    found = sold.filter(cpus__gte=size.cpus, ram__gt=size.ram, disk__gte=size.disk).exclude(pk=size.pk)
    listed = price_list(today, [product.product_code for product in found], server.customer.currency)
    priced = [product.pk for product in found if listed.find(product.product_code, cycle) is not None]
    return ServerProduct.objects.filter(pk__in=priced)


@transaction.atomic
def order_resize(server: Server, act: Act, product: ServerProduct) -> None:
    """A proforma of the difference for the days that are left; paid, the machine gets its new size (SRV-3.p1)."""
    claim(server)
    if (
        server.state != "active"
        or not server.product.is_cloud
        or not larger(server, act.today).filter(pk=product.pk).exists()
    ):
        words = _("%(server)s cannot become a %(product)s: choose a larger cloud configuration of its site.")
        raise NotAllowed(words % {"server": server, "product": product}, "SRV-3.p1")
    if act.today > server.term_ends_on:
        raise NotAllowed(_("The term has ended: renew the server first."), "HD-6.2")
    if ordering.open_proposal(server.public_id, RESIZE):
        ordering.void_open_proposals(server.public_id, act, gettext_lazy("another size was chosen"))
    until = opening(server.term_ends_on + days(1))
    ordering.propose(server.customer, [resize_line(server, product, act.today)], act, due_on=act.today,
                     payable_until=until, at_once=True, origin="request")  # fmt: skip


@servers.verb(source=list(Server.RUNNING), clause="SRV-3.p1")
def take_resize(server: Server, act: Act, line: OrderLine) -> None:
    """It is paid: the hypervisor is asked. A renewal that was proposed at the old price is proposed anew."""
    said = line.options
    product = ServerProduct.objects.get(code=said["product"])
    if product.disk < server.product.disk:
        raise NotAllowed(_("A disk is never made smaller."), "SRV-3.p1")
    if server.proposal:
        ordering.void_open_proposals(server.public_id, act, gettext_lazy("the server has another size"))
    tasks.ask_for(server, ServerTask.Kind.RESIZE, dict(said), act, line=line.public_id)


def _resized(task: ServerTask, act: Act, answer: Any) -> None:
    """Another configuration, pinned; the line that paid for it is done, a proposed renewal follows its price."""
    product, server = ServerProduct.objects.get(code=task.wanted["product"]), task.server
    facts = {"product_id": product.pk, "pinned": task.wanted["pinned"], "power": "running", "disk_told": 0,
             "traffic_told": 0}  # fmt: skip
    amend(server, act, "resize_done", "SRV-3.p1", **facts)
    if line := OrderLine.objects.filter(public_id=task.line).first():
        lines.finish(line, OrderLine.Outcome.DONE, act)
    term.propose_again(server, act)
    emails.resized(task, act)


def _not_resized(task: ServerTask, act: Act, wanted: dict[str, Any]) -> None:
    """It keeps its size: the renewal is proposed anew at the price that it had."""
    claim(task.server)
    term.propose_again(task.server, act)


tasks.EFFECTS[ServerTask.Kind.RESIZE] = _resized
tasks.UNDONE[ServerTask.Kind.RESIZE] = _not_resized
