"""The life of a change at the registry: asked, sent, synced or refused."""

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.acts import Act
from core.attention import raise_attention
from core.ports import PortRefused, PortWaiting
from core.transitions import Flow, amend
from domains import emails
from domains.models import Domain, RegistryChange
from domains.registry import refusal_text, registry_for
from domains.registry.port import Host, RegistryName

from .kinds import KINDS

flow = Flow(RegistryChange)


def ask_for(
    domain: Domain, kind: str, wanted: dict[str, Any], act: Act, clause: str, subject: str = ""
) -> RegistryChange:
    """Have the registry told; an earlier change of the same thing that is still on its way is replaced.

    Call it inside a transaction that holds the name's lock (a verb, or `transitions.claim`).
    """
    for earlier in RegistryChange.objects.filter(domain=domain, kind=kind, subject=subject, state="sending"):
        supersede(earlier, act)
    change = RegistryChange(
        customer_id=domain.customer_id, domain=domain, kind=kind, subject=subject, wanted=wanted, clause=clause,
        asked_at=act.now, asked_by=act.actor, call_at=act.now, acted_through=act.now,
    )  # fmt: skip
    change.reschedule()
    change.save()
    return change


@flow.verb(source="sending", target="superseded", clause="DN-A2-6(1)")
def supersede(change: RegistryChange, act: Act) -> None:
    """A later wish counts."""
    change.settled_at, change.call_at = act.now, None


@flow.verb(source="sending", target="synced", clause="DN-8.2")
def confirm_change(change: RegistryChange, act: Act, answer) -> None:
    """The registry shows what was wanted: now it is a fact of the name."""
    change.settled_at, change.call_at, change.call_error = act.now, None, ""
    if change.kind in KINDS:
        facts = KINDS[change.kind].facts(change.domain, change.wanted)
        amend(change.domain, act, f"{change.kind}_synced", change.clause, **facts)


@flow.verb(source="sending", target="failed", clause="DN-8.2")
def refuse_change(change: RegistryChange, act: Act, refusal: PortRefused) -> None:
    """The registry says no: the customer reads why and what to do, staff see it."""
    change.settled_at, change.call_at, change.call_error = act.now, None, str(refusal)
    emails.change_refused(change.domain, act, change, refusal)
    title = format_lazy(_("{change}: the registry refuses"), change=change)
    raise_attention("registry", f"{change.public_id}:refused", change.domain.public_id, title, act=act,
                    detail=f"{refusal} – {refusal_text(refusal.code)}", clause=change.clause)  # fmt: skip


@flow.verb(source="failed", target="sending", clause="DN-8.2", label=_("send again"))
def send_again(change: RegistryChange, act: Act) -> None:
    """What stood against it is settled: the registry is told once more."""
    change.settled_at, change.call_at, change.call_attempts = None, act.now, 0


def tell(change: RegistryChange, act: Act) -> RegistryName | None:
    """Say the change to the registry. Raises PortWaiting while the name itself awaits the registry's answer."""
    domain = change.domain
    domain.refresh_from_db(fields=["state"])
    if domain.asking:
        raise PortWaiting("the name itself awaits an answer")
    registry = registry_for(domain.extension.code)
    if change.kind != RegistryChange.Kind.GLUE:
        wanted = KINDS[change.kind].wanted(change.wanted)
        return registry.update(domain.name, wanted, change.public_id, act.now)
    addresses = tuple(change.wanted.get("addresses", ()))
    if addresses:
        registry.put_host(Host(change.subject, addresses), change.public_id, act.now)
    else:
        registry.remove_host(change.subject, change.public_id, act.now)
    return None


flow.call(
    "tell_registry",
    source="sending",
    clause="DN-A2-6(1)",
    ask=tell,
    done=confirm_change,
    refused=refuse_change,
)

__all__ = ["ask_for", "flow", "send_again"]
