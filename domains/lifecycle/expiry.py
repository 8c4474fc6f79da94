"""Expiry: notices, the customer's choice, the start of the grace."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from contracts.leaving import noting
from core.acts import Act
from core.uploads import Upload
from domains import answers, emails, renewals
from domains.changes import stops
from domains.files import at_renewal as papers_at_renewal
from domains.flow import flow
from domains.models import Domain
from domains.phases import grace_clause


@flow.verb(source=["registered", "grace", "redemption", "cancel_grace"], clause="DN-3.3")
def warn(domain: Domain, act: Act, notice: str) -> None:
    """Tell the holder where the name stands, until when he can act, and at what price."""
    emails.notice(domain, act, notice)


@flow.verb(source=["registered"], clause="HD-3.5")
def propose_renewal(domain: Domain, act: Act) -> None:
    """Thirty days before expiry the renewal proforma goes out; nothing renews unless it is paid (HD-6.2)."""
    renewals.propose(domain, act)
    papers_at_renewal.ask(domain, act)


@flow.verb(source=["registered", "grace"], clause="HD-6.3", label=_("let expire"))
def let_expire(
    domain: Domain,
    act: Act,
    channel: str = "portal",
    given_on: date | None = None,
    scan: Upload | None = None,
) -> None:
    """The customer will not renew: notices go on, no proforma is made (C-11)."""
    noting.note(domain, act, channel, given_on, scan, domain.paid_through)
    domain.letting_expire = True
    renewals.withdraw_proposals(domain, act)


@flow.verb(source=["registered", "grace"], clause="DN-3.2c", label=_("wants to renew after all"))
def keep(domain: Domain, act: Act) -> None:
    """The customer changed his mind: proformas are made again, at once where one would have been made."""
    domain.letting_expire = False
    if act.today >= domain.paid_through - domain.terms.proposal:
        renewals.propose(domain, act)


@flow.verb(source="registered", target="grace", clause="DN-5.2", clause_of=grace_clause)
def enter_grace(domain: Domain, act: Act) -> None:
    """The day after expiry: the name can still be renewed."""
    emails.phase(domain, act, "grace")


@flow.verb(source="grace", clause="DN-15.2", label=_("take out of the DNS"))
def interrupt_dns(domain: Domain, act: Act) -> None:
    """An expired generic name leaves the DNS before its deletion, as announced; a renewal brings it back."""
    domain.parked_on = act.today
    stops.stop(domain, act, "DN-15.2")
    emails.interrupted(domain, act)


def keeps_out(domain: Domain, _ending: object = None) -> bool:
    """Whether the name is parked since its expiry."""
    return domain.parked_on is not None


@flow.verb(source=["registered", "grace"], clause="DN-12.1")
def list_for_staff(domain: Domain, act: Act) -> None:
    """Shortly before the end of the grace the name is shown to staff."""
    answers.tell_staff(domain, act, "ending", _("leaves the grace soon"), "DN-12.1")
