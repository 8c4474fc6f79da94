"""The audit: what every document, payment and credit entry says equals its movements, to the centime.

Each check asks the database for sums and compares two sets of figures; a difference is a `Fault`.
"""

from collections.abc import Iterator

from django.db.models import Case, Count, F, Q, Sum, When

from billing.models import (
    Allocation,
    CreditEntry,
    CreditNote,
    Invoice,
    Movement,
    Payment,
    Proforma,
    Refund,
    Settlement,
    Till,
    TillEntry,
)  # fmt: skip
from billing.prices import HOUSE_CURRENCY

from . import exchange
from .accounts import CLEARING, OF_METHOD, Account
from .sums import Fault, compared, net, turned

MONEY = tuple({account for method, account in OF_METHOD.items() if method != "credit"})
HELD = Q(state__in=[*Payment.BOOKED, *Payment.TAKEN_BACK])  # whatever became of it, it was confirmed once


def audit() -> list[Fault]:
    """Every fault of the books; empty when every centime has its two sides."""
    checks = (payments, shares, allocations, invoices, credit_notes, credit_sums, entries, chains, advances,
              suspense, receivable, refunds, paid_and_invoiced, references, settlements, tills, worths,
              exchanged, revalued)  # fmt: skip
    return [fault for check in checks for fault in check()]


# --- payments ---------------------------------------------------------------------------------------------
def payments() -> Iterator[Fault]:
    """A payment's money stands where its method puts it, as long as it is ours; a waiting one only if it came."""
    came = Movement.objects.filter(cause="unmatched").values("about")
    waiting = Q(state__in=Payment.TO_CONFIRM, public_id__in=came)
    ours = Payment.objects.filter(Q(state__in=Payment.BOOKED) | waiting).order_by()
    by_credit = Q(method=Payment.Method.CREDIT)
    outside = dict(ours.exclude(by_credit).values_list("public_id", F("amount") + F("stamp")))
    yield from compared("a payment's money", outside, net("about", *MONEY, about__startswith="pay_"))
    used = dict(ours.filter(by_credit).values_list("public_id", "amount"))
    yield from compared("a payment from credit", used, net("about", Account.CREDIT, cause="allocated"))


def shares() -> Iterator[Fault]:
    """A confirmed payment is allocated or on the credit account, wholly."""
    for row in Payment.objects.filter(HELD).exclude(amount=F("allocated") + F("to_credit")):
        yield Fault("a payment is not wholly booked", row.public_id, f"{row.amount}")


def allocations() -> Iterator[Fault]:
    """Shares add up to what their payment allocated, and to what their proforma received."""
    rows = Allocation.objects.order_by()
    said = dict(Payment.objects.filter(HELD).values_list("public_id", "allocated"))
    summed = dict(rows.values_list("payment__public_id").annotate(n=Sum("amount")))
    yield from compared("allocations of a payment", said, summed)
    paid = dict(Proforma.objects.values_list("public_id", "paid"))
    yield from compared(
        "allocations to a proforma",
        paid,
        dict(rows.values_list("proforma__public_id").annotate(n=Sum("amount"))),
    )


def references() -> Iterator[Fault]:
    """A gateway's reference counts once."""
    known = Payment.objects.filter(HELD).exclude(gateway_reference=None).exclude(gateway_reference="")
    rows = known.order_by().values_list("method", "gateway_reference").annotate(n=Count("pk")).filter(n__gt=1)
    for method, reference, n in rows:
        yield Fault("a gateway's reference counts once", f"{method} {reference}", f"{n} times")


# --- documents --------------------------------------------------------------------------------------------
def invoices() -> Iterator[Fault]:
    """An invoice is its revenue and its tax."""
    booked = {"cause": "invoiced"}
    for field, account in (("total_ht", Account.REVENUE), ("total_vat", Account.VAT)):
        said = dict(Invoice.objects.values_list("public_id", field))
        yield from compared(f"an invoice's {field}", said, turned(net("about", account, **booked)))


def credit_notes() -> Iterator[Fault]:
    """A credit note takes revenue and tax back."""
    booked = {"cause": "credited"}
    for field, account in (("total_ht", Account.REVENUE), ("total_vat", Account.VAT)):
        said = dict(CreditNote.objects.values_list("public_id", field))
        yield from compared(f"a credit note's {field}", said, net("about", account, **booked))


