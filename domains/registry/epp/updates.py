"""Changes of a name and of its hosts: the difference between what is wanted and what a look shows, and no more."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.ports import PortRefused, PortWaiting
from domains.registry.port import DsRecord, Host, RegistryName, Wanted

from . import contacts, hosts
from .answers import Answer, NameInfo
from .codes import ABSENT, PENDING
from .desk import Desk
from .frames import Part
from .objects import Person

People = Mapping[str, tuple[str, Person]]  # the registry's role → handle and data


@dataclass
class Difference:
    """What has to be sent so that a name looks as wanted."""

    added: Part
    removed: Part
    registrant: str = ""
    auth_code: str = ""
    ds: tuple[tuple[DsRecord, ...], tuple[DsRecord, ...]] = ((), ())
    all_keys_off: bool = False

    def __bool__(self) -> bool:
        """Whether the name itself has to change."""
        named = self.added or self.removed or self.registrant or self.auth_code
        return bool(named or any(self.ds) or self.all_keys_off)


class Updates:
    """The changes at one registry."""

    def __init__(self, desk: Desk):
        self.desk, self.pool, self.frames = desk, desk.pool, desk.frames
        self.connection = desk.connection

    def update(self, name: str, wanted: Wanted, reference: str) -> RegistryName:
        """Make the name look as wanted; a name that does needs no command."""
        found = self.desk.held(name)
        if "pendingUpdate" in found.statuses:
            raise PortWaiting(f"{name}: the registry examines a change")
        as_objects = wanted.nameservers is not None and self.desk.has_host_objects()
        if as_objects:
            self._put_glue(found, wanted, reference)
        people = self._people(wanted)
        difference = self._difference(found, wanted, people, as_objects)
        if not difference:
            contacts.ensure(self.pool, self.connection.contact_uri, people, reference)
            return self.desk.shown(found)
        if self.desk.last_code("domain:update", name, reference) == PENDING:
            self.desk.book.conclude(self.connection.name, "domain:update", name, reference)
            raise PortRefused(2308, f"{name}: the registry refused the change after its examination")
        contacts.ensure(self.pool, self.connection.contact_uri, people, reference)
        answer = self._send(name, difference, reference)
        found = self.desk.held(name)
        if answer.code == PENDING and self._difference(found, wanted, people, as_objects):
            raise PortWaiting(f"{name}: the registry examines the change")
        return self.desk.shown(found)

    def put_host(self, host: Host, reference: str) -> None:
        """Make a glue host, or give it these addresses."""
        host = Host(host.name.lower(), host.addresses)
        if self.desk.has_host_objects():
            hosts.put(self.pool, self.connection.host_uri, host, reference)
            return
        above = self._above(host.name)
        if host.name not in {h.name for h in above.nameservers}:
            raise PortRefused(
                2306,
                f"{host.name}: this registry keeps addresses only of a name's own name servers; "
                f"make it a name server of {above.name} first",
            )
        kept = tuple(host if h.name == host.name else h for h in above.nameservers)
        self.update(above.name, Wanted(nameservers=kept), reference)

    def remove_host(self, name: str, reference: str) -> None:
        """Remove a glue host; where hosts are attributes it goes with the delegation."""
        name = name.lower()
        if self.desk.has_host_objects():
            hosts.remove(self.pool, self.connection.host_uri, name, reference)
            return
        above = self._above(name)
        if name in {h.name for h in above.nameservers}:
            raise PortRefused(2305, f"{name} serves {above.name}: take it from its name servers first")

    def _above(self, host: str) -> NameInfo:
        """The name under which a host lies."""
        labels = host.split(".")
        for start in range(1, len(labels) - 1):
            found = self.desk.look(".".join(labels[start:]))
            if found:
                self.desk.must_be_ours(found)
                return found
        raise PortRefused(ABSENT, f"{host} lies under no name of ours")

    def _put_glue(self, found: NameInfo, wanted: Wanted, reference: str) -> None:
        """Hosts that serve the name already get their addresses; the new ones are made."""
        serving = {host.name for host in found.nameservers}
        new = []
        for host in _lower(wanted):
            if host.name not in serving:
                new.append(host)
            elif host.addresses and hosts.lies_under(host.name, found.name):
                hosts.put(self.pool, self.connection.host_uri, host, reference)
        hosts.ensure(self.pool, self.connection.host_uri, new, found.name, reference)

    def _send(self, name: str, difference: Difference, reference: str) -> Answer:
        command = self.frames.update(
            name, difference.added, difference.removed, difference.registrant, difference.auth_code,
            difference.ds, difference.all_keys_off,
        )  # fmt: skip
        answer = self.pool.answer(command, reference)
        servers = difference.added.nameservers
        if answer.code == ABSENT and servers and not difference.added.as_attributes:
            for host in servers:  # one has gone since we looked
                hosts.create(self.pool, self.connection.host_uri, host, reference)
            answer = self.pool.answer(command, reference)
        if answer.code >= 2000:
            raise answer.error
        return answer

    # --- the difference ---------------------------------------------------------------------------------
    def _difference(self, found: NameInfo, wanted: Wanted, people: People, as_objects: bool) -> Difference:
        new_people, old_people = _other_contacts(found, people)
        new_hosts, old_hosts = _other_hosts(found, wanted, as_objects)
        statuses = wanted.statuses.items()
        on = tuple(s for s, stands in statuses if stands and s not in found.statuses)
        off = tuple(s for s, stands in statuses if not stands and s in found.statuses)
        registrant = people["registrant"][0] if "registrant" in people else ""
        ds, all_off = self._signers(found, wanted)
        return Difference(
            added=Part(new_hosts, new_people, on, not as_objects),
            removed=Part(tuple(Host(h.name) for h in old_hosts), old_people, off, not as_objects),
            registrant="" if registrant == found.registrant else registrant,
            auth_code="" if wanted.auth_code == found.auth_code else wanted.auth_code,
            ds=ds,
            all_keys_off=all_off,
        )

    def _people(self, wanted: Wanted) -> People:
        if not wanted.contacts or not self.desk.has_contacts():
            return {}
        return contacts.handles(self.connection, wanted.contacts, only=wanted.contacts)

    def _signers(self, found: NameInfo, wanted: Wanted) -> tuple[Any, bool]:
        """The DS records to add and to remove, and whether all keys go."""
        none: tuple[Any, bool] = ((), ()), False
        if wanted.ds is None:
            return none
        added = tuple(record for record in wanted.ds if record not in found.ds)
        removed = tuple(record for record in found.ds if record not in wanted.ds)
        if not (added or removed or (found.keys and not wanted.ds)):
            return none
        ways = self.connection.dnssec
        if ways == "none" or not self.pool.offers(self.connection.secdns_uri):
            raise PortRefused(2103, "the registry has no DNSSEC by EPP (secDNS-1.1)")
        if added and (ways == "keys" or found.keys):
            raise PortRefused(
                2102, "this registry takes the keys themselves (DNSKEY, keyData), not DS records"
            )
        return (added, removed), not wanted.ds


def _lower(wanted: Wanted) -> tuple[Host, ...]:
    return tuple(Host(h.name.lower().rstrip("."), h.addresses) for h in wanted.nameservers or ())


def _other_hosts(
    found: NameInfo, wanted: Wanted, as_objects: bool
) -> tuple[tuple[Host, ...], tuple[Host, ...]]:
    """The name servers to add and to remove; one whose addresses as an attribute differ is both."""
    if wanted.nameservers is None:
        return (), ()
    has = {host.name: host for host in found.nameservers}
    wants = {h.name: h if hosts.lies_under(h.name, found.name) else Host(h.name) for h in _lower(wanted)}
    moved = set()
    if not as_objects:
        moved = {n for n, h in wants.items() if n in has and h.addresses and _values(h) != _values(has[n])}
    added = tuple(h for name, h in wants.items() if name not in has or name in moved)
    removed = tuple(h for name, h in has.items() if name not in wants or name in moved)
    return added, removed


def _values(host: Host) -> set[Any]:
    found: set[Any] = set()
    for address in host.addresses:
        try:
            found.add(ipaddress.ip_address(address))
        except ValueError:
            found.add(address)
    return found


def _other_contacts(found: NameInfo, people: People) -> tuple[Any, Any]:
    """The contacts to add and to remove, role by role; the registrant is changed, not added."""
    added, removed = [], []
    for role, (handle, _person) in people.items():
        if role == "registrant":
            continue
        has = [one for kind, one in found.contacts if kind == role]
        added += [(role, handle)] if handle not in has else []
        removed += [(role, one) for one in has if one != handle]
    return tuple(added), tuple(removed)
