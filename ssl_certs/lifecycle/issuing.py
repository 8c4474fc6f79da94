"""Issuing: from the customer's key to a certificate, for the first one of an order and for each reissue."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock, evidence
from core.acts import Act
from core.attention import close_attention
from core.ports import PortRefused
from core.transitions import NotAllowed, claim
from ssl_certs import answers, coverage, emails, issued
from ssl_certs.authority import Progress
from ssl_certs.authority.refusals import OURS
from ssl_certs.ending import refunds
from ssl_certs.flows import certificates, orders
from ssl_certs.models import Certificate, SslOrder, ValidityLimit
from ssl_certs.terms import HANDLING

from . import proving, vetting, waiting

TINY = timedelta(microseconds=1)
LOCKED = gettext_lazy("%(order)s is locked: nothing is issued for now. Write to us, and say what you need.")


@dataclass(frozen=True)
class Wanted:
    """What the customer wants certified: a checked request (PEM), its key in words and its digest, names and ways."""

    csr: str
    key: str
    key_digest: str
    names: tuple[str, ...]
    methods: Mapping[str, str]
    addresses: Mapping[str, str] = field(default_factory=dict)
    auto_reissue: bool = False


# --- asked for by the customer ------------------------------------------------------------------------
def begin(order: SslOrder, wanted: Wanted, act: Act) -> Certificate:
    """Ask for the first certificate of an order, or for a reissue inside its year (C-09). Raises NotAllowed."""
    with transaction.atomic():
        claim(order)
        verb = orders.verbs["ask_reissue" if order.state in ask_reissue.sources else "set_up"]
        verb(order, act, wanted=wanted)
        before = order.certificates.filter(state__in=["issued", "expired"]).order_by("-number").first()
        certificate = _new(order, wanted, before, act)
        certificate.save()
        evidence.record(certificate.public_id, "act", "asked", act, "SSL-A2-p1", order=order.public_id,
                        names=list(wanted.names), key=wanted.key, key_digest=wanted.key_digest)  # fmt: skip
        proving.open_validations(certificate, wanted)
        if before:
            vetting.for_reissue(certificate, act)
    return certificate


def days_wanted(order: SslOrder, act: Act) -> int:
    """The validity to ask for: what the limits of the day allow, never beyond the end of the year (C-09)."""
    end = order.term_ends_on or clock.years_later(act.today, 1)
    most = ValidityLimit.on(act.today).certificate_days - HANDLING.spare_days
    return min(most, (end - act.today).days)


def _new(order: SslOrder, wanted: Wanted, before: Certificate | None, act: Act) -> Certificate:
    certificate = Certificate(
        customer_id=order.customer_id, order=order, number=order.certificates.count() + 1, names=list(wanted.names),
        methods=dict(wanted.methods), csr=wanted.csr, key=wanted.key, key_digest=wanted.key_digest,
        days=days_wanted(order, act), authority=order.product.authority, requested_at=act.now, replaces=before,
        call_at=act.now, acted_through=act.now - TINY,
    )  # fmt: skip
    certificate.reschedule()
    return certificate


@orders.verb(source=["awaiting_csr", "validating", "refused"], target="validating", clause="SSL-A2-p1")
def set_up(order: SslOrder, act: Act, wanted: Wanted) -> None:
    """Names and key are known: the authority is asked. One request at a time."""
    _may_begin(order)
    order.names, order.auto_reissue, order.refusal = list(wanted.names), wanted.auto_reissue, ""
    coverage.begin(order, act)


@orders.verb(source=["active", "reissue_due"], clause="C-09", label=gettext_lazy("Reissue with the same key"))
def ask_reissue(order: SslOrder, act: Act, wanted: Wanted) -> None:
    """A new certificate inside the year, free of charge; the old one lives on until the new one is there."""
    _may_begin(order)
    order.names, order.auto_reissue = list(wanted.names), wanted.auto_reissue
    coverage.begin(order, act)


def _may_begin(order: SslOrder) -> None:
    """One request at a time, and none while the order is locked."""
    if order.locked_at:
        raise NotAllowed(LOCKED % {"order": order}, "SSL-12.1")
    if order.certificates.filter(state__in=Certificate.IN_PROGRESS).exists():
        raise NotAllowed(
            _("%(order)s: a certificate is being issued already. Wait for it, or give that request up first.")
            % {"order": order}, "SSL-A2-p1",
        )  # fmt: skip


# --- answers of the authority ---------------------------------------------------------------------------
@certificates.verb(source="requesting", target="validating", clause="SSL-10.4a")
def begin_validation(certificate: Certificate, act: Act, answer: Progress) -> str | None:
    """The authority has taken the request: what proves control of each name is known."""
    certificate.reference = answer.reference
    became = _follow(certificate, act, answer)
    if not became and answer.challenges and all(challenge.valid for challenge in answer.challenges):
        answers.call_now(certificate, act)  # proven before: nothing to wait for
    return became


@certificates.verb(source="validating", clause="SSL-10.4a")
def follow(certificate: Certificate, act: Act, answer: Progress) -> str | None:
    """How far the authority is: a name proven or not found, or the certificate itself."""
    certificate.reference = answer.reference or certificate.reference
    return _follow(certificate, act, answer)


def _follow(certificate: Certificate, act: Act, answer: Progress) -> str | None:
    proving.take(certificate, answer, act)
    if answer.issued:
        return _issue(certificate, answer, act)
    answers.ask_again(certificate, act)
    if not certificate.told_at and any(c.open for c in answer.challenges if not c.valid):
        certificate.told_at = act.now
        emails.instructions(certificate, act)
    return None


def _issue(certificate: Certificate, answer: Progress, act: Act) -> str:
    """It is issued: the order's year starts or goes on, the certificate before it is replaced."""
    facts = issued.read(answer.issued)
    if why := issued.misfit(facts, certificate):
        return answers.wrong_certificate(certificate, act, facts, why)
    certificate.pem, certificate.chain, certificate.serial = facts.pem, facts.chain, facts.serial
    certificate.not_before, certificate.not_after = facts.not_before, facts.not_after
    certificate.issued_at, certificate.tokens_expire_at = act.now, None
    answers.settle_call(certificate, next_at=act.now)
    if certificate.replaces_id and replace.allowed(certificate.replaces):
        replace(certificate.replaces, act)
    orders.verbs["certify"](certificate.order, act, certificate=certificate)
    emails.issued(certificate, act)
    return "issued"


