"""Host objects (RFC 5732): glue under the registry's names, and hosts outside, which carry no address."""

import re
from ipaddress import ip_address

from django.db import transaction

from core.ports import PortRefused
from domains.registry.models import SandboxHost
from domains.registry.port import Host
from domains.registry.sandbox_hosts import parent_of, serving

from .order import Order
from .xml import Element, Refused, Reply, local, make, put, put_all, q, text, texts

LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
OWN_STATUSES = {"clientDeleteProhibited", "clientUpdateProhibited"}


def check(order: Order) -> Reply:
    """Which hosts may be made."""
    asked = [name.lower() for name in texts(order.object, "host:name")]
    held = set(SandboxHost.objects.filter(name__in=asked).values_list("name", flat=True))
    data = make("host:chkData")
    for name in asked:
        answer = put(data, "host:cd")
        put(answer, "host:name", name, avail=str(int(name not in held)))
        if name in held:
            put(answer, "host:reason", "In use")
    return Reply(data=[data])


def info(order: Order) -> Reply:
    """A host with its addresses."""
    row = _row(order)
    data = make("host:infData")
    put_all(data, [("host:name", row.name), ("host:roid", f"H{row.pk}-SBX")])
    linked = ["linked"] if serving(row.name) else []
    for status in [*(row.statuses or ["ok"]), *linked]:
        put(data, "host:status", s=status)
    for address in row.addresses:
        put(data, "host:addr", address, ip="v6" if ":" in address else "v4")
    put_all(data, [("host:clID", row.sponsor), ("host:crID", row.sponsor), ("host:crDate", row.created_at)])
    return Reply(data=[data])


def create(order: Order) -> Reply:
    """Glue needs its name and an address; a host outside takes none."""
    name, addresses = named(text(order.object, "host:name", True)), _addresses(order.object)
    if SandboxHost.objects.filter(name=name).exists():
        raise Refused(2302, name)
    parent = parent_of(name)
    if parent is None and addresses:
        raise Refused(2303, f"{name}: its domain is not at this registry")
    if parent is not None and not addresses:
        raise Refused(2003, f"{name}: glue needs an address")
    if parent is None:
        SandboxHost.objects.create(name=name, sponsor=order.registry.registrar, created_at=order.now)
    else:
        order.registry.put_host(Host(name, tuple(addresses)), order.reference, order.now)
    data = make("host:creData")
    put_all(data, [("host:name", name), ("host:crDate", order.now)])
    return Reply(data=[data])


def update(order: Order) -> Reply:
    """Other addresses or statuses; a host keeps its name."""
    add, rem = (order.object.find(q(f"host:{part}")) for part in ("add", "rem"))
    if order.object.find(q("host:chg")) is not None:
        raise Refused(2102, "hosts are not renamed here")
    with transaction.atomic():
        row = _ours(order)
        lifted = _named(rem)
        if "clientUpdateProhibited" in set(row.statuses) - lifted:
            raise Refused(2304, row.name)
        row.statuses = sorted({*row.statuses} - lifted | _named(add))
        gone, come = (_addresses(part) if part is not None else [] for part in (rem, add))
        row.addresses = [a for a in row.addresses if a not in gone] + [
            a for a in come if a not in row.addresses
        ]
        if row.parent_id and not row.addresses:
            raise Refused(2306, f"{row.name}: glue needs an address")
        if not row.parent_id and row.addresses:
            raise Refused(2306, f"{row.name}: a host outside takes no address")
        row.save()
    return Reply()


def delete(order: Order) -> Reply:
    """A host that serves no name."""
    row = _ours(order)
    if "clientDeleteProhibited" in row.statuses:
        raise Refused(2304, row.name)
    order.registry.remove_host(row.name, order.reference, order.now)
    return Reply()


COMMANDS = {"check": check, "info": info, "create": create, "update": update, "delete": delete}


def named(name: str) -> str:
    """A host name in its stored form."""
    lower = name.lower().rstrip(".")
    if "." not in lower or not all(LABEL.fullmatch(label) for label in lower.split(".")):
        raise Refused(2005, f"{name} is no host name")
    return lower


def _addresses(element: Element) -> list[str]:
    try:
        return [str(ip_address(address)) for address in texts(element, "host:addr")]
    except ValueError as error:
        raise Refused(2005, str(error)) from None


def _named(part: Element) -> set[str]:
    statuses = {e.get("s") for e in part if local(e) == "status"} if part is not None else set()
    if statuses - OWN_STATUSES:
        raise Refused(2306, "statuses of the registry's own")
    return statuses


def _row(order: Order) -> SandboxHost:
    name = text(order.object, "host:name", True).lower()
    row = SandboxHost.objects.filter(name=name).first()
    if row is None:
        raise PortRefused(2303, f"host {name} does not exist")
    return row


def _ours(order: Order) -> SandboxHost:
    row = _row(order)
    if row.sponsor != order.registry.registrar:
        raise Refused(2201, row.name)
    return row
