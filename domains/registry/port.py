"""The registry port: what the portal asks of a registry, in the words of EPP (RFC 5730, 5731, 3915).

Names are given in their A-label form. Every method takes `now` (the demo's clock moves) and, where it changes
something, our `reference`: at least once is the rule, so an adapter must know what a first try already did.
Answers to fear: `PortUnavailable` (ask again, it may have been done), `PortWaiting` (a person is at work),
`PortRefused` (final), with the EPP result code.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from core.ports import PortRefused

PENDING_DELETE = "pendingDelete"
LOCK = "clientTransferProhibited"  # the registrar lock of the contract (DN-6.p1(3))
HOLD = "clientHold"  # out of the DNS by our own decision


class NameTaken(PortRefused):
    """Somebody was faster: the name exists (EPP 2302, DN-2.5)."""

    def __init__(self, message: str = ""):
        super().__init__(2302, message)


@dataclass(frozen=True)
class Availability:
    """An indication, never a promise (DN-2.2b). `free` is None when only a person can tell.

    `reason` is empty, `taken`, `cancel_grace` (only its last holder may have it again), `by_hand`, or `invalid`: the
    registry does not take it as a name.
    """

    free: bool | None
    reason: str
    checked_at: datetime


@dataclass(frozen=True)
class Host:
    """A name server; `addresses` (IPv4 or IPv6 text) are its glue where it lies under the name itself."""

    name: str
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True)
class DsRecord:
    """A delegation signer (RFC 5910, RFC 4034); `digest` is hexadecimal, upper case."""

    key_tag: int
    algorithm: int
    digest_type: int
    digest: str


@dataclass(frozen=True)
class Wanted:
    """How a name shall look after an update; None, no status and an empty code leave things as they are.

    `statuses` says which client statuses shall stand (True) or not (False); `contacts` is role → snapshot.
    """

    nameservers: tuple[Host, ...] | None = None
    statuses: Mapping[str, bool] = field(default_factory=dict)
    ds: tuple[DsRecord, ...] | None = None
    contacts: Mapping[str, Mapping[str, Any]] | None = None
    auth_code: str = ""


@dataclass(frozen=True)
class RegistryName:
    """A name as its registry shows it: EPP statuses, RGP statuses, UTC instants.

    `sponsor` is the registrar's own id at the registry; `hosts` are the glue hosts under the name; `contacts` is
    what this look shows of each role, perhaps a handle only: `Registry.contacts` says who stands behind it.
    """

    name: str
    sponsor_is_us: bool
    reference: str
    created_at: datetime
    expires_at: datetime
    statuses: tuple[str, ...] = ("ok",)
    rgp: tuple[str, ...] = ()
    auth_code: str = ""
    nameservers: tuple[str, ...] = ()
    ds: tuple[DsRecord, ...] = ()
    hosts: tuple[Host, ...] = ()
    contacts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    sponsor: str = ""
    transferred_at: datetime | None = None
    deleted_at: datetime | None = None  # when its deletion began, where the registry says so

    @property
    def being_deleted(self) -> bool:
        """In redemption, in deletion, or in the cancellation grace of .ma."""
        return PENDING_DELETE in self.statuses

    @property
    def expires_on(self) -> date:
        """The day that a renew command carries as current expiry (curExpDate is a UTC day)."""
        return self.expires_at.date()


@dataclass(frozen=True)
class RegistryTransfer:
    """The state of a transfer between registrars (RFC 5730 2.9.3.4).

    `status` is pending, clientApproved, clientRejected, clientCancelled, serverApproved or serverCancelled;
    `asked_by` and `answered_by` are registrar ids; `act_by` is when the registry decides by itself.
    """

    name: str
    status: str
    asked_by: str
    asked_at: datetime
    answered_by: str
    act_by: datetime
    expires_at: datetime | None = None

    @property
    def approved(self) -> bool:
        return self.status in {"clientApproved", "serverApproved"}


@dataclass(frozen=True)
class Message:
    """A message of the registry's queue (RFC 5730 2.9.2.3). `kind` is transfer, deletion, expiry, status,
    pending_action, low_balance or other; `data` keeps what it carried, as plain values; `name` may be empty.
    """

    id: str
    queued_at: datetime
    kind: str
    name: str
    text: str
    data: Mapping[str, Any] = field(default_factory=dict)
    transfer: RegistryTransfer | None = None


class Registry(Protocol):
    """What every adapter offers: sandbox, manual, EPP. `registrar` is our own id there.

    `demands` are the contacts (holder, admin, tech) without which it registers nothing.
    """

    registrar: str
    demands: frozenset[str]

    def check(self, names: Sequence[str], now: datetime) -> dict[str, Availability]:
        """Which names seem free; one round trip however many names."""

    def info(self, name: str, now: datetime) -> RegistryName | None:
        """What the registry shows about a name; None when nobody holds it."""

    def contacts(self, shown: RegistryName, now: datetime) -> Mapping[str, Mapping[str, Any]]:
        """What the registry shows of each contact of a name that was looked up: role → facts, none that it hides."""

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

    def update(self, name: str, wanted: Wanted, reference: str, now: datetime) -> RegistryName:
        """Make the name look as wanted: only the difference is sent (DN-A2-6(1))."""

    def put_host(self, host: Host, reference: str, now: datetime) -> None:
        """Make a glue host, or give it these addresses."""

    def remove_host(self, host: str, reference: str, now: datetime) -> None:
        """Remove a glue host; one that still serves names is refused (2305)."""

    def trade(
        self, name: str, holder: Mapping[str, Any], contacts: Mapping[str, Any], reference: str, now: datetime
    ) -> RegistryName:
        """Give the name to another holder. Under .ma its term restarts with one year (facts B4)."""

    def request_transfer(
        self, name: str, auth_code: str, years: int, reference: str, now: datetime
    ) -> RegistryTransfer:
        """Ask for a name that another registrar sponsors."""

    def transfer_status(self, name: str, auth_code: str, now: datetime) -> RegistryTransfer | None:
        """The last transfer of a name, ours or another's; None when there was none."""

    def answer_transfer(self, name: str, approve: bool, reference: str, now: datetime) -> RegistryTransfer:
        """Let a name go to another registrar, or refuse."""

    def cancel_transfer(self, name: str, reference: str, now: datetime) -> RegistryTransfer:
        """Take back a transfer that we asked for."""

    def next_message(self, now: datetime) -> Message | None:
        """The oldest message in the registry's queue; None when it is empty."""

    def acknowledge(self, message_id: str, now: datetime) -> None:
        """Take a message that we have kept off the queue."""
