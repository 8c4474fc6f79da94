"""The hour bank: minutes of a Moroccan month on one service; nothing rolls over (SRV-A2-1.1, C-15)."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Sum
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import evidence
from core.acts import Act
from core.attention import raise_attention
from core.clock import days, local_date, months_later, opening
from core.transitions import NotAllowed

from . import emails
from .coverage import locked
from .models import Coverage, HourGrant, Ticket, WorkEntry
from .policy import SupportPolicy, strictest
from .terms import HOURS

FULL = 100


@dataclass(frozen=True, slots=True)
class Balance:
    """A month of a service, in minutes. `cap` is None where work may go on beyond what is included."""

    month: date
    included: int
    used: int
    granted: int
    cap: int | None
    clause: str

    @property
    def left(self) -> int:
        """What may still be done without a quote; of an uncapped month, what is still included."""
        return max(0, (self.included if self.cap is None else self.cap) + self.granted - self.used)

    @property
    def quote_needed(self) -> bool:
        """Whether the next minute needs an accepted quote (guard 15)."""
        return self.cap is not None and self.left == 0

    @property
    def share(self) -> int:
        """How much of what was included or granted is used, in hundredths."""
        whole = self.included + self.granted
        return self.used * FULL // whole if whole else 0


def month_of(day: date) -> date:
    """The first day of the month: hours are counted by it."""
    return day.replace(day=1)


def balance(about: str, month: date) -> Balance:
    """The month's hours of a service: included, used, granted, left."""
    first = month_of(month)
    return _balance(first, _policy(_coverages(about, first)), *_sums(about, first))


def log(
    about: str, minutes: int, act: Act, ticket: Ticket | None = None, *, what: str = "",
    urgent_security: bool = False, customer=None,
) -> WorkEntry:  # fmt: skip
    """Write work down. Beyond the month's cap it is refused unless a quote grants it or security presses (guard 15)."""
    if not 1 <= minutes <= HOURS.longest_entry:
        words = _("Write down between 1 and %(most)s minutes at a time.") % {"most": HOURS.longest_entry}
        raise NotAllowed(words, "SRV-A2-1.1")
    month = month_of(local_date(act.now))
    with transaction.atomic():
        owner = _owner(about, list(_coverages(about, month)), ticket, customer)
        locked(owner)
        rows = list(_coverages(about, month))
        before = _balance(month, _policy(rows), *_sums(about, month))
        if before.cap is not None and minutes > before.left and not urgent_security:
            raise NotAllowed(_beyond(before), before.clause)
        if urgent_security and not act.reason:
            raise NotAllowed(_("Say what presses: urgent work beyond the cap needs its reason."), "C-15")
        label = rows[0].label if rows else getattr(ticket, "label", "")
        entry = WorkEntry.objects.create(
            customer=owner, about=about, label=label, coverage=rows[0] if rows else None, month=month,
            minutes=minutes, what=(what or act.reason)[:300], ticket=ticket, urgent_security=urgent_security,
            at=act.now, by=act.actor,
        )  # fmt: skip
        evidence.record(about, "act", "work_logged", act, before.clause, minutes=minutes, entry=entry.public_id,
                        urgent_security=urgent_security)  # fmt: skip
        _alert(about, label, owner, before, minutes, act)
    return entry


def grant(
    about: str, minutes: int, reference: str, act: Act, *, customer, month: date | None = None
) -> HourGrant:
    """An accepted quote adds minutes to a month, once by its reference (HD-2.3.1)."""
    if minutes < 1 or Coverage.objects.filter(about=about).exclude(customer=customer).exists():
        raise NotAllowed(_("A quote adds at least a minute, to a service of its own customer."), "HD-2.3.1")
    facts = {"customer": customer, "about": about, "month": month_of(month or act.today), "minutes": minutes}
    with transaction.atomic():
        row, new = HourGrant.objects.get_or_create(
            reference=reference, defaults={**facts, "granted_at": act.now, "granted_by": act.actor}
        )
        if new:
            evidence.record(about, "act", "hours_granted", act, "HD-2.3.1", minutes=minutes, quote=reference)
    return row


@transaction.atomic
def log_quoted(
    about: str, minutes: int, reference: str, act: Act, *, customer, what: str, month: date | None = None
) -> WorkEntry:
    """Work that an accepted quote pays for: the month is given these minutes and uses them up at once (HD-2.3.1).

    So what is quoted never widens the month's own hours, and counts in the month in which it was worked.
    """
    first = month_of(month or act.today)
    grant(about, minutes, reference, act, customer=customer, month=first)
    row = next(iter(_coverages(about, first)), None)
    entry = WorkEntry.objects.create(
        customer=customer, about=about, label=row.label if row else "", coverage=row, month=first, minutes=minutes,
        what=what[:300], at=act.now, by=act.actor,
    )  # fmt: skip
    evidence.record(about, "act", "work_logged", act, "HD-2.3.1", minutes=minutes, entry=entry.public_id,
                    quote=reference)  # fmt: skip
    return entry


