"""The way to the portal's own sandboxes: through the whole portal, from its first middleware on, without a socket."""

from functools import lru_cache
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler


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
