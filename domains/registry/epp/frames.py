"""Commands as XML, in the order that the schemas ask for; what is empty is left out (RFC 5730–5733, 3915, 5910).

The transaction id is added when a command is sent: each sending has an id of its own, for ever.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lxml import etree

from core.ports import PortRefused
from domains.registry.port import DsRecord, Host

from .config import STANDARD, Connection

EPP_URI = STANDARD + "epp-1.0"
LOGIN_SECURITY = STANDARD + "epp:loginSec-1.0"
Element = Any  # of lxml, which has no types of its own


@dataclass(frozen=True)
class Command:
    """What is to be sent: `what` as in `domain:create`, the object it is about, and whether it changes anything."""

    what: str
    name: str
    element: Element
    changes: bool


def add(parent: Element, uri: str, tag: str, text: object = None, **attributes: str) -> Element:
    """A child element; text that XML cannot carry is refused here rather than by the registry."""
    element = etree.SubElement(parent, f"{{{uri}}}{tag}", attributes)
    if text is not None:
        try:
            element.text = str(text)
        except ValueError as error:
            raise PortRefused(2005, f"{tag}: {error}") from None
    return element


def document(content: Element) -> bytes:
    """The bytes of a whole EPP document."""
    root = etree.Element(f"{{{EPP_URI}}}epp", nsmap={None: EPP_URI})
    root.append(content)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=False)


def hello() -> bytes:
    """The keep-alive; it has no transaction id."""
    return document(etree.Element(f"{{{EPP_URI}}}hello"))


def empty_command() -> Element:
    """A command that says nothing yet."""
    return etree.Element(f"{{{EPP_URI}}}command", nsmap={None: EPP_URI})


def start(verb: str, uri: str, prefix: str, name: str = "", key: str = "name") -> tuple[Element, Element]:
    """A command about an object, and the object's own element within it."""
    command = empty_command()
    element = named(add(command, EPP_URI, verb), uri, prefix, verb)
    if name:
        add(element, uri, key, name)
    return command, element


def named(parent: Element, uri: str, prefix: str, tag: str) -> Element:
    """A child of another namespace, with the prefix that the RFCs write."""
    return etree.SubElement(parent, f"{{{uri}}}{tag}", nsmap={prefix: uri})


def extend(command: Element, uri: str, prefix: str, tag: str) -> Element:
    """The command's extension (RFC 5730 2.7.3)."""
    return named(add(command, EPP_URI, "extension"), uri, prefix, tag)


def add_auth(parent: Element, uri: str, code: str) -> None:
    """The authorisation code, where one is given."""
    if code:
        add(add(parent, uri, "authInfo"), uri, "pw", code)


def add_addresses(parent: Element, uri: str, tag: str, addresses: Iterable[str]) -> None:
    """IP addresses of a host."""
    for address in addresses:
        add(parent, uri, tag, address, ip="v6" if ":" in address else "v4")


@dataclass(frozen=True)
class Part:
    """What an update adds or removes."""

    nameservers: tuple[Host, ...] = ()
    contacts: tuple[tuple[str, str], ...] = ()
    statuses: tuple[str, ...] = ()
    as_attributes: bool = False

    def __bool__(self) -> bool:
        return bool(self.nameservers or self.contacts or self.statuses)