def credit_sums() -> Iterator[Fault]:
    """Credit notes add up to what their invoice says is credited."""
    notes = CreditNote.objects.order_by().values_list("invoice__public_id").annotate(n=Sum("total_ttc"))
    yield from compared("credited", dict(Invoice.objects.values_list("public_id", "credited")), dict(notes))


def paid_and_invoiced() -> Iterator[Fault]:
    """What is paid has its invoice, and nothing else has; what costs nothing needs none."""
    paid = Proforma.objects.filter(state=Proforma.State.PAID, total_ttc__gt=0)
    for row in paid.filter(Q(invoice=None) | ~Q(paid=F("total_ttc"))):
        yield Fault("paid without its invoice", row.public_id, f"{row.paid} of {row.total_ttc}")
    for sold in Invoice.objects.exclude(proforma__state=Proforma.State.PAID).defer("content"):
        yield Fault("an invoice of what is not paid", sold.public_id, str(sold))
    for sold in Invoice.objects.exclude(total_ttc=F("proforma__total_ttc")).defer("content"):
        yield Fault("an invoice of another amount", sold.public_id, str(sold))


# --- accounts ---------------------------------------------------------------------------------------------
def entries() -> Iterator[Fault]:
    """Each credit entry moved the ledger by its amount, and so each customer's balance is the ledger's."""
    said = dict(CreditEntry.objects.values_list("pk", "amount"))
    yield from compared("a credit entry", said, turned(net("entry", Account.CREDIT)))
    last: dict[tuple[int, str], int] = {}
    for customer, currency, balance in CreditEntry.objects.order_by(
        "customer", "currency", "seq"
    ).values_list("customer", "currency", "balance"):
        last[customer, currency] = balance
    booked = turned(net(("customer", "currency"), Account.CREDIT))
    yield from compared("a credit account", last, booked)


def chains() -> Iterator[Fault]:
    """A balance is the one before it and the amount; no entry is missing."""
    before: tuple[tuple[int, str], int, int] | None = None
    rows = CreditEntry.objects.order_by("customer", "currency", "seq")
    for row in rows.only("customer_id", "currency", "seq", "amount", "balance"):
        account = (row.customer_id, row.currency)
        seq, balance = before[1:] if before and before[0] == account else (0, 0)
        if (row.seq, row.balance) != (seq + 1, balance + row.amount):
            yield Fault("the chain of a credit account", f"{account} {row.seq}", f"{row.balance}")
        before = (account, row.seq, row.balance)


def advances() -> Iterator[Fault]:
    """What stands as an advance is what open proformas have received; the rest is invoiced or given back."""
    said = dict(Proforma.objects.filter(state__in=Proforma.OPEN, paid__gt=0).values_list("number", "paid"))
    booked = turned(net("document", Account.ADVANCES))
    number_of = dict(Invoice.objects.values_list("number", "proforma__number"))
    merged: dict[str, int] = {}
    for document, n in booked.items():
        key = number_of.get(str(document), str(document))
        merged[key] = merged.get(key, 0) + n
    yield from compared("an advance", said, merged)


def suspense() -> Iterator[Fault]:
    """Money without an owner is what waits for one."""
    came = Movement.objects.filter(cause="unmatched").values("about")
    waiting = Payment.objects.filter(state__in=Payment.TO_CONFIRM, public_id__in=came)
    said = dict(waiting.values_list("public_id", "amount"))
    yield from compared("money without an owner", said, turned(net("about", Account.SUSPENSE)))
    for row in Payment.objects.filter(state=Payment.State.UNMATCHED).exclude(public_id__in=came):
        yield Fault("money without an owner", row.public_id, f"{row.amount}, but nothing in the ledger")


def receivable() -> Iterator[Fault]:
    """What customers owe is what was taken back and not made good."""
    taken = Payment.objects.filter(state__in=Payment.TAKEN_BACK)
    said = dict(taken.values_list("public_id", F("amount") + F("stamp") - F("made_good")))
    yield from compared("money taken back", said, net("about", Account.RECEIVABLE))


