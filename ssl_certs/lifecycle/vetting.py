"""The identity checks of OV and EV, done by staff as the authority wants them (SSL-A2-2.1, SSL-A2-3.3, facts C).

The final cross-check is done by somebody who has completed no other step of the order. A step's evidence may be used
again until its day; an EV reissue uses signer and cross-check again only where subject and expiry stay the same.
"""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.acts import CLOCK, Act
from core.models import EvidenceRecord
from core.transitions import NotAllowed
from ssl_certs import vetting_emails as emails
from ssl_certs.flows import certificates, vetting
from ssl_certs.models import Certificate, SslOrder, ValidityLimit, VettingStep

Kind = VettingStep.Kind
APPROVAL = (Kind.SIGNER, Kind.CROSS_CHECK)  # of this very certificate (EV guidelines 3.2.2.14.2)
CLAUSES = {"ov": "SSL-A2-2.1", "ev": "SSL-A2-3.3"}


def clause_of(step: VettingStep) -> str:
    """The clause of the order's level."""
    return CLAUSES.get(step.order.product.level, "SSL-A2-2.1")


# --- by staff -------------------------------------------------------------------------------------------
@vetting.verb(
    source="open", target="done", clause="SSL-A2-2.1", label=gettext_lazy("complete"), clause_of=clause_of
)
def complete(step: VettingStep, act: Act, finding: str, phone: str = "", source: str = "") -> None:
    """The step is done: what was found, by whom, and until when its evidence may be used again."""
    _needs_a_person(step, act)
    _needs(finding, step, gettext_lazy("Say what was found: it is the evidence of the step."))
    if step.kind == Kind.CALL:
        _needs(phone, step, gettext_lazy("Give the number that was called."))
        _needs(source, step, gettext_lazy("Say where the number was found: a source that does not come from the "
                                          "customer (directory, register, an authority's list)."))  # fmt: skip
        step.phone, step.phone_source = phone, source
    elif step.kind == Kind.DOCUMENTS:
        _needs_papers(step)
    elif step.kind == Kind.CROSS_CHECK:
        _needs_another_person(step, act)
    step.detail, step.done_at, step.done_by = finding, act.now, act.actor
    step.valid_until = act.today + timedelta(days=ValidityLimit.on(act.today).organisation_days)
    if not step.order.vetting.exclude(pk=step.pk).exclude(state="done").exists():
        _all_done(step, act)


@vetting.verb(
    source="open", target="failed", clause="SSL-A2-2.1", label=gettext_lazy("has failed"), clause_of=clause_of
)
def fail(step: VettingStep, act: Act, finding: str) -> None:
    """It cannot be shown: the customer reads why and what he can do; nothing is issued meanwhile."""
    _needs_a_person(step, act)
    _needs(finding, step, gettext_lazy("Say what was found: it is the evidence of the step."))
    step.detail, step.done_at, step.done_by, step.valid_until = finding, act.now, act.actor, None
    emails.vetting_failed(step, act)


@vetting.verb(source=["done", "failed"], target="open", clause="SSL-A2-2.1", label=gettext_lazy("open again"),
              clause_of=clause_of)  # fmt: skip
def reopen(step: VettingStep, act: Act) -> None:
    """It is done anew; what was cross-checked before is cross-checked anew too."""
    _forget(step)
    if step.kind != Kind.CROSS_CHECK:
        for later in step.order.vetting.filter(kind=Kind.CROSS_CHECK).exclude(state="open"):
            reopen(later, act)


@vetting.verb(
    source="open", clause="SSL-A2-2.1", label=gettext_lazy("announce the call"), clause_of=clause_of
)
def announce_call(step: VettingStep, act: Act, at: datetime, phone: str) -> None:
    """The customer is told when he is called, and on which number."""
    if step.kind != Kind.CALL:
        raise NotAllowed(_("%(step)s: only a telephone call is announced.") % {"step": step}, clause_of(step))
    if at <= act.now:
        raise NotAllowed(_("The call must lie ahead: choose a later instant."), clause_of(step))
    step.planned_at, step.phone = at, phone
    emails.call_announced(step, act)


