"""What people do with money, rightly and wrongly. Each deed takes a customer's open proformas and an instant."""

from collections.abc import Callable
from datetime import datetime
from random import Random

from accounts.models import User
from billing import credit, disputes, lifecycle, lines, payments, settling
from billing.cash import desk
from billing.models import CreditEntry, CreditNote, OrderLine, Payment, Proforma, Refund, Till
from billing.refunds import lifecycle as refunds
from billing.refunds import requests
from core.acts import Act
from core.ports import PortRefused
from core.transitions import NotAllowed

from .money_bank import Bank

RIB = "007780000123400000056749"
PAPER = b"%PDF-1.4 simulated"
CUSTOMER, CLERK, CHIEF = "usr_customer", "usr_accounts", "usr_chief"
BY_CURRENCY = {"MAD": ("cmi", "wafacash_code", "wafacash"), "EUR": ("paypal",), "USD": ("paypal",)}
Deed = Callable[[list[Proforma], datetime], None]


class Desk:
    """The customers' and the clerks' hands; also every gateway that is asked to give money back."""

    def __init__(self, rng: Random, clerk: User):
        self.rng, self.bank, self.clerk, self.cashier = rng, Bank(rng), clerk, clerk.public_id
        self.deeds: list[Deed] = [
            self.transfer, self.transfer, self.gateway, self.gateway, self.cash, self.ccp, self.credit,
            self.together, self.too_little, self.too_much, self.twice, self.late, self.without_reference,
            self.false_slip, self.withheld, self.small_difference, self.nothing, self.given_up, self.goodwill,
            self.credited, self.credited, self.paid_back, self.disputed, self.taken_back, self.mistaken,
            self.made_good, self.asked_back, self.bank.statement, self.bank.statement, self.evening,
        ]  # fmt: skip

    # --- paying -------------------------------------------------------------------------------------------
    def transfer(self, mine, now):
        """The money is seen on the statement; a large sum is confirmed by a second person."""
        self._came(mine[0], mine[0].remaining, now)

    def gateway(self, mine, now):
        """A card, PayPal, an agency; the gateway says it three times."""
        method = self.rng.choice(BY_CURRENCY[mine[0].currency])
        for _time in range(3):
            payments.captured(mine[0], method, f"{method}-{mine[0].public_id}", mine[0].total_ttc, mine[0].currency,
                              Act(now, "gateway"))  # fmt: skip

    def cash(self, mine, now):
        """At the counter, with the stamp duty on top; now and then the till is carried to the bank."""
        act = Act(now, self.cashier, "at the counter")
        till = self.bank.till(self.clerk, now)
        desk.take(till, mine[0], mine[0].remaining, act)
        if self.rng.random() < 0.2:
            desk.carry_to_bank(Till.objects.get(pk=till.pk), 100_00, act)

    def evening(self, mine, now):
        """The till is counted and signed."""
        self.bank.closing(self.clerk, now)

    def ccp(self, mine, now):
        """A deposit at the post office, its slip shown, confirmed by staff for what really came."""
        if mine[0].currency == "MAD":
            payment = payments.say_sent(mine[0], Act(now, CUSTOMER), None, PAPER, method="ccp")
            payments.confirm(
                payment, Act(now, CLERK, "seen"), received=payment.amount + self.rng.choice((0, 0, 7))
            )

    def credit(self, mine, now):
        """From the credit account, as far as it goes."""
        payments.pay_with_credit(mine[0], Act(now, CUSTOMER))

    def together(self, mine, now):
        """Several by one transfer, now and then too little or with one of them void meanwhile."""
        bundle = payments.bundle(mine[0].customer, mine, Act(now, CUSTOMER))
        if self.rng.random() < 0.3:
            lifecycle.void(mine[-1], Act(now, CLERK, "no longer wanted"))
        self._came(bundle, max(1, bundle.total - self.rng.choice((0, 0, 5_00))), now)

    # --- paying wrongly -----------------------------------------------------------------------------------
    def too_little(self, mine, now):
        """A part; the rest may never come."""
        self._came(mine[0], max(1, mine[0].remaining // self.rng.randint(2, 4)), now)

    def too_much(self, mine, now):
        self._came(mine[0], mine[0].remaining + self.rng.randint(1, 90_00), now)

    def twice(self, mine, now):
        """By transfer and by card."""
        asked = mine[0].remaining
        self._came(mine[0], asked, now)
        self.gateway(mine, now)

    def late(self, mine, now):
        """For a proforma that is void."""
        lifecycle.void(mine[0], Act(now, CLERK, "no longer wanted"))
        self._came(mine[0], mine[0].total_ttc, now)

    def without_reference(self, mine, now):
        """Nobody knows whose it is: matched with a proforma, given to an account, or sent back to the bank."""
        act, chief = Act(now, CLERK, "found by its amount"), Act(now, CHIEF, "seen")
        currency = mine[0].currency
        payment = payments.received(mine[0].remaining, "VIREMENT", act.today, act, currency=currency)
        chance = self.rng.random()
        if chance < 0.2:
            return
        if chance < 0.4:
            payments.reject(payment, act.because("not for us"))
            return
        whose = {"proforma": mine[0]} if chance < 0.8 else {"customer": mine[0].customer}
        payments.match(payment, act, **whose)
        if chance < 0.9:
            payments.confirm(payment, chief)

    def false_slip(self, mine, now):
        payment = payments.say_sent(mine[0], Act(now, CUSTOMER), None, PAPER)
        payments.reject(payment, Act(now, CLERK, "no such money"))

    def withheld(self, mine, now):
        """A public body keeps a part of the VAT back."""
        paper = settling.withhold(mine[0], Act(now, CUSTOMER), PAPER)
        if self.rng.random() < 0.8:
            self._came(mine[0], mine[0].remaining - paper.amount, now)
        payments.confirm(paper, Act(now, CLERK, "the certificate is good"))

    def small_difference(self, mine, now):
        self._came(mine[0], mine[0].remaining - self.rng.randint(1, 99), now)
        mine[0].refresh_from_db()
        settling.write_off(mine[0], Act(now, CLERK, "bank charges"))

    def nothing(self, mine, now):
        """Nobody pays: they lapse."""

    def given_up(self, mine, now):
        """Partly paid, then cancelled."""
        self.too_little(mine, now)
        lifecycle.void(mine[0], Act(now, CLERK, "no longer wanted"))

    # --- undoing ------------------------------------------------------------------------------------------
    def goodwill(self, mine, now):
        customer = mine[0].customer
        credit.enter(customer, self.rng.randint(1, 50_00), CreditEntry.Kind.GOODWILL, customer.public_id,
                     Act(now, CHIEF, "sorry"), currency=mine[0].currency)  # fmt: skip

    def credited(self, mine, now):
        """A line that was paid is undone, wholly or in part."""
        open_lines = OrderLine.objects.filter(paid_at__isnull=False, credit_note=None, finished_at=None)
        line = open_lines.order_by("pk").first()
        if line is None:
            return
        act = Act(now, CLERK, "it cannot be done")
        lines.take(line, act)
        lines.credit_line(line, act, "it cannot be done")

    def paid_back(self, mine, now):
        """A credit note's money goes back the way it came: asked for twice, refused, sent, arrived or not."""
        note = CreditNote.objects.filter(refunds=None, total_ttc__gt=0).order_by("pk").first()
        if note is None:
            return
        for _time in range(2):
            found = requests.of_note(note, Act(now, CUSTOMER))
        for refund in found:
            self._handle(refund, now)

    def asked_back(self, mine, now):
        """The customer wants his credit on his bank account."""
        customer, currency = mine[0].customer, mine[0].currency
        if left := requests.available(customer, currency):
            amount = self.rng.randint(1, left)
            refund = requests.ask(customer, amount, currency, Act(now, CUSTOMER), number=RIB, holder="Société",
                                  reason="closing")  # fmt: skip
            self._handle(refund, now)

    def disputed(self, mine, now):
        """Contested, and won or lost."""
        if payment := self._some_payment():
            act = Act(now, CLERK, "the bank writes")
            disputes.dispute(payment, act)
            (disputes.dispute_won if self.rng.random() < 0.5 else disputes.charge_back)(payment, act)

    def taken_back(self, mine, now):
        if payment := self._some_payment():
            disputes.charge_back(payment, Act(now, CLERK, "the bank took it back"))

    def mistaken(self, mine, now):
        if payment := self._some_payment():
            disputes.reverse(payment, Act(now, CLERK, "another customer's money"))

    def made_good(self, mine, now):
        """What is owed for money taken back: from credit, or given up."""
        owing = Payment.objects.filter(state__in=Payment.TAKEN_BACK).order_by("made_good", "pk").first()
        if owing and owing.owed:
            verb = disputes.make_good if self.rng.random() < 0.7 else disputes.give_up
            verb(owing, Act(now, CHIEF, "settled"))

    # --- at the end ---------------------------------------------------------------------------------------
    def tidy(self, act: Act) -> None:
        """What waits for a person is answered."""
        for refund in Refund.objects.filter(state__in=(*Refund.WAITING, Refund.State.SENT)):
            try:
                self._handle(refund, act.now)
            except NotAllowed:
                continue

    def refund(self, payment, amount, act, *, request_id) -> str:
        """What a gateway answers that is asked to give money back."""
        if self.rng.random() < 0.2:
            raise PortRefused("too late")
        return f"R-{request_id[-8:]}"

    # --- inside -------------------------------------------------------------------------------------------
    def _came(self, payable, amount: int, now: datetime) -> None:
        act = Act(now, CLERK, "seen on the statement")
        typed, currency = payable.payment_reference, payable.currency
        payment = payments.received(amount, typed, act.today, act, currency=currency)
        if payment.state == Payment.State.UNDER_REVIEW:
            payments.confirm(payment, Act(now, CHIEF, "seen, too"))

    def _handle(self, refund: Refund, now: datetime) -> None:
        clerk, chief = Act(now, CLERK, "as asked"), Act(now, CHIEF, "a right")
        if refund.state == Refund.State.REQUESTED:
            if self.rng.random() < 0.1:
                refunds.refuse(refund, chief)
                return
            if refund.needs_account:
                refunds.give_account(refund, Act(now, CUSTOMER), number=RIB, holder="Société")
            refunds.approve(refund, chief)
        if refund.state == Refund.State.APPROVED and not refund.call_at:
            if refund.method == "cash":
                self.bank.till(self.clerk, now)
            by_hand = Act(now, self.cashier, "given back") if refund.method == "cash" else clerk
            refunds.send(refund, by_hand, reference=f"VIR {refund.pk}")
        if refund.state == Refund.State.SENT:
            ended = refunds.fail if self.rng.random() < 0.15 else refunds.arrive
            ended(refund, chief)

    def _some_payment(self) -> Payment | None:
        rows = Payment.objects.filter(state=Payment.State.CONFIRMED, method__in=disputes.OUTSIDE)
        rows = rows.filter(refunds=None)
        count = rows.count()
        return rows.order_by("pk")[self.rng.randrange(count)] if count else None
