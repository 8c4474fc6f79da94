"""The life of a change of holder: nothing is sent before both holders have said yes and the fee is paid (DN-14.1)."""

from datetime import timedelta
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing import lines, ordering
from billing.lines import NewLine
from billing.models import OrderLine
from core import clock
from core.acts import Act
from core.attention import close_attention, raise_attention
from core.ports import PortRefused, PortWaiting
from core.transitions import Flow, NotAllowed, amend
from domains import registry_calls, renewals
from domains.answers import OURS
from domains.models import HolderChange
from domains.models.holder_changes import OPEN
from domains.registry import RegistryName, refusal_text, registry_for

from . import emails, rules

flow = Flow(HolderChange)
TINY = timedelta(microseconds=1)
OWNER_CHANGE = "domain.owner_change"
UNFINISHED = ("requested", "documents_pending")


# --- both holders -----------------------------------------------------------------------------------------
@flow.verb(source="requested", clause="DN-14.1(1)")
def confirm(change: HolderChange, act: Act, side: str) -> str | None:
    """One of the two holders says yes, on the page that his mail leads to."""
    if side == "old":
        change.old_confirmed_at = change.old_confirmed_at or act.now
    else:
        change.new_confirmed_at = change.new_confirmed_at or act.now
    if not (change.old_confirmed_at and change.new_confirmed_at):
        return None
    if change.fee:
        _propose(change, act)
    if change.fee or change.is_trade:
        emails.carry_on(change, act)
        return "documents_pending"
    _ready(change, act)
    return "paid"


@flow.verb(source=UNFINISHED, target="refused", clause="DN-14.1(1)")
def decline(change: HolderChange, act: Act, side: str) -> None:
    """One of the two holders says no: nothing happens to the name."""
    said = {
        "old": gettext_lazy("the present holder has said no"),
        "new": gettext_lazy("the new holder has said no"),
    }
    _end(change, act, said[side])


@flow.verb(source=UNFINISHED, target="refused", clause="DN-14.1(1)", label=gettext_lazy("withdraw"))
def withdraw(change: HolderChange, act: Act) -> None:
    """The customer gives it up before anything was sent; what he paid for it is on his account."""
    _end(change, act, gettext_lazy("withdrawn by the customer"))


@flow.verb(source=UNFINISHED, clause="DN-14.1(3)")
def remind(change: HolderChange, act: Act, day: str) -> None:
    """What is still missing, and until when."""
    emails.reminder(change, act, day)


@flow.verb(source=UNFINISHED, target="expired", clause="DN-14.1(3)")
def lapse(change: HolderChange, act: Act) -> None:
    """Nobody carried it on: it lapses, the name stays with its holder."""
    _end(change, act, gettext_lazy("a yes, a document or the payment did not come in time"))


# --- documents and money ----------------------------------------------------------------------------------
@flow.verb(source="documents_pending", clause="DN-14.1(3)", label=gettext_lazy("accept the documents"))
def accept_documents(change: HolderChange, act: Act) -> str | None:
    """Both signed forms are in order, and the new holder's identity where the registry asks for it."""
    if lacking := rules.documents_missing(change, act.today):
        words = ", ".join(str(what) for what in lacking)
        raise NotAllowed(_("Still missing: %(papers)s.") % {"papers": words}, "DN-14.1(3)")
    change.documents_accepted_at = act.now
    if change.fee and not change.paid_at:
        return None
    _ready(change, act)
    return "paid"


@flow.verb(source="documents_pending", clause="DN-14.1(2)")
def pay(change: HolderChange, act: Act, line: OrderLine) -> str | None:
    """The fee is paid: the change goes on once its documents are accepted."""
    change.paid_at, change.line = act.now, line.public_id
    if change.is_trade and not change.documents_accepted_at:
        return None
    _ready(change, act)
    return "paid"


@flow.verb(source=(*UNFINISHED, "paid"), target="refused", clause="DN-14.1(3)", label=gettext_lazy("refuse"))
def refuse(change: HolderChange, act: Act) -> None:
    """Our staff refuse: not authorised, in dispute, documents that do not hold; the reason goes to both."""
    _end(change, act, act.reason)


# --- the registry -----------------------------------------------------------------------------------------
@flow.verb(source="paid", target="sent", clause="DN-14.1(2)")
def send(change: HolderChange, act: Act) -> str | None:
    """Confirmed, documented, paid: the registry is asked, unless something has come in between."""
    if objection := rules.standing_in_the_way(change.domain):
        _end(change, act, objection.message)
        return "refused"
    change.call_at, change.call_attempts = act.now, 0
    return None


@flow.verb(source="sent", target="signed_by_registry", clause="DN-14.1(3)")
def sign(change: HolderChange, act: Act, answer: RegistryName) -> None:
    """The registry has signed: the name is the new holder's, from now on."""
    change.signed_at, change.call_at, change.call_error = act.now, None, ""
    change.acted_through = act.now - TINY  # both are told from this instant on
    change.domain.refresh_from_db()
    amend(change.domain, act, "holder_changed", "DN-14.1(3)", **_facts(change, act, answer))
    if change.is_trade:
        renewals.withdraw_proposals(change.domain, act)
    if change.line:
        lines.finish(_line(change), OrderLine.Outcome.DONE, act)


