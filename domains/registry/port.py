"""The registry port: what the portal asks of a registry, in the words of EPP (RFC 5730, 5731, 3915).

Names are given in their A-label form. Every method takes `now` (the demo's clock moves) and, where it changes
something, our `reference`: at least once is the rule, so an adapter must know what a first try already did.
Answers to fear: `PortUnavailable` (ask again, it may have been done), `PortWaiting` (a person is at work),
`PortRefused` (final), with the EPP result code.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from core.ports import PortRefused

PENDING_DELETE = "pendingDelete"
LOCK = "clientTransferProhibited"


class NameTaken(PortRefused):
    """Somebody was faster: the name exists (EPP 2302, DN-2.5)."""

    def __init__(self, message: str = ""):
        super().__init__(2302, message)


@dataclass(frozen=True)
class Availability:
    """An indication, never a promise (DN-2.2b). `free` is None when only a person can tell.

    `reason` is empty, `taken`, `cancel_grace` (only its last holder may have it again) or `by_hand`.
    """

    free: bool | None
    reason: str
    checked_at: datetime


@dataclass(frozen=True)
class RegistryName:
    """A name as its registry shows it: EPP statuses, RGP statuses, UTC instants."""

    name: str
    sponsor_is_us: bool
    reference: str
    created_at: datetime
    expires_at: datetime
    statuses: tuple[str, ...] = ("ok",)
    rgp: tuple[str, ...] = ()
    auth_code: str = ""
    nameservers: tuple[str, ...] = ()

    @property
    def being_deleted(self) -> bool:
        """In redemption, in deletion, or in the cancellation grace of .ma."""
        return PENDING_DELETE in self.statuses

    @property
    def expires_on(self) -> date:
        """The day that a renew command carries as current expiry (curExpDate is a UTC day)."""
        return self.expires_at.date()


class Registry(Protocol):
    """What every adapter offers: sandbox, manual, EPP."""

    def check(self, names: Sequence[str], now: datetime) -> dict[str, Availability]:
        """Which names seem free."""

    def info(self, name: str, now: datetime) -> RegistryName | None:
        """What the registry shows about a name; None when nobody holds it."""

    def register(
        self, name: str, years: int, contacts: Mapping[str, Any], reference: str, now: datetime
    ) -> RegistryName:
        """Make the name ours for some years; `NameTaken` when it is somebody's."""

    def renew(
        self, name: str, current_expiry: date, years: int, reference: str, now: datetime
    ) -> RegistryName:
        """Add years to the registry's own expiry; `looks.renew_to` knows how many are missing (C-37)."""

    def delete(self, name: str, reference: str, now: datetime) -> RegistryName | None:
        """Start the deletion: redemption (gTLD) or the cancellation grace (.ma)."""

    def restore(self, name: str, reference: str, report: Mapping[str, Any], now: datetime) -> RegistryName:
        """Bring a name back from redemption, with the restore report (DN-5.3)."""

    def set_lock(self, name: str, locked: bool, reference: str, now: datetime) -> RegistryName:
        """Set or lift the registrar lock (DN-6.p1(3))."""

    def set_nameservers(self, name: str, hosts: Sequence[str], reference: str, now: datetime) -> RegistryName:
        """Delegate the name to these hosts (DN-A2-6(1))."""
