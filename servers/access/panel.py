"""The box of access codes on a server's page."""

from typing import Any

from accounts.roles import Capability
from core import clock
from servers.models import Server

from . import codes


def panel(server: Server, request: Any) -> dict[str, Any]:
    """What can still be opened, what was opened when."""
    code, now = codes.ready(server), clock.now()
    last = server.codes.filter(where="").exclude(opened_at=None).order_by("-opened_at").first()
    openable = code if code and code.expires_at and code.expires_at > now else None
    may = request.membership.may(Capability.MANAGE_TECHNICAL) and server.state in Server.RUNNING
    return {"code": openable, "lent": codes.lent(server, now), "opened": last, "may_open": may}