@flow.verb(source="sent", target="refused", clause="DN-14.1(3)")
def refuse_trade(change: HolderChange, act: Act, refusal: PortRefused) -> str | None:
    """The registry says no: the fee is on the account and both are told; a matter of ours is tried again."""
    _tell_staff(change, act, gettext_lazy("the registry refuses the change of holder"), detail=str(refusal))
    if refusal.code in OURS:
        change.call_at, change.call_error = clock.tomorrow_of(act.now, 1), str(refusal)
        return "sent"
    _end(change, act, refusal_text(refusal.code))
    return None


@flow.verb(source="signed_by_registry", target="done", clause="DN-14.1(3)")
def finish(change: HolderChange, act: Act) -> None:
    """Both parties are told what has become of the name."""
    change.ended_at = act.now
    close_attention(act, about=change.public_id)
    emails.done(change, act)


def trade(change: HolderChange, act: Act) -> RegistryName:
    """Ask the registry. Raises PortWaiting while the name itself awaits the registry's answer."""
    domain = change.domain
    domain.refresh_from_db(fields=["state"])
    if domain.asking:
        raise PortWaiting("the name itself awaits an answer")
    registry = registry_for(domain.extension.code)
    contacts = domain.extension.told(change.new_contacts)
    return registry.trade(domain.name, change.new_holder, contacts, change.public_id, act.now)


flow.call("trade_at_registry", source="sent", clause="DN-14.1(3)", ask=trade, done=sign, refused=refuse_trade)


# --- what others call -------------------------------------------------------------------------------------
def take_payment(line: OrderLine, act: Act) -> int:
    """A paid fee: the change goes on; one that has ended meanwhile gets its money credited."""
    change = HolderChange.objects.select_related(*HolderChange.schedule_related).get(public_id=line.about)
    if not lines.take(line, act):
        return 0
    try:
        pay(change, act, line=line)
    except NotAllowed:
        lines.credit_line(line, act, _("the change of holder has ended"))
    return 1


def documents_given(change: HolderChange, act: Act) -> None:
    """The customer has uploaded: staff look once everything is there."""
    if not rules.documents_missing(change, act.today, unchecked_too=True):
        _tell_staff(change, act, gettext_lazy("documents to check"))


def open_change(domain) -> HolderChange | None:
    """The change of holder under way for a name."""
    return domain.holder_changes.filter(state__in=OPEN).first()


def _ready(change: HolderChange, act: Act) -> None:
    """Nothing is missing: due to be sent from this instant."""
    change.ready_at, change.acted_through = act.now, act.now - TINY


def _propose(change: HolderChange, act: Act) -> None:
    extension, until = change.domain.extension, change.lapses_at
    line = NewLine(
        OWNER_CHANGE, change.domain.unicode_name, extension.product_code, "owner_change",
        gettext_lazy("Change of holder"), about=change.public_id, unit_ht=change.fee,
        options={"clause": "DN-14.1(2)"},
    )  # fmt: skip
    proforma = ordering.propose(
        change.customer, [line], act, due_on=clock.local_date(until), payable_until=until, origin="request",
    )  # fmt: skip
    change.proforma = proforma.public_id


def _facts(change: HolderChange, act: Act, answer: RegistryName) -> dict:
    """What becomes of the name: its contacts; under .ma a new term; its days without transfer anew (facts B3)."""
    facts: dict[str, Any] = {"contacts": change.new_contacts, "moved_at": act.now}
    facts["registry_expires_at"] = answer.expires_at
    if change.is_trade:
        facts |= {"paid_through": registry_calls.expiry_day(answer), "proposal": ""}
    return facts


def _end(change: HolderChange, act: Act, reason) -> None:
    """Ended without a change: the fee is on the account, an unpaid one is void, both are told."""
    change.ended_at, change.ended_because, change.call_at = act.now, emails.in_words(change, reason), None
    ordering.void_open_proposals(change.public_id, act, change.ended_because)
    if change.line:
        lines.credit_line(_line(change), act, change.ended_because)
    close_attention(act, about=change.public_id)
    emails.ended(change, act)


def _line(change: HolderChange) -> OrderLine:
    return OrderLine.objects.select_related("customer").get(public_id=change.line)


def _tell_staff(change: HolderChange, act: Act, title, detail: str = "") -> None:
    key, title = f"{change.public_id}:{act.now:%Y%m%d%H%M%S}", format_lazy("{} – {}", change, title)
    raise_attention("holders", key, change.public_id, title, act=act, detail=detail, clause="DN-14.1(3)")


__all__ = ["OWNER_CHANGE", "flow", "take_payment"]
