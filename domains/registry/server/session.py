"""One EPP session: hello, login, commands, logout. Bytes in, bytes out; it knows no socket."""

import logging
import secrets
from collections import Counter
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from core import clock
from core.ports import PortError, PortRefused
from domains.registry.sandbox import SandboxRegistry

from . import contacts, hosts, names, poll, schemas
from .order import Order
from .ways import Ways
from .xml import (
    EXTENSIONS,
    NS,
    OBJECTS,
    Element,
    Refused,
    Reply,
    greeting,
    local,
    parse,
    q,
    response,
    text,
    texts,
)  # fmt: skip

log = logging.getLogger(__name__)
LOGIN_SECURITY = "[LOGIN-SECURITY]"
TRIES = 3


class Dropped(Exception):
    """The connection ends without an answer."""


@dataclass
class Doors:
    """What all sessions of one registry share: who is in, which transaction ids were used."""

    ways: Ways
    inside: Counter[str] = field(default_factory=Counter)
    used: set[tuple[str, str]] = field(default_factory=set)
    lock: Any = field(default_factory=Lock)


class Session:
    """The state of one connection."""

    def __init__(self, doors: Doors):
        self.doors, self.ways = doors, doors.ways
        self.registrar, self.tries, self.closed = "", 0, False

    def greet(self) -> bytes:
        """The first word is the registry's."""
        return greeting(self.ways.server_id, clock.now())

    def answer(self, frame: bytes) -> bytes:
        """The answer to one frame. Raises Dropped where this registry hangs up."""
        cltrid = ""
        try:
            root = parse(frame)
            if local(root) == "hello":
                return self.greet()
            cltrid = text(root, "epp:clTRID")
            self._check_frame(frame, root, cltrid)
            reply = self._carry_out(root, cltrid)
        except PortRefused as refused:
            reply = Reply(int(refused.code), reason=refused.message)
        except Dropped:
            raise
        except PortError as error:  # an outage on purpose: the line goes dead
            raise Dropped(str(error)) from None
        except Exception:
            log.exception("a command failed")
            reply = Reply(2400)
        self.closed = reply.closes
        return response(reply, cltrid, f"SBX-{secrets.token_hex(8)}")

    def leave(self) -> None:
        """The connection is over."""
        with self.doors.lock:
            if self.registrar:
                self.doors.inside[self.registrar] -= 1
        self.registrar = ""

    def _check_frame(self, frame: bytes, root: Element, cltrid: str) -> None:
        if local(root) != "command" or not len(root):
            raise Refused(2001, "a command is expected")
        if found := schemas.faults(self.ways.schemas, frame):
            raise Refused(2001, found[0])
        if cltrid and not 3 <= len(cltrid) <= 64:
            raise Refused(2001, "clTRID has 3 to 64 characters")
        if self.ways.unique_cltrid and cltrid:
            with self.doors.lock:
                if (self.registrar, cltrid) in self.doors.used:
                    raise Dropped(f"clTRID {cltrid} was used before")
                self.doors.used.add((self.registrar, cltrid))

    def _carry_out(self, root: Element, cltrid: str) -> Reply:
        verb = local(root[0])
        if verb == "login":
            return self._login(root)
        if not self.registrar:
            raise Refused(2002, "log in first")
        if verb == "logout":
            return Reply(1500)
        order = Order(
            SandboxRegistry(self.registrar), root[0], root.find(q("epp:extension")), clock.now(), self.ways,
            cltrid or secrets.token_hex(8),
        )  # fmt: skip
        if verb == "poll":
            return poll.poll(order)
        return command_for(verb, root[0])(order)

    def _login(self, root: Element) -> Reply:
        if self.registrar:
            raise Refused(2002, "logged in already")
        login = root[0]
        options, services = login.find(q("epp:options")), login.find(q("epp:svcs"))
        if text(options, "epp:version") != "1.0":
            raise Refused(2100, "version 1.0 is spoken here")
        if text(options, "epp:lang") != "en":
            raise Refused(2102, "English is spoken here")
        if unknown := set(texts(services, "epp:objURI")) - {NS[p] for p in OBJECTS}:
            raise Refused(2307, ", ".join(sorted(unknown)))
        wanted = (
            set(texts(services.find(q("epp:svcExtension")), "epp:extURI")) if services is not None else set()
        )
        if unknown := wanted - {NS[p] for p in EXTENSIONS}:
            raise Refused(2103, ", ".join(sorted(unknown)))
        return self._admit(
            text(login, "epp:clID", True), _password(root), login.find(q("epp:newPW")) is not None
        )

    def _admit(self, registrar: str, password: str, changes_password: bool) -> Reply:
        known = self.ways.passwords.get(registrar, "")
        if not known or not secrets.compare_digest(known.encode(), password.encode()):
            self.tries += 1
            return Reply(2501 if self.tries >= TRIES else 2200)
        if changes_password:
            raise Refused(2102, "passwords are changed by the registry's staff")
        with self.doors.lock:
            if self.doors.inside[registrar] >= self.ways.sessions:
                return Reply(2502)
            self.doors.inside[registrar] += 1
            self.registrar = registrar
        return Reply()


def command_for(verb: str, element: Element) -> Any:
    """What carries out a verb on an object."""
    if verb not in {"check", "info", "create", "delete", "update", "renew", "transfer"}:
        raise Refused(2000, verb)
    if not len(element):
        raise Refused(2001, f"{verb} of what?")
    spaces = {NS[prefix]: prefix for prefix in OBJECTS}
    prefix = spaces.get(element[0].tag.partition("}")[0].strip("{"))
    if prefix is None:
        raise Refused(2307, element[0].tag)
    if local(element[0]) != verb:
        raise Refused(2001, f"{verb} is expected")
    commands = {"domain": names.COMMANDS, "contact": contacts.COMMANDS, "host": hosts.COMMANDS}[prefix]
    if verb not in commands:
        raise Refused(2101, f"{prefix}:{verb}")
    return commands[verb]


def _password(root: Element) -> str:
    """The password, in its own element or in the login security extension (RFC 8807)."""
    plain = text(root[0], "epp:pw")
    if plain != LOGIN_SECURITY:
        return plain
    block = root.find(f"{q('epp:extension')}/{q('loginSec:loginSec')}")
    return text(block, "loginSec:pw") if block is not None else ""
