"""One request to a panel's API over HTTPS and its answer, or `PortUnavailable`; and what an entry of PANELS may say.

[shared]
adapter = "cpanel"                              # or "hestia"
url = "https://server1.example.ma:2087"         # hestia: port 8083
token_file = "secrets/server1"                  # cpanel: USER:TOKEN; hestia: ACCESS_KEY:SECRET_KEY, alone in the file
nameservers = ["ns1.example.ma", "ns2.example.ma"]
ca_file = "secrets/server1-ca.pem"              # where the panel's certificate is its own
"""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from core.ports import PortUnavailable

from .terms import PANEL

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
KNOWN = {"adapter", "url", "token_file", "nameservers", "ca_file", "login_url"}
DENIED, TOO_MANY, FAULT = {401, 403}, 429, 500


@dataclass(frozen=True)
class Connection:
    """How to reach a panel's API; `user` and `secret` are the two halves of the token."""

    name: str
    url: str
    user: str
    secret: str = field(repr=False)
    nameservers: tuple[str, ...] = ()
    ca_file: str = ""
    login_url: str = ""

    def client(self, headers: Mapping[str, str] | None = None) -> httpx.Client:
        """A client that waits as long as a panel may take, and trusts what it is told to trust."""
        verify: Any = ssl.create_default_context(cafile=self.ca_file) if self.ca_file else True
        timeout = httpx.Timeout(PANEL.patience.total_seconds(), connect=PANEL.connect.total_seconds())
        return httpx.Client(base_url=self.url.rstrip("/") + "/", timeout=timeout, verify=verify, headers=headers,
                            follow_redirects=False)  # fmt: skip


def ask(client: httpx.Client, method: str, path: str, **more: Any) -> httpx.Response:
    """The answer; what is no answer of the API itself may have been done and is asked again."""
    try:
        answer = client.request(method, path, **more)
    except httpx.HTTPError as error:
        raise PortUnavailable(f"{path}: {type(error).__name__} {error}") from None
    if len(answer.content) > PANEL.answer_bytes:
        raise PortUnavailable(f"{path}: the answer is too long")
    if answer.status_code == TOO_MANY or answer.status_code >= FAULT or answer.is_redirect:
        raise PortUnavailable(f"{path}: {answer.status_code}")
    return answer


def json_of(answer: httpx.Response, path: str) -> Any:
    """The JSON of an answer; anything else is no answer."""
    try:
        return answer.json()
    except ValueError:
        raise PortUnavailable(f"{path}: the answer is not JSON") from None


def connection(code: str, entry: Mapping[str, Any]) -> Connection:
    """The connection that an entry describes. Raises ValueError with the first fault in words."""
    for fault in faults(code, entry):
        raise ValueError(fault)
    user, _colon, secret = Path(entry["token_file"]).read_text(encoding="utf-8").strip().partition(":")
    return Connection(code, entry["url"], user, secret, tuple(entry.get("nameservers", ())),
                      entry.get("ca_file", ""), entry.get("login_url", ""))  # fmt: skip


def faults(code: str, entry: Mapping[str, Any]) -> list[str]:
    """Each thing that is missing or wrong, in words."""
    found = [f"{code}: «{name}» is no setting of a panel." for name in sorted(entry.keys() - KNOWN)]
    parts = urlsplit(str(entry.get("url", "")))
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not (safe and parts.hostname):
        found.append(f"{code}: url must begin with https://.")
    path = Path(str(entry.get("token_file", "")))
    if not path.is_file():
        found.append(f"{code}: token_file names {path}, which is not there.")
    elif ":" not in path.read_text(encoding="utf-8"):
        found.append(f"{code}: {path} must hold two halves, separated by a colon.")
    if entry.get("ca_file") and not Path(entry["ca_file"]).is_file():
        found.append(f"{code}: ca_file names {entry['ca_file']}, which is not there.")
    return found
