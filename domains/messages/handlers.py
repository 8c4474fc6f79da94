"""Who acts upon a message: each room says which kinds it wants, with `on(kind, handler)` in its app's start.

A handler receives the kept message and the act, and returns True where it has dealt with it. It may be called
again after a crash: what it does must bear that.
"""

from collections import defaultdict
from collections.abc import Callable

from core.acts import Act
from domains.models import RegistryMessage

Handler = Callable[[RegistryMessage, Act], bool | None]
HANDLERS: dict[str, list[Handler]] = defaultdict(list)


def on(kind: str, handler: Handler) -> None:
    """Have messages of a kind handed to a room."""
    if handler not in HANDLERS[kind]:
        HANDLERS[kind].append(handler)


def handle(message: RegistryMessage, act: Act) -> bool:
    """Whether some room has dealt with the message."""
    answers = [
        handler(message, act) for handler in HANDLERS[message.kind]
    ]  # each of them, not the first only
    return any(answers)
