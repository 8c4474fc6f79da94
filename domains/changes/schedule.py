"""What happens to a change: it is sent until the registry has answered."""

from collections.abc import Iterator
from datetime import datetime

from core.schedule import Step


def schedule(state: str, call_at: datetime | None) -> Iterator[Step]:
    """One outside call while the change is being sent (DN-A2-6(1))."""
    if state == "sending":
        yield Step(call_at, "DN-A2-6(1)", "tell_registry", call=True, shown=False)
