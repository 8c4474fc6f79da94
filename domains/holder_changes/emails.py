"""The mails of a change of holder: to the present holder, to the new one, to the account that asked (DN-14.1(1))."""

from typing import Any

from django.core import signing
from django.utils import translation

from core import clock
from core.acts import Act
from domains.models import HolderChange
from domains.transfers import guards
from notifications import outbox

SALT = "domains.holder_change"
SIDES = ("old", "new")


def asked(change: HolderChange, act: Act) -> None:
    """Both holders get a link of their own to a page where they say yes or no."""
    for side in SIDES:
        _ask(change, act, side, "asked")


def carry_on(change: HolderChange, act: Act) -> None:
    """Both have said yes: what the customer has to send and to pay now."""
    facts: dict[str, Any] = {
        "papers": change.is_trade,
        "fee": change.fee,
        "currency": change.customer.currency,
    }
    _tell(change, act, "domains.holder_change_needs", "DN-14.1(2)", "needs", _account(change), **facts)


def reminder(change: HolderChange, act: Act, day: str) -> None:
    """Who has not answered is asked again; afterwards the customer is reminded of what is missing."""
    if change.state == "requested":
        for side in SIDES:
            if not getattr(change, f"{side}_confirmed_at"):
                _ask(change, act, side, f"reminder:{day}")
    else:
        papers = change.is_trade and not change.documents_accepted_at
        facts: dict[str, Any] = {
            "papers": papers,
            "fee": _unpaid(change),
            "currency": change.customer.currency,
        }
        _tell(
            change,
            act,
            "domains.holder_change_needs",
            "DN-14.1(3)",
            f"reminder:{day}",
            _account(change),
            **facts,
        )


def done(change: HolderChange, act: Act) -> None:
    """Both parties are told: whose the name is, until when, and how long it cannot be transferred."""
    domain = change.domain
    leaves = guards.leaves_from(domain)
    facts: dict[str, Any] = {
        "paid_through": domain.paid_through,
        "locked_until": leaves and leaves - clock.days(1),
    }
    _tell(change, act, "domains.holder_changed", "DN-14.1(3)", "done", _everybody(change), **facts)


def ended(change: HolderChange, act: Act) -> None:
    """Both parties are told that nothing has changed, and why."""
    facts: dict[str, Any] = {"reason": change.ended_because, "paid": bool(change.line)}
    _tell(change, act, "domains.holder_change_ended", "DN-14.1(3)", "ended", _everybody(change), **facts)


def token(change: HolderChange, side: str) -> str:
    """What the link of one holder carries: signed, and good for this change and this side only."""
    return signing.dumps([change.public_id, side], salt=SALT)


def read(text: str) -> tuple[str, str]:
    """The change and the side that a link names. Raises BadSignature."""
    public_id, side = signing.loads(text, salt=SALT)
    return public_id, side


def in_words(change: HolderChange, reason) -> str:
    """A reason in the customer's language."""
    with translation.override(change.customer.language):
        return str(reason)


def _ask(change: HolderChange, act: Act, side: str, key: str) -> None:
    holder = change.old_holder if side == "old" else change.new_holder
    link = outbox.link("domains:holder_confirm", token(change, side))
    facts: dict[str, Any] = {
        "side": side,
        "link": link,
        "until": clock.local_date(change.lapses_at),
        "new_date": change.promised_until,
    }
    # Only its addressee may read this mail: the link speaks for him.
    _tell(change, act, "domains.holder_confirm", "DN-14.1(1)", f"{key}:{side}", [holder.get("email")], private=True,
          **facts)  # fmt: skip


def _tell(
    change: HolderChange,
    act: Act,
    kind: str,
    clause: str,
    key: str,
    addresses,
    private: bool = False,
    **more: Any,
) -> None:
    customer = change.customer
    context = {
        "name": change.domain.unicode_name,
        "old_holder": change.old_holder.get("full_name", ""),
        "new_holder": change.new_holder.get("full_name", ""),
        "link": outbox.link("domains:holder_change", change.public_id),
        **more,
    }
    for to in dict.fromkeys(filter(None, addresses)):
        outbox.queue(
            kind, to=to, language=customer.language, context=context, about=change.public_id,
            key=f"{change.public_id}:{kind}:{key}:{to}", now=act.now, customer=None if private else customer,
            clause=clause, act=act,
        )  # fmt: skip


def _account(change: HolderChange) -> list[str]:
    return [change.customer.billing_email]


def _everybody(change: HolderChange) -> list[str]:
    return [change.old_holder.get("email", ""), change.new_holder.get("email", ""), *_account(change)]


def _unpaid(change: HolderChange) -> int:
    return 0 if change.paid_at else change.fee
