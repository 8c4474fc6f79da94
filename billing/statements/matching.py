"""Whose money is it: proposals for the lines that wait, each with its reason and a score out of 100.

Asked anew whenever the queue is opened, so that a transfer declared after the import is found too; a fixed number of
questions for a page of lines. What staff turned down is not proposed again.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from anyascii import anyascii
from django.db.models import F
from django.utils.translation import gettext as _

from billing import payments, references
from billing.models import BankLine, Bundle, Payment, Proforma, Refund
from billing.terms import BILLING
from core import display

NUMBER = re.compile(r"PF-?\s?(20[0-9]{2})-?\s?([0-9]{6})(?![0-9])")
LOOKED_AT = 300  # rows of the same amount among which a name is looked for
SHORTEST = 3  # letters of a word that tells names apart
FORMS = {"SARL", "SARLAU", "STE", "SOCIETE", "SNC", "SAS", "GIE", "AND", "DES", "THE", "LES"}
TOGETHER = "+"  # between the proformas that one transfer paid


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a line may be. `about` names it: a proforma, several together, a joint payment or a declared payment."""

    about: str
    title: str
    customer: str
    reason: str
    score: int

    @property
    def certain(self) -> bool:
        """Whether it may be confirmed together with others."""
        return self.score >= BILLING.certain


def proposals(lines: Sequence[BankLine]) -> dict[int, list[Proposal]]:
    """The proposals of each waiting line, by its key in the database, the best first."""
    asked = _Asked(lines)
    found = {line.pk: _of(line, asked) for line in lines}
    return {
        line.pk: sorted(
            (p for p in found.get(line.pk, ()) if p.about not in line.declined), key=lambda p: -p.score
        )
        for line in lines
    }


class _Asked:
    """What the database knows about a page of lines, each question asked once for all of them."""

    def __init__(self, lines: Sequence[BankLine]):
        self.lines = lines
        self.texts = {line.pk: f"{line.reference} {line.label} {line.counterparty}" for line in lines}
        self.read = {pk: references_in(text) for pk, text in self.texts.items()}
        self.numbers = {pk: numbers_in(text) for pk, text in self.texts.items()}
        self.amounts = {line.amount for line in lines if line.amount > 0}
        self.left = {-line.amount for line in lines if line.amount < 0}

    @cached_property
    def proformas(self) -> dict[str, Proforma]:
        """Those that are named, by reference and by number."""
        rows = Proforma.objects.select_related("customer").defer("content")
        by_reference = rows.filter(payment_reference__in=_flat(self.read))
        by_number = rows.filter(number__in=_flat(self.numbers))
        return {p.payment_reference: p for p in by_reference} | {p.number: p for p in by_number}

    @cached_property
    def bundles(self) -> dict[str, Bundle]:
        """Joint payments that are named."""
        rows = Bundle.objects.filter(payment_reference__in=_flat(self.read)).select_related("customer")
        return {bundle.payment_reference: bundle for bundle in rows.prefetch_related("proformas")}

    @cached_property
    def declared(self) -> dict[int, list[Payment]]:
        """Transfers that customers announced, by amount."""
        rows = Payment.objects.filter(
            state__in=payments.WAITING, method__in=Payment.BY_BANK, amount__in=self.amounts
        )
        rows = rows.select_related("customer", "proforma", "bundle").order_by("-received_at")
        return _by(rows[:LOOKED_AT], lambda payment: payment.amount)

    @cached_property
    def by_hand(self) -> dict[int, list[Payment]]:
        """Transfers that staff confirmed without a statement, by amount."""
        rows = Payment.objects.filter(
            state=Payment.State.CONFIRMED,
            method__in=Payment.BY_BANK,
            gateway_reference=None,
            amount__in=self.amounts,
        )
        rows = rows.select_related("customer", "proforma", "bundle").order_by("-confirmed_at")
        return _by(rows[:LOOKED_AT], lambda payment: payment.amount)

    @cached_property
    def open(self) -> dict[int, list[Proforma]]:
        """Proformas to pay, by what is left of them."""
        rows = Proforma.objects.filter(state__in=Proforma.OPEN).annotate(rest=F("total_ttc") - F("paid"))
        rows = rows.filter(rest__in=self.amounts).select_related("customer").defer("content")
        return _by(rows.order_by("payable_until")[:LOOKED_AT], lambda proforma: proforma.remaining)

    @cached_property
    def refunds(self) -> dict[int, list[Refund]]:
        """Refunds that were sent and have not arrived yet, by amount."""
        rows = Refund.objects.filter(
            state=Refund.State.SENT, method__in=Payment.BY_BANK, amount__in=self.left
        )
        return _by(
            rows.select_related("customer").order_by("sent_at")[:LOOKED_AT], lambda refund: refund.amount
        )

    @cached_property
    def doubles(self) -> set[int]:
        """Lines that look like one seen already in a file of another format: same account, day and amount."""
        days = {line.value_date for line in self.lines}
        alike = BankLine.objects.filter(amount__in={line.amount for line in self.lines}, value_date__in=days)
        rows = alike.values_list("pk", "account_id", "value_date", "amount", "statement__format")
        seen = defaultdict(set)
        for pk, *same, how in rows:
            seen[tuple(same)].add((pk, how))
        return {pk for group in seen.values() if len({how for _pk, how in group}) > 1 for pk, _how in group}


