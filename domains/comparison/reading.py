"""Where two pictures of a name differ: pure, from our row and what the registry shows."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from core.clock import years_later
from domains.models import Difference, Domain
from domains.registry import RegistryName
from domains.registry.port import HOLD, LOCK

AUTO_RENEWED = "autoRenewPeriod"
Field, Mend = Difference.Field, Difference.Mend


class Found(NamedTuple):
    """One fact that differs, and the mend to propose."""

    field: str
    ours: Any
    theirs: Any
    mend: str


def differences(domain: Domain, shown: RegistryName | None) -> Iterator[Found]:
    """Every fact that differs. A name that the registry does not show as ours has no others."""
    if shown is None:
        yield Found(Field.EXISTENCE, True, False, Mend.LOOK)
        return
    if not shown.sponsor_is_us:
        yield Found(Field.SPONSOR, "", shown.sponsor, Mend.LOOK)
        return
    yield from _statuses(domain, shown)
    yield from _expiry(domain, shown)
    if not shown.being_deleted:
        yield from _servers(domain, shown)
        yield from _contacts(domain, shown)


def _expiry(domain: Domain, shown: RegistryName) -> Iterator[Found]:
    """By the UTC day; the year that the registry adds by itself in autoRenewPeriod is no difference (C-37)."""
    ours = domain.registry_expires_at and domain.registry_expires_at.date()
    added = AUTO_RENEWED in shown.rgp and ours and years_later(ours, 1) == shown.expires_on
    if ours != shown.expires_on and not added:
        yield Found(Field.EXPIRY, ours and ours.isoformat(), shown.expires_on.isoformat(), Mend.TAKE)


def _statuses(domain: Domain, shown: RegistryName) -> Iterator[Found]:
    for field, ours, status in ((Field.LOCK, domain.locked, LOCK), (Field.HOLD, domain.on_hold, HOLD)):
        if ours != (status in shown.statuses):
            yield Found(field, ours, not ours, Mend.PUSH)
    if blocks := sorted(s for s in shown.statuses if s.startswith("server")):
        yield Found(Field.BLOCK, [], blocks, Mend.LOOK)
    deleting = domain.state in {"deleting", "redemption", "restoring", "pending_delete", "cancelling"}
    if shown.being_deleted and not deleting:
        yield Found(Field.EXISTENCE, True, [*shown.statuses, *shown.rgp], Mend.LOOK)


def _servers(domain: Domain, shown: RegistryName) -> Iterator[Found]:
    ours = sorted(host["name"].lower() for host in domain.nameservers)
    if ours != (theirs := sorted(name.lower() for name in shown.nameservers)):
        yield Found(Field.NAMESERVERS, ours, theirs, Mend.PUSH if ours else Mend.TAKE)
    keys = ("key_tag", "algorithm", "digest_type", "digest")
    mine = sorted([row[key] for key in keys] for row in domain.ds_records)
    held = sorted([getattr(record, key) for key in keys] for record in shown.ds)
    if mine != held:
        yield Found(Field.DNSSEC, mine, held, Mend.PUSH)


def _contacts(domain: Domain, shown: RegistryName) -> Iterator[Found]:
    """Only what the registry shows of the roles that we keep: name and address."""
    ours, theirs = {}, {}
    for role, who in shown.contacts.items():
        mine = domain.contacts.get(role)
        for fact in ("full_name", "email"):
            if mine and who.get(fact) and _plain(who[fact]) != _plain(mine.get(fact)):
                ours[f"{role}.{fact}"], theirs[f"{role}.{fact}"] = mine.get(fact), who[fact]
    if theirs:
        yield Found(Field.CONTACTS, ours, theirs, Mend.PUSH)


def _plain(text: Any) -> str:
    return " ".join(str(text or "").split()).casefold()
