"""Old accounts: with nothing running and nothing kept any more, the account and its people are made anonymous.

The rows stay: documents and evidence hang on them. Name, identifiers, address, telephone and e-mail go, and nobody
signs in any more. Last of all purges: rooms tell of whom they still keep something (`retention.register_keeper`), and
what they have copied from the account goes with it (`follow`).
"""

from collections.abc import Callable
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact, Customer, Membership, User
from core.acts import Act
from core.evidence import EvidenceRecord
from notifications.models import FailingAddress

from . import former, old_evidence
from .models import MarketingConsent
from .retention import Rule, kept_of
from .terms import RETENTION

NOBODY = {"address": "–", "city": "–", "postal_code": "", "phone": "", "ice": "", "cin": ""}
NOBODYS_CONTACT = {
    **NOBODY,
    "fax": "",
    "organisation": "",
    "full_name": "–",
    "email": "nobody@invalid.invalid",
}
NOBODYS_ACCOUNT = {**NOBODY, "name": "–", "if_number": "", "rc": "", "rc_town": "",
                   "billing_email": "nobody@invalid.invalid"}  # fmt: skip
GONE = "@invalid.invalid"
_followers: list[Callable[[list[int]], None]] = []


def follow(forget: Callable[[list[int]], None]) -> None:
    """Hand over what forgets the copies that a room has of these customers' data, with the account itself."""
    if forget not in _followers:
        _followers.append(forget)


def _accounts(now: datetime) -> models.QuerySet:
    """Accounts in which nobody has been for so long, of which no room keeps anything that a law asks for."""
    before = former.before(now, books=False)
    lately = Membership.objects.filter(customer=OuterRef("pk"), user__last_login__gte=before)
    quiet = Customer.objects.filter(~Exists(lately), anonymous_at=None, created_at__lt=before)
    left: list[int] = []
    for some in former.some(former.silent(quiet, before, about="public_id")):
        left += set(some) - kept_of(some)
        if len(left) >= RETENTION.chains:
            break
    return Customer.objects.filter(pk__in=left)


def _close(customers: list, act: Act) -> None:
    keys = [customer.pk for customer in customers]
    Customer.objects.filter(pk__in=keys).update(
        **NOBODYS_ACCOUNT, anonymous_at=act.now, closed_at=models.functions.Coalesce("closed_at", act.now)
    )
    Contact.objects.filter(customer__in=keys).update(**NOBODYS_CONTACT, is_archived=True)
    FailingAddress.objects.filter(customer__in=keys).delete()
    for forget in _followers:
        forget(keys)


def _people(now: datetime) -> models.QuerySet:
    """People, staff apart, who have no account left but anonymous ones and have not signed in for so long."""
    mine = Membership.objects.filter(user=OuterRef("pk"))
    lately = Q(last_login__gte=former.before(now, books=False))
    nowhere = ~Exists(mine.filter(customer__anonymous_at=None)) & (Exists(mine) | ~Q(last_login=None))
    people = User.objects.filter(nowhere, is_staff=False, is_superuser=False)
    return people.exclude(lately).exclude(email__endswith=GONE)


def _forget_people(people: list, act: Act) -> None:
    """The sign-in is closed, its addresses and second factors are deleted."""
    keys = [person.pk for person in people]
    EmailAddress.objects.filter(user__in=keys).delete()
    Authenticator.objects.filter(user__in=keys).delete()
    models.QuerySet(MarketingConsent).filter(person__in=keys).update(ip="")
    for person in people:
        gone = User(password="")
        gone.set_unusable_password()
        facts = {
            "name": "–",
            "email": f"{person.public_id}{GONE}",
            "is_active": False,
            "password": gone.password,
        }
        User.objects.filter(pk=person.pk).update(**facts)
    said = EvidenceRecord.objects.filter(about__in=[person.public_id for person in people], purged_at=None)
    old_evidence.forget(list(said), act)


RULES = (
    Rule("accounts", _("accounts of former customers, with their contacts"),
         _("nothing runs, nothing of it is kept any more, and nobody has signed in"), "contract",
         _("made anonymous"), _accounts, _close, owner="pk", turn=1),
    Rule("people", _("people who have no account any more"), _("the last sign-in"), "contract",
         _("made anonymous; the sign-in is closed"), _people, _forget_people, owner="",
         turn=2),
)  # fmt: skip