def _of(line: BankLine, asked: _Asked) -> list[Proposal]:
    sources = (_named, _by_hand, _declared, _fitting) if line.amount > 0 else (_refunded,)
    found = [proposal for source in sources for proposal in source(line, asked)]
    best: dict[str, Proposal] = {}
    for proposal in found:
        if proposal.score > best.get(proposal.about, _NOTHING).score:
            best[proposal.about] = proposal
    if line.pk not in asked.doubles:
        return list(best.values())
    return [_doubtful(proposal) for proposal in best.values()]


_NOTHING = Proposal("", "", "", "", -1)


def _doubtful(proposal: Proposal) -> Proposal:
    why = _("Careful: the account has a line of this day and amount from another file too. %(reason)s")
    return Proposal(
        proposal.about,
        proposal.title,
        proposal.customer,
        why % {"reason": proposal.reason},
        proposal.score // 2,
    )


# --- by what the label says ------------------------------------------------------------------------------
def _named(line: BankLine, asked: _Asked) -> Iterable[Proposal]:
    """What the label names: a payment reference, or a proforma's number."""
    words = [*asked.read[line.pk], *asked.numbers[line.pk]]
    named = {p.pk: p for word in words if (p := asked.proformas.get(word))}
    if len(named) > 1:
        yield from _together(line, list(named.values()), _("The label names all of them."), 100)
    for word in words:
        thing = asked.proformas.get(word) or asked.bundles.get(word)
        if thing and thing.currency == line.currency:
            yield _about(thing, *_compared(line, thing, word))


def _compared(line: BankLine, thing: Proforma | Bundle, word: str) -> tuple[str, int]:
    """How the amount stands to what is to pay, in words, and the score."""
    said = {"word": word, "left": display.amount(abs(thing.remaining - line.amount), line.currency)}
    if not thing.is_open:
        return _(
            "The label says %(word)s, but nothing is to pay: the money goes to the credit account."
        ) % said, 60
    if line.amount == thing.remaining:
        return _("The label says %(word)s and the amount is what is to pay.") % said, 100
    if line.amount < thing.remaining:
        return _("The label says %(word)s; %(left)s are missing.") % said, 80
    return _("The label says %(word)s; %(left)s too much go to the credit account.") % said, 80


def _together(line: BankLine, proformas: list[Proforma], why: str, score: int) -> Iterable[Proposal]:
    """Several proformas of one customer that add up to the amount."""
    same = {(p.customer_id, p.currency) for p in proformas} == {(proformas[0].customer_id, line.currency)}
    if same and all(p.is_open for p in proformas) and sum(p.remaining for p in proformas) == line.amount:
        about = TOGETHER.join(sorted(p.public_id for p in proformas))
        title = display.listed(str(p) for p in proformas)
        reason = _("%(n)s proformas add up to the amount. %(why)s") % {"n": len(proformas), "why": why}
        yield Proposal(about, title, str(proformas[0].customer), reason, score)


