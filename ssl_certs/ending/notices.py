"""Notice: either side ends the contract two months ahead; force majeure of more than thirty days (SSL-8.1, SSL-8.2)."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from contracts.leaving import noting
from core import clock, display, evidence
from core.acts import Act
from core.answering import tell_staff
from core.clock import days
from core.evidence import EvidenceRecord
from core.transitions import NotAllowed
from core.uploads import Upload
from ssl_certs.flows import orders
from ssl_certs.models import Ground, SslDecision, SslOrder
from ssl_certs.terms import CERTIFICATES
from support import tickets
from support.models import Ticket

from . import decisions, emails

By = SslOrder.EndedBy
Effect = SslDecision.Effect
CLAIMED = "force_majeure_claimed"
RUNNING = list(SslOrder.CANCELLABLE)


def end_of_notice(today: date) -> date:
    """The last day of service of a notice given today: two months later (SSL-8.1a)."""
    return clock.months_later(today, CERTIFICATES.termination_months)


def why_no_notice(order: SslOrder, today: date) -> str:
    """Why a notice makes no sense now; empty where it can be given."""
    if order.ends_on:
        return _("Notice has been given already: it ends on %(day)s.") % {"day": display.day(order.ends_on)}
    if order.term_ends_on and order.term_ends_on <= end_of_notice(today):
        words = _(
            "The year ends on %(day)s, before a notice would. There is nothing to do: nothing goes on by itself."
        )
        return words % {"day": display.day(order.term_ends_on)}
    return ""


@orders.verb(source=RUNNING, clause="SSL-8.1a", label=_("give notice for the company (two months)"))
def give_notice(order: SslOrder, act: Act, by: str = By.COMPANY) -> None:
    """The contract ends two months from now; until then everything goes on, and nothing is paid back (SSL-8.1b)."""
    if why := why_no_notice(order, act.today):
        raise NotAllowed(why, "SSL-8.1a")
    order.notice_at, order.ended_by, order.ends_on = act.now, by, end_of_notice(act.today)
    emails.notice_given(order, act)


@orders.verb(source=RUNNING, clause="SSL-8.1a", label=_("enter the customer’s notice (two months)"))
def enter_notice(order: SslOrder, act: Act, channel: str, given_on: date, scan: Upload | None = None) -> None:
    """A notice that came by e-mail, telephone or letter: the two months run from the day of its receipt."""
    if why := why_no_notice(order, given_on):
        raise NotAllowed(why, "SSL-8.1a")
    ends_on = end_of_notice(given_on)
    noting.note(order, act, channel, given_on, scan, ends_on, clause="SSL-8.1a")
    order.notice_at, order.ended_by, order.ends_on = act.now, By.CUSTOMER, max(ends_on, act.today)
    emails.notice_given(order, act)


@orders.verb(source=RUNNING, clause="SSL-8.1b", label=_("withdraw the company’s notice"))
def withdraw_notice(order: SslOrder, act: Act, by: str = By.COMPANY) -> None:
    """Who gave notice takes it back before its end; nobody takes back another’s."""
    if not order.ends_on or order.ended_by != by:
        raise NotAllowed(
            _("%(order)s: there is no notice of yours to withdraw.") % {"order": order}, "SSL-8.1b"
        )
    order.notice_at, order.ended_by, order.ends_on = None, "", None
    emails.notice_withdrawn(order, act)


@orders.verb(source=RUNNING, clause="SSL-8.2")
def claim_force_majeure(
    order: SslOrder, act: Act, started_on: date, words: str, papers: Iterable[Upload] = ()
) -> None:
    """The customer wants the end for force majeure: a request with its proof; staff look at it and end the order."""
    _check_force_majeure(started_on, act)
    if order.ended_by == By.FORCE_MAJEURE:
        raise NotAllowed(_("The order ends for force majeure already."), "SSL-8.2")
    subject = _("Force majeure since %(since)s: end of %(order)s") % {
        "since": display.day(started_on), "order": order
    }  # fmt: skip
    ticket = tickets.open_ticket(order.customer, subject, words, act, order.public_id, queue=Ticket.Queue.SSL,
                                 uploads=papers)  # fmt: skip
    evidence.record(order.public_id, "act", CLAIMED, act, "SSL-8.2", since=started_on,
                    ticket=ticket.public_id)  # fmt: skip
    tell_staff(
        order, act, "ssl_notices", _("the customer ends it for force majeure"), "SSL-8.2", ticket.public_id
    )


@orders.verb(source=RUNNING, clause="SSL-8.2", label=_("end it for force majeure"))
def end_for_force_majeure(order: SslOrder, act: Act, started_on: date) -> None:
    """More than thirty days in a row: either side may end it at once, without compensation.

    What the customer has claimed, one person carries out; what we want ourselves waits for a second one (guard 18).
    """
    _check_force_majeure(started_on, act)
    if EvidenceRecord.objects.filter(about=order.public_id, what=CLAIMED).exists():
        end_by_force_majeure.body(order, act)
    else:
        detail = _("Force majeure since %(since)s") % {"since": display.day(started_on)}
        decisions.enter_decision.body(order, act, Effect.TERMINATE, Ground.FORCE, detail)


@orders.verb(source=RUNNING, clause="SSL-8.2")
def end_by_force_majeure(order: SslOrder, act: Act) -> None:
    """Today is its last day; what was issued lives on to its own end."""
    order.notice_at, order.ended_by, order.ends_on = act.now, By.FORCE_MAJEURE, act.today
    emails.notice_given(order, act)


def _check_force_majeure(started_on: date, act: Act) -> None:
    first = started_on + CERTIFICATES.force_majeure + days(1)
    if started_on > act.today or act.today < first:
        words = _("Force majeure since %(since)s: it can end the contract from %(day)s on, not before.")
        facts = {"since": display.day(started_on), "day": display.day(first)}
        raise NotAllowed(words % facts, "SSL-8.2")


@orders.verb(source=RUNNING, clause="SSL-11.4")
def end_with_authority(order: SslOrder, act: Act, ends_on: date) -> None:
    """Its authority stops: it ends on that day, unless another notice ends it earlier."""
    if order.ends_on is None or order.ends_on > ends_on:
        order.notice_at, order.ended_by, order.ends_on = act.now, By.AUTHORITY, ends_on
