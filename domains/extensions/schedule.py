"""When a planned change of an extension's rules comes into force."""

from collections.abc import Iterator
from datetime import date

from core.clock import opening
from core.schedule import Step


def schedule(state: str, effective_on: date | None) -> Iterator[Step]:
    """At the first instant of its day, in Morocco (DN-15.2)."""
    if state == "planned" and effective_on:
        yield Step(opening(effective_on), "DN-15.2", "apply_revision")
