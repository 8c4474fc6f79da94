"""The mail by which a customer receives what the registry wrote."""

from core.acts import Act
from domains import emails

from . import reading


def as_received(message, act: Act, clause: str) -> None:
    """The registry's own words, its reason, and what they change with us (DN-8.1, DN-A2-6(4))."""
    blocks = reading.blocks(message)
    emails.tell(
        message.domain, act, "domains.registry_message", "DN-A2-6(4)" if blocks else clause, message.public_id,
        text=message.text, reason=reading.reason_of(message), blocks=blocks, about=message.kind,
    )  # fmt: skip
