"""Access to a customer's data: only under his authorisation, or to diagnose an open incident (guard 14)."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from core import evidence, unit_of_work
from core.acts import Act
from core.clock import at_local, days, local_date
from core.transitions import NotAllowed

from .coverage import locked
from .models import AccessUse, Affected, Authorisation, Incident, Ticket
from .terms import TICKETS

CLAUSE, DIAGNOSIS_CLAUSE = "SRV-6.1.2(2)", "SRV-A2-2.1"
DIAGNOSIS, WORK = AccessUse.Purpose.DIAGNOSIS, AccessUse.Purpose.WORK


def require(about: str, act: Act, purpose: str = DIAGNOSIS) -> AccessUse:
    """Let a member of staff at a service's data, and write down that he went. Raises NotAllowed.

    An authorisation on an open ticket lets him work; an open incident lets him diagnose and no more.
    """
    if not User.objects.filter(public_id=act.actor, is_staff=True, is_active=True).exists():
        raise NotAllowed(_("Only a member of our staff may open a customer's data."), CLAUSE)
    with transaction.atomic():
        use = _by_ticket(about, act, purpose) or (purpose == DIAGNOSIS and _by_incident(about, act, purpose))
        if not use:
            raise NotAllowed(_refusal(purpose), CLAUSE)
        locked(use.customer)
        unit_of_work.add(use)
        _leave_proof(use, act)
    return use


def authorised(about: str, act: Act, purpose: str = DIAGNOSIS) -> bool:
    """Whether `require` would let him in; nothing is written."""
    return bool(
        _by_ticket(about, act, purpose) or (purpose == DIAGNOSIS and _by_incident(about, act, purpose))
    )


def authorise(ticket: Ticket, act: Act, days_open: int = TICKETS.access_days) -> Authorisation:
    """The customer lets support into the service of his ticket until a day is over, or the ticket is."""
    if not ticket.about:
        raise NotAllowed(_("Say first which of your services the request is about."), CLAUSE)
    if ticket.state not in Ticket.LIVE:
        raise NotAllowed(_("The request is over: write in it to open it again, then authorise."), CLAUSE)
    until = at_local(local_date(act.now) + days(days_open + 1))
    with transaction.atomic():
        withdraw(ticket, act)
        row = Authorisation.objects.create(
            customer_id=ticket.customer_id, ticket=ticket, about=ticket.about, given_at=act.now,
            given_by=act.actor, until=until,
        )  # fmt: skip
        evidence.record(
            ticket.public_id, "act", "access_authorised", act, CLAUSE, service=ticket.about, until=until
        )
    return row


def withdraw(ticket: Ticket, act: Act) -> int:
    """The customer takes his authorisation back."""
    with transaction.atomic():
        ended = ticket.authorisations.filter(withdrawn_at=None).update(withdrawn_at=act.now)
        if ended:
            evidence.record(ticket.public_id, "act", "access_withdrawn", act, CLAUSE, service=ticket.about)
    return ended


def open_authorisations(about: str, act: Act):
    """The authorisations on a service that count now."""
    return Authorisation.objects.filter(
        about=about, withdrawn_at=None, until__gt=act.now, ticket__state__in=Ticket.LIVE
    )


def _by_ticket(about: str, act: Act, purpose: str) -> AccessUse | None:
    found = open_authorisations(about, act).select_related("ticket").first()
    return _use(found.customer_id, about, purpose, act, authorisation=found) if found else None


def _by_incident(about: str, act: Act, purpose: str) -> AccessUse | None:
    rows = Affected.objects.filter(Q(incident__state__in=Incident.OPEN), about=about)
    row = next((row for row in rows.select_related("incident") if row.promised.diagnoses), None)
    return _use(row.customer_id, about, purpose, act, incident=row.incident) if row else None


def _use(customer_id: int, about: str, purpose: str, act: Act, **ground) -> AccessUse:
    return AccessUse(
        customer_id=customer_id,
        about=about,
        purpose=purpose,
        at=act.now,
        by=act.actor,
        why=act.reason,
        **ground,
    )


def _leave_proof(use: AccessUse, act: Act) -> None:
    ground = use.authorisation.ticket if use.authorisation_id else use.incident
    clause = CLAUSE if use.authorisation_id else DIAGNOSIS_CLAUSE
    facts = {"purpose": str(use.purpose), "ground": ground.public_id, "service": use.about}
    evidence.record(use.about, "act", "data_accessed", act, clause, **facts)
    evidence.record(ground.public_id, "act", "data_accessed", act, clause, **facts)


def _refusal(purpose: str) -> str:
    if purpose == DIAGNOSIS:
        return _(
            "Nothing authorises access to this service's data: no open incident affects it, and the customer has"
            " authorised none in an open request. Ask for the authorisation in a ticket."
        )
    return _(
        "The customer has not authorised work on this service's data in an open request: an incident covers its"
        " diagnosis only. Ask for the authorisation in a ticket."
    )
