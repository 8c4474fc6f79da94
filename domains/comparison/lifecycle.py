"""The life of a difference: open until a person mends or accepts it, or the next night finds it gone."""

from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import Act
from core.clock import opening
from core.transitions import Flow, NotAllowed, amend, claim
from domains.changes.lifecycle import ask_for
from domains.models import Difference, Domain

flow = Flow(Difference)
CLAUSE = "DN-8.2"


@flow.verb(
    source="open", target="mended", clause=CLAUSE, label=gettext_lazy("tell the registry what we have")
)
def push_ours(difference: Difference, act: Act) -> None:
    """The registry is told anew what the name is to be."""
    domain = _claimed(difference)
    wanted = {
        "nameservers": lambda: {"hosts": domain.nameservers}, "dnssec": lambda: {"ds": domain.ds_records},
        "lock": lambda: {"on": domain.locked}, "hold": lambda: {"on": domain.on_hold},
        "contacts": lambda: dict(domain.contacts),
    }.get(difference.field)  # fmt: skip
    if wanted is None:
        raise NotAllowed(_("This fact is the registry's own: it cannot be told to it."), CLAUSE)
    ask_for(domain, difference.field, wanted(), act, CLAUSE)
    difference.settled_at = act.now


@flow.verb(
    source="open", target="mended", clause=CLAUSE, label=gettext_lazy("take over what the registry shows")
)
def take_theirs(difference: Difference, act: Act) -> None:
    """Our row says from now on what the registry shows; what the customer has paid for stays as it is (C-37)."""
    domain, theirs = _claimed(difference), difference.theirs
    if difference.field == "expiry":
        facts: dict[str, Any] = {"registry_expires_at": opening(parse_date(theirs))}
    elif difference.field == "nameservers":
        facts = {"nameservers": [{"name": name, "addresses": []} for name in theirs]}
    elif difference.field == "dnssec":
        keys = ("key_tag", "algorithm", "digest_type", "digest")
        facts = {"ds_records": [dict(zip(keys, row, strict=True)) for row in theirs]}
    elif difference.field in {"lock", "hold"}:
        facts = {"locked" if difference.field == "lock" else "on_hold": bool(theirs)}
    else:
        raise NotAllowed(_("A person must clear this up with the registry and the customer."), CLAUSE)
    amend(domain, act, f"{difference.field}_taken", CLAUSE, **facts)
    difference.settled_at = act.now


@flow.verb(source="open", target="accepted", clause=CLAUSE, label=gettext_lazy("leave it as it is"))
def accept(difference: Difference, act: Act) -> None:
    """A person knows why it differs; the same values are not reported again."""
    difference.settled_at = act.now


@flow.verb(source="open", target="gone", clause=CLAUSE)
def vanish(difference: Difference, act: Act) -> None:
    """Both say the same again."""
    difference.settled_at = act.now


@flow.verb(source="open", clause=CLAUSE)
def look_again(difference: Difference, act: Act, ours, theirs, mend: str) -> None:
    """It still differs, in another way."""
    difference.ours, difference.theirs, difference.mend = ours, theirs, mend


def _claimed(difference: Difference) -> Domain:
    """The name under its lock."""
    domain = Domain.objects.select_related(*Domain.schedule_related).get(pk=difference.domain_id)
    claim(domain)
    return domain
