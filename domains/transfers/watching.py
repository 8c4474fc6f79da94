"""A code that was shown is watched: whether another registrar has used it, where no message of the registry says so."""

from core import clock
from core.acts import Act
from core.ports import PortRefused
from domains import answers
from domains.models import CodeRequest
from domains.registry import registry_for
from domains.terms import TRANSFER

from . import departures
from .codes import flow
from .departure_calls import Standing


@flow.verb(source="shown", clause="DN-6.p2")
def watch(request: CodeRequest, act: Act, answer: Standing) -> str | None:
    """Whether another registrar has used the code; after two weeks nobody looks any more."""
    if answer.transfer:
        departures.notice(request.domain, answer.transfer, act)
    answers.settle_call(request)
    request.call_at = act.now + TRANSFER.watch_every
    over = act.now >= request.watch_until or answer.gone
    if over:
        request.call_at = None
    return "closed" if over else None


@flow.verb(source="shown", clause="DN-8.1")
def not_watched(request: CodeRequest, act: Act, refusal: PortRefused) -> str:
    """The registry has no answer: it is asked again tomorrow, as long as the code is watched."""
    answers.settle_call(request)
    request.call_at = clock.tomorrow_of(act.now, 1)
    return "closed" if act.now >= request.watch_until else "shown"


def look_at_registry(request: CodeRequest, act: Act) -> Standing:
    """The last transfer of the name and the name itself."""
    domain = request.domain
    registry = registry_for(domain.extension.code)
    last = registry.transfer_status(domain.name, domain.auth_code, act.now)
    return Standing(last, registry.info(domain.name, act.now))


flow.call(
    "watch_registry",
    source="shown",
    clause="DN-6.p2",
    ask=look_at_registry,
    done=watch,
    refused=not_watched,
)
