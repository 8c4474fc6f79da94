"""The ways in which money comes, right and wrong; each leaves a line in the simulation's own book."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from billing import payments
from billing.gateways.cmi import callback, form, gateway, sandbox
from billing.models import CardAttempt, Payment, Proforma
from core import clock
from core.acts import Act

from . import kills
from .agenda import Agenda
from .book import Book, Span
from .kills import Fuse

CARD = "4000000000000010"
SLIP = "%PDF-1.4 a bank's slip "


class Bank:
    """Cards, transfers and slips."""

    def __init__(self, rng: Random, book: Book, agenda: Agenda, *, faults: bool):
        self.rng, self.book, self.agenda, self.faults = rng, book, agenda, faults

    def card(self, proforma: Proforma, now: datetime) -> None:
        """The bank authorises and calls back until it is answered; it captures only when told to."""
        oid = gateway.start(proforma, Act(now, "usr_customer")).rstrip("/").rpartition("/")[2]
        attempt = CardAttempt.objects.get(public_id=oid)
        said = sandbox.answers(form.fields(attempt, "fr"), CARD)
        if self.faults and self.rng.random() < 0.1:
            self._call_back_and_lose_the_answer(said, now)
        if callback.hear(said, Act(now, "bank")) == callback.CAPTURE:
            self.book.paid(proforma, attempt.amount, now)

    def _call_back_and_lose_the_answer(self, said: dict[str, str], now: datetime) -> None:
        """The web process is killed, perhaps after its commit: the bank has no answer."""
        pid = kills.fork(lambda: callback.hear(said, Act(now, "bank")), Fuse(self.rng))
        if kills.ending_of(pid) == "killed":
            self.book.counts["kills"] += 1

    def transfer(self, proforma: Proforma, amount: int, now: datetime, *, typed: str = "") -> None:
        """Money on our account, seen one to three days later; a mistyped reference is matched by staff."""
        seen = now + timedelta(days=self.rng.randint(1, 3))
        self.agenda.at(seen, lambda at: self._seen(proforma, amount, typed or proforma.payment_reference, at))

    def _seen(self, proforma: Proforma, amount: int, typed: str, now: datetime) -> None:
        payment = payments.received(amount, typed, clock.local_date(now), Act(now, "usr_accounts"))
        if payment.state == Payment.State.UNMATCHED:
            payments.match(payment, Act(now, "usr_accounts", "found by its amount"), proforma=proforma)
            payments.confirm(payment, Act(now, "usr_accounts"))
        self.book.paid(proforma, amount, now)
        self.book.end_span(self.book.proofs, payment.public_id, now)

    def slip(self, proforma: Proforma, now: datetime, *, false: bool = False) -> None:
        """The customer shows a slip; staff decide some days later."""
        act = Act(now, "usr_customer")
        with transaction.atomic():
            payment = payments.declare_transfer(proforma, act)
            payments.upload_slip(payment, act, content=f"{SLIP}{self.rng.random()}".encode())
        self.book.proofs.append(Span(_about(proforma), payment.public_id, now))
        decide = self._rejected if false else self._confirmed
        later = now + timedelta(days=self.rng.choice([0, 1, 1, 2, 4, 9]), hours=self.rng.randint(1, 8))
        self.agenda.at(later, lambda at: decide(payment, proforma, at))

    def _confirmed(self, payment: Payment, proforma: Proforma, now: datetime) -> None:
        payment.refresh_from_db()
        if payment.state not in payments.WAITING:
            return  # seen on the statement meanwhile
        self._by_staff(lambda: payments.confirm(payment, Act(now, "usr_accounts")), now)
        payment.refresh_from_db()
        if payment.state != Payment.State.CONFIRMED:
            payments.confirm(payment, Act(now, "usr_accounts"))
        self.book.paid(proforma, payment.amount, now)
        self.book.end_span(self.book.proofs, payment.public_id, now)

    def _rejected(self, payment: Payment, proforma: Proforma, now: datetime) -> None:
        payments.reject(payment, Act(now, "usr_accounts", "no such money on the statement"))
        self.book.end_span(self.book.proofs, payment.public_id, now)

    def _by_staff(self, deed: Callable[[], object], now: datetime) -> None:
        """Now and then the web process dies under the staff's click."""
        unlucky = self.faults and self.rng.random() < 0.15
        if unlucky and kills.ending_of(kills.fork(deed, Fuse(self.rng))) == "killed":
            self.book.counts["kills"] += 1

    def credit(self, proforma: Proforma, now: datetime) -> None:
        """The customer uses his credit account: no new money."""
        payments.pay_with_credit(proforma, Act(now, "usr_customer"))


def _about(proforma: Proforma) -> str:
    return proforma.lines.exclude(about="").values_list("about", flat=True).first() or proforma.public_id
