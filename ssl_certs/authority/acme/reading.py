"""Orders, authorizations and challenges as the authority shows them (RFC 8555 7.1), read into plain facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import requests

from .network import Problem, problem_of

PENDING, READY, PROCESSING, VALID, INVALID = "pending", "ready", "processing", "valid", "invalid"
PROVEN = {READY, PROCESSING, VALID}  # an order of which every name is proven
UNPROVEN = "unauthorized"  # what is said of a name where the authority does not say what it found
WILDCARD = "*."


@dataclass(frozen=True)
class Order:
    """What was asked for, and how far it is. One that is `invalid`, or whatever else it is called, stays so."""

    url: str
    status: str
    authorizations: tuple[str, ...]
    finalize: str
    certificate: str = ""
    expires_at: datetime | None = None
    error: Problem | None = None

    @property
    def lost(self) -> bool:
        """Nothing can come of it any more."""
        return self.status not in (PENDING, *PROVEN)


@dataclass(frozen=True)
class Offer:
    """One way to prove control of a name, with its token."""

    url: str
    kind: str
    status: str
    said: Mapping[str, Any]
    error: Problem | None = None


@dataclass(frozen=True)
class Authorization:
    """Control of one name: proven, open, or lost."""

    url: str
    name: str
    status: str
    offers: tuple[Offer, ...]
    expires_at: datetime | None = None

    @property
    def lost(self) -> bool:
        """Neither open nor proven: the order can come to nothing."""
        return self.status not in (PENDING, VALID)

    @property
    def failed(self) -> Offer | None:
        """The proof that was not found, where that is why it is lost."""
        return next((one for one in self.offers if one.status == INVALID), None) if self.lost else None


def object_of(response: requests.Response) -> dict[str, Any]:
    """The JSON object of an answer. Raises ValueError where it is none."""
    said = response.json()
    if not isinstance(said, dict):
        raise ValueError(f"{response.url} answers no object")
    return said


def order_of(url: str, said: Mapping[str, Any]) -> Order:
    """An order, read. Raises KeyError or ValueError where it is none."""
    error = said.get("error")
    return Order(
        url=url, status=str(said["status"]), authorizations=tuple(map(str, said["authorizations"])),
        finalize=str(said["finalize"]), certificate=str(said.get("certificate") or ""),
        expires_at=_instant(said.get("expires")), error=problem_of(error) if isinstance(error, dict) else None,
    )  # fmt: skip


def authorization_of(url: str, said: Mapping[str, Any]) -> Authorization:
    """An authorization, read; a wildcard's name begins with its star, however the authority shows that."""
    bare = str(said["identifier"]["value"]).lower().removeprefix(WILDCARD)
    wild = said.get("wildcard") is True or str(said["identifier"]["value"]).startswith(WILDCARD)
    return Authorization(
        url=url, name=WILDCARD + bare if wild else bare, status=str(said["status"]),
        offers=tuple(offer_of(one) for one in said["challenges"]), expires_at=_instant(said.get("expires")),
    )  # fmt: skip


def offer_of(said: Mapping[str, Any]) -> Offer:
    """A challenge, read."""
    error = said.get("error")
    return Offer(
        url=str(said.get("url", "")), kind=str(said["type"]), status=str(said.get("status", PENDING)), said=said,
        error=problem_of(error) if isinstance(error, dict) else None,
    )  # fmt: skip


def _instant(text: Any) -> datetime | None:
    if not text:
        return None
    read = datetime.fromisoformat(str(text))
    return read if read.tzinfo else read.replace(tzinfo=UTC)