@orders.verb(source=["validating", "active", "reissue_due"], target="active", clause="SSL-3.1b")
def certify(order: SslOrder, act: Act, certificate: Certificate) -> None:
    """The first certificate starts the year; each further one runs inside it (C-09)."""
    if not order.term_started_on:
        order.term_started_on = act.today
        order.term_ends_on = clock.years_later(act.today, 1)
        refunds.close(order, act)
    order.live_until = min(clock.local_date(certificate.not_after), order.term_ends_on)
    order.reissue_on = waiting.day_of_short_lived(order, certificate, act)
    close_attention(act, about=order.public_id, queue="ssl_reissues")


@certificates.verb(source=["requesting", "validating"], target="refused", clause="SSL-13.2")
def refuse(certificate: Certificate, act: Act, refusal: PortRefused) -> str | None:
    """The authority says no: told in words with the way out; the customer may correct it, or cancel in his window."""
    if refusal.code in OURS:
        answers.ask_tomorrow(certificate, act, refusal)
        return "validating" if certificate.reference else "requesting"
    certificate.refusal_code, certificate.refusal = str(refusal.code)[:60], refusal.message
    answers.settle_call(certificate)
    if orders.verbs["be_refused"].allowed(certificate.order):
        orders.verbs["be_refused"](certificate.order, act, why=str(refusal))
    emails.refused(certificate, act)
    answers.tell_staff(certificate, act, "ssl_refused", _("the authority refuses"), "SSL-13.2", str(refusal))
    return None


@orders.verb(source="validating", target="refused", clause="SSL-13.2")
def be_refused(order: SslOrder, act: Act, why: str) -> None:
    """The first certificate is refused: nothing is paid back but inside the twenty days (SSL-6.1, SSL-13.3)."""
    order.refusal = why


@certificates.verb(source="validating", target="requesting", clause="SSL-A2-1.1")
def renew_tokens(certificate: Certificate, act: Act) -> None:
    """The tokens have grown too old: new ones are asked for. The reference stays: what it led to is found by it."""
    certificate.tokens_expire_at, certificate.told_at = None, None
    answers.call_now(certificate, act)


@certificates.verb(source="validating", clause="SSL-10.2")
def remind_validation(certificate: Certificate, act: Act, since: str) -> None:
    """Something is still for the customer to do, some days after the request."""
    if proving.waits_for_customer(certificate):
        emails.validation_reminder(certificate, act, since)
    vetting.remind(certificate.order, act, since)


@certificates.verb(source="issued", target="replaced", clause="C-09")
def replace(certificate: Certificate, act: Act) -> None:
    """A newer certificate has been issued: no notice speaks of this one any more; it stays valid until it expires."""
    answers.settle_call(certificate)


@certificates.verb(source=["issued", "replaced"], target="expired", clause="SSL-4.1a")
def expire(certificate: Certificate, act: Act) -> None:
    """Its time is over."""
    answers.settle_call(certificate)


__all__ = ["Wanted", "begin", "days_wanted"]
