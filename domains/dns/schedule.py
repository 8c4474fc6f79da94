"""What will happen to a zone: pushed until the server has it, compared each day, signed and unsigned in safe order."""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from core.schedule import Step

from .terms import DNS

CALLS = {"pushing": "push_zone", "adopting": "read_server", "removing": "remove_from_server"}
CLAUSE = "DN-8.2"


class Facts(Protocol):
    """What the future of a zone depends on."""

    state: str
    call_at: datetime | None
    compared_at: datetime | None
    remove_at: datetime | None
    dnssec: str
    dnssec_at: datetime | None


def schedule(zone: Facts) -> Iterator[Step]:
    """Every step from now on."""
    if zone.state in CALLS:
        yield Step(zone.call_at, CLAUSE, CALLS[zone.state], call=True, shown=False)
    if zone.state == "live" and zone.compared_at:
        at = zone.compared_at + DNS.compare
        at = max(at, zone.call_at) if zone.call_at else at
        yield Step(at, CLAUSE, "compare_with_server", call=True, shown=False)
    if zone.state == "leaving" and zone.remove_at:
        yield Step(zone.remove_at, CLAUSE, "remove_zone")
    if zone.dnssec == "signed" and zone.dnssec_at:
        yield Step(zone.dnssec_at + DNS.ds_after, CLAUSE, "announce_key")
    if zone.dnssec == "unsigning" and zone.dnssec_at:
        yield Step(zone.dnssec_at + DNS.ds_gone, CLAUSE, "drop_key")
