"""Where two pictures of a name differ: pure, from our row and what the registry shows."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import phonenumbers
from anyascii import anyascii

from core.clock import years_later
from domains.models import Difference, Domain
from domains.registry import RegistryName
from domains.registry.port import HOLD, LOCK

FACTS = ("full_name", "organisation", "address", "postal_code", "city", "country", "email", "phone")
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
    """Only what the registry shows of the roles that it is told (the extension's required contacts)."""
    ours, theirs = {}, {}
    told = domain.extension.told(domain.contacts)
    for role, who in shown.contacts.items():
        mine = told.get(role)
        for fact in FACTS:
            if mine and who.get(fact) and not _same(fact, who[fact], mine):
                ours[f"{role}.{fact}"], theirs[f"{role}.{fact}"] = mine.get(fact), who[fact]
    if theirs:
        yield Found(Field.CONTACTS, ours, theirs, Mend.PUSH)


def _same(fact: str, shown: Any, mine: Mapping[str, Any]) -> bool:
    """A registry may keep Latin letters only, and writes telephone numbers in its own way (RFC 5733)."""
    if fact == "phone":
        numbers = [_number(said, mine.get("country")) for said in (shown, mine.get(fact))]
        if None not in numbers:
            return numbers[0] == numbers[1]
    return _plain(shown) == _plain(mine.get(fact))


def _number(said: Any, country: Any) -> tuple[int, str] | None:
    try:
        number = phonenumbers.parse(str(said or ""), str(country or "").upper() or None)
    except phonenumbers.NumberParseException:
        return None
    return number.country_code, phonenumbers.national_significant_number(number)


def _plain(text: Any) -> str:
    """Letters and digits, without accents, case, or the breaks of lines."""
    return "".join(sign for sign in anyascii(str(text or "")).casefold() if sign.isalnum())
