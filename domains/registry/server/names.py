"""Domain names (RFC 5731), with their grace periods (RFC 3915) and DS records (RFC 5910)."""

from datetime import date, datetime

from domains.registry.models import SandboxName
from domains.registry.port import Availability, RegistryTransfer, Wanted
from domains.registry.sandbox import settled
from domains.registry.sandbox_life import aged, is_ma, rgp, statuses
from domains.registry.sandbox_strangers import strangers_row

from . import contacts, wishes
from .hosts import named
from .order import Order
from .xml import Element, Refused, Reply, auth_of, make, put, put_all, q, text, texts

TYPES = ("admin", "tech", "billing")


# --- queries -----------------------------------------------------------------------------------------------
def check(order: Order) -> Reply:
    """Which names seem free, in one query."""
    asked = [name.lower() for name in texts(order.object, "domain:name")]
    bad = {name for name in asked if not _is_name(name)}
    if bad and order.ways.whole_check_fails:
        raise Refused(2005, ", ".join(sorted(bad)))
    known = order.registry.check([name for name in asked if name not in bad], order.now)
    data = make("domain:chkData")
    for name in asked:
        found = known.get(name, Availability(False, "not a name of this registry", order.now))
        answer = put(data, "domain:cd")
        put(answer, "domain:name", name, avail=str(int(bool(found.free))))
        if not found.free:
            put(
                answer,
                "domain:reason",
                {"taken": "In use", "cancel_grace": "In deletion"}.get(found.reason, "Invalid"),
            )
    return Reply(data=[data])


def info(order: Order) -> Reply:
    """All about a name; its code only for its registrar, or for who brings it."""
    name = text(order.object, "domain:name", True).lower()
    row = row_of(name, order.now)
    if row is None:
        raise Refused(2303, f"{name} does not exist")
    code = auth_of(order.object, "domain")
    ours = row.sponsor == order.registry.registrar
    if code and code != row.auth_code:
        raise Refused(2202, name)
    which = order.object.find(q("domain:name")).get("hosts", "all")
    data = brief(row, full=True, which=which)
    if (ours or code) and row.auth_code:
        put(put(data, "domain:authInfo"), "domain:pw", row.auth_code)
    return Reply(data=[data], extension=_extensions(row, order.now))


def brief(row: SandboxName, full: bool = False, which: str = "all") -> Element:
    """A name as `infData`; in a message only the part that everybody may read."""
    data = make("domain:infData")
    put_all(data, [("domain:name", row.name), ("domain:roid", f"D{row.pk or 0}-SBX")])
    for status in statuses(row):
        put(data, "domain:status", s=status)
    if full:
        _put_contacts(data, row)
        if row.nameservers and which in {"all", "del"}:
            put_all(put(data, "domain:ns"), [("domain:hostObj", host) for host in row.nameservers])
        if row.pk and which in {"all", "sub"}:
            put_all(data, [("domain:host", host.name) for host in row.hosts.all()])
    put_all(data, [("domain:clID", row.sponsor), ("domain:crID", row.sponsor), ("domain:crDate", row.created_at),
                   ("domain:exDate", row.expires_at), ("domain:trDate", row.transferred_at)])  # fmt: skip
    return data


# --- transforms --------------------------------------------------------------------------------------------
def create(order: Order) -> Reply:
    """First come, first served."""
    name = _own_name(order)
    people = {}
    if holder := text(order.object, "domain:registrant"):
        people["holder"] = contacts.snapshot(holder)
    people |= wishes.contacts_of(order.object)
    if order.object.find(q("domain:authInfo")) is None:
        raise Refused(2003, "authInfo is missing")
    code = auth_of(order.object, "domain")
    wanted = Wanted(
        wishes.hosts_of(order.object) or None, ds=wishes.added_ds(order, "secDNS:create"), auth_code=code
    )
    found = order.registry.register(name, _years(order.object, 1), people, order.reference, order.now, wanted)
    data = make("domain:creData")
    put_all(
        data,
        [("domain:name", name), ("domain:crDate", found.created_at), ("domain:exDate", found.expires_at)],
    )
    return Reply(data=[data])


def renew(order: Order) -> Reply:
    """Years on top of the expiry that the registrar knows."""
    name = _own_name(order)
    try:
        known = date.fromisoformat(text(order.object, "domain:curExpDate", True)[:10])
    except ValueError as error:
        raise Refused(2005, str(error)) from None
    found = order.registry.renew(name, known, _years(order.object, 1), order.reference, order.now)
    data = make("domain:renData")
    put_all(data, [("domain:name", name), ("domain:exDate", found.expires_at)])
    return Reply(data=[data])


def delete(order: Order) -> Reply:
    """The deletion begins; the name stays to be seen until it is purged."""
    found = order.registry.delete(_own_name(order), order.reference, order.now)
    return Reply(1001 if found else 1000)


