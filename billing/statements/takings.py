"""Takings: what a card, PayPal or an agency took for us reaches the bank days later, less a commission (C-26).

They stand on a clearing account of the ledger until a bank line is said to be them. What was given or taken back
meanwhile counts below zero; the difference with what came is the commission.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from billing.ledger import posting
from billing.ledger.accounts import CLEARING, Account
from billing.models import BankLine, Movement, Settlement, Taking
from billing.models.catalogue import CURRENCIES
from billing.prices import HOUSE_CURRENCY
from billing.rates import book
from billing.terms import BILLING
from core import display, evidence
from core.acts import Act
from core.money import BASIS_POINTS
from core.transitions import NotAllowed

LISTED = 500  # takings on one page


@dataclass(frozen=True, slots=True)
class Item:
    """What a clearing account holds of one payment or refund: its key, the account, its day, document and centimes."""

    key: str
    account: Account
    day: date
    document: str
    amount: int
    currency: str = HOUSE_CURRENCY

    @property
    def title(self) -> str:
        return f"{self.account.label} – {self.document or self.key} – {display.day(self.day, 'short')}"


def waiting(currency: str, until: date) -> list[Item]:
    """What the clearing accounts hold in a currency that had come by a day and was not passed on yet, oldest first."""
    found: dict[tuple[str, str], list[Movement]] = {}
    for row in _unsettled().filter(currency=currency, day__lte=until):
        account = row.debit if row.debit in CLEARING else row.credit
        found.setdefault((account, row.about), []).append(row)
    items = [
        Item(f"{account}:{about}", Account(account), rows[0].day, rows[0].document, _net(rows), currency)
        for (account, about), rows in found.items()
    ]  # fmt: skip
    return [item for item in items if item.amount][:LISTED]


def for_line(line: BankLine) -> list[Item]:
    """What a bank line may be: takings in its currency; in dirhams also others, which the bank has exchanged."""
    own = waiting(line.currency, line.value_date)
    if line.currency != HOUSE_CURRENCY:
        return own
    foreign = (code for code, _name in CURRENCIES if code != HOUSE_CURRENCY)
    return own + [item for code in foreign for item in waiting(code, line.value_date)]


def fitting(items: Iterable[Item], amount: int) -> list[str]:
    """The keys of what the line may be: of one account, up to a day, what is as much or a commission more."""
    by_account: dict[Account, list[Item]] = {}
    for item in items:
        by_account.setdefault(item.account, []).append(item)
    for mine in by_account.values():
        sums = 0
        for at, item in enumerate(mine):
            sums += item.amount
            last_of_day = at + 1 == len(mine) or mine[at + 1].day != item.day
            if last_of_day and 0 <= sums - amount <= _most(mine[: at + 1]):
                return [one.key for one in mine[: at + 1]]
    return []


def settle(line: BankLine, keys: Iterable[str], vat: int, act: Act, exchanged: int = 0) -> Settlement:
    """The line is these takings; what is missing is the commission, `vat` centimes of it its tax. Raises NotAllowed.

    Of takings in another currency the bank gave the line for `exchanged` centimes of theirs.
    """
    chosen = _chosen(line, set(keys))
    account, currency = chosen[0].account, chosen[0].currency
    gross = sum(item.amount for item in chosen)
    commission = gross - _arrived(line, currency, exchanged)
    _demand_commission(commission, vat, chosen, currency)
    made = Settlement.objects.create(
        line=line, account=account, currency=currency, gross=gross, commission=commission, vat=vat
    )
    rows = _unsettled().filter(about__in=[item.key.partition(":")[2] for item in chosen],
                               currency=currency, day__lte=line.value_date)  # fmt: skip
    mine = [row for row in rows if account in (row.debit, row.credit)]
    if _net(mine) != gross:  # somebody has settled them since they were read
        raise _gone()
    try:
        with transaction.atomic():
            Taking.objects.bulk_create(Taking(settlement=made, movement=row) for row in mine)
    except IntegrityError:
        raise _gone() from None
    posting.passed_on(made, act)
    facts = {"account": account, "currency": currency, "gross": gross, "commission": commission, "vat": vat,
             "takings": len(mine)}  # fmt: skip
    evidence.record(line.public_id, "payment", "passed_on", act, "C-26", settlement=made.public_id, **facts)
    return made


def _chosen(line: BankLine, keys: set[str]) -> list[Item]:
    """The takings of these keys: all there, of one gateway and currency. Raises NotAllowed."""
    chosen = [item for item in for_line(line) if item.key in keys]
    kinds = {(item.account, item.currency) for item in chosen}
    if len(chosen) != len(keys) or len(kinds) != 1:
        raise _gone()
    return chosen


def _arrived(line: BankLine, currency: str, exchanged: int) -> int:
    """What reached the bank, in the currency of the takings. Raises NotAllowed where the bank's rate is no rate."""
    if currency == line.currency:
        return line.amount
    rate = book.find(currency, line.value_date)
    if rate is None or not exchanged:
        words = _(
            "These takings are in %(currency)s: say how much of it the bank has exchanged, and have the official rate "
            "of that day entered."
        )
        raise NotAllowed(words % {"currency": currency}, "C-26")
    official = book.to_home(exchanged, rate)
    if abs(abs(line.amount) - official) * BASIS_POINTS > official * BILLING.exchange_most:
        said = {
            "official": display.amount(official, line.currency),
            "line": display.amount(line.amount, line.currency),
        }
        words = _("At the official rate that is %(official)s; the line is %(line)s: that is no bank's rate.")
        raise NotAllowed(words % said, "C-26")
    return exchanged if line.amount > 0 else -exchanged


def _gone() -> NotAllowed:
    return NotAllowed(_("Choose takings of one gateway that are not passed on yet."), "C-26")


def _demand_commission(commission: int, vat: int, chosen: list[Item], currency: str) -> None:
    if not 0 <= commission <= _most(chosen):
        said = {
            "difference": display.amount(commission, currency),
            "most": display.amount(_most(chosen), currency),
        }
        raise NotAllowed(
            _("The takings and the line differ by %(difference)s: a commission is between nothing and %(most)s.")
            % said, "C-26",
        )  # fmt: skip
    if not 0 <= vat <= commission:
        raise NotAllowed(_("The VAT is a part of the commission: between nothing and all of it."), "C-26")


def _most(items: Iterable[Item]) -> int:
    """The highest commission that is believed."""
    return sum(abs(item.amount) for item in items) * BILLING.commission_most // BASIS_POINTS


def _unsettled():
    """Movements of the clearing accounts that no settlement has passed on, and no settlement's own."""
    rows = Movement.objects.filter(taking=None, amount__gt=0).exclude(about__startswith="stl_")
    return (rows.filter(debit__in=CLEARING) | rows.filter(credit__in=CLEARING)).order_by("day", "pk")


def _net(rows: Iterable[Movement]) -> int:
    return sum(row.amount if row.debit in CLEARING else -row.amount for row in rows)
