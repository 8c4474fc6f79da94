"""Consent to marketing: off until the person says yes, apart from the mails of the contract, withdrawn at any time.

Law 09-08, art. 10: no such mail without consent given before, a free way out in each of them. The last word counts.
"""

from django.core import signing
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import evidence
from core.acts import Act
from notifications import outbox

from .models import MarketingConsent
from .schedule import CLAUSE

SALT = "accounts.marketing"
VERSION = "2026-11"
TEXT = _(
    "I agree to receive news and offers by e-mail. I can withdraw at any time, free of charge, with one click."
)


def standing(person: User) -> MarketingConsent | None:
    """The person's last word; None where he was never asked, which is a no."""
    return MarketingConsent.objects.filter(person=person).order_by("-pk").first()


def agrees(person: User) -> bool:
    """Whether he may be written to about offers."""
    word = standing(person)
    return bool(word and word.given)


def give(person: User, act: Act, source: str = "page") -> None:
    """Yes, to this version of the text."""
    _say(person, True, source, act)


def withdraw(person: User, source: str, act: Act) -> None:
    """No, from now on; saying it again changes nothing."""
    _say(person, False, source, act)


def way_out(to: str) -> str | None:
    """Of the person with this address who agrees, the page that withdraws it with one click; None: do not write."""
    person = User.objects.filter(email=to.lower(), is_active=True).first()
    return outbox.link("accounts:unsubscribe", token_of(person)) if person and agrees(person) else None


def token_of(person: User) -> str:
    """What a mail's link carries: it withdraws consent, and nothing else."""
    return signing.dumps(person.public_id, salt=SALT)


def person_of(token: str) -> User | None:
    """Whose link it is; a link of an old mail works for ever (art. 10)."""
    try:
        return User.objects.filter(public_id=signing.loads(token, salt=SALT)).first()
    except signing.BadSignature:
        return None


def _say(person: User, given: bool, source: str, act: Act) -> None:
    if agrees(person) == given:
        return
    MarketingConsent.objects.create(
        person=person, given=given, at=act.now, version=VERSION, source=source, ip=act.ip
    )
    evidence.record(person.public_id, "act", "marketing_agreed" if given else "marketing_withdrawn", act, CLAUSE,
                    version=VERSION, source=source)  # fmt: skip
