"""Ordering names: the lines a product hands to billing, with everything the registry will need."""

from operator import attrgetter

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from billing import cart, ordering
from billing.lines import NewLine
from contracts import acceptances
from core.acts import Act
from core.company import company
from core.transitions import NotAllowed, amend, claim

from . import renewals
from .files import local_contact, needs, papers
from .files.local_contact import LOCAL
from .forms import OrderNamesForm
from .lifecycle import begin_renewal, begin_restore
from .models import Domain, Paper


@transaction.atomic
def into_cart(customer, user, form: OrderNamesForm, act: Act) -> None:
    """Put the chosen names in the cart; a name that is there already is replaced."""
    chosen = form.cleaned_data
    mandate = mandate_of(customer, chosen, act)
    for (name, extension), years in zip(form.names, form.years(), strict=True):
        lent = bool(chosen.get("local_contact")) and extension.requires_local_admin
        options = {
            "name": name.name_ascii,
            "extension": extension.code,
            "contacts": snapshot(chosen, lent),
            "quantities": list(extension.term_years),
            "review": needs.review_options(name, extension, act.today),
            "mandate": mandate,
        }
        scopes = [
            *extension.scopes,
            *(["mandate"] if chosen["for_other"] else []),
            *([LOCAL] if lent else []),
        ]
        line = NewLine(renewals.REGISTER, name.name_unicode, extension.product_code, "register", _("Registration"),
                       quantity=years, scopes=tuple(scopes), options=options,
                       parts=local_contact.parts(options["contacts"], name.name_unicode, years))  # fmt: skip
        cart.add(customer, user, line, act)


def snapshot(chosen: dict, lent: bool = False) -> dict:
    """The contacts as they are on the day of the order; the company is the technical contact by default."""
    tech = chosen["tech"].snapshot() if chosen["tech"] else local_contact.ours(company().technical_contact)
    holder = chosen["holder"].snapshot()
    admin = chosen["admin"].snapshot() if chosen["admin"] else holder
    return {"holder": holder, "admin": local_contact.snapshot() if lent else admin, "tech": tech}


def mandate_of(customer, chosen: dict, act: Act) -> str:
    """The holder's mandate, where the customer has uploaded one (DN-7.3.5)."""
    if not (chosen["for_other"] and chosen["mandate"]):
        return ""
    return papers.keep(
        customer, Paper.Kind.MANDATE, chosen["mandate"], act, contact=chosen["holder"]
    ).public_id


def consents(domain: Domain, operation: str, act: Act):
    """The document versions to accept before a renewal or a buy-back."""
    return acceptances.applicable(set(domain.extension.scopes), {operation}, act.today)


def order_renewal(domain: Domain, user, years: int, accepted: set[str], act: Act, user_agent: str):
    """A renewal proforma at the customer's request. Raises AcceptanceMissing."""
    return order_renewals([domain], user, years, accepted, act, user_agent)


@transaction.atomic
def order_renewals(domains: list[Domain], user, years: int, accepted: set[str], act: Act, user_agent: str):
    """One renewal proforma for several names of one account. Raises AcceptanceMissing, NotAllowed."""
    _claimed(domains, begin_renewal)
    for domain in domains:
        renewals.check_years(domain, years, act.today)
    lines = [renewals.renewal_line(domain, years, act.today) for domain in domains]
    return _order(domains, user, lines, "renew", accepted, act, user_agent)


@transaction.atomic
def order_redemption(domain: Domain, user, accepted: set[str], act: Act, user_agent: str):
    """A buy-back proforma at the customer's request (DN-5.3). Raises AcceptanceMissing, NotAllowed."""
    _claimed([domain], begin_restore)
    return _order([domain], user, [renewals.redeem_line(domain)], "redeem", accepted, act, user_agent)


def _claimed(domains: list[Domain], begin) -> None:
    """The names under their locks, in one order, as they stand now and not as a page still shows them."""
    for domain in sorted(domains, key=attrgetter("pk")):
        claim(domain)
        if not begin.allowed(domain):
            words = gettext(
                "%(name)s is %(state)s: this cannot be ordered for it now. Its page says what can."
            )
            raise NotAllowed(
                words % {"name": domain, "state": domain.get_state_display()}, begin.rule(domain)
            )


def _order(
    domains: list[Domain], user, lines: list[NewLine], operation: str, accepted: set[str], act: Act,
    user_agent: str,
):  # fmt: skip
    """Void what was proposed, propose this, due on receipt (HD-3.2a), and pin what was accepted about it."""
    customer, until = domains[0].customer, min(renewals.payable_until(domain, act.now) for domain in domains)
    for domain in domains:
        renewals.withdraw_proposals(domain, act)
    due = min(act.today, until.date())
    proforma = ordering.propose(customer, lines, act, due_on=due, payable_until=until, at_once=True,
                                origin="request")  # fmt: skip
    for domain in domains:
        amend(domain, act, f"{operation}_ordered", "DN-3.2c", proposal=proforma.public_id)
    versions = acceptances.applicable(
        {scope for domain in domains for scope in domain.extension.scopes}, {operation}, act.today
    )
    acceptances.accept(customer, user, versions, proforma.public_id, act.now, act.ip, user_agent,
                       accepted_ids=accepted)  # fmt: skip
    return proforma
