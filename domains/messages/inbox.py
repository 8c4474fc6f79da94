"""Reading the queues: a message is in our database before it leaves the registry's (at least once, DN-8.1)."""

import logging
from dataclasses import asdict

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.acts import Act
from core.attention import close_attention, raise_attention
from core.models import Attention
from core.ports import PortError, PortUnavailable
from domains.models import RegistryMessage
from domains.registry import registries
from domains.registry.port import Message, Registry

from . import handlers, lifecycle

log = logging.getLogger(__name__)
AT_ONCE = 500  # a longer queue is read on at the next knock


def read_all(act: Act) -> int:
    """Read every registry's queue; one that is down is read next time. How many messages were new."""
    read = 0
    for name, registry in registries().items():
        try:
            read += read_queue(name, registry, act)
        except PortError as error:
            log.warning("the queue of %s is read later: %s", name, error)
            _tell_staff(name, act, str(error))
        else:
            close_attention(act, queue="registry", about=name)
    return read


def _tell_staff(name: str, act: Act, error: str) -> None:
    """What the registry has to say to customers does not reach them: one open work item, until it does again."""
    if Attention.objects.filter(queue="registry", about=name, closed_at=None).exists():
        return
    title = format_lazy(_("{registry} – the queue of its messages cannot be read"), registry=name)
    key = f"queue:{name}:{act.now:%Y%m%d%H%M}"
    raise_attention("registry", key, name, title, act=act, detail=error, clause="DN-8.1")


def read_queue(name: str, registry: Registry, act: Act) -> int:
    """Keep, act, acknowledge – in this order, one by one."""
    new, last = 0, ""
    for _turn in range(AT_ONCE):
        message = registry.next_message(act.now)
        if message is None or message.id == last:  # acknowledged, and still there: the registry is confused
            break
        new += receive(name, message, act)
        registry.acknowledge(message.id, act.now)
        last = message.id
    return new


def receive(registry: str, message: Message, act: Act) -> bool:
    """Keep a message and do what it asks for; one that was kept before is only finished."""
    facts = {
        "kind": message.kind if message.kind in RegistryMessage.Kind.values else RegistryMessage.Kind.OTHER,
        "name": message.name, "text": message.text, "data": _kept(message), "queued_at": message.queued_at,
        "received_at": act.now, "domain": lifecycle.owner_of(message.name),
    }  # fmt: skip
    row, new = RegistryMessage.objects.get_or_create(registry=registry, message_id=message.id, defaults=facts)
    if row.state == RegistryMessage.State.NEW:
        deliver(row, act)
    return new


def deliver(row: RegistryMessage, act: Act) -> None:
    """Hand it to the rooms and to the customer; what fails is read by a person, and stops no other message."""
    try:
        with transaction.atomic():
            dealt_with = handlers.handle(row, act)
            if row.domain:
                lifecycle.pass_on(row, act, dealt_with=dealt_with)
            elif dealt_with:
                lifecycle.settle(row, act)
            else:
                lifecycle.leave_to_staff(row, act)
    except PortUnavailable:
        raise  # it stays in the registry's queue and is read again
    except Exception as error:
        log.exception("message %s of %s could not be acted upon", row.message_id, row.registry)
        row.refresh_from_db()
        lifecycle.leave_to_staff(row, act, why=str(error))


def _kept(message: Message) -> dict:
    """What it carried, as plain values; a transfer's instants as text."""
    if message.transfer is None:
        return dict(message.data)
    transfer = asdict(message.transfer)
    plain = {k: v.isoformat() if hasattr(v, "isoformat") else v for k, v in transfer.items()}
    return {**message.data, "transfer": plain}
