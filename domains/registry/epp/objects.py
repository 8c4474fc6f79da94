"""Commands about hosts (RFC 5732), contacts (RFC 5733), the queue and the session (RFC 5730, 8807)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from domains.registry.port import Host

from .config import PLAIN_PASSWORD, Connection
from .frames import (
    EPP_URI,
    LOGIN_SECURITY,
    Command,
    Element,
    add,
    add_addresses,
    add_auth,
    empty_command,
    extend,
    start,
)

IN_LOGIN_SECURITY = "[LOGIN-SECURITY]"  # RFC 8807 4.1: the real password is in the extension


# --- hosts ----------------------------------------------------------------------------------------------
def host_check(uri: str, names: Sequence[str]) -> Command:
    """Which of these host objects may be made."""
    command, check = start("check", uri, "host")
    for name in names:
        add(check, uri, "name", name)
    return Command("host:check", names[0], command, False)


def host_info(uri: str, name: str) -> Command:
    """A host object."""
    return Command("host:info", name, start("info", uri, "host", name)[0], False)


def host_create(uri: str, host: Host) -> Command:
    """A new host object, with its addresses where it has any."""
    command, create = start("create", uri, "host", host.name)
    add_addresses(create, uri, "addr", host.addresses)
    return Command("host:create", host.name, command, True)


def host_update(uri: str, name: str, added: Sequence[str], removed: Sequence[str]) -> Command:
    """Other addresses for a host object."""
    command, update = start("update", uri, "host", name)
    for tag, addresses in (("add", added), ("rem", removed)):
        if addresses:
            add_addresses(add(update, uri, tag), uri, "addr", addresses)
    return Command("host:update", name, command, True)


def host_delete(uri: str, name: str) -> Command:
    """Remove a host object."""
    return Command("host:delete", name, start("delete", uri, "host", name)[0], True)


# --- contacts -------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Address:
    """One form of a postal address: `int` (ASCII) or `loc`."""

    form: str
    name: str
    organisation: str
    street: tuple[str, ...]
    city: str
    postal_code: str
    country: str


@dataclass(frozen=True)
class Person:
    """A contact object's data, as they are sent and as the registry shows them."""

    addresses: tuple[Address, ...]
    voice: str
    fax: str
    email: str
    auth_code: str = field(default="", compare=False, repr=False)
    sponsor: str = field(default="", compare=False)


def contact_info(uri: str, handle: str) -> Command:
    """A contact object."""
    return Command("contact:info", handle, start("info", uri, "contact", handle, "id")[0], False)


def contact_create(uri: str, handle: str, person: Person) -> Command:
    """A new contact object."""
    command, create = start("create", uri, "contact", handle, "id")
    _person(create, uri, person)
    return Command("contact:create", handle, command, True)


def contact_update(uri: str, handle: str, person: Person) -> Command:
    """A contact object as it should be."""
    command, update = start("update", uri, "contact", handle, "id")
    _person(add(update, uri, "chg"), uri, person)
    return Command("contact:update", handle, command, True)


def _person(parent: Element, uri: str, person: Person) -> None:
    for address in person.addresses:
        _address(add(parent, uri, "postalInfo", type=address.form), uri, address)
    for tag in ("voice", "fax", "email"):
        if value := getattr(person, tag):
            add(parent, uri, tag, value)
    add_auth(parent, uri, person.auth_code)


def _address(parent: Element, uri: str, address: Address) -> None:
    add(parent, uri, "name", address.name)
    if address.organisation:
        add(parent, uri, "org", address.organisation)
    place = add(parent, uri, "addr")
    for line in address.street:
        add(place, uri, "street", line)
    add(place, uri, "city", address.city)
    if address.postal_code:
        add(place, uri, "pc", address.postal_code)
    add(place, uri, "cc", address.country)


# --- the queue and the session --------------------------------------------------------------------------
def poll() -> Command:
    """The oldest message of the queue."""
    command = empty_command()
    add(command, EPP_URI, "poll", op="req")
    return Command("poll req", "", command, False)


def acknowledge(message_id: str) -> Command:
    """Take a message off the queue."""
    command = empty_command()
    add(command, EPP_URI, "poll", op="ack", msgID=message_id)
    return Command("poll ack", message_id, command, True)


def login(
    connection: Connection, language: str, objects: Sequence[str], extensions: Sequence[str]
) -> Command:
    """Log in with the services that both sides know; a long password travels by RFC 8807."""
    command = empty_command()
    within = add(command, EPP_URI, "login")
    long = len(connection.password) > PLAIN_PASSWORD and LOGIN_SECURITY in extensions
    add(within, EPP_URI, "clID", connection.clid)
    add(within, EPP_URI, "pw", IN_LOGIN_SECURITY if long else connection.password)
    options = add(within, EPP_URI, "options")
    add(options, EPP_URI, "version", "1.0")
    add(options, EPP_URI, "lang", language)
    services = add(within, EPP_URI, "svcs")
    for uri in objects:
        add(services, EPP_URI, "objURI", uri)
    if extensions:
        offered = add(services, EPP_URI, "svcExtension")
        for uri in extensions:
            add(offered, EPP_URI, "extURI", uri)
    if long:
        security = extend(command, LOGIN_SECURITY, "loginSec", "loginSec")
        add(security, LOGIN_SECURITY, "pw", connection.password)
    return Command("login", connection.clid, command, False)


def logout() -> Command:
    """Say goodbye."""
    command = empty_command()
    add(command, EPP_URI, "logout")
    return Command("logout", "", command, False)
