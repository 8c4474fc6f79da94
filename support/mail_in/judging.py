"""Whose word a message is: a customer's, in one of his tickets or a new one; nobody's; or a machine's.

What proves a sender: the signed reply address, or a mail of ours to that very address that he answers. Without either,
the address must be a verified one of a person of the account, and the front mail server must be named by
`MAIL_AUTHSERV_ID`: its own `Authentication-Results` must vouch for it (`vouching.py`).
"""

import re
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings

from accounts.models import Customer, Membership, User
from accounts.roles import Capability
from core import clock
from notifications.models import Email
from support.models import IncomingMail, Ticket
from support.terms import MAIL

from . import addresses
from .reading import Letter
from .vouching import vouched

NAMED = re.compile(r"\[#(tkt_[0-9a-f]{16})\]")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a message: put into `ticket`, or a new ticket of `customer`; else `state` with its reason."""

    state: str
    reason: str = ""
    ticket: Ticket | None = None
    customer: Customer | None = None
    user: User | None = None


def judge(letter: Letter, now: datetime) -> Verdict:
    """The verdict on a message that came at `now`."""
    if letter.automatic:
        return Verdict("dropped", letter.automatic)
    if _too_many(letter, now):
        return Verdict("dropped", "too many")
    if letter.broken:
        return _apart(letter.broken)
    if not letter.text and not letter.files:
        return _apart("empty")
    tokens = [found for address in letter.to if (found := addresses.token_of(address))]
    if tokens:
        return _by_token(letter, *tokens[0], now)
    return _by_thread(letter, now) or _by_person(letter, now)


def _by_token(letter: Letter, ticket_id: str, given: str, now: datetime) -> Verdict:
    """The signed address: it must be this sender's, and he must still have a place in the account."""
    if not addresses.proves(ticket_id, given, letter.sender):
        return _apart("token")
    return _into(letter, Ticket.objects.filter(public_id=ticket_id).select_related("customer").first(), now)


def _by_thread(letter: Letter, now: datetime) -> Verdict | None:
    """He answers a mail that we sent to this very address: its id is as secret as a token."""
    sent = Email.objects.filter(
        public_id__in=addresses.ours_among(letter.references), to__iexact=letter.sender
    )
    about = sent.filter(about__startswith="tkt_").values_list("about", flat=True).first()
    ticket = Ticket.objects.filter(public_id=about).select_related("customer").first() if about else None
    return _into(letter, ticket, now) if ticket else None


def _into(letter: Letter, ticket: Ticket | None, now: datetime) -> Verdict:
    if ticket is None:
        return _apart("no ticket")
    user = _person(letter.sender)
    if user and _memberships(user, now).filter(customer=ticket.customer).exists():
        return Verdict("taken", ticket=ticket, customer=ticket.customer, user=user)
    if letter.sender == ticket.customer.billing_email.lower():
        return Verdict("taken", ticket=ticket, customer=ticket.customer)
    return _apart("left the account")


def _by_person(letter: Letter, now: datetime) -> Verdict:
    """A verified address of a person who may write, and the front server vouches for it: a ticket of his account."""
    user = _person(letter.sender)
    if user is None:
        return _apart("unknown sender")
    if not _vouched(letter):
        return _apart("not authenticated")
    places = list(_memberships(user, now).select_related("customer"))
    named = NAMED.search(letter.subject)
    mine = {place.customer_id for place in places}
    ticket = (
        named
        and Ticket.objects.filter(public_id=named[1], customer__in=mine).select_related("customer").first()
    )
    if ticket:
        return Verdict("taken", ticket=ticket, customer=ticket.customer, user=user)
    if len(places) != 1:
        return _apart("several accounts" if places else "may not write")
    return Verdict("taken", customer=places[0].customer, user=user)


def _person(address: str) -> User | None:
    """Whose verified address it is; our own staff write in the back office."""
    found = EmailAddress.objects.filter(email__iexact=address, verified=True).select_related("user").first()
    return found.user if found and found.user.is_active and not found.user.is_staff else None


def _memberships(user: User, now: datetime):
    may = [
        role
        for role in Membership._meta.get_field("role").choices
        if Membership(role=role[0]).may(Capability.ASK)
    ]
    return Membership.objects.in_force(clock.local_date(now)).filter(
        user=user, role__in=[role for role, _ in may]
    )


def _vouched(letter: Letter) -> bool:
    """Whether the mail server in front of us vouches for the sender; where none is named, only a demo believes."""
    server = settings.MAIL_AUTHSERV_ID.lower()
    if not server:
        return settings.DEMO
    return any(vouched(said, server, letter.sender) for said in letter.authenticated[:1])


def _too_many(letter: Letter, now: datetime) -> bool:
    """More from one sender in an hour than a person writes: two machines are talking."""
    recent = IncomingMail.objects.filter(sender=letter.sender, received_at__gt=now - MAIL.hour)
    return bool(letter.sender) and recent.count() >= MAIL.most_an_hour


def _apart(reason: str) -> Verdict:
    return Verdict("quarantined", reason)
