"""Messages about force: a name deleted or frozen by the registry is so with us at once, and its holder told why."""

from core.acts import Act
from domains.ending import authority
from domains.models import RegistryMessage

from . import reading


def hand_on(message: RegistryMessage, act: Act) -> bool:
    """A deletion that we did not ask for ends the name, a freeze suspends it (DN-9.2, DN-A2-6(4))."""
    said = {"words": reading.reason_of(message), "ref": message.public_id}
    if message.domain and reading.forced(message):
        return authority.registry_says_deleted(message.name, act, **said)
    if message.domain and reading.blocks(message):
        return authority.registry_says_frozen(message.name, act, **said)
    return False
