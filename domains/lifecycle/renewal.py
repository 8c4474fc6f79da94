"""Renewal and buy-back: the name comes back, or the money becomes credit."""

from django.utils.translation import gettext_lazy as _

from core import clock
from core.acts import Act
from core.ports import PortRefused
from core.transitions import NotAllowed
from domains import answers, emails, renewals
from domains.changes import stops
from domains.ending import cancellations
from domains.flow import flow
from domains.models import Domain


@flow.verb(source=["registered", "grace"], target="renewing", clause="DN-3.2c")
def begin_renewal(domain: Domain, act: Act, line) -> None:
    """A renewal has been paid: the registry is asked."""
    domain.line, domain.pending_years = line.public_id, line.quantity
    renewals.withdraw_proposals(domain, act)
    answers.call_now(domain, act)


@flow.verb(source="renewing", target="registered", clause="DN-3.1")
def confirm_renewal(domain: Domain, act: Act, answer) -> None:
    """The registry's expiry covers the paid years."""
    domain.paid_through = clock.years_later(domain.paid_through, domain.pending_years)
    domain.registry_expires_at, domain.cutoff_missed_on = answer.expires_at, None
    domain.letting_expire = domain.notices_waived = False
    answers.settle_call(domain)
    answers.begin_term(domain)
    back_in_dns(domain, act)
    cancellations.drop(domain, act)
    renewals.finish_line(domain, act)
    emails.renewed(domain, act)


@flow.verb(source="renewing", target="grace", clause="DN-6.2.5")
def refuse_renewal(domain: Domain, act: Act, refusal: PortRefused) -> str | None:
    """The registry refuses the renewal: the money becomes credit, the name stands where it stood."""
    if refusal.code in answers.OURS:
        return answers.ask_tomorrow(domain, act, refusal, "renewing")
    answers.refused(domain, act, refusal, _("the renewal was refused"))
    return "grace" if answers.in_grace(domain) else "registered"


# --- redemption ------------------------------------------------------------------------------------------


@flow.verb(source="redemption", target="restoring", clause="DN-5.3")
def begin_restore(domain: Domain, act: Act, line) -> None:
    """The buy-back has been paid: the registry is asked to restore the name."""
    if domain.ended_by == Domain.EndedBy.DECISION:
        raise NotAllowed(_("%(name)s was ended by a decision: it cannot be bought back.") % {"name": domain})
    domain.line, domain.pending_years = line.public_id, line.quantity
    answers.call_now(domain, act)


@flow.verb(source="restoring", target="registered", clause="DN-5.3")
def confirm_restore(domain: Domain, act: Act, answer) -> None:
    """The name is back, with the year that the buy-back includes (C-25)."""
    domain.paid_through = clock.years_later(domain.paid_through, 1)
    domain.registry_expires_at, domain.redemption_on, domain.ended_by = answer.expires_at, None, ""
    answers.settle_call(domain)
    answers.begin_term(domain)
    back_in_dns(domain, act)
    renewals.finish_line(domain, act)
    emails.restored(domain, act)


@flow.verb(source="restoring", target="redemption", clause="DN-5.3")
def refuse_restore(domain: Domain, act: Act, refusal: PortRefused) -> str | None:
    """The registry does not restore: the money becomes credit and staff look."""
    if refusal.code in answers.OURS:
        return answers.ask_tomorrow(domain, act, refusal, "restoring")
    if domain.line:
        answers.refused(domain, act, refusal, _("the restore was refused"))
    else:
        answers.come_back(domain, act)
        answers.tell_staff(domain, act, "registry", _("the restore was refused"), "DN-8.1", str(refusal))
    return None


@flow.verb(source="redemption", target="restoring", clause="DN-12.1", label=_("restore at our cost"))
def restore_at_our_cost(domain: Domain, act: Act) -> None:
    """It was given up though something protected it: we pay for its return, and for the year that comes with it."""
    domain.line, domain.pending_years = "", 1
    renewals.withdraw_proposals(domain, act)
    answers.call_now(domain, act)


# --- a missed cut-off under .ma ---------------------------------------------------------------------------


@flow.verb(
    source="grace", target="registered", clause="C-01", label=_("take over the year that the registry added")
)
def take_over_year(domain: Domain, act: Act) -> None:
    """The registry has renewed tacitly at our cost: staff give the year to the customer, who is told."""
    if domain.cutoff_missed_on is None:
        raise NotAllowed(_("%(name)s has missed no cut-off.") % {"name": domain}, "C-01")
    domain.paid_through, domain.cutoff_missed_on = clock.years_later(domain.paid_through, 1), None
    renewals.withdraw_proposals(domain, act)
    answers.begin_term(domain)
    cancellations.drop(domain, act)
    emails.renewed(domain, act)


def back_in_dns(domain: Domain, act: Act) -> None:
    """A name that was parked resolves again, unless it is suspended."""
    if domain.parked_on:
        domain.parked_on = None
        stops.release(domain, act, "DN-15.2")
