"""What an update or a creation wants of a name, read from its elements into the engine's words."""

from domains.registry.models import SandboxHost, SandboxName
from domains.registry.port import DsRecord, Host, Wanted
from domains.registry.sandbox_life import is_ma

from . import contacts
from .order import Order
from .xml import Element, Refused, auth_of, q, text, texts

OWN_STATUSES = {f"client{act}Prohibited" for act in ("Delete", "Renew", "Transfer", "Update")} | {
    "clientHold"
}


def wanted_by(order: Order, row: SandboxName) -> tuple[Wanted, str]:
    """How the name shall look after an update, and its new registrant where it gets one."""
    add, rem, chg = (order.object.find(q(f"domain:{part}")) for part in ("add", "rem", "chg"))
    holder = text(chg, "domain:registrant") if chg is not None else ""
    wanted = Wanted(
        wanted_hosts(row, add, rem), wanted_statuses(row, add, rem), wanted_ds(order, row),
        wanted_contacts(row, add, rem, "" if is_ma(row.name) else holder),
        auth_of(chg, "domain") if chg is not None else "",
    )  # fmt: skip
    return wanted, holder


def hosts_of(element: Element) -> tuple[Host, ...]:
    """Name servers, which exist as hosts."""
    servers = element.find(q("domain:ns")) if element is not None else None
    if servers is None:
        return ()
    if servers.find(q("domain:hostAttr")) is not None:
        raise Refused(2306, "name servers are host objects here")
    asked = [name.lower() for name in texts(servers, "domain:hostObj")]
    held = set(SandboxHost.objects.filter(name__in=asked).values_list("name", flat=True))
    if missing := [name for name in asked if name not in held]:
        raise Refused(2303, f"host {missing[0]} does not exist")
    return tuple(Host(name) for name in asked)


def wanted_hosts(row: SandboxName, add: Element, rem: Element) -> tuple[Host, ...] | None:
    come, gone = hosts_of(add), texts(rem.find(q("domain:ns")), "domain:hostObj") if rem is not None else []
    if not come and not gone:
        return None
    stay = [Host(name) for name in row.nameservers if name not in {n.lower() for n in gone}]
    return (*stay, *(host for host in come if host not in stay))


def wanted_statuses(row: SandboxName, add: Element, rem: Element) -> dict[str, bool]:
    found: dict[str, bool] = {}
    for part, stands in ((add, True), (rem, False)):
        for status in part.findall(q("domain:status")) if part is not None else []:
            found[status.get("s")] = stands
    if foreign := found.keys() - OWN_STATUSES:
        raise Refused(2306, f"{', '.join(sorted(foreign))}: the registry's own")
    if twice := [s for s, stands in found.items() if stands == (s in row.statuses)]:
        raise Refused(2306, f"{twice[0]}: it is so already")
    return found


def contacts_of(element: Element) -> dict[str, dict]:
    parts = element.findall(q("domain:contact")) if element is not None else []
    return {part.get("type"): contacts.snapshot((part.text or "").strip()) for part in parts}


def wanted_contacts(row: SandboxName, add: Element, rem: Element, holder: str) -> dict[str, dict] | None:
    gone: dict[str, dict] = (
        {part.get("type"): {} for part in rem.findall(q("domain:contact"))} if rem is not None else {}
    )
    found = {**gone, **contacts_of(add)}
    return (found | ({"holder": contacts.snapshot(holder)} if holder else {})) or None


def _ds(element: Element) -> list[DsRecord]:
    if element is None:
        return []
    if element.find(q("secDNS:keyData")) is not None:
        raise Refused(2306, "DS records, no keys")
    return [
        DsRecord(_number(part, "keyTag"), _number(part, "alg"), _number(part, "digestType"),
                 text(part, "secDNS:digest", True).upper())
        for part in element.findall(q("secDNS:dsData"))
    ]  # fmt: skip


def _number(part: Element, tag: str) -> int:
    said = text(part, f"secDNS:{tag}", True)
    if not said.isdigit():
        raise Refused(2005, f"{tag} {said}")
    return int(said)


def added_ds(order: Order, name: str) -> tuple[DsRecord, ...] | None:
    return tuple(_ds(order.extended(name))) or None


def wanted_ds(order: Order, row: SandboxName) -> tuple[DsRecord, ...] | None:
    change = order.extended("secDNS:update")
    if change is None:
        return None
    rem = change.find(q("secDNS:rem"))
    held = [DsRecord(**record) for record in row.ds]
    gone = held if rem is not None and text(rem, "secDNS:all") in {"true", "1"} else _ds(rem)
    if unknown := [record for record in gone if record not in held]:
        raise Refused(2303, f"DS {unknown[0].key_tag} is not there")
    stay = [record for record in held if record not in gone]
    return (*stay, *(record for record in _ds(change.find(q("secDNS:add"))) if record not in stay))
