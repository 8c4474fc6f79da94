"""How a name lives at a registry when nobody sends a command: pure, from its instants and `now`.

Generic: at expiry the registry itself adds a year (autoRenewPeriod, 45 days); a deletion takes that back and
opens redemption (30 days), then pendingDelete (5 days), then the name is gone (C-02, C-37, DN-5).
.ma: 30 days after expiry without renewal or cancellation the registry renews tacitly for a year; a cancelled
name waits 30 days, then it is gone (C-01, DN-A2-4).
"""

from datetime import datetime

from core.clock import years_later

from .models import OURS, SandboxName
from .port import PENDING_DELETE, DsRecord, Host, RegistryName
from .terms import GTLD_REGISTRY, MA_REGISTRY, GtldRegistryTerms, MaRegistryTerms

PENDING_TRANSFER = "pendingTransfer"
MA_ZONES = (".ma", ".xn--mgbc0a9azcg")


def is_ma(name: str) -> bool:
    """Whether ANRT keeps the name."""
    return name.endswith(MA_ZONES)


def terms_of(name: str) -> GtldRegistryTerms | MaRegistryTerms:
    """The numbers of the registry that keeps the name."""
    return MA_REGISTRY if is_ma(name) else GTLD_REGISTRY


def aged(row: SandboxName, now: datetime) -> SandboxName | None:
    """The row as the registry has it at `now`; None once the name is gone. Nothing is written."""
    if row.deleted_at:
        _forget_late_restore(row, now)
        gone = row.restore_asked_at is None and now >= gone_at(row.name, row.deleted_at)
        return None if gone else row
    if is_ma(row.name):
        while now >= row.expires_at + MA_REGISTRY.tacit_renewal:
            row.expires_at = years_later(row.expires_at, 1)
        return row
    while now >= row.expires_at:
        row.auto_renewed_at = row.expires_at
        row.expires_at = years_later(row.expires_at, 1)
    return row


def gone_at(name: str, deleted_at: datetime) -> datetime:
    """The instant from which a deleted name is free for all."""
    if is_ma(name):
        return deleted_at + MA_REGISTRY.cancel_grace
    return deleted_at + GTLD_REGISTRY.redemption + GTLD_REGISTRY.pending_delete


def rgp(row: SandboxName, now: datetime) -> tuple[str, ...]:
    """The RGP status (RFC 3915) of an aged row; ANRT knows none."""
    if is_ma(row.name):
        return ()
    if row.restore_asked_at:
        return ("pendingRestore",)
    if row.deleted_at:
        redeemable = now < row.deleted_at + GTLD_REGISTRY.redemption
        return ("redemptionPeriod",) if redeemable else ("pendingDelete",)
    renewed = row.auto_renewed_at
    return ("autoRenewPeriod",) if renewed and now < renewed + GTLD_REGISTRY.auto_renew else ()


def statuses(row: SandboxName) -> tuple[str, ...]:
    """The EPP statuses of an aged row: what was set, and what its life adds."""
    life = [PENDING_DELETE] if row.deleted_at else []
    life += [PENDING_TRANSFER] if row.transfer_due_at else []
    return tuple(life) if row.deleted_at else (*row.statuses, *life) or ("ok",)


def seen(row: SandboxName, now: datetime, registrar: str = OURS) -> RegistryName:
    """An aged row as `info` shows it; another registrar sees neither reference nor authorisation code."""
    ours = row.sponsor == registrar
    return RegistryName(
        row.name, ours, row.reference if ours else "", row.created_at, row.expires_at, statuses(row), rgp(row, now),
        row.auth_code if ours else "", tuple(row.nameservers), tuple(DsRecord(**record) for record in row.ds),
        _glue(row), dict(row.contacts), row.sponsor, row.transferred_at, row.deleted_at,
    )  # fmt: skip


def _glue(row: SandboxName) -> tuple[Host, ...]:
    hosts = row.hosts.all() if row.pk else ()
    return tuple(Host(host.name, tuple(host.addresses)) for host in hosts)


def paid_until(row: SandboxName, now: datetime) -> datetime:
    """The expiry without the year that the registry added by itself and still takes back."""
    added = row.auto_renewed_at if "autoRenewPeriod" in rgp(row, now) else None
    return added or row.expires_at


def _forget_late_restore(row: SandboxName, now: datetime) -> None:
    """A restore without its report in time falls back to where it was."""
    if row.restore_asked_at and now >= row.restore_asked_at + GTLD_REGISTRY.restore_report:
        row.restore_asked_at = None
