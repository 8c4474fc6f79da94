"""The end: the machine and its data are taken away, addresses and codes with them (SRV-4.1)."""

from typing import Any

from django.utils.translation import gettext_lazy

from billing import ordering
from core import deciding
from core.acts import Act
from core.answering import ask_tomorrow, settle_call, tell_staff
from core.attention import close_attention
from core.ports import PortRefused
from servers import coverage, emails, inventory
from servers.access import codes
from servers.flows import servers
from servers.models import Server
from servers.schedule import LIVE

from . import tasks

By = Server.EndedBy


@servers.verb(source=list(LIVE), target="ending", clause="SRV-7.1.3")
def end_by_decision(server: Server, act: Act) -> None:
    """Two people have decided its end: no notice, nothing paid back (SRV-7.1.3, guard 18)."""
    server.ended_by = By.DECISION
    server.call_at, server.call_attempts = act.now, 0


@servers.verb(source="ending", target="ended", clause="SRV-4.1")
def be_destroyed(server: Server, act: Act, answer: Any) -> str:
    """Nothing of it is left: its addresses rest, its machine waits to be wiped, its contract of care ends."""
    settle_call(server)
    server.ended_at, server.power, server.proposal = act.now, "", ""
    codes.forget(server)
    tasks.close_all(server, act)
    inventory.release(server, act)
    server.machine = None
    coverage.finish(server, act)
    close_attention(act, about=server.public_id)
    ordering.void_open_proposals(server.public_id, act, gettext_lazy("the server has ended"))
    if not deciding.silent(server):
        emails.ended(server, act)
    if server.ended_by == By.DECISION:
        return "terminated"
    return "ended" if server.ended_by == By.CUSTOMER else "withdrawn"


@servers.verb(source="ending", clause="SRV-4.1")
def not_destroyed(server: Server, act: Act, refusal: PortRefused) -> None:
    """The hypervisor refuses: asked again tomorrow, staff look today."""
    ask_tomorrow(server, act, str(refusal))
    tell_staff(server, act, "server_ends", gettext_lazy("cannot be taken down"), "SRV-4.1", str(refusal))


@servers.verb(source=[*LIVE, "provisioning", "ending"], clause="SRV-3.p2")
def forget_code(server: Server, act: Act) -> None:
    """Nobody has opened the access codes in time: they are gone, and new ones can be asked for."""
    codes.forget_old(server, act.now)
