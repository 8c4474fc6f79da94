"""The way to a gateway's server: the outside, or in demo mode the portal's own sandbox, without a socket.

A sandbox lives behind the portal's addresses and is asked with the same requests as the real server, so that nothing
is proved on a shorter way (`sandbox_door`). httpx is loaded with the first request: a worker that asks nobody saves
5 MiB.
"""

from typing import TYPE_CHECKING

from django.conf import settings

from billing.terms import BILLING
from core.ports import PortUnavailable

if TYPE_CHECKING:
    import httpx


def client(address: str, sandbox: str = "", **facts) -> "httpx.Client":
    """A client of the server at `address`; where there is none, of the sandbox below the path `sandbox`."""
    import httpx

    from .sandbox_door import SandboxDoor

    transport = None if address else SandboxDoor(sandbox)
    base = address or settings.BASE_URL
    return httpx.Client(
        base_url=base, transport=transport, timeout=BILLING.gateway_timeout.total_seconds(), **facts
    )


def ask(http: "httpx.Client", method: str, path: str, **request) -> "httpx.Response":
    """One request. Raises PortUnavailable for no answer, and for that of a server in trouble."""
    import httpx

    try:
        answer = http.request(method, path, **request)
    except httpx.HTTPError as fault:
        raise PortUnavailable(f"{type(fault).__name__}: {fault}") from fault
    if answer.status_code >= 500 or answer.status_code == 429:
        raise PortUnavailable(f"HTTP {answer.status_code}")
    return answer
