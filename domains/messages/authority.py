"""Messages about what an authority does by itself, handed to the room of endings (DN-9.2, DN-A2-6(4))."""

from core.acts import Act
from domains.ending import authority
from domains.models import RegistryMessage

from . import reading


def hand_deletion(message: RegistryMessage, act: Act) -> bool:
    """A name that is deleted though we do not give it up."""
    if not reading.forced(message):
        return False
    words, ref = reading.reason_of(message), message.message_id
    return authority.registry_says_deleted(message.name, act, words=words, ref=ref)


def hand_status(message: RegistryMessage, act: Act) -> bool:
    """A name that the registry freezes or blocks."""
    if not reading.blocks(message):
        return False
    words, ref = reading.reason_of(message), message.message_id
    return authority.registry_says_frozen(message.name, act, words=words, ref=ref)
