"""Messages about force: what the registry has really done to a name is so with us at once, its holder told why.

The words of a message decide nothing alone: the registry is asked how the name stands, so that an announcement ends
no name, and a lock is no suspension. While it cannot be asked the message waits in its queue.
"""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.acts import Act
from core.attention import raise_attention
from domains.ending import authority
from domains.models import RegistryMessage
from domains.registry import RegistryName, registry_for

from . import reading

SERVER_HOLD = "serverHold"


def hand_on(message: RegistryMessage, act: Act) -> bool:
    """A deletion that we did not ask for ends the name, a hold suspends it until it is lifted (DN-9.2, DN-A2-6(4))."""
    domain, deletion = message.domain, message.kind == RegistryMessage.Kind.DELETION
    if domain is None or (deletion and not reading.forced(message)):
        return False
    shown = registry_for(domain.extension.code).info(domain.name, act.now)
    said = {"words": reading.reason_of(message), "ref": message.public_id}
    if deletion:
        if shown and not (shown.sponsor_is_us and shown.being_deleted):
            return _only_words(message, act)
        return authority.registry_says_deleted(message.name, act, **said)
    if _is_held(shown):
        return reading.blocks(message) and authority.registry_says_frozen(message.name, act, **said)
    return authority.registry_says_released(message.name, act)


def _is_held(shown: RegistryName | None) -> bool:
    """Whether the registry itself keeps the name out of the DNS; its locks do not."""
    return shown is not None and SERVER_HOLD in shown.statuses


def _only_words(message: RegistryMessage, act: Act) -> bool:
    """The registry still holds the name: nothing ends by a text, and a person reads it."""
    message.kind = RegistryMessage.Kind.OTHER
    message.save(update_fields=["kind"])
    title = format_lazy(
        _("{domain} – the registry writes of a deletion and still holds it"), domain=message.domain
    )
    raise_attention("registry", f"{message.public_id}:words", message.domain.public_id, title, act=act,
                    detail=message.text, clause="DN-8.1")  # fmt: skip
    return False
