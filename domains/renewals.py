"""Where a name and money meet: renewal proposals, buy-backs, and what becomes of a paid line."""

from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from billing import lines, ordering
from billing.lines import NewLine
from billing.models import OrderLine
from billing.prices import shared
from core import clock, display
from core.acts import Act
from core.clock import years_later
from core.transitions import NotAllowed

from . import prices
from .files import local_contact
from .models import Domain
from .phases import grace_until, last_day
from .terms import END, Family

REGISTER, RENEW, REDEEM = "domain.register", "domain.renew", "domain.redeem"


def renewal_line(domain: Domain, years: int, today: date) -> NewLine:
    """The line of a renewal; in grace the pinned surcharge is attached (HD-3.6, C-03); the years start at J0."""
    tags, common = prices.of(domain, today), _common(domain)
    end = years_later(domain.paid_through, years)
    parts: tuple[NewLine, ...] = ()
    if today > domain.paid_through and tags.late:
        late = NewLine(
            "domain.late",
            domain.unicode_name,
            operation="late",
            description=_("Late renewal"),
            unit_ht=tags.late,
            **common,
        )
        parts = (late,)
    parts += local_contact.parts(domain.contacts, domain.unicode_name, years)
    return NewLine(RENEW, domain.unicode_name, operation="renew", description=_("Renewal"), quantity=years,
                   period_from=domain.paid_through, period_to=end, parts=parts, **common)  # fmt: skip


def redeem_line(domain: Domain) -> NewLine:
    """The line of a buy-back: one year is included (DN-5.3, C-25)."""
    end = years_later(domain.paid_through, 1)
    return NewLine(REDEEM, domain.unicode_name, operation="redeem", description=_("Buy-back from redemption"),
                   period_from=domain.paid_through, period_to=end, **_common(domain))  # fmt: skip


def latest_end(domain: Domain, today: date) -> date:
    """No name is paid for longer than this from today on: 10 years, under .ma 5 (guard 12, DN-A2-2.2, facts B3)."""
    return years_later(today, domain.extension.total_years)


def most_years(domain: Domain, today: date) -> int:
    """How many years can be added today; 0 where the ceiling is reached."""
    last, (fewest, most) = latest_end(domain, today), domain.extension.term_years
    fitting = (n for n in range(fewest, most + 1) if years_later(domain.paid_through, n) <= last)
    return max(fitting, default=0)


def check_years(domain: Domain, years: int, today: date) -> None:
    """The years of one renewal, and the end that they lead to. Raises NotAllowed."""
    extension, end = domain.extension, years_later(domain.paid_through, years)
    fewest, most = extension.term_years
    if not fewest <= years <= most:
        words = gettext(
            "%(name)s can be renewed for %(fewest)s to %(most)s years at a time. Choose another duration."
        )
        raise NotAllowed(words % {"name": domain, "fewest": fewest, "most": most}, _years_clause(domain))
    if end > latest_end(domain, today):
        words = gettext(
            "%(name)s would be paid until %(end)s; its registry allows %(n)s years from today, that is until %(last)s."
            " Choose fewer years, or renew later."
        )
        facts = {"name": domain, "n": extension.total_years, "end": display.day(end)}
        raise NotAllowed(
            words % {**facts, "last": display.day(latest_end(domain, today))}, _years_clause(domain)
        )


def _years_clause(domain: Domain) -> str:
    """The rule about the years: ten under a generic extension, five under .ma."""
    return "DN-A2-2.2" if domain.extension.family == Family.MA else "DN-3.2a"


def propose(domain: Domain, act: Act) -> None:
    """The renewal proforma of J-30, due on J0 (HD-3.5); none where one is open, none that could not be paid."""
    if act.today > domain.paid_through:  # the clock was silent: in grace the customer orders it himself
        return
    if already := ordering.shared_proposal(domain):
        domain.proposal = already
        return
    line = renewal_line(domain, domain.extension.term_years[0], act.today)
    due = domain.paid_through
    until = _end_of(due)
    proforma = ordering.propose(
        domain.customer, [line], act, due_on=due, payable_until=until, prices=shared(domain)
    )
    domain.proposal = proforma.public_id


def withdraw_proposals(domain: Domain, act: Act) -> None:
    """Void what can no longer be paid, or what the customer does not want."""
    ordering.void_open_proposals(domain.public_id, act, _("the name has moved on"))
    domain.proposal = ""


def payable_until(domain: Domain, now: datetime) -> datetime:
    """Until when a renewal or a buy-back of the name can be paid."""
    if domain.state == "registered":
        return _end_of(domain.paid_through)
    if domain.state != "grace":
        return _end_of(last_day(domain))
    if domain.cutoff_missed_on:  # as long as the year lasts that the registry has added by itself (C-01)
        return _end_of(years_later(domain.paid_through, 1))
    end, ma = grace_until(domain), hasattr(domain.terms, "cutoff")
    until = clock.at_local(end, domain.terms.cutoff_hour) if ma else _end_of(end)
    kept = _end_of(clock.local_date(now) + END.after_grace)  # something keeps the name beyond its grace
    return until if now < until else kept


# --- a paid line carried out, or not ------------------------------------------------------------------


def line_of(domain: Domain) -> OrderLine:
    """The paid line that the name is carrying out."""
    return OrderLine.objects.select_related("customer").get(public_id=domain.line)


def finish_line(domain: Domain, act: Act) -> None:
    """The line is done."""
    if domain.line:
        lines.finish(line_of(domain), OrderLine.Outcome.DONE, act)


def credit_line(domain: Domain, act: Act, reason: str | Promise) -> None:
    """The line cannot be done: its money goes to the account (DN-2.2b)."""
    if domain.line:
        lines.credit_line(line_of(domain), act, reason)


def _common(domain: Domain) -> dict:
    extension = domain.extension
    return {"product": extension.product_code, "about": domain.public_id, "scopes": tuple(extension.scopes)}


def _end_of(day: date) -> datetime:
    return clock.opening(day + clock.days(1))
