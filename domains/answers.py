"""What a registry's answer leaves on a name: settled, asked again tomorrow, or back where it stood."""

from django.utils import translation
from django.utils.functional import Promise

from core import answering, clock
from core.acts import Act
from core.answering import settle_call, tell_staff
from core.attention import close_attention
from core.models import Calling
from core.ports import PortRefused
from core.terms import OPERATIONS

from . import emails, renewals
from .models import Domain
from .registry import refusal_text

__all__ = [
    "OURS", "ask_tomorrow", "begin_term", "call_now", "come_back", "in_grace", "in_words", "last_refusal", "refused",
    "settle_call", "tell_staff",
]  # fmt: skip
OURS = {2104, 2200, 2400, 2500, 2501, 2502}  # EPP refusals that are about us, not about the name: asked again


def call_now(domain: Calling, act: Act) -> None:
    """The registry is to be asked; what staff were shown about the name's end is over."""
    close_attention(act, about=domain.public_id, queue="ending")
    answering.call_now(domain, act)


def come_back(domain: Calling, act: Act) -> None:
    """Back where it stood: an end that fell due meanwhile is looked at anew, in a while."""
    settle_call(domain, next_at=act.now + OPERATIONS.recheck)


def in_grace(domain: Domain) -> bool:
    """Whether the clock has led the name into its grace: where it stands when the registry refuses."""
    return domain.acted_through >= clock.opening(domain.paid_through + clock.days(1))


def begin_term(domain: Domain) -> None:
    """A term bought late may be near its end, or past it: its notices and its grace are due anew."""
    first = clock.opening(domain.paid_through - domain.terms.proposal)
    domain.acted_through = min(domain.acted_through, first)


def ask_tomorrow(domain: Calling, act: Act, refusal: PortRefused, state: str) -> str:
    answering.ask_tomorrow(domain, act, str(refusal))
    tell_staff(domain, act, "registry", refusal_text(refusal.code), "DN-2.3b", detail=str(refusal))
    return state


def refused(domain: Domain, act: Act, refusal: PortRefused, title: str | Promise) -> None:
    come_back(domain, act)
    domain.call_error, words = str(refusal.code), in_words(domain, refusal)
    renewals.credit_line(domain, act, words)
    emails.refused(domain, act, words)
    tell_staff(domain, act, "registry", title, "DN-8.1", detail=str(refusal))


def in_words(domain: Domain, refusal: PortRefused) -> str:
    """The registry's refusal in the customer's language, with what to do."""
    with translation.override(domain.customer.language):
        return str(refusal_text(refusal.code))


def last_refusal(domain: Domain) -> Promise | str:
    """What the registry's last no means, in the reader's language; empty where it has not said no."""
    return refusal_text(domain.call_error) if domain.call_error.isdigit() else ""
