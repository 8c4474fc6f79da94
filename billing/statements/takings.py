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
        Item(f"{account}:{about}", Account(account), rows[0].day, rows[0].document, _net(rows))
        for (account, about), rows in found.items()
    ]  # fmt: skip
    return [item for item in items if item.amount][:LISTED]


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


def settle(line: BankLine, keys: Iterable[str], vat: int, act: Act) -> Settlement:
    """The line is these takings; what is missing is the commission, `vat` centimes of it its tax. Raises NotAllowed."""
    chosen = [item for item in waiting(line.currency, line.value_date) if item.key in set(keys)]
    if not chosen or len(chosen) != len(set(keys)) or len({item.account for item in chosen}) > 1:
        raise _gone()
    gross = sum(item.amount for item in chosen)
    commission = gross - line.amount
    _demand_commission(commission, vat, chosen, line.currency)
    account = chosen[0].account
    made = Settlement.objects.create(line=line, account=account, gross=gross, commission=commission, vat=vat)
    rows = _unsettled().filter(about__in=[item.key.partition(":")[2] for item in chosen],
                               currency=line.currency, day__lte=line.value_date)  # fmt: skip
    mine = [row for row in rows if account in (row.debit, row.credit)]
    if _net(mine) != gross:  # somebody has settled them since they were read
        raise _gone()
    try:
        with transaction.atomic():
            Taking.objects.bulk_create(Taking(settlement=made, movement=row) for row in mine)
    except IntegrityError:
        raise _gone() from None
    posting.passed_on(made, act)
    facts = {"account": account, "gross": gross, "commission": commission, "vat": vat, "takings": len(mine)}
    evidence.record(line.public_id, "payment", "passed_on", act, "C-26", settlement=made.public_id, **facts)
    return made


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