class Frames:
    """The commands about names; the namespaces are the registry's own."""

    def __init__(self, connection: Connection):
        self.domain, self.secdns, self.rgp = (
            connection.domain_uri,
            connection.secdns_uri,
            connection.rgp_uri,
        )

    def check(self, names: Sequence[str]) -> Command:
        """Which of these names are free."""
        command, check = self._command("check")
        for name in names:
            add(check, self.domain, "name", name)
        return Command("domain:check", names[0] if len(names) == 1 else "", command, False)

    def info(self, name: str, auth_code: str = "") -> Command:
        """All about a name."""
        command, info = self._command("info", name)
        add_auth(info, self.domain, auth_code)
        return Command("domain:info", name, command, False)

    def create(
        self,
        name: str,
        years: int,
        nameservers: Sequence[Host],
        as_attributes: bool,
        handles: Sequence[tuple[str, str]],
        auth_code: str,
    ) -> Command:
        """Register a name; `handles` are (role, handle), the registrant among them."""
        command, create = self._command("create", name)
        add(create, self.domain, "period", years, unit="y")
        self._servers(create, nameservers, as_attributes)
        for handle in (h for role, h in handles if role == "registrant"):
            add(create, self.domain, "registrant", handle)
        self._contacts(create, handles)
        add(add(create, self.domain, "authInfo"), self.domain, "pw", auth_code)
        return Command("domain:create", name, command, True)

    def renew(self, name: str, current_expiry: date, years: int) -> Command:
        """Add years; the present expiry makes a repetition harmless."""
        command, renew = self._command("renew", name)
        add(renew, self.domain, "curExpDate", current_expiry.isoformat())
        add(renew, self.domain, "period", years, unit="y")
        return Command("domain:renew", name, command, True)

    def delete(self, name: str) -> Command:
        """Delete a name."""
        return Command("domain:delete", name, self._command("delete", name)[0], True)

    def update(
        self,
        name: str,
        added: Part | None = None,
        removed: Part | None = None,
        registrant: str = "",
        auth_code: str = "",
        ds: tuple[Sequence[DsRecord], Sequence[DsRecord]] = ((), ()),
        all_keys_off: bool = False,
    ) -> Command:
        """Change a name: add, rem, chg, and the DS records to add and to remove."""
        command, update = self._command("update", name)
        for tag, part in (("add", added), ("rem", removed)):
            if part:
                self._part(add(update, self.domain, tag), part)
        if registrant or auth_code:
            change = add(update, self.domain, "chg")
            if registrant:
                add(change, self.domain, "registrant", registrant)
            add_auth(change, self.domain, auth_code)
        self._delegation_signers(command, *ds, all_keys_off)
        return Command("domain:update", name, command, True)

    def restore(self, name: str, report: Sequence[tuple[str, str]] = ()) -> Command:
        """Ask for a restore, or file its report (RFC 3915): an update whose own part is empty."""
        command, update = self._command("update", name)
        add(update, self.domain, "chg")
        op = "report" if report else "request"
        restore = add(extend(command, self.rgp, "rgp", "update"), self.rgp, "restore", op=op)
        if report:
            filed = add(restore, self.rgp, "report")
            for tag, text in report:
                add(filed, self.rgp, tag, text)
        return Command(f"domain:restore {op}", name, command, True)

    def transfer(self, op: str, name: str, auth_code: str = "", years: int = 0) -> Command:
        """Ask for, look at, approve, reject or cancel a transfer."""
        command, transfer = self._command("transfer", name)
        command[0].set("op", op)
        if years:
            add(transfer, self.domain, "period", years, unit="y")
        add_auth(transfer, self.domain, auth_code)
        return Command(f"domain:transfer {op}", name, command, op != "query")

    # --- parts ------------------------------------------------------------------------------------------
    def _command(self, verb: str, name: str = "") -> tuple[Element, Element]:
        return start(verb, self.domain, "domain", name)

    def _part(self, element: Element, part: Part) -> None:
        self._servers(element, part.nameservers, part.as_attributes)
        self._contacts(element, part.contacts)
        for status in part.statuses:
            add(element, self.domain, "status", s=status)

    def _servers(self, parent: Element, hosts: Sequence[Host], as_attributes: bool) -> None:
        if not hosts:
            return
        servers = add(parent, self.domain, "ns")
        for host in hosts:
            if not as_attributes:
                add(servers, self.domain, "hostObj", host.name)
                continue
            attribute = add(servers, self.domain, "hostAttr")
            add(attribute, self.domain, "hostName", host.name)
            add_addresses(attribute, self.domain, "hostAddr", host.addresses)

    def _contacts(self, parent: Element, handles: Iterable[tuple[str, str]]) -> None:
        for role, handle in handles:
            if role != "registrant":
                add(parent, self.domain, "contact", handle, type=role)

    def _delegation_signers(
        self, command: Element, added: Sequence[DsRecord], removed: Sequence[DsRecord], all_off: bool
    ) -> None:
        if not (added or removed or all_off):
            return
        update = extend(command, self.secdns, "secDNS", "update")
        if all_off:
            add(add(update, self.secdns, "rem"), self.secdns, "all", "true")
        for tag, records in (("rem", () if all_off else removed), ("add", added)):
            if records:
                part = add(update, self.secdns, tag)
                for record in records:
                    self._ds(part, record)

    def _ds(self, parent: Element, record: DsRecord) -> None:
        data = add(parent, self.secdns, "dsData")
        for tag, value in (("keyTag", record.key_tag), ("alg", record.algorithm)):
            add(data, self.secdns, tag, value)
        add(data, self.secdns, "digestType", record.digest_type)
        add(data, self.secdns, "digest", record.digest)
