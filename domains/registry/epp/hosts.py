"""Host objects (RFC 5732): made when missing, given the wanted addresses, removed; each time after a look."""

import ipaddress
from collections.abc import Sequence

from core.ports import PortRefused
from domains.registry.port import Host

from . import answers, objects
from .codes import ABSENT, EXISTS, NOT_OURS
from .pool import Pool


def lies_under(host: str, name: str) -> bool:
    """Whether a host lies in the name's own zone, so that it needs glue."""
    return host == name or host.endswith(f".{name}")


def ensure(pool: Pool, uri: str, hosts: Sequence[Host], name: str, reference: str) -> None:
    """See that the registry has these host objects; those under the name itself with their addresses."""
    if not hosts:
        return
    answer = pool.ask(objects.host_check(uri, [host.name for host in hosts]), reference)
    free = answers.availability(answer)
    for host in hosts:
        glue = lies_under(host.name, name)
        if free.get(host.name, True):
            create(pool, uri, host if glue else Host(host.name), reference)
        elif glue and host.addresses:
            put(pool, uri, host, reference)


def put(pool: Pool, uri: str, host: Host, reference: str) -> None:
    """Make a host object, or give it exactly these addresses."""
    found = look(pool, uri, host.name, reference)
    if found is None:
        create(pool, uri, host, reference)
        return
    shown, sponsor = found
    if sponsor and not pool.connection.is_us(sponsor):
        raise PortRefused(NOT_OURS, f"the host {host.name} belongs to another registrar: {sponsor}")
    has, wants = _by_value(shown.addresses), _by_value(host.addresses)
    added = [wants[value] for value in wants if value not in has]
    removed = [has[value] for value in has if value not in wants]
    if added or removed:
        pool.ask(objects.host_update(uri, host.name, added, removed), reference)


def create(pool: Pool, uri: str, host: Host, reference: str) -> None:
    """Make a host object; that it is there already is as good."""
    answer = pool.answer(objects.host_create(uri, host), reference)
    if answer.code >= 2000 and answer.code != EXISTS:
        raise answer.error


def remove(pool: Pool, uri: str, name: str, reference: str) -> None:
    """Remove a host object; one that is gone is as good."""
    if look(pool, uri, name, reference) is None:
        return
    answer = pool.answer(objects.host_delete(uri, name), reference)
    if answer.code >= 2000 and answer.code != ABSENT:
        raise answer.error


def look(pool: Pool, uri: str, name: str, reference: str = "") -> tuple[Host, str] | None:
    """A host object with its addresses, and its sponsor; None when there is none."""
    answer = pool.answer(objects.host_info(uri, name), reference)
    if answer.code == ABSENT:
        return None
    if answer.code >= 2000:
        raise answer.error
    return answers.host_info(answer)


def _by_value(addresses: Sequence[str]) -> dict[str, str]:
    """Addresses by what they mean: 2001:DB8::1 and 2001:db8:0::1 are one."""
    found = {}
    for address in addresses:
        try:
            found[str(ipaddress.ip_address(address))] = address
        except ValueError:
            found[address.lower()] = address
    return found
