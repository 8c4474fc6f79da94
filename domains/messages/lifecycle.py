"""The life of a message: passed on to its customer, or left to staff until they have handled it."""

from django.utils.translation import gettext_lazy as _

from core.acts import Act
from core.attention import raise_attention
from core.transitions import Flow
from domains.models import HELD, Domain, RegistryMessage

from . import emails, reading

flow = Flow(RegistryMessage)


def clause_of(message: RegistryMessage) -> str:
    """Under .ma the registry is ANRT, and the appendix says it anew."""
    moroccan = message.domain is not None and message.domain.extension.family == "ma"
    return "DN-A2-6(3)" if moroccan else "DN-8.1"


@flow.verb(source=["new", "for_staff"], target="forwarded", clause="DN-8.1", clause_of=clause_of)
def pass_on(message: RegistryMessage, act: Act, dealt_with: bool = False) -> None:
    """The customer receives it as the registry wrote it; a block without a reason is a task for a person."""
    message.settled_at = act.now
    emails.as_received(message, act, clause_of(message))
    if not dealt_with and reading.blocks(message) and not reading.reason_of(message):
        title = _("the registry acts against the name and gives no reason: ask for it")
        raise_attention("registry", f"{message.public_id}:reason", message.domain.public_id, title, act=act,
                        detail=message.text, clause="DN-A2-6(4)")  # fmt: skip


@flow.verb(source="new", target="for_staff", clause="DN-8.1")
def leave_to_staff(message: RegistryMessage, act: Act, why: str = "") -> None:
    """It names no customer's name, or could not be acted upon: a person reads it."""
    raise_attention("registry", f"{message.public_id}:unmatched", message.public_id, str(message), act=act,
                    detail=f"{message.text}\n{why}".strip(), clause="DN-8.1")  # fmt: skip


@flow.verb(source=["new", "for_staff"], target="handled", clause="DN-8.1", label=_("handled"))
def settle(message: RegistryMessage, act: Act) -> None:
    """A room or a person has done what it asks for; no customer is concerned."""
    message.settled_at = act.now


@flow.verb(source="for_staff", clause="DN-8.1", label=_("it is about this name"))
def match(message: RegistryMessage, act: Act, name: str) -> str:
    """A person says which customer's name it is about: it is passed on."""
    message.domain = owner_of(name)
    emails.as_received(message, act, clause_of(message))
    message.settled_at = act.now
    return "forwarded"


def owner_of(name: str) -> Domain | None:
    """The name as a customer has it; one that has ended is found by its last row."""
    rows = Domain.objects.filter(name=name.lower()).select_related("extension", "customer")
    return rows.filter(state__in=HELD).first() or rows.order_by("-pk").first() if name else None
