"""The life of an unconfirmed address and of the yearly look at the contacts."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.addresses import proved
from core.acts import Act
from core.transitions import Flow, claim
from domains.changes import stops
from domains.models import HELD, AddressVerification, ContactReview, Domain
from domains.terms import Family

from . import emails

verifications = Flow(AddressVerification)
reviews = Flow(ContactReview)


# --- a holder's new address -------------------------------------------------------------------------------


def ask_verification(customer, address: str, act: Act) -> AddressVerification | None:
    """Have the reader of a generic name's new holder address confirm it; one that is proved already is not asked."""
    known = AddressVerification.objects.of(customer).filter(address__iexact=address)
    if not address or known.exclude(state="superseded").exists() or proved(customer, address):
        return None
    asked = AddressVerification(customer=customer, address=address, asked_at=act.now, acted_through=act.now)
    asked.reschedule()
    asked.save()
    emails.verify_address(asked, names_of(asked), act, "first")
    return asked


def names_of(verification: AddressVerification) -> list[Domain]:
    """The generic names whose holder has this address, at the registry or on its way there."""
    mine = Domain.objects.of(verification.customer).filter(state__in=HELD, extension__family=Family.GTLD)
    mine = mine.select_related("extension", "customer").prefetch_related("changes")
    return [domain for domain in mine if verification.address in _addresses(domain)]


def _addresses(domain: Domain) -> set[str]:
    coming = [c.wanted for c in domain.changes.all() if c.kind == "contacts" and c.state == "sending"]
    return {facts.get("holder", {}).get("email", "") for facts in [domain.contacts, *coming]}


@verifications.verb(source="asked", clause="DN-7.3.2")
def remind(verification: AddressVerification, act: Act) -> None:
    """The reader has not confirmed yet."""
    emails.verify_address(verification, names_of(verification), act, f"reminder:{act.today}")


@verifications.verb(source="asked", target="overdue", clause="DN-9.5(1)")
def stop_name(verification: AddressVerification, act: Act) -> None:
    """Nobody has confirmed the address: the names of this holder leave the DNS until somebody does."""
    names = names_of(verification)
    for domain in names:
        claim(domain)
        stops.stop(domain, act, "DN-9.5(1)")
    verification.stopped = [domain.public_id for domain in names]
    emails.address_not_verified(verification, names, act)


@verifications.verb(source=["asked", "overdue"], target="confirmed", clause="DN-7.3.2")
def confirm_address(verification: AddressVerification, act: Act) -> None:
    """The reader has confirmed the address."""
    verification.confirmed_at = act.now


@verifications.verb(
    source=["asked", "overdue"], target="superseded", clause="DN-7.3.2", label=_("no longer asked")
)
def drop_verification(verification: AddressVerification, act: Act) -> None:
    """The holder has another address now, or staff know that this one is right."""


def end_verification(verification: AddressVerification, verb, act: Act) -> None:
    """Confirmed or dropped: what was stopped for it is put back into the DNS."""
    with transaction.atomic():
        verb(verification, act)
        for domain in Domain.objects.filter(public_id__in=verification.stopped, state__in=HELD):
            claim(domain)
            stops.release(domain, act, "DN-7.3.2")


def stops_name(domain: Domain, _ending: object = None) -> bool:
    """Whether an unconfirmed address keeps the name out of the DNS."""
    overdue = AddressVerification.objects.filter(customer_id=domain.customer_id, state="overdue")
    return any(domain.public_id in verification.stopped for verification in overdue)


# --- the yearly look at the contacts ----------------------------------------------------------------------


def begin_review(customer, act: Act) -> None:
    """From its first name on an account is asked once a year whether its contacts hold (DN-7.3.1)."""
    if not ContactReview.objects.of(customer).exists():
        review = ContactReview(customer=customer, confirmed_at=act.now, acted_through=act.now)
        review.reschedule()
        review.save()


@reviews.verb(source=["current", "asked"], target="asked", clause="DN-7.3.1")
def ask_review(review: ContactReview, act: Act) -> str | None:
    """A year has passed: the account is asked; one without a name left is not."""
    if not Domain.objects.of(review.customer).filter(state__in=HELD).exists():
        review.confirmed_at = act.now
        return "current"
    review.asked_at = act.now
    emails.review_contacts(review, act)
    return None


@reviews.verb(source="asked", clause="DN-7.3.1")
def remind_review(review: ContactReview, act: Act) -> None:
    """Asked once more."""
    emails.review_contacts(review, act)


@reviews.verb(source=["asked", "current"], target="current", clause="DN-7.3.1")
def confirm_review(review: ContactReview, act: Act) -> None:
    """The customer has looked at the contacts: they hold."""
    review.confirmed_at, review.asked_at = act.now, None
