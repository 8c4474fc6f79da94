"""The agenda: who does what when. Acts that the portal refuses are counted, not feared."""

import heapq
import itertools
from collections.abc import Callable
from datetime import datetime

from core.transitions import NotAllowed

from .book import Book

Deed = Callable[[datetime], object]


class Agenda:
    """Deeds of customers, banks and staff in the order of time."""

    def __init__(self, book: Book):
        self.book = book
        self.closing = False
        self._heap: list[tuple[datetime, int, Deed]] = []
        self._turn = itertools.count()

    def wish(self, instant: datetime, deed: Deed) -> None:
        """A customer will do this then, unless the simulation is coming to its end."""
        self.at(instant, lambda now: None if self.closing else deed(now))

    def at(self, instant: datetime, deed: Deed) -> None:
        """Do this at that instant (or at the next waking, if it is past)."""
        heapq.heappush(self._heap, (instant, next(self._turn), deed))

    def run_until(self, until: datetime) -> None:
        """Do everything that is due, each deed at its own instant."""
        while self._heap and self._heap[0][0] <= until:
            instant, _turn, deed = heapq.heappop(self._heap)
            try:
                deed(instant)
            except NotAllowed as no:
                name = type(no).__name__
                self.book.counts["refused_acts"] += 1
                self.book.refusals[f"{name}: {str(no)[-60:]}"] += 1
