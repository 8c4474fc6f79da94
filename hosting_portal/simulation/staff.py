"""Staff: they look at silences of the clock, open and close holds, and send refused mails again."""

from datetime import datetime, timedelta
from random import Random

from core import outage
from core.acts import Act
from domains import holds
from domains.models import Domain

from .agenda import Agenda
from .book import Book, Span


class Staff:
    """The company's people."""

    def __init__(self, rng: Random, book: Book, agenda: Agenda):
        self.rng, self.book, self.agenda = rng, book, agenda

    def morning(self, now: datetime) -> None:
        """What staff do every day at ten."""
        if outage.open_silences().filter(ended_at__lte=now - timedelta(hours=12)).exists():
            outage.release(Act(now, "usr_manager", "looked at the outage"))
        if self.rng.random() < 0.15:
            self._hold_something(now)

    def _hold_something(self, now: datetime) -> None:
        ending = Domain.objects.filter(state__in=["grace", "deleting", "cancelling"]).order_by("pk")
        keys = list(ending.values_list("pk", flat=True))
        if not keys:
            return
        domain = Domain.objects.select_related("extension", "customer").get(pk=self.rng.choice(keys))
        holds.open_hold(domain, Act(now, "usr_legal", "a dispute"), kind="udrp")
        self.book.holds.append(Span(domain.public_id, domain.public_id, now))
        self.book.counts["holds"] += 1
        end = now + timedelta(days=self.rng.randint(1, 30))
        self.agenda.at(end, lambda at: self._release(domain, at))

    def finish(self, now: datetime) -> None:
        """The end of the simulation: nothing is held any more."""
        for span in self.book.holds:
            if span.until is None:
                self._release(Domain.objects.get(public_id=span.about), now)

    def _release(self, domain: Domain, now: datetime) -> None:
        domain.refresh_from_db()
        if holds.close_holds.allowed(domain):
            holds.close_holds(domain, Act(now, "usr_legal", "settled"))
            self.book.end_span(self.book.holds, domain.public_id, now)