def update(order: Order) -> Reply:
    """Add, remove, change – or restore, or trade a .ma name by giving it another registrant."""
    name = _own_name(order)
    restore = order.extended("rgp:update")
    if restore is not None:
        return _restore(order, name, restore.find(q("rgp:restore")))
    row = row_of(name, order.now)
    if row is None:
        raise Refused(2303, f"{name} does not exist")
    wanted, holder = wishes.wanted_by(order, row)
    if wanted != Wanted() or not holder:
        order.registry.update(name, wanted, order.reference, order.now)
    if holder and is_ma(name) and holder != (row.contacts.get("holder") or {}).get("handle"):
        order.registry.trade(name, contacts.snapshot(holder), {}, order.reference, order.now)
    return Reply()


def transfer(order: Order) -> Reply:
    """Ask for a name, look, answer, take back."""
    op, name = order.command.get("op", ""), _own_name(order)
    code, registry, now = auth_of(order.object, "domain"), order.registry, order.now
    if op == "query":
        found = registry.transfer_status(name, code, now)
        if found is None:
            raise Refused(2301 if row_of(name, now) else 2303, name)
        return Reply(data=[transfer_data(found)])
    if op == "request":
        years = _years(order.object, 1)
        return Reply(
            1001, [transfer_data(registry.request_transfer(name, code, years, order.reference, now))]
        )
    if op == "cancel":
        return Reply(data=[transfer_data(registry.cancel_transfer(name, order.reference, now))])
    if op not in {"approve", "reject"}:
        raise Refused(2005, f"transfer {op}")
    return Reply(data=[transfer_data(registry.answer_transfer(name, op == "approve", order.reference, now))])


COMMANDS = {
    "check": check, "info": info, "create": create, "renew": renew, "delete": delete, "update": update,
    "transfer": transfer,
}  # fmt: skip


def transfer_data(found: RegistryTransfer) -> Element:
    """A transfer as `trnData`."""
    data = make("domain:trnData")
    put_all(data, [
        ("domain:name", found.name), ("domain:trStatus", found.status), ("domain:reID", found.asked_by),
        ("domain:reDate", found.asked_at), ("domain:acID", found.answered_by), ("domain:acDate", found.act_by),
        ("domain:exDate", found.expires_at),
    ])  # fmt: skip
    return data


def row_of(name: str, now: datetime) -> SandboxName | None:
    """A name as it is now, ours or another's; None when nobody holds it."""
    row = SandboxName.objects.filter(name=name).first()
    if row and row.transfer_due_at and row.transfer_due_at <= now:
        row = settled(name, now)
    return aged(row, now) if row else strangers_row(name, now)


# --- parts -------------------------------------------------------------------------------------------------
def _restore(order: Order, name: str, restore: Element) -> Reply:
    report = restore.find(q("rgp:report"))
    if (restore.get("op") == "report") != (report is not None):
        raise Refused(2003, "a report comes with op=report, and only with it")
    filed = {child.tag: child.text or "given" for child in report} if report is not None else {}
    order.registry.restore(name, order.reference, filed, order.now)
    if not order.ways.restore_data:
        return Reply()
    data = make("rgp:upData")
    put(data, "rgp:rgpStatus", s="pendingRestore")
    return Reply(extension=[] if filed else [data])


def _extensions(row: SandboxName, now: datetime) -> list[Element]:
    found = []
    if periods := rgp(row, now):
        data = make("rgp:infData")
        for period in periods:
            put(data, "rgp:rgpStatus", s=period)
        found.append(data)
    if row.ds:
        data = make("secDNS:infData")
        for record in row.ds:
            put_all(put(data, "secDNS:dsData"), [
                ("secDNS:keyTag", record["key_tag"]), ("secDNS:alg", record["algorithm"]),
                ("secDNS:digestType", record["digest_type"]), ("secDNS:digest", record["digest"]),
            ])  # fmt: skip
        found.append(data)
    return found


def _put_contacts(data: Element, row: SandboxName) -> None:
    people = {role: who for role, who in row.contacts.items() if who}
    handles = {role: contacts.handle_of(who, row.sponsor, row.created_at) for role, who in people.items()}
    put_all(data, [("domain:registrant", handles.get("holder"))])
    for role in TYPES:
        if role in handles:
            put(data, "domain:contact", handles[role], type=role)


def _own_name(order: Order) -> str:
    name = text(order.object, "domain:name", True).lower()
    if not _is_name(name):
        raise Refused(2005, f"{name} is no domain name")
    return name


def _is_name(name: str) -> bool:
    try:
        return named(name) == name and "_" not in name
    except Refused:
        return False


def _years(element: Element, default: int) -> int:
    period = element.find(q("domain:period"))
    if period is None:
        return default
    if period.get("unit") != "y" or not (period.text or "").strip().isdigit():
        raise Refused(2004, "whole years")
    return int(period.text)