def _coverages(about: str, month: date):
    """The coverages that the month has seen, whole or in part."""
    first, after = opening(month), opening(months_later(month, 1))
    found = Coverage.objects.filter(about=about, since__lt=after).exclude(until__lte=first)
    return found.select_related("customer").order_by("-since", "-pk")


def _policy(rows) -> SupportPolicy:
    """One row for each policy counts: the newest, so that a change within the month gives no second allowance."""
    newest: dict[str, Coverage] = {}
    for row in rows:
        newest.setdefault(row.policy, row)
    return strictest(row.promised for row in newest.values())


def _balance(month: date, policy: SupportPolicy, used: int, granted: int) -> Balance:
    cap = policy.hard_cap if policy.included_minutes else 0
    return Balance(month, policy.included_minutes, used, granted, cap, policy.hours_clause)


def _sums(about: str, month: date) -> tuple[int, int]:
    used = WorkEntry.objects.filter(about=about, month=month).aggregate(sum=Sum("minutes"))["sum"] or 0
    return used, _granted(about, month)


def _granted(about: str, month: date) -> int:
    return HourGrant.objects.filter(about=about, month=month).aggregate(sum=Sum("minutes"))["sum"] or 0


def _owner(about: str, rows: list[Coverage], ticket: Ticket | None, customer):
    owner = customer or (rows[0].customer if rows else getattr(ticket, "customer", None))
    owner = owner or getattr(HourGrant.objects.filter(about=about).first(), "customer", None)
    if owner is None:
        raise NotAllowed(_("No contract and no ticket says whose service this is."), "SRV-A2-1.1")
    return owner


def _beyond(balance: Balance) -> str:
    words = _(
        "The month's hours are used: %(left)s minutes are left of %(all)s. Work beyond them needs a quote that the"
        " customer has accepted before it begins; urgent security work is written down as such, with its reason."
    )
    return words % {"left": balance.left, "all": (balance.cap or 0) + balance.granted}


def _alert(about: str, label: str, customer, before: Balance, minutes: int, act: Act) -> None:
    """At 75 and at 100 hundredths the customer is told, once each (SRV-A2-1.1)."""
    whole = before.included + before.granted
    if not whole:
        return
    share = (before.used + minutes) * FULL // whole
    crossed = [step for step in HOURS.alerts if before.share < step <= share]
    if crossed:
        emails.hours_used(customer, about, label, before, before.used + minutes, crossed[-1], act)
    if FULL in crossed:
        title = format_lazy("{} – {}", label or about, gettext_lazy("the month’s hours are used up"))
        raise_attention("hours", f"{about}:hours:{before.month}", about, title, act=act, clause=before.clause)


def of_customer(customer, day: date, months: int) -> dict[tuple[str, str], list[Balance]]:
    """(service, name) → its last months, the oldest first; three questions to the database, however many there are."""
    wanted = months_back(day, months)[::-1]
    rows: dict[str, list[Coverage]] = {}
    for row in (
        Coverage.objects.of(customer)
        .filter(since__lt=opening(months_later(wanted[-1], 1)))
        .order_by("-since")
    ):
        rows.setdefault(row.about, []).append(row)
    used, granted = (
        {(about, month): minutes for about, month, minutes in model.objects.of(customer)
         .filter(month__gte=wanted[0]).order_by().values_list("about", "month").annotate(sum=Sum("minutes"))}
        for model in (WorkEntry, HourGrant)
    )  # fmt: skip
    found = {}
    for about, covers in rows.items():
        balances = [
            _balance(
                month,
                _policy(_in_month(covers, month)),
                used.get((about, month), 0),
                granted.get((about, month), 0),
            )
            for month in wanted
        ]
        if any(b.included or b.granted or b.used for b in balances):
            found[about, covers[0].label] = balances
    return found


def _in_month(rows: list[Coverage], month: date) -> list[Coverage]:
    first, after = opening(month), opening(months_later(month, 1))
    return [row for row in rows if row.since < after and (row.until is None or row.until > first)]


def months_back(day: date, n: int) -> list[date]:
    """The last n months, the newest first."""
    found = [month_of(day)]
    while len(found) < n:
        found.append(month_of(found[-1] - days(1)))
    return found
