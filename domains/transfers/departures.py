"""The life of a transfer away: noticed, told to the holder at once, answered by staff or decided by the registry.

The only place that moves a `TransferOut`, and where a name leaves us (`transfer_away`).
"""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import evidence
from core.acts import Act
from core.attention import close_attention
from core.ports import PortRefused
from core.transitions import Flow, NotAllowed
from domains import answers, renewals
from domains.changes.lifecycle import supersede
from domains.guards import open_dispute
from domains.lifecycle import flow as domain_flow
from domains.models import CodeRequest, Domain, RegistryChange, TransferOut
from domains.registry.port import RegistryTransfer
from domains.terms import TRANSFER

from . import codes, departure_calls, emails, guards
from .departure_calls import Standing

flow = Flow(TransferOut)


# --- the name ---------------------------------------------------------------------------------------------


@domain_flow.verb(source=["registered", "grace"], target="transferred_away", clause="DN-6.p2")
def transfer_away(domain: Domain, act: Act, to: str = "") -> None:
    """Another registrar has the name now: nothing is refunded, nothing more is proposed (DN-6.2.5)."""
    renewals.withdraw_proposals(domain, act)
    answers.settle_call(domain)
    for change in RegistryChange.objects.filter(domain=domain, state="sending"):
        supersede(change, act)
    for request in CodeRequest.objects.filter(domain=domain, state__in=CodeRequest.OPEN):
        codes.close(request, act)
    domain.auth_code = ""
    close_attention(act, about=domain.public_id)
    emails.transferred_away(domain, act, to)


# --- noticed ----------------------------------------------------------------------------------------------


def notice(domain: Domain, asked: RegistryTransfer, act: Act) -> TransferOut | None:
    """Another registrar has asked for a name of ours; the same news twice is once. None for old news."""
    with transaction.atomic():
        Domain.objects.select_for_update().only("pk").get(pk=domain.pk)
        mine = TransferOut.objects.filter(domain=domain)
        known = mine.filter(Q(asked_at__gte=asked.asked_at) | Q(state__in=TransferOut.OPEN)).first()
        if known:
            return known
        return _opened(domain, asked, act) if _concerns(domain, asked) else None


def _concerns(domain: Domain, asked: RegistryTransfer) -> bool:
    """Whether the transfer takes the name from us: the one that brought it here does not."""
    came = max(filter(None, (domain.registry_created_at, domain.moved_at)), default=asked.asked_at)
    return asked.asked_at >= came and (asked.status == "pending" or asked.approved)


def _opened(domain: Domain, asked: RegistryTransfer, act: Act) -> TransferOut:
    departure = TransferOut(
        customer_id=domain.customer_id, domain=domain, asked_by=asked.asked_by, asked_at=asked.asked_at,
        noticed_at=act.now, act_by=asked.act_by, call_at=act.now, acted_through=act.now,
    )  # fmt: skip
    departure.reschedule()
    departure.save()
    facts = {"asked_by": asked.asked_by, "act_by": asked.act_by}
    evidence.record(domain.public_id, "act", "transfer_out_asked", act, "DN-6.p2", **facts)
    if asked.approved:  # decided before we knew: the next look lets the name go
        return departure
    emails.asked_away(departure, act)
    answers.tell_staff(departure, act, "transfers", _("another registrar asks for the name"), "DN-6.p2")
    if open_dispute(domain):  # a hard stop, not a decision (DN-6.2.4)
        refuse(
            departure, act.because(str(TransferOut.Ground.DISPUTE.label)), ground=TransferOut.Ground.DISPUTE
        )
    return departure


# --- the holder's word ------------------------------------------------------------------------------------


@flow.verb(source="pending", clause="DN-6.p2")
def say(departure: TransferOut, act: Act, wish: str) -> None:
    """The holder approves or objects; staff answer the registry."""
    departure.wish, departure.wished_at = wish, act.now
    title = {
        TransferOut.Wish.APPROVE: _("the holder approves the transfer"),
        TransferOut.Wish.OBJECT: _("the holder objects to the transfer"),
    }[TransferOut.Wish(wish)]
    answers.tell_staff(departure, act, f"transfers_{wish}", title, "DN-6.p2")


# --- answered by staff ------------------------------------------------------------------------------------


@flow.verb(source="pending", target="approving", clause="DN-6.p2", label=_("approve: let the name go"))
def approve(departure: TransferOut, act: Act) -> None:
    """We agree; a dispute over the name forbids it (DN-6.2.4)."""
    if open_dispute(departure.domain):
        raise NotAllowed(_("A dispute is open on this name: it must not be transferred."), "DN-6.2.4")
    answers.call_now(departure, act)


