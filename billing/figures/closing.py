"""The end of a month, as an accountant goes through it: what must be done before the month's books are closed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing import payments
from billing.ledger import revaluation
from billing.models import (
    BankAccount,
    BankLine,
    BankStatement,
    CreditNote,
    Invoice,
    Movement,
    Payment,
    Proof,
    Till,
)
from billing.prices import HOUSE_CURRENCY
from core import clock, display

DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Item:
    """One point of the list: how many things stand against it, in words, and where they are."""

    title: str | Promise
    open: int
    said: str
    url: str
    clause: str = ""

    @property
    def tone(self) -> str:
        return "late" if self.open else "fine"


def month_before(now: datetime) -> date:
    """The last day of the month before this one: the month to be closed."""
    return clock.local_date(now).replace(day=1) - timedelta(days=1)


def items(last: date) -> list[Item]:
    """Everything that stands between the books and the end of the month whose last day is `last`."""
    return [item for check in CHECKS if (item := check(last))]


def open_items(now: datetime) -> int:
    """How many points of last month's list are open."""
    last = month_before(now)
    return sum(1 for item in items(last) if item.open)


def _item(title, n: int, url: str, clause: str, what: str) -> Item:
    return Item(title, n, what % {"n": n} if n else _("done"), url, clause)


def _statements(last: date) -> Item:
    """Every account's statement reaches the end of the month."""
    reached = BankStatement.objects.filter(account=OuterRef("pk"), last_on__gte=last)
    behind = [str(a) for a in BankAccount.objects.filter(active=True).exclude(Exists(reached))]
    said = _("not imported until %(day)s: %(accounts)s") % {
        "day": display.day(last),
        "accounts": display.listed(behind),
    }
    url = reverse("admin:billing_bankstatement_changelist")
    title = gettext_lazy("Bank statements imported")
    return Item(title, len(behind), said if behind else _("done"), url, "HD-3.2b")


def _lines(last: date) -> Item:
    n = BankLine.objects.filter(state="waiting", value_date__lte=last).count()
    url = reverse("admin:billing_bankline_changelist") + f"?state__exact=waiting&value_date__lte={last}"
    return _item(gettext_lazy("Bank lines matched"), n, url, "C-26", _("%(n)s wait"))


def _owners(last: date) -> Item:
    waiting = Payment.objects.filter(state=Payment.State.UNMATCHED, value_date__lte=last)
    url = reverse("admin:billing_payment_changelist") + "?state__exact=unmatched"
    title = gettext_lazy("Money has its owner")
    return _item(title, waiting.count(), url, "HD-3.2b", _("%(n)s without an owner"))


def _declared(last: date) -> Item:
    ended = clock.at_local(last + timedelta(days=1))
    n = Payment.objects.filter(state__in=payments.WAITING, received_at__lt=ended).count()
    url = reverse("admin:billing_payment_changelist") + "?state__in=" + ",".join(payments.WAITING)
    return _item(
        gettext_lazy("Declared payments looked for"), n, url, "C-26", _("%(n)s to confirm or to refuse")
    )


def _documents(last: date) -> Item:
    n = sum(
        model.objects.filter(issued_on__lte=last, delivered_at=None).count()
        for model in (Invoice, CreditNote)
    )
    url = reverse("admin:billing_invoice_changelist")
    return _item(gettext_lazy("Invoices and credit notes sent"), n, url, "C-24", _("%(n)s not sent yet"))


def _tills(last: date) -> Item:
    ended = clock.at_local(last + timedelta(days=1))
    n = Till.objects.exclude(state=Till.State.CLOSED).filter(opened_at__lt=ended).count()
    url = reverse("admin:billing_till_changelist")
    return _item(gettext_lazy("Tills counted and signed"), n, url, "HD-3.2b", _("%(n)s not closed"))


def _audit(last: date) -> Item:
    """Every centime has its two sides (`manage.py billing audit`)."""
    url = reverse("admin:billing_movement_changelist")
    return _proved(gettext_lazy("The ledger balances"), Proof.Name.AUDIT, url)


def _continuity(last: date) -> Item:
    """No document number is missing (`manage.py billing continuity`)."""
    url = reverse("admin:billing_invoice_changelist")
    return _proved(gettext_lazy("No number is missing"), Proof.Name.CONTINUITY, url)


def _proved(title, name: str, url: str) -> Item:
    """What the proof of last night found: it reads all books, too much for a page."""
    proof = Proof.objects.filter(name=name).first()
    if proof is None:
        return Item(title, 1, _("not proved yet: it is each night"), url, "C-24")
    said = {"n": proof.faults, "day": display.instant(proof.proved_at)}
    words = _("%(n)s faults on %(day)s") if proof.faults else _("done, proved on %(day)s")
    return Item(title, proof.faults, words % said, url, "C-24")


def _revalued(last: date) -> Item | None:
    """At the year's end: what is owed in foreign currency stands at the closing rate."""
    foreign = Movement.objects.filter(day__lte=last).exclude(currency=HOUSE_CURRENCY)
    if last.month < DECEMBER or not foreign.exists():
        return None
    n = 0 if revaluation.is_closed(last.year) else 1
    url = reverse("admin:billing_year_end", args=[last.year])
    return _item(gettext_lazy("Foreign currency revalued"), n, url, "HD-3.1b", _("not revalued yet"))


Check = Callable[[date], Item | None]
CHECKS: tuple[Check, ...] = (
    *(_statements, _lines, _owners, _declared, _tills, _documents),
    *(_audit, _continuity, _revalued),
)