def refunds() -> Iterator[Fault]:
    """What is to be sent waits on its account; what was sent has left by its way; what failed is credit again."""
    waiting = dict(Refund.objects.filter(state__in=Refund.WAITING).values_list("public_id", "amount"))
    yield from compared("a refund to be sent", waiting, turned(net("about", Account.REFUNDS)))
    left = dict(Refund.objects.filter(state__in=Refund.LEFT).values_list("public_id", "amount"))
    yield from compared("a refund sent", left, turned(net("about", *MONEY, about__startswith="ref_")))
    rows = Refund.objects.exclude(credit_note=None).exclude(state__in=Refund.ENDED_HERE).order_by()
    notes = rows.values_list("credit_note__number", "credit_note__total_ttc")
    for note, total, sent in notes.annotate(n=Sum("amount")):
        if sent > total:
            yield Fault("paid back more than was credited", note, f"{sent} of {total}")


# --- the bank, the cash desk, foreign currency -------------------------------------------------------------
def settlements() -> Iterator[Fault]:
    """What a gateway passed on is what its takings were: to the bank, to its commission and to the VAT of that."""
    rows = Settlement.objects.order_by()
    booked = {"about__startswith": "stl_"}
    taken = rows.values_list("public_id").annotate(
        n=Sum(Case(When(takings__movement__debit__in=CLEARING, then=F("takings__movement__amount")),
                   default=-F("takings__movement__amount")))
    )  # fmt: skip
    yield from compared("takings that were passed on", dict(taken), turned(net("about", *CLEARING, **booked)))
    said = dict(rows.values_list("public_id", "line__amount"))
    yield from compared("takings at the bank", said, net("about", Account.BANK, Account.CCP, **booked))
    foreign = rows.exclude(currency=F("line__currency"))
    said = dict(foreign.values_list("public_id", F("gross") - F("commission") - F("line__amount")))
    yield from compared("takings that the bank exchanged", said, net("about", Account.CONVERSION, **booked))
    said = dict(rows.values_list("public_id", "commission"))
    yield from compared("a commission", said, net("about", Account.COMMISSION, Account.VAT_PAID, **booked))


def tills() -> Iterator[Fault]:
    """What lay in a signed drawer beside what should, and what was carried to the bank, left the cash account."""
    closed = Till.objects.filter(state=Till.State.CLOSED)
    said = dict(closed.values_list("public_id", F("counted") - F("expected")))
    yield from compared("a till's difference", said, net("about", Account.CASH, about__startswith="til_"))
    banked = TillEntry.objects.filter(kind=TillEntry.Kind.BANKED).values_list("public_id", "amount")
    yield from compared(
        "cash at the bank", dict(banked), net("about", Account.CASH, about__startswith="tle_")
    )


def worths() -> Iterator[Fault]:
    """A tax document in foreign currency says in dirhams what its movements are worth."""
    usual = Q(debit=Account.ADVANCES) | Q(credit=Account.CREDIT)  # a negative share goes the other way
    signed = Case(When(usual, then=F("worth__amount")), default=-F("worth__amount"))
    for model, cause in ((Invoice, "invoiced"), (CreditNote, "credited")):
        rows = Movement.objects.filter(cause=cause).exclude(currency=HOUSE_CURRENCY).exclude(worth=None)
        booked = dict(rows.order_by().values_list("about").annotate(n=Sum(signed)))
        said = model.objects.filter(public_id__in=booked).values_list("public_id", "content__exchange__ttc")
        yield from compared(f"{cause} in dirhams", dict(said), booked)


def exchanged() -> Iterator[Fault]:
    """What is settled in its currency is settled in dirhams, too: the difference is booked."""
    for (account, about, currency), left in exchange.unsettled():
        yield Fault("a difference of exchange", f"{account} {about} {currency}", f"{left} left in dirhams")


def revalued() -> Iterator[Fault]:
    """What a year's end revalued begins the new year as it was: each difference has its opposite."""
    rows = Movement.objects.filter(cause="revalued").values_list("about", "debit", "credit", "worth__amount")
    there = {(about, debit, credit): worth for about, debit, credit, worth in rows.filter(part=0)}
    back = {(about, credit, debit): worth for about, debit, credit, worth in rows.filter(part=1)}
    yield from compared("a revaluation and its opposite", there, back)
