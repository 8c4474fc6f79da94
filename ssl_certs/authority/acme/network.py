"""ACME over HTTPS: the library's client, taught to survive bad nonces and to tell a problem from a fault.

The certificate of the authority's server is always verified, plain http is never spoken, and every wait ends.
"""

from dataclasses import dataclass
from typing import Any

import josepy
import requests
from acme import client, errors

from .config import Config
from .terms import ACME

BAD_NONCE, NOT_FOUND = "badNonce", "notFound"
AGENT = "hosting-portal (ACME)"
FAULTS = (requests.RequestException, errors.Error, josepy.errors.Error, ValueError, KeyError)


class Payload(josepy.JSONDeSerializable):
    """The body of a request."""

    def __init__(self, **fields: Any):
        self.fields = fields

    def to_partial_json(self) -> dict[str, Any]:
        return self.fields

    @classmethod
    def from_json(cls, jobj: dict[str, Any]) -> "Payload":
        return cls(**jobj)


@dataclass(eq=False)
class Problem(Exception):
    """What the authority answers instead of doing it (RFC 7807, RFC 8555 6.7); `kind` is the type's last word."""

    status: int
    kind: str
    detail: str = ""
    retry_after: str = ""
    about: tuple[tuple[str, str, str], ...] = ()  # (name, kind, words) for each name, where it says so

    def __str__(self) -> str:
        named = [f"{name}: {words or kind}" for name, kind, words in self.about]
        return "; ".join(filter(None, [self.detail, *named])) or self.kind


def problem_of(said: dict[str, Any], status: int = 0, retry_after: str = "") -> Problem:
    """A problem document, read; what it holds is the authority's own and may be anything."""
    about = [
        (str(_mapping(one.get("identifier")).get("value", "")), _kind(one), str(one.get("detail", "")))
        for one in said.get("subproblems") or ()
        if isinstance(one, dict)
    ]
    return Problem(
        status, _kind(said), str(said.get("detail") or said.get("title") or ""), retry_after, tuple(about)
    )


class Network(client.ClientNetwork):
    """One conversation with an authority: nonces, signatures, retries."""

    def __init__(self, config: Config, key: josepy.JWK):
        timeout: Any = (config.connect_seconds, config.answer_seconds)
        verify: Any = config.ca_file or True
        super().__init__(key, alg=josepy.ES256, verify_ssl=verify, user_agent=AGENT, timeout=timeout)
        self.session.trust_env = False
        self.session.adapters.pop("http://")  # no redirect and no link of a directory leads to plain text

    def post(self, *args: Any, **kwargs: Any) -> requests.Response:
        """A signed request; one whose nonce is not taken is sent anew (RFC 8555 6.5)."""
        for _attempt in range(ACME.nonces):
            try:
                return self._post_once(*args, **kwargs)
            except Problem as problem:
                if problem.kind != BAD_NONCE:
                    raise
                refused = problem
        raise refused

    def _send_request(self, method: str, url: str, *args: Any, **kwargs: Any) -> requests.Response:
        response = super()._send_request(method, url, *args, **kwargs)
        if self.REPLAY_NONCE_HEADER in response.headers:
            self._add_nonce(response)  # those of refusals too: a fresh one comes with each
        return response

    @classmethod
    def _check_response(
        cls, response: requests.Response, content_type: str | None = None
    ) -> requests.Response:
        """Raise Problem for a problem document; anything else that is no success is a fault."""
        if response.ok:
            return response
        try:
            said = response.json()
        except ValueError:
            said = {"type": NOT_FOUND} if response.status_code == 404 else None  # some say no more
        if not isinstance(said, dict) or "type" not in said:
            raise errors.ClientError(f"{response.status_code} {response.reason} {response.url}")
        raise problem_of(said, response.status_code, response.headers.get("Retry-After", ""))


def _kind(said: dict[str, Any]) -> str:
    return str(said.get("type", "")).rpartition(":")[2][:60] or "unknown"


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
