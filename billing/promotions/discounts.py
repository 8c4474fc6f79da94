"""How much a code takes off each line, before tax: pure arithmetic.

A share is rounded half up on each line; an amount is spread over the lines by their prices, to the centime. No line
falls below what its registry asks (the price's floor), nor below nothing.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from core.money import BASIS_POINTS

NEVER = {"late", "redeem"}  # the contract's own fees (C-03, DN-5.3)


@dataclass(frozen=True, slots=True)
class Offer:
    """What a code grants: a share in basis points, or an amount in centimes; for what."""

    percent: int | None
    amount: int
    products: Collection[str]
    families: Collection[str]

    def covers(self, line) -> bool:
        """Whether it lowers this line; a code that names nothing is for everything."""
        if line.operation in NEVER:
            return False
        if not self.products and not self.families:
            return True
        return line.product.code in self.products or line.product.family in self.families


def spread(offer: Offer, lines: Iterable, floors: Mapping[tuple[str, str], int]) -> dict[int, int]:
    """Centimes off, by the line's place among `lines`; only those that something is taken off."""
    rooms = {}
    for place, line in enumerate(lines):
        floor = floors.get((line.product.code, line.operation), 0)
        room = line.quantity * max(line.unit_ht - floor, 0)
        if room and offer.covers(line):
            rooms[place] = (line.quantity * line.unit_ht, room)
    if offer.percent is not None:
        wished = {place: _half_up(gross * offer.percent) for place, (gross, _room) in rooms.items()}
    else:
        wished = _shares(offer.amount, {place: room for place, (_gross, room) in rooms.items()})
    off = {place: min(wished[place], room) for place, (_gross, room) in rooms.items()}
    return {place: amount for place, amount in off.items() if amount}


def _half_up(value: int) -> int:
    return (2 * value + BASIS_POINTS) // (2 * BASIS_POINTS)


def _shares(amount: int, rooms: Mapping[int, int]) -> dict[int, int]:
    """The amount over the lines by their room; the centimes that rounding leaves go to the first lines with room."""
    whole = sum(rooms.values())
    amount = min(amount, whole)
    shares = {place: amount * room // whole for place, room in rooms.items()} if whole else {}
    left = amount - sum(shares.values())
    for place, room in rooms.items():
        more = min(left, room - shares[place], 1)
        shares[place], left = shares[place] + more, left - more
    return shares
