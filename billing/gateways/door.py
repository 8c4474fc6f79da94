"""The way to a gateway's server: the outside, or in demo mode the portal's own sandbox, without a socket.

A sandbox lives behind the portal's addresses and is asked with the same requests as the real server: through the
whole portal, from its first middleware on, so that nothing is proved on a shorter way.
"""

from functools import lru_cache
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from billing.terms import BILLING
from core.ports import PortUnavailable


class SandboxDoor(httpx.BaseTransport):
    """Whatever the host, the request goes to the portal, below the sandbox's own prefix."""

    def __init__(self, prefix: str = ""):
        self.prefix = prefix.rstrip("/")

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        home = urlsplit(settings.BASE_URL)
        path = self.prefix.encode() + request.url.raw_path
        inner = httpx.Request(
            request.method,
            httpx.URL(scheme=home.scheme, host=home.hostname, port=home.port, raw_path=path),
            headers={**request.headers, "host": home.netloc},
            content=request.read(),
        )
        answer = httpx.WSGITransport(app=_portal()).handle_request(inner)
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.read())


class _Portal(WSGIHandler):
    """The portal asked from inside itself: no request of the server's begins or ends, its connection stays as it is."""

    def __call__(self, environ, start_response):
        response = self.get_response(self.request_class(environ))
        start_response(f"{response.status_code} {response.reason_phrase}", [*response.items()])
        return [response.content]


@lru_cache(maxsize=1)
def _portal() -> WSGIHandler:
    return _Portal()


def client(address: str, sandbox: str = "", **facts) -> httpx.Client:
    """A client of the server at `address`; where there is none, of the sandbox below the path `sandbox`."""
    transport = None if address else SandboxDoor(sandbox)
    base = address or settings.BASE_URL
    return httpx.Client(
        base_url=base, transport=transport, timeout=BILLING.gateway_timeout.total_seconds(), **facts
    )


def ask(http: httpx.Client, method: str, path: str, **request) -> httpx.Response:
    """One request. Raises PortUnavailable for no answer, and for that of a server in trouble."""
    try:
        answer = http.request(method, path, **request)
    except httpx.HTTPError as fault:
        raise PortUnavailable(f"{type(fault).__name__}: {fault}") from fault
    if answer.status_code >= 500 or answer.status_code == 429:
        raise PortUnavailable(f"HTTP {answer.status_code}")
    return answer