# --- by the clock ---------------------------------------------------------------------------------------
@vetting.verb(source="done", target="open", clause="SSL-A2-2.1", clause_of=clause_of)
def lapse(step: VettingStep, act: Act) -> None:
    """Its evidence has grown too old for another certificate, or does not count for it: it is done anew."""
    _forget(step)


def for_reissue(certificate: Certificate, act: Act) -> int:
    """Before a reissue: open again what may not be used for it; how many steps."""
    order, live = certificate.order, certificate.replaces
    steps = list(order.vetting.select_related("order__product", "order__customer").filter(state="done"))
    anew = [step for step in steps if not step.counts(act.today) or _wants_approval(step, certificate, live)]
    for step in anew:
        lapse(step, act)
    if any(step.kind == Kind.DOCUMENTS for step in anew):
        emails.documents_needed(order, act, again=True)
    return len(anew)


def is_done(order: SslOrder, on: date) -> bool:
    """Whether each step of the order's level is there and counts that day; DV has none (SSL-A2-2.1, SSL-A2-3.3)."""
    counting = {step.kind for step in order.vetting.all() if step.counts(on)}
    return counting >= set(VettingStep.OF_LEVEL[order.product.level])


def remind(order: SslOrder, act: Act, since: str) -> None:
    """Papers are still wanted, some days after the request."""
    if waits_for_papers(order):
        emails.documents_needed(order, act, since=since)


def waits_for_papers(order: SslOrder) -> bool:
    """Whether papers are wanted and none is there to be looked at."""
    wanted = order.vetting.filter(kind=Kind.DOCUMENTS, state="open").exists()
    return wanted and not order.papers.exclude(state="refused").exists()


def _wants_approval(step: VettingStep, certificate: Certificate, live: Certificate | None) -> bool:
    """EV: another subject or another expiry is approved and cross-checked anew."""
    if certificate.order.product.level != "ev" or step.kind not in APPROVAL or live is None:
        return False
    expiry = clock.local_date(certificate.requested_at) + timedelta(days=certificate.days)
    return set(live.names) != set(certificate.names) or clock.local_date(live.not_after) != expiry


def _forget(step: VettingStep) -> None:
    step.done_at = step.valid_until = step.planned_at = None
    step.done_by = step.detail = step.phone = step.phone_source = ""


def _needs(said: str, step: VettingStep, words) -> None:
    if not said.strip():
        raise NotAllowed(words, clause_of(step))


def _needs_a_person(step: VettingStep, act: Act) -> None:
    if act.actor == CLOCK:
        raise NotAllowed(_("%(step)s: a person does this.") % {"step": step}, clause_of(step))


def _needs_papers(step: VettingStep) -> None:
    states = set(step.order.papers.values_list("state", flat=True))
    if "received" in states:
        raise NotAllowed(
            _("Papers of this order are still to be checked: accept or refuse them first."), clause_of(step)
        )
    if "accepted" not in states:
        raise NotAllowed(
            _("No paper of this order is accepted yet: the step rests on papers."), clause_of(step)
        )


def _needs_another_person(step: VettingStep, act: Act) -> None:
    others = list(step.order.vetting.exclude(pk=step.pk))
    if any(other.state != "done" for other in others):
        raise NotAllowed(_("The cross-check is the last step: complete the others first."), clause_of(step))
    known = EvidenceRecord.objects.filter(
        about__in=[o.public_id for o in others], what="complete", actor=act.actor
    )
    if known.exists() or act.actor in {other.done_by for other in others}:
        words = _(
            "You have completed another step of this order: the cross-check is done by a second person."
        )
        raise NotAllowed(words, clause_of(step))


def _all_done(step: VettingStep, act: Act) -> None:
    """The identity is checked: the authority is told with the next call, which is made at once."""
    emails.vetting_done(step.order, act)
    for certificate in step.order.certificates.filter(state="validating"):
        certificates.verbs["look_now"](certificate, act)
