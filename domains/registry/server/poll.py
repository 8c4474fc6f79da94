"""The poll command (RFC 5730 2.9.2.3): messages are read one by one and leave only when acknowledged."""

from domains.registry.models import SandboxMessage, SandboxName
from domains.registry.port import Message
from domains.registry.sandbox_life import aged

from . import names
from .order import Order
from .xml import Element, Refused, Reply, make, put, put_all


def poll(order: Order) -> Reply:
    """The oldest message, or the acknowledgement of one."""
    op = order.command.get("op")
    if op == "ack":
        return _acknowledge(order)
    if op != "req":
        raise Refused(2005, f"poll {op}")
    message = order.registry.next_message(order.now)
    if message is None:
        return Reply(1300)
    queue = (_waiting(order), message.id, message.queued_at, message.text)
    return Reply(1301, _data(message, order), queue=queue)


def _acknowledge(order: Order) -> Reply:
    number = order.command.get("msgID")
    if not number:
        raise Refused(2003, "msgID is missing")
    order.registry.acknowledge(number, order.now)
    following = order.registry.next_message(order.now)
    queue = (_waiting(order), following.id, None, "") if following else None
    return Reply(1000, queue=queue)


def _waiting(order: Order) -> int:
    mine = SandboxMessage.objects.filter(registrar=order.registry.registrar, acknowledged_at=None)
    return int(mine.count())


def _data(message: Message, order: Order) -> list[Element]:
    """What the message is about, in EPP's own words: transfer, pending action, or the name as it is."""
    if message.transfer:
        return [names.transfer_data(message.transfer)]
    if message.kind == "pending_action":
        return [_pending_action(message)]
    if not message.name:
        return []
    row = SandboxName.objects.filter(name=message.name).first()
    row = aged(row, order.now) if row else None
    if row is None:
        return [_gone(message, order)]
    return [names.brief(row)]


def _gone(message: Message, order: Order) -> Element:
    """A name that is no more."""
    data = make("domain:infData")
    put_all(data, [("domain:name", message.name), ("domain:roid", "D0-SBX")])
    put(data, "domain:status", s="pendingDelete")
    put(data, "domain:clID", order.registry.registrar)
    return data


def _pending_action(message: Message) -> Element:
    data = make("domain:panData")
    put(data, "domain:name", message.name, paResult="1" if message.data.get("done") else "0")
    ids = put(data, "domain:paTRID")
    put_all(ids, [("epp:clTRID", message.data.get("cltrid")), ("epp:svTRID", f"SBX-{message.id}")])
    put(data, "domain:paDate", message.queued_at)
    return data
