"""Addresses and machines: leased in the database, each to one server, given back at its end."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import Act
from core.clock import days
from core.transitions import NotAllowed

from .flows import machines
from .hypervisor import Link
from .models import Address, Machine, Server

REST = days(1)  # a given-back address is not leased again on the same day
__all__ = ["give_back", "lease", "links_of", "release"]


def lease(server: Server, act: Act) -> bool:
    """As many addresses as were ordered, or none at all; those that it has already count (asked at least once).

    Call it inside a transaction (a verb).
    """
    wanted = 1 + server.extra_ipv4 - server.addresses.count()
    free = Address.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        subnet__site=server.site_id, server=None, reserved=False
    )
    rested = free.exclude(released_at__gt=act.now - REST).order_by("pk")
    found = list(rested.values_list("pk", flat=True)[: max(wanted, 0)])
    if len(found) < wanted:
        return False
    Address.objects.filter(pk__in=found, server=None).update(
        server=server, leased_at=act.now, released_at=None, reverse=""
    )
    return True


def give_back(server: Server, ips: Iterable[str], act: Act) -> None:
    """Of its addresses these rest for a day, then they are anybody's."""
    found = server.addresses.filter(ip__in=list(ips))
    found.update(server=None, leased_at=None, released_at=act.now, reverse="")


def release(server: Server, act: Act) -> None:
    """Give back what it has: addresses rest for a day, a machine waits to be wiped."""
    server.addresses.update(server=None, leased_at=None, released_at=act.now, reverse="")
    if server.machine_id:
        be_returned(server.machine, act)


def links_of(server: Server) -> tuple[Link, ...]:
    """Its addresses as the machine's network wants them."""
    rows = server.addresses.select_related("subnet").order_by("pk")
    return tuple(Link(a.ip, a.subnet.prefix, a.subnet.gateway, tuple(a.subnet.resolvers)) for a in rows)


# --- the life of a machine --------------------------------------------------------------------------------
@machines.verb(source="free", target="assigned", clause="SRV-3.1")
def be_assigned(machine: Machine, act: Act, server: Server) -> None:
    """It becomes a customer's server; only one of its kind and site."""
    if machine.product_id != server.product_id or machine.site_id != server.site_id:
        words = _("%(machine)s is a %(product)s at %(site)s: take a machine of the ordered kind and site.")
        facts = {"machine": machine, "product": machine.product, "site": machine.site}
        raise NotAllowed(words % facts, "SRV-3.1")
    machine.changed_at = act.now


@machines.verb(source="assigned", target="to_wipe", clause="SRV-4.1")
def be_returned(machine: Machine, act: Act) -> None:
    """Its server has ended: it is wiped before anybody else gets it."""
    machine.changed_at = act.now


@machines.verb(
    source="to_wipe", target="free", clause="SRV-7.1.2", label=gettext_lazy("wiped: back in stock")
)
def be_wiped(machine: Machine, act: Act) -> None:
    """Nothing of its last customer is left on it."""
    machine.changed_at = act.now


@machines.verb(
    source=["free", "to_wipe"], target="repair", clause="SRV-6.1.2(1)", label=gettext_lazy("send to repair")
)
def be_repaired(machine: Machine, act: Act) -> None:
    """Something is broken."""
    machine.changed_at = act.now


@machines.verb(source="repair", target="to_wipe", clause="SRV-6.1.2(1)", label=gettext_lazy("repaired"))
def come_back(machine: Machine, act: Act) -> None:
    """Repaired: it is wiped, then it is in stock again."""
    machine.changed_at = act.now


@machines.verb(
    source=["free", "repair"], target="retired", clause="SRV-6.1.2(1)", label=gettext_lazy("retire")
)
def retire(machine: Machine, act: Act) -> None:
    """It leaves the house."""
    machine.changed_at = act.now
