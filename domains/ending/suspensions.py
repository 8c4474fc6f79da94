"""Suspensions: a name out of the DNS by an authority's will or ours, in any state, told at once (DN-4.1, C-27)."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from billing import papers
from core import evidence
from core.acts import Act
from core.transitions import Flow
from domains.changes import stops
from domains.flow import flow as names
from domains.models import Authority, Domain, ReasonCode, Suspension
from domains.models.decisions import CLAUSES

from . import emails

flow = Flow(Suspension)
OVER = {"deleted", "replaced", "transferred_away", "unavailable", "refused"}
ANY = [str(state) for state in Domain.State if str(state) not in OVER]


@names.verb(source=ANY, clause="DN-4.1", label=_("suspend"))
def suspend(
    domain: Domain, act: Act, authority: str, grounds: str, reference: str = "", detail: str = "",
    document: bytes = b"", until: date | None = None, gag_until: date | None = None,
) -> None:  # fmt: skip
    """Out of the DNS first, then the holder is told why, unless the law forbids it until a day (C-29)."""
    suspension = Suspension(
        customer_id=domain.customer_id, domain=domain, authority=authority, reason=grounds, reference=reference,
        detail=detail, document=papers.keep(document, act), until=until, gag_until=gag_until,
        since=act.now, since_by=act.actor, acted_through=act.now,
    )  # fmt: skip
    suspension.told_at = None if gag_until and gag_until >= act.today else act.now
    suspension.reschedule()
    suspension.save()
    evidence.record(domain.public_id, "decision", "suspended", act, CLAUSES[grounds], authority=authority,
                    suspension=suspension.public_id, reference=reference, grounds=grounds)  # fmt: skip
    stops.stop(domain, act, CLAUSES[grounds])
    if suspension.told_at:
        emails.suspended(suspension, act)


def cut_for_abuse(about: str, act: Act, text: str, gag_until: date | None) -> None:
    """A report of abuse is confirmed, and the name leaves the DNS (DN-9.4, DN-7.4.3): the same verb as staff's own."""
    suspend(Domain.objects.get(public_id=about), act, authority=Authority.PROVIDER, grounds=ReasonCode.COMPLAINTS,
            detail=text, gag_until=gag_until)  # fmt: skip


@flow.verb(source="standing", target="lifted", clause="DN-4.1", label=_("lift"))
def lift(suspension: Suspension, act: Act) -> None:
    """Its last day has passed, or whoever asked for it has lifted it: the name comes back into the DNS."""
    suspension.lifted_at, suspension.lifted_by, domain = act.now, act.actor, suspension.domain
    stops.release(domain, act, "DN-4.1", ending=suspension)
    evidence.record(
        domain.public_id, "decision", "suspension_lifted", act, "DN-4.1", suspension=suspension.public_id
    )
    if suspension.told_at:
        emails.suspension_lifted(suspension, act)


def keeps_out(domain: Domain, ending: object = None) -> bool:
    """Whether a suspension keeps the name out of the DNS, the one that is just being lifted apart."""
    standing = domain.suspensions.filter(state="standing")
    return standing.exclude(pk=ending.pk if isinstance(ending, Suspension) else None).exists()


@flow.verb(source="standing", clause="DN-12.1", label=_("its end may go on"))
def allow_deletion(suspension: Suspension, act: Act) -> None:
    """Staff have looked: an unpaid name may be given up though it is suspended."""
    suspension.deletion_allowed = True


@flow.verb(source="standing", clause="C-29")
def tell_holder(suspension: Suspension, act: Act) -> None:
    """The gag is over: the holder is told now."""
    suspension.told_at = act.now
    emails.suspended(suspension, act)
