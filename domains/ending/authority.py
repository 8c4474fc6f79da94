"""What an authority does at the registry by itself: told to the holder at once, with its reason (DN-A2-6(4))."""

from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core import evidence
from core.acts import Act
from core.attention import raise_attention
from domains import answers, renewals
from domains.flow import flow
from domains.models import HELD, Authority, Domain, Suspension
from domains.terms import Family

from . import cancellations, emails
from .suspensions import lift, suspend


@flow.verb(
    source=[*HELD, "cancel_grace"], target="deleted", clause="DN-9.2", label=_("deleted by an authority")
)
def deleted_by_authority(
    domain: Domain, act: Act, authority: str, words: str = "", reference: str = ""
) -> None:
    """The registry has deleted the name at an authority's will: what was paid and not done becomes credit."""
    domain.ended_by = Domain.EndedBy.AUTHORITY
    answers.settle_call(domain)
    renewals.withdraw_proposals(domain, act)
    if domain.line and renewals.line_of(domain).outcome == "":
        renewals.credit_line(domain, act, _("the name has been deleted by an authority"))
    cancellations.settle(domain, act)
    evidence.record(domain.public_id, "decision", "deleted_by_authority", act, "DN-9.2", authority=authority,
                    words=words, reference=reference)  # fmt: skip
    clause = "DN-A2-6(4)" if domain.terms.family == Family.MA else "DN-9.2"
    emails.deleted_by_authority(domain, act, str(Authority(authority).label), words, reference, clause)
    if not words:
        _ask_for_the_reason(domain, act, clause)


def registry_says_deleted(
    name: str, act: Act, authority: str = "registry", words: str = "", ref: str = ""
) -> bool:
    """A registry's message: the name was deleted by force. Returns whether it was one of ours."""
    domain = _ours(name)
    if domain is None or not deleted_by_authority.allowed(domain):
        return False
    deleted_by_authority(domain, act, authority=authority, words=words, reference=ref)
    return True


def registry_says_frozen(
    name: str, act: Act, authority: str = "registry", words: str = "", ref: str = ""
) -> bool:
    """A registry's message: the name is out of the DNS by its will (serverHold). Returns whether it was one of ours."""
    domain = _ours(name)
    if domain is None or not suspend.allowed(domain) or _by_the_registry(domain).exists():
        return False
    suspend(domain, act, authority=authority, grounds="procedure", reference=ref, detail=words)
    if not words:
        _ask_for_the_reason(domain, act, "DN-A2-6(4)")
    return True


def registry_says_released(name: str, act: Act) -> bool:
    """The registry holds the name no more: what it has suspended with us is over, what staff have is theirs."""
    domain = _ours(name)
    ended = list(_by_the_registry(domain)) if domain else []
    for suspension in ended:
        lift(suspension, act)
    return bool(ended)


def _ours(name: str) -> Domain | None:
    held = Domain.objects.select_related(*Domain.schedule_related).filter(name=name)
    return held.filter(state__in=[*HELD, "cancel_grace"]).first()


def _by_the_registry(domain: Domain) -> QuerySet[Suspension]:
    """The suspensions that one of the registry's messages has caused."""
    messages = domain.registry_messages.values("public_id")
    return domain.suspensions.filter(state="standing", reference__in=messages)


def _ask_for_the_reason(domain: Domain, act: Act, clause: str) -> None:
    title = format_lazy(
        _("{domain} – the registry gave no reason: ask for it and tell the holder"), domain=domain
    )
    raise_attention("authority", f"{domain.public_id}:no_reason:{act.today}", domain.public_id, title, act=act,
                    clause=clause)  # fmt: skip


__all__ = ["deleted_by_authority", "registry_says_deleted", "registry_says_frozen", "registry_says_released"]
