"""What staff decide about a name's end: holds that keep it (DN-12.1, DN-A1-2), a missing notice that no longer does."""

from django.utils.translation import gettext_lazy as _

from core.acts import Act

from .lifecycle import flow
from .models import Domain, Hold

PROTECTED = ["registered", "renewing", "grace", "redemption", "deleting", "cancelling"]


@flow.verb(source=PROTECTED, clause="DN-A1-2", label=_("open a hold"))
def open_hold(domain: Domain, act: Act, kind: str = Hold.Kind.OTHER) -> None:
    """A mitigating circumstance: the name is not deleted while it is open."""
    Hold.objects.create(domain=domain, kind=kind, detail=act.reason, opened_at=act.now, opened_by=act.actor)


@flow.verb(source=PROTECTED, clause="DN-A1-2", label=_("close the holds"))
def close_holds(domain: Domain, act: Act) -> None:
    """The circumstance is over: the schedule goes on."""
    domain.holds.filter(closed_at=None).update(closed_at=act.now, closed_by=act.actor)


@flow.verb(source="grace", clause="DN-3.3", label=_("go on without the missing notice"))
def waive_notices(domain: Domain, act: Act) -> None:
    """A person has made sure that the holder knows: the end goes on, with the reason as proof."""
    domain.notices_waived = True