@flow.verb(source="pending", target="refusing", clause="DN-6.p2", label=_("refuse, on a ground"))
def refuse(departure: TransferOut, act: Act, ground: str) -> None:
    """We refuse, on one of the grounds that ICANN allows and that the facts bear out."""
    if why := _unfounded(departure, ground, act):
        raise NotAllowed(why, "C-07")
    departure.ground = ground
    answers.call_now(departure, act)


def _unfounded(departure: TransferOut, ground: str, act: Act):
    """Why a ground does not hold; empty when it does, or when only a person can tell."""
    domain, grounds = departure.domain, TransferOut.Ground
    first = guards.leaves_from(domain)
    if ground == grounds.OBJECTION and departure.wish != TransferOut.Wish.OBJECT:
        return _("The holder has not objected: he does so on the page of the name.")
    if ground == grounds.RECENT and not (first and act.today < first):
        return _("The name has been with us for longer than its lock.")
    if ground == grounds.DISPUTE and not open_dispute(domain):
        return _("No dispute is open on this name: open the hold first.")
    return ""


# --- decided ----------------------------------------------------------------------------------------------


@flow.verb(source=TransferOut.OPEN, clause="DN-6.p2")
def settle(departure: TransferOut, act: Act, answer: Standing) -> str | None:
    """What the registry shows is what counts, also where it decided while we answered."""
    if answer.gone:
        return "gone" if _depart(departure, act) else None
    status = answer.transfer.status if answer.transfer else "serverCancelled"
    if status == "pending":
        _look_again(departure, act)
        return None
    _end(departure, act)
    refused = status == "clientRejected"
    emails.stays(departure, act, refused)
    if departure.state == "approving":
        title = _("the registry did not let the name go although we approved")
        answers.tell_staff(departure, act, "transfers_lost", title, "DN-6.p2", detail=status)
    return "refused" if refused else "withdrawn"


@flow.verb(source=TransferOut.OPEN, clause="DN-8.1")
def not_settled(departure: TransferOut, act: Act, refusal: PortRefused) -> str:
    """The registry takes no answer: it is asked anew tomorrow, and a person looks."""
    return answers.ask_tomorrow(departure, act, refusal, departure.state)


@flow.verb(source="pending", clause="DN-6.p2")
def remind_holder(departure: TransferOut, act: Act) -> None:
    """Two days are left: who says nothing lets the name go."""
    if not departure.wish:
        emails.asked_away(departure, act, reminder=True)


@flow.verb(source="pending", clause="DN-6.p2")
def alert_staff(departure: TransferOut, act: Act) -> None:
    """One day is left: without an answer the registry decides by itself."""
    answers.tell_staff(
        departure, act, "transfers_late", _("tomorrow the registry decides by itself"), "DN-6.p2"
    )


def _depart(departure: TransferOut, act: Act) -> bool:
    """The name goes; one that still awaits another answer of the registry goes as soon as it has it."""
    domain = departure.domain
    domain.refresh_from_db()
    if not transfer_away.allowed(domain):
        _look_again(departure, act)
        return False
    refused = departure.state == "refusing"
    _end(departure, act)
    transfer_away(domain, act, to=departure.asked_by)
    if refused:
        title = _("the registry let the name go although we refused")
        answers.tell_staff(domain, act, "transfers_lost", title, "DN-6.p2", detail=departure.ground)
        evidence.record(
            departure.public_id, "act", "decided_against_us", act, "DN-6.p2", ground=departure.ground
        )
    return True


def _end(departure: TransferOut, act: Act) -> None:
    answers.settle_call(departure)
    departure.ended_at = act.now
    close_attention(act, about=departure.public_id)


def _look_again(departure: TransferOut, act: Act) -> None:
    answers.settle_call(departure)
    soon = act.now + TRANSFER.poll
    departure.call_at = min(soon, departure.act_by) if departure.act_by > act.now else soon


for _name, _source in (
    ("follow_departure", "pending"),
    ("approve_at_registry", "approving"),
    ("refuse_at_registry", "refusing"),
):
    flow.call(_name, source=_source, clause="DN-6.p2", ask=getattr(departure_calls, _name), done=settle,
              refused=not_settled)  # fmt: skip

__all__ = ["flow", "notice", "say", "transfer_away"]