# --- by amount and name ----------------------------------------------------------------------------------
def _declared(line: BankLine, asked: _Asked) -> Iterable[Proposal]:
    """A transfer that a customer announced, of this amount."""
    for payment in asked.declared.get(line.amount, ()):
        if payment.currency == line.currency and payment.payable:
            if names(payment.customer.name, asked.texts[line.pk]):
                yield _of_payment(
                    payment, _("The customer announced this amount, and the bank names him."), 85
                )
            else:
                yield _of_payment(
                    payment, _("A customer announced this amount; the bank names somebody else."), 50
                )


def _by_hand(line: BankLine, asked: _Asked) -> Iterable[Proposal]:
    """A transfer that staff confirmed before the statement came: the line belongs to it, and is no new money."""
    for payment in asked.by_hand.get(line.amount, ()):
        if payment.currency != line.currency:
            continue
        if payment.reference in asked.read[line.pk]:
            yield _of_payment(
                payment, _("Confirmed by hand before; the label has its reference. No new money."), 95
            )
        elif names(payment.customer.name, asked.texts[line.pk]):
            yield _of_payment(
                payment, _("Confirmed by hand before; the bank names the customer. No new money."), 75
            )


def _fitting(line: BankLine, asked: _Asked) -> Iterable[Proposal]:
    """A proforma of this amount, whose customer the bank names."""
    for proforma in asked.open.get(line.amount, ()):
        if proforma.currency == line.currency and names(proforma.customer.name, asked.texts[line.pk]):
            yield _about(proforma, _("The amount is what is to pay, and the bank names the customer."), 70)


def _refunded(line: BankLine, asked: _Asked) -> Iterable[Proposal]:
    """Money that left: the refund that was sent, of this amount."""
    text = "".join(_words(asked.texts[line.pk]))
    for refund in asked.refunds.get(-line.amount, ()):
        if refund.currency != line.currency:
            continue
        told = ("".join(_words(mark)) for mark in (refund.reference, str(refund)))
        if any(len(mark) > SHORTEST and mark in text for mark in told):
            why, score = _("The label has the refund's reference, and the amount is its."), 100
        elif names(refund.holder or refund.customer.name, asked.texts[line.pk]):
            why, score = _("The amount is the refund's, and the bank names its holder."), 85
        else:
            why, score = _("The amount is the refund's; the bank names nobody."), 50
        yield Proposal(refund.public_id, str(refund), str(refund.customer), why, score)


def names(name: str, text: str) -> bool:
    """Whether a text names somebody: every word of his name that says something stands in it."""
    words = [word for word in _words(name) if len(word) >= SHORTEST and word not in FORMS]
    return bool(words) and set(words) <= set(_words(text))


def _words(text: str) -> list[str]:
    return re.findall(r"[A-Z0-9]+", anyascii(text).upper())


def references_in(text: str) -> list[str]:
    """Every payment reference in a text, each once, in order."""
    plain = re.sub(r"[^0-9A-Z]", "", text.upper())
    found: list[str] = []
    for start in (match.start() for match in re.finditer("PF", plain)):
        reference = references.read(plain[start : start + references.LENGTH + 5])
        if reference and reference not in found:
            found.append(reference)
    return found


def numbers_in(text: str) -> list[str]:
    """Every proforma's number in a text, as it is written on the paper."""
    return [f"PF-{year}-{number}" for year, number in NUMBER.findall(text.upper())]


def _about(thing: Proforma | Bundle, reason: str, score: int) -> Proposal:
    return Proposal(thing.public_id, str(thing), str(thing.customer), reason, score)


def _of_payment(payment: Payment, reason: str, score: int) -> Proposal:
    return Proposal(payment.public_id, str(payment.payable), str(payment.customer), reason, score)


def _flat(groups: dict[int, list[str]]) -> set[str]:
    return {word for words in groups.values() for word in words}


def _by(rows: Iterable, key) -> dict[int, list]:
    grouped: dict[int, list] = defaultdict(list)
    for row in rows:
        grouped[key(row)].append(row)
    return grouped
