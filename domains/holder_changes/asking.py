"""Asking for a change of holder: the customer's own act, in the holder's right (DN-13.1), with what he accepts."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Contact
from billing.prices import price_list
from contracts import acceptances
from core import evidence
from core.acts import Act
from core.transitions import NotAllowed, claim
from domains.models import Domain, HolderChange
from domains.models.holder_changes import shortens

from . import emails, rules

TINY = timedelta(microseconds=1)


def consents(domain: Domain, today: date):
    """The document versions to accept: the holder's mandate among them."""
    return acceptances.applicable({*domain.extension.scopes, "mandate"}, {"holder_change"}, today)


def fee_of(domain: Domain, today: date) -> int | None:
    """The fee before tax, in centimes; None where the change is not sold."""
    code = domain.extension.product_code
    return price_list(today, [code], domain.customer.currency).find(code, "owner_change")


@transaction.atomic
def ask(
    domain: Domain, user, holder: Contact, admin: Contact | None, act: Act, *, accepted: set[str],
    accepts_loss: bool = False, user_agent: str = "",
) -> HolderChange:  # fmt: skip
    """Note the request and write to both holders. Raises NotAllowed, AcceptanceMissing."""
    claim(domain)
    rules.demand_possible(domain)
    fee, until = _fee(domain, act.today), rules.new_term(domain.extension, act.today)
    _demand_data(domain, holder, admin)
    if shortens(domain, until) and not accepts_loss:
        raise NotAllowed(_("The new term would end before the paid one: tick that you give up the difference."),
                         "DN-14.1(3)")  # fmt: skip
    change = _written(domain, holder, admin, act, fee=fee, promised_until=until, accepts_loss=accepts_loss)
    acceptances.accept(domain.customer, user, consents(domain, act.today), change.public_id, act.now, act.ip,
                       user_agent, accepted_ids=accepted)  # fmt: skip
    emails.asked(change, act)
    return change


def _written(domain: Domain, holder: Contact, admin: Contact | None, act: Act, **facts) -> HolderChange:
    contacts = {**domain.contacts, "holder": holder.snapshot()} | (
        {"admin": admin.snapshot()} if admin else {}
    )
    change = HolderChange(
        customer_id=domain.customer_id, domain=domain, reason=act.reason, new_contact=holder,
        old_holder=domain.contacts.get("holder", {}), new_holder=holder.snapshot(), new_contacts=contacts,
        asked_at=act.now, asked_by=act.actor, acted_through=act.now - TINY, **facts,
    )  # fmt: skip
    change.reschedule()
    change.save()
    for thing in (change, domain):
        evidence.record(thing.public_id, "act", "holder_change_asked", act, "DN-14.1(1)", fee=change.fee,
                        change=change.public_id, until=change.promised_until)  # fmt: skip
    return change


def _fee(domain: Domain, today: date) -> int:
    fee = fee_of(domain, today)
    if fee is None:
        raise NotAllowed(
            _("We do not change holders under %(extension)s yet: write to us.")
            % {"extension": domain.extension},
            "DN-14.1(2)",
        )
    return fee


def _demand_data(domain: Domain, holder: Contact, admin: Contact | None) -> None:
    """The new holder's data are whole, and the .ma administrative contact stays in Morocco (DN-A2-5.3(3))."""
    if lacking := rules.contact_lacks(domain.extension, holder.snapshot()):
        words = {"contact": holder, "fields": ", ".join(str(name) for name in lacking)}
        raise NotAllowed(
            _("%(contact)s lacks: %(fields)s. Complete the contact first.") % words, "DN-7.3.1(1)"
        )
    if not domain.contacts.get("holder", {}).get("email"):
        raise NotAllowed(
            _("The present holder has no e-mail address to say yes from: correct it first."), "DN-14.1(1)"
        )
    if holder.snapshot() == domain.contacts.get("holder"):
        raise NotAllowed(_("%(contact)s holds the name already.") % {"contact": holder}, "DN-14.1(1)")
    if domain.extension.requires_local_admin and admin and not admin.established_in_morocco:
        raise NotAllowed(
            _("%(contact)s is not established in Morocco, as the administrative contact must be.")
            % {"contact": admin}, "DN-A2-1.1",
        )  # fmt: skip
