"""The file on the web site, as an authority fetches it: port 80, few redirects, 2xx, nothing but public addresses.

Redirects 301, 302, 307 and 308 are followed, to http and https on their usual ports (facts C); a certificate met on
the way is not verified, as authorities do not. Every address of the name must serve the file: behind one of them an
old server may stand.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urljoin, urlsplit

import httpx
from django.conf import settings

from ssl_certs.models import NameValidation
from ssl_certs.terms import VALIDATION

from .findings import Finding, finding
from .resolving import Resolver, reachable

FOLLOWED = {301, 302, 307, 308}
REDIRECTS = range(300, 400)
USUAL = {"http": 80, "https": 443}


class Wrong(Exception):
    """The file cannot be had: the finding's code and facts."""

    def __init__(self, code: str, **facts):
        super().__init__(code)
        self.code, self.facts = code, facts


@dataclass(frozen=True)
class Answer:
    """What one server said."""

    status: int
    location: str
    content: bytes


def look(row: NameValidation, resolver: Resolver) -> Iterator[Finding]:
    """Whether each address of the name serves the file, and what it serves instead."""
    url, wrong, right = f"http://{row.bare}{row.path}", [], 0
    try:
        addresses = _addresses(row.bare, resolver)
    except Wrong as found:
        yield finding("file", found.code, False, url=url, **found.facts)
        return
    for address in addresses:
        try:
            _judge(row, _fetch(url, address, resolver))
            right += 1
        except Wrong as found:
            wrong.append((address, found))
    silent = [one for one in wrong if one[1].code == "file_no_answer"]
    if right and wrong == silent:
        yield finding("file", "file_found", True, url=url)
        if silent:
            yield finding("file", "addresses_silent", None, addresses=[address for address, _found in silent])
        return
    address, worst = next((one for one in wrong if one not in silent), wrong[0])
    yield finding("file", worst.code, False, **{"url": url, "address": address, **worst.facts})


def _addresses(host: str, resolver: Resolver) -> list[str]:
    """The addresses that may be reached. Raises Wrong."""
    found = resolver.addresses(host)
    if not found:
        raise Wrong("no_address", host=host)
    if not all(map(reachable, found)):
        raise Wrong("private_address", host=host, there=[a for a in found if not reachable(a)])
    return found[: VALIDATION.addresses]


def _judge(row: NameValidation, answer: Answer) -> None:
    there = answer.content.decode("utf-8", "replace")
    if there.strip() != row.value.strip():
        raise Wrong("file_wrong", value=row.value, there=there.strip() or "–")


def _fetch(url: str, address: str, resolver: Resolver) -> Answer:
    """Follow the way that an authority follows. Raises Wrong."""
    for _hop in range(VALIDATION.redirects + 1):
        answer = _ask(urlsplit(url), address, resolver)
        if answer.status in FOLLOWED and answer.location:
            url, host = _target(url, answer.location)
            address = _addresses(host, resolver)[0]
        elif answer.status in REDIRECTS:
            raise Wrong("file_redirect", status=answer.status)
        elif not httpx.codes.is_success(answer.status):
            raise Wrong("file_status", status=answer.status, url=url)
        else:
            return answer
    raise Wrong("file_redirects", most=VALIDATION.redirects)


def _target(url: str, location: str) -> tuple[str, str]:
    """Where a redirect leads, and on which host. Raises Wrong where an authority would not go."""
    try:
        url = urljoin(url, location)
        target = urlsplit(url)
        port, host = target.port, target.hostname or ""
    except ValueError:
        raise Wrong("file_target", target=location) from None
    usual = port in (None, *USUAL.values(), *settings.VALIDATION_PORTS.values())
    if target.scheme not in USUAL or not usual or not host or target.username or _is_address(host):
        raise Wrong("file_target", target=url)
    return url, host


def _is_address(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return False


def _ask(target: SplitResult, address: str, resolver: Resolver) -> Answer:
    """One request to one address; the name goes along as Host and SNI. Raises Wrong."""
    host, patience = target.hostname or "", min(VALIDATION.web_patience.total_seconds(), resolver.left())
    place = f"[{address}]" if ":" in address else address
    port = settings.VALIDATION_PORTS[target.scheme]
    url = f"{target.scheme}://{place}:{port}{target.path or '/'}{'?' + target.query if target.query else ''}"
    headers = {"Host": host, "Accept-Encoding": "identity", "User-Agent": "validation pre-check"}
    try:
        with (
            httpx.Client(trust_env=False, verify=False, timeout=patience) as client,
            client.stream("GET", url, headers=headers, extensions={"sni_hostname": host}) as said,
        ):
            return Answer(said.status_code, said.headers.get("location", ""), _read(said, patience))
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        code = "file_no_tls" if target.scheme == "https" else "file_no_answer"
        raise Wrong(code, target=f"{target.scheme}://{host}", error=type(error).__name__) from None


def _read(said: httpx.Response, patience: float) -> bytes:
    """The content, if it is short and comes in time. Raises Wrong."""
    content, end = b"", time.monotonic() + patience
    for piece in said.iter_raw():
        content += piece
        if len(content) > VALIDATION.web_bytes:
            raise Wrong("file_large", most=VALIDATION.web_bytes)
        if time.monotonic() > end:
            raise Wrong("file_no_answer", target=said.url.host, error="Timeout")
    return content
