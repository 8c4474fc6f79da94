"""What a message says: reasons and statuses, from the sandbox's plain values or from the elements of EPP."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.dateparse import parse_datetime

from domains.models import RegistryMessage
from domains.registry.port import RegistryTransfer

BLOCKS = {"serverHold", "serverUpdateProhibited", "serverDeleteProhibited", "serverTransferProhibited"}
OURS_TO_END = {
    "deleting",
    "redemption",
    "pending_delete",
    "cancelling",
    "cancel_grace",
    "deleted",
    "replaced",
}
LIFTED = re.compile(r"\b(remov|lift|releas)", re.I)


def reason_of(message: RegistryMessage) -> str:
    """The reason that the registry gave; EPP has no place for one but the text."""
    said = message.data.get("reason")
    if isinstance(said, str) and said:
        return said
    found = re.search(r"\breason:\s*(.+)", message.text, re.I | re.S)
    return found.group(1).strip() if found else ""


def statuses_of(message: RegistryMessage) -> set[str]:
    """The statuses that the message names."""
    return {text for text in _texts(message.data) if re.fullmatch(r"(server|client|pending)[A-Z]\w+", text)}


def forced(message: RegistryMessage) -> bool:
    """Whether the registry deletes a name that we are not giving up ourselves."""
    ours = message.domain.state if message.domain else ""
    return message.kind == RegistryMessage.Kind.DELETION and ours not in OURS_TO_END


def blocks(message: RegistryMessage) -> bool:
    """Whether the registry has frozen, blocked or deleted the name (DN-A2-6(4))."""
    if message.kind == RegistryMessage.Kind.DELETION:
        return forced(message)
    lifted = message.data.get("on") is False or bool(LIFTED.search(message.text))
    return message.kind == RegistryMessage.Kind.STATUS and not lifted and bool(statuses_of(message) & BLOCKS)


def transfer_of(message: RegistryMessage) -> RegistryTransfer | None:
    """The transfer that the message tells of, as the port knows it."""
    said = message.data.get("transfer")
    if not said:
        return None
    instants = {f: parse_datetime(said[f]) for f in ("asked_at", "act_by", "expires_at") if said.get(f)}
    return RegistryTransfer(**{**said, **instants})


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
