"""The life of a change at the registry: asked, sent, synced or refused, corrected or given up."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import clock, evidence
from core.acts import Act
from core.attention import close_attention, raise_attention
from core.ports import PortRefused, PortWaiting
from core.transitions import Flow, NotAllowed, amend, claim
from domains import emails
from domains.models import Domain, RegistryChange
from domains.registry import refusal_text, registry_for
from domains.registry.port import Host, RegistryName

from . import told
from .kinds import KINDS

flow = Flow(RegistryChange)
OURS = {2104, 2200, 2400, 2500, 2501, 2502}  # EPP refusals that are about us, not about the name: asked again


def ask_for(
    domain: Domain, kind: str, wanted: dict[str, Any], act: Act, clause: str, subject: str = "",
    effective_on: date | None = None,
) -> RegistryChange:  # fmt: skip
    """Have the registry told; an earlier change of the same thing that is not done yet is replaced.

    Call it inside a transaction that holds the name's lock (a verb, or `transitions.claim`).
    """
    open_ones = RegistryChange.objects.filter(domain=domain, kind=kind, subject=subject)
    for earlier in open_ones.filter(state__in=["sending", "failed"]):
        supersede(earlier, act)
    change = RegistryChange(
        customer_id=domain.customer_id, domain=domain, kind=kind, subject=subject, wanted=wanted, clause=clause,
        asked_at=act.now, asked_by=act.actor, call_at=act.now, acted_through=act.now, effective_on=effective_on,
    )  # fmt: skip
    change.reschedule()
    change.save()
    asked = {"change": change.public_id, "subject": subject} if subject else {"change": change.public_id}
    evidence.record(domain.public_id, evidence.EvidenceRecord.Kind.ACT, f"{kind}_asked", act, clause, **asked)
    return change


@flow.verb(source=["sending", "failed"], target="superseded", clause="DN-A2-6(1)")
def supersede(change: RegistryChange, act: Act) -> None:
    """A later wish counts."""
    _settle(change, act)


@flow.verb(source="sending", target="synced", clause="DN-8.2")
def confirm_change(change: RegistryChange, act: Act, answer) -> None:
    """The registry shows what was wanted: now it is a fact of the name, told with what stood before."""
    _settle(change, act)
    domain = change.domain
    claim(domain)
    facts = KINDS[change.kind].facts(domain, change.wanted, change.subject)
    before = {field: getattr(domain, field) for field in facts}
    amend(domain, act, f"{change.kind}_synced", change.clause, **facts)
    told.synced(change, before, act)


@flow.verb(source="sending", target="failed", clause="DN-8.2")
def refuse_change(change: RegistryChange, act: Act, refusal: PortRefused) -> str | None:
    """The registry says no: the customer reads why and what to do, staff see it. What is about us is asked again."""
    title = format_lazy(_("{change}: the registry refuses"), change=change)
    raise_attention("registry", f"{change.public_id}:refused:{act.today}", change.public_id, title, act=act,
                    detail=f"{refusal} – {refusal_text(refusal.code)}", clause=change.clause)  # fmt: skip
    change.call_error = str(refusal)
    if refusal.code in OURS:
        change.call_at = clock.tomorrow_of(act.now, 1)
        return "sending"
    change.settled_at, change.call_at, change.refusal_code = act.now, None, str(refusal.code)[:8]
    if change.clause != told.DECIDED:
        emails.change_refused(change.domain, act, change, refusal)
    return None


@flow.verb(source="failed", target="sending", clause="DN-8.2", label=_("send again"))
def send_again(change: RegistryChange, act: Act) -> None:
    """What stood against it is settled: the registry is told once more."""
    same = RegistryChange.objects.filter(domain_id=change.domain_id, kind=change.kind, subject=change.subject)
    if same.filter(state="sending").exists():
        raise NotAllowed(gettext("A later change of the same thing is on its way already."), "DN-8.2")
    _settle(change, act)
    change.settled_at, change.call_at, change.call_attempts = None, act.now, 0


@flow.verb(source=["sending", "failed"], target="given_up", clause="DN-8.2", label=_("give up"))
def give_up(change: RegistryChange, act: Act) -> None:
    """It will not be done: the name stays as it is at the registry."""
    _settle(change, act)


def _settle(change: RegistryChange, act: Act) -> None:
    change.settled_at, change.call_at, change.call_error, change.refusal_code = act.now, None, "", ""
    close_attention(act, about=change.public_id)


def tell(change: RegistryChange, act: Act) -> RegistryName | None:
    """Say the change to the registry. Raises PortWaiting while the name itself awaits the registry's answer."""
    domain = change.domain
    domain.refresh_from_db(fields=["state"])
    if domain.asking:
        raise PortWaiting("the name itself awaits an answer")
    registry = registry_for(domain.extension.code)
    if change.kind != RegistryChange.Kind.GLUE:
        wanted = KINDS[change.kind].wanted(change.wanted)
        if wanted.contacts:
            wanted = replace(wanted, contacts=domain.extension.told(wanted.contacts))
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

__all__ = ["ask_for", "flow", "give_up", "send_again"]
