"""One request over HTTP and its answer, or the port's error: what may have been done, what is final, what is ours."""

import email.utils
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any, TypeVar

import httpx

from core.ports import PortRefused, PortUnavailable

from .config import Connection
from .terms import RESELLER

Answer = TypeVar("Answer")
TOO_MANY, GONE = 429, 404
OUR_ACCOUNT = {401, 403}
# The authority's codes are many and not all documented: what each is about, by a word in it, first match wins.
KINDS = (
    ("csr", "badCSR"), ("key", "badPublicKey"), ("caa", "caa"), ("dnssec", "dnssec"), ("organization", "organisation"),
    ("balance", "billing"), ("fund", "billing"), ("payment", "billing"), ("product", "product"),
    ("dns_name", "rejectedIdentifier"), ("domain", "rejectedIdentifier"), ("common_name", "rejectedIdentifier"),
)  # fmt: skip


class Refused(PortRefused):
    """A refusal in the API's own shape: `said` is its own code."""

    def __init__(self, code: str, said: str, message: str, status: int):
        super().__init__(code, message)
        self.said, self.status = said, status


class Client:
    """The API with our key; after 429 it is left alone for as long as it asks."""

    def __init__(self, connection: Connection):
        timeout = httpx.Timeout(connection.answer_seconds, connect=connection.connect_seconds)
        self.http = httpx.Client(
            base_url=connection.base_url.rstrip("/") + "/", timeout=timeout,
            headers={"X-DC-DEVKEY": connection.key, "Accept": "application/json"},
        )  # fmt: skip
        self.quiet_until = 0.0

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """The JSON of the answer; an empty one is {}."""
        answer = self._sent(method, path, body)
        if not answer.content:
            return {}
        try:
            return answer.json()
        except ValueError:
            raise PortUnavailable(f"{method} {path}: the answer is not JSON") from None

    def text(self, path: str) -> str:
        """A file."""
        return self._sent("GET", path).text

    def _sent(self, method: str, path: str, body: Any = None) -> httpx.Response:
        wait = self.quiet_until - time.monotonic()
        if wait > 0:
            raise PortUnavailable(f"{method} {path}: asked to wait, {wait:.0f} s left")
        try:
            answer = self.http.request(method, path, json=body)
        except httpx.HTTPError as error:
            raise PortUnavailable(f"{method} {path}: {type(error).__name__} {error}") from None
        if answer.status_code == TOO_MANY:
            self.quiet_until = time.monotonic() + _retry_after(answer)
        if (
            answer.status_code == TOO_MANY
            or answer.is_server_error
            or not (answer.is_success or answer.is_client_error)
        ):
            raise PortUnavailable(f"{method} {path}: {answer.status_code} {_words(answer)[1]}".strip())
        if answer.is_client_error:
            raise _refusal(answer)
        return answer


def readable(look: Callable[..., Answer]) -> Callable[..., Answer]:
    """An answer of another shape than the documentation says is no answer: it is asked for again, staff are told."""

    @wraps(look)
    def guarded(*args: Any, **kwargs: Any) -> Answer:
        try:
            return look(*args, **kwargs)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            raise PortUnavailable(
                f"{look.__name__}: unreadable answer, {type(error).__name__} {error}"
            ) from None

    return guarded


def _refusal(answer: httpx.Response) -> Refused:
    said, words = _words(answer)
    if answer.status_code in OUR_ACCOUNT:
        code = "accountDoesNotExist"
    else:
        code = next((kind for word, kind in KINDS if word in said), said or "malformed")
    return Refused(code, said, words or str(answer.status_code), answer.status_code)


def _words(answer: httpx.Response) -> tuple[str, str]:
    """The first error's code, and all messages: {"errors": [{"code": …, "message": …}]}."""
    try:
        errors = answer.json()["errors"]
        return str(errors[0]["code"]), "; ".join(str(one.get("message", one["code"])) for one in errors)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        return "", ""


def _retry_after(answer: httpx.Response) -> float:
    """Seconds to wait: a number or a date (RFC 9110 10.2.3), else the API's own window; never for ever."""
    said = answer.headers.get("Retry-After", "")
    if said.isdigit():
        wait = float(said)
    else:
        try:
            wait = (email.utils.parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds()
        except (ValueError, TypeError):
            wait = RESELLER.quiet.total_seconds()
    return min(max(wait, 0.0), RESELLER.longest_quiet.total_seconds())
