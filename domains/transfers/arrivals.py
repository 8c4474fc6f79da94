"""The life of a transfer to us: asked from the registry, followed, completed; or refused, and what becomes of it.

The only place that moves a `TransferIn`. A code that the registry finds wrong is corrected without paying again;
a request that was never sent is credited; one that was sent is not, unless the fault is ours (DN-6.2.5).
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import evidence
from core.acts import Act
from core.ports import PortRefused
from core.transitions import Flow, NotAllowed
from domains import answers
from domains.models import TransferIn
from domains.registry import refusal_text
from domains.terms import TRANSFER

from . import arrival_calls, emails, landing
from .arrival_calls import NotSent, Progress, Stopped

flow = Flow(TransferIn)
ENDINGS = {
    "refused": _("The present registrar has refused the transfer. Ask it for its ground, then ask again."),
    "back": _("The request was taken back."),
    "lost": _("The name has gone to a third registrar meanwhile. Ask its new registrar for a code."),
}
REFUSED: dict[int | str, Promise] = {
    2106: _(
        "The registry does not transfer the name yet: it was registered or transferred less than its waiting"
        " time ago. Ask again once that has passed."
    ),
    2304: _(
        "The name's state at the registry forbids the transfer: mostly the present registrar's lock is on, or the"
        " name is too young. Have the lock switched off there, then ask again."
    ),
}
WRONG_CODE = {2201, 2202}  # RFC 5730; some registries say 2201 of a wrong code


# --- asked from the registry ------------------------------------------------------------------------------


@flow.verb(source="requested", target="pending", clause="DN-6.2.1b")
def await_registrar(transfer: TransferIn, act: Act, answer: Progress) -> str | None:
    """The registry has taken the request: now the present registrar decides, or its silence does."""
    transfer.sent = True
    if asked := answer.transfer:
        transfer.asked_at, transfer.act_by = asked.asked_at, asked.act_by
    transfer.asked_of = answer.name.sponsor if answer.name else ""
    if answer.outcome:
        return _decided(
            transfer, act, answer, arrived="completed", refused="rejected", back="cancelled", lost="failed"
        )
    _follow_on(transfer, act)
    emails.started(transfer, act)
    return None


@flow.verb(source="requested", target="failed", clause="DN-8.1")
def refuse_request(transfer: TransferIn, act: Act, refusal: PortRefused) -> str | None:
    """The registry says no, or the request was stopped before it: each refusal has its own way on."""
    if isinstance(refusal, Stopped):
        _settle(transfer)
        emails.held(transfer, act)
        answers.tell_staff(transfer, act, "transfers", _("proceedings hold the transfer"), "DN-6.2.1b")
        return "held"
    if isinstance(refusal, NotSent) and transfer.sent:
        _end(transfer, act, refusal.why, refusal)
        return None
    if isinstance(refusal, NotSent):
        _never_sent(transfer, act, refusal.why)
        return "not_sent"
    if refusal.code in answers.OURS:
        return answers.ask_tomorrow(transfer, act, refusal, "requested")
    transfer.sent = True
    if refusal.code in WRONG_CODE:
        return "code_wanted" if _may_try_another_code(transfer, act, refusal) else None
    _end(transfer, act, REFUSED.get(refusal.code) or refusal_text(refusal.code), refusal)
    return None


@flow.verb(source="code_wanted", target="requested", clause="DN-6.2.1b")
def give_code(transfer: TransferIn, act: Act, code: str) -> None:
    """The customer has got another code from the present registrar: it costs nothing to try it."""
    transfer.auth_code = code
    transfer.repeats += 1
    answers.call_now(transfer, act)


@flow.verb(source="held", target="requested", clause="DN-6.2.1b", label=_("the proceedings are over: go on"))
def go_on(transfer: TransferIn, act: Act) -> None:
    """What held the transfer is settled; if proceedings are still open it is held again."""
    answers.call_now(transfer, act)


# --- followed ---------------------------------------------------------------------------------------------


@flow.verb(source="pending", clause="DN-6.2.1b")
def follow(transfer: TransferIn, act: Act, answer: Progress) -> str | None:
    """What the registry shows now: decided, or looked at again in a while."""
    if answer.outcome:
        return _decided(
            transfer, act, answer, arrived="completed", refused="rejected", back="cancelled", lost="failed"
        )
    _follow_on(transfer, act)
    return None


@flow.verb(source="pending", clause="DN-8.1")
def not_told(transfer: TransferIn, act: Act, refusal: PortRefused) -> str:
    """The registry does not say how the transfer stands: asked again, and staff look."""
    return answers.ask_tomorrow(transfer, act, refusal, "pending")


@flow.verb(source="pending", clause="DN-6.2.1b")
def report_silence(transfer: TransferIn, act: Act) -> None:
    """The window has passed and the registry has decided nothing: a person must ask it."""
    answers.tell_staff(
        transfer, act, "transfers_late", _("the registry is late with its decision"), "DN-6.2.1b"
    )
    evidence.record(transfer.public_id, "act", "registry_late", act, "DN-6.2.1b", act_by=transfer.act_by)


# --- taken back -------------------------------------------------------------------------------------------


@flow.verb(source="pending", target="cancelling", clause="DN-6.2.1a", label=_("take the request back"))
def take_back(transfer: TransferIn, act: Act) -> None:
    """The customer wants the name no more: the registry is told."""
    answers.call_now(transfer, act)


@flow.verb(
    source=["held", "code_wanted", "asked_again"],
    target="cancelled",
    clause="DN-6.2.5",
    label=_("drop the request"),
)
def drop(transfer: TransferIn, act: Act) -> str | None:
    """The customer wants the name no more, and nothing is under way: credited if the registry was never asked."""
    if not transfer.sent:
        _never_sent(transfer, act, _("you took the request back before it was sent"))
        return "not_sent"
    _end(transfer, act, _("You took the request back."))
    return None


@flow.verb(source="cancelling", target="cancelled", clause="DN-6.2.1a")
def confirm_taking_back(transfer: TransferIn, act: Act, answer: Progress) -> str | None:
    """The registry has cancelled it; or it had decided already, and that decision stands."""
    if answer.outcome:
        return _decided(
            transfer, act, answer, arrived="completed", refused="rejected", back="cancelled", lost="failed"
        )
    _follow_on(transfer, act)
    return "pending"


@flow.verb(source="cancelling", clause="DN-6.2.1a")
def refuse_taking_back(transfer: TransferIn, act: Act, refusal: PortRefused) -> str:
    """The registry does not cancel: the transfer goes on, the customer and staff are told."""
    answers.tell_staff(
        transfer, act, "transfers", refusal_text(refusal.code), "DN-6.2.1a", detail=str(refusal)
    )
    _follow_on(transfer, act)
    emails.goes_on(transfer, act)
    return "pending"


# --- asked again ------------------------------------------------------------------------------------------


@flow.verb(source=TransferIn.UNHAPPY, target="asked_again", clause="DN-6.p3")
def ask_again(transfer: TransferIn, act: Act, code: str = "", fee_line: str = "") -> None:
    """The customer asks once more; the transfer itself is paid already, staff handle it (C-28)."""
    transfer.auth_code, transfer.fee_line = code or transfer.auth_code, fee_line
    transfer.code_tries, transfer.ended_at, transfer.outcome = 0, None, ""
    title = _("the customer asks for the transfer again")
    answers.tell_staff(transfer, act, "transfers_again", title, "DN-6.p3")


@flow.verb(
    source="asked_again", target="requested", clause="DN-6.p3", label=_("send it to the registry again")
)
def send_again(transfer: TransferIn, act: Act) -> None:
    """What stood against it is settled: the registry is asked once more."""
    transfer.asked_at = transfer.act_by = None
    transfer.repeats += 1
    landing.finish(transfer.fee_line, act)
    answers.call_now(transfer, act)


@flow.verb(source="asked_again", target="failed", clause="DN-6.p3", label=_("do not send it again"))
def decline_again(transfer: TransferIn, act: Act) -> None:
    """It would fail again: the customer reads why, and a fee that he paid for it is credited."""
    landing.credit(transfer.fee_line, act, _("the transfer was not asked for again"))
    _end(transfer, act, act.reason)


# --- whose fault ------------------------------------------------------------------------------------------


@flow.verb(source=TransferIn.UNHAPPY, clause="DN-6.2.5", label=_("the fault is ours: propose a credit"))
def find_fault(transfer: TransferIn, act: Act) -> None:
    """A person finds that we are responsible; a second one decides."""
    _not_credited(transfer)
    transfer.fault_by = act.actor
    title = _("a credit for our fault is to be approved")
    answers.tell_staff(transfer, act, "transfers_fault", title, "DN-6.2.5", detail=act.reason)


@flow.verb(source=TransferIn.UNHAPPY, clause="DN-6.2.5", label=_("approve the credit"))
def approve_credit(transfer: TransferIn, act: Act) -> None:
    """The second person agrees: what was paid becomes credit."""
    _not_credited(transfer)
    if not transfer.fault_by:
        raise NotAllowed(_("Nobody has proposed a credit yet: do that first."), "DN-6.2.5")
    if transfer.fault_by == act.actor:
        raise NotAllowed(_("A second person approves what you have proposed."), "DN-6.2.5")
    landing.credit(transfer.line, act, _("the transfer failed by our fault"))
    transfer.credited_at = act.now
    emails.credited(transfer, act)


# --- inside -----------------------------------------------------------------------------------------------


def _decided(transfer: TransferIn, act: Act, answer: Progress, **states: str) -> str:
    """Carry out what the registry decided; `states` says where each outcome leads."""
    if answer.outcome == "arrived":
        _settle(transfer)
        transfer.ended_at, transfer.auth_code = act.now, ""
        transfer.domain = landing.land(transfer, answer.name, act)
        landing.finish(transfer.line, act)
        emails.arrived(transfer, act)
    else:
        _end(transfer, act, ENDINGS[answer.outcome])
    return states[answer.outcome]


def _may_try_another_code(transfer: TransferIn, act: Act, refusal: PortRefused) -> bool:
    """The customer gives another code without paying again; after the last wrong one it ends."""
    transfer.code_tries += 1
    if transfer.code_tries < TRANSFER.wrong_codes:
        _settle(transfer)
        emails.code_wanted(transfer, act)
        return True
    words = _(
        "The registry has found {n} codes wrong. Have the present registrar make a new one, then ask again."
    )
    _end(transfer, act, landing.worded(transfer, words, n=transfer.code_tries), refusal)
    return False


def _never_sent(transfer: TransferIn, act: Act, why) -> None:
    """Nothing reached the registry: the money becomes credit (DN-2.2b)."""
    _settle(transfer)
    transfer.ended_at, transfer.outcome = act.now, landing.worded(transfer, why)
    landing.credit(transfer.line, act, why)
    emails.not_sent(transfer, act)


def _end(transfer: TransferIn, act: Act, words, refusal: PortRefused | None = None) -> None:
    """It ends without the name: no refund (DN-6.2.5), and the way to ask again."""
    _settle(transfer)
    transfer.ended_at, transfer.outcome = act.now, landing.worded(transfer, words)
    landing.finish(transfer.line, act)
    emails.ended(transfer, act)
    detail = f"{refusal}" if refusal else ""
    answers.tell_staff(transfer, act, "transfers", _("a transfer to us has failed"), "DN-6.p3", detail=detail)


def _not_credited(transfer: TransferIn) -> None:
    if transfer.credited_at:
        raise NotAllowed(_("This transfer is credited already."), "DN-6.2.5")


def _settle(transfer: TransferIn) -> None:
    answers.settle_call(transfer)


def _follow_on(transfer: TransferIn, act: Act) -> None:
    """Looked at again in a while, and at the instant at which the registry decides."""
    answers.settle_call(transfer)
    soon = act.now + TRANSFER.poll
    decides = transfer.act_by
    transfer.call_at = min(soon, decides) if decides and decides > act.now else soon


for _name, _source, _clause, _done, _refused_by in (
    ("ask_registry", "requested", "DN-6.2.1b", await_registrar, refuse_request),
    ("follow_registry", "pending", "DN-6.2.1b", follow, not_told),
    ("take_back_at_registry", "cancelling", "DN-6.2.1a", confirm_taking_back, refuse_taking_back),
):
    flow.call(_name, source=_source, clause=_clause, ask=getattr(arrival_calls, _name), done=_done,
              refused=_refused_by)  # fmt: skip
