"""What a customer does with his running server: power, new access codes, install anew, reverse names (SRV-7.2)."""

import re

import idna
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import evidence
from core.acts import Act
from core.attention import raise_attention
from core.transitions import NotAllowed
from servers import emails
from servers.access import codes
from servers.flows import servers
from servers.lifecycle import tasks
from servers.models import Image, Server, ServerTask

Kind = ServerTask.Kind
RUNNING = list(Server.RUNNING)
POWER = (Kind.START, Kind.STOP, Kind.REBOOT)
LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
LONGEST = 253
_WANTS = gettext_lazy("{thing} – its customer wants its console: lend it")


@servers.verb(source=RUNNING, clause="SRV-6.1.2(1)")
def ask_power(server: Server, act: Act, kind: str) -> None:
    """Power on, power off, restart; the same again while it is under way says nothing new."""
    if kind not in POWER:
        raise NotAllowed(_("Choose power on, power off or restart."), "SRV-6.1.2(1)")
    if server.tasks.filter(state__in=ServerTask.OPEN, kind=kind).exists():
        raise NotAllowed(_("This is under way already: wait until it is done."), "SRV-6.1.2(1)")
    tasks.ask_for(server, kind, {}, act)


@servers.verb(source=RUNNING, clause="SRV-3.p2")
def ask_codes(server: Server, act: Act) -> None:
    """New access codes, set from outside the machine; those not yet opened are gone then."""
    _once(server, Kind.PASSWORD)
    tasks.ask_for(server, Kind.PASSWORD, {"sealed": codes.invented()}, act)


@servers.verb(source=RUNNING, clause="SRV-7.2")
def ask_rebuild(server: Server, act: Act, image: Image, typed: str) -> None:
    """Install anew: all data on it are lost; its name is typed to confirm that."""
    if typed.strip().lower() != server.hostname:
        words = _("Type the name of the server, %(name)s, to confirm that all its data are lost.")
        raise NotAllowed(words % {"name": server.hostname}, "SRV-7.2")
    _once(server, Kind.REBUILD)
    tasks.ask_for(server, Kind.REBUILD, {"image": image.code, "sealed": codes.invented()}, act)


@servers.verb(source=RUNNING, clause="SRV-A1")
def ask_reverse(server: Server, act: Act, ip: str, name: str) -> None:
    """The name of one of its addresses (PTR); empty takes it away."""
    if not server.addresses.filter(ip=ip).exists():
        raise NotAllowed(_("This address is not one of the server's."), "SRV-A1")
    tasks.ask_for(server, Kind.REVERSE, {"ip": ip, "name": host_name(name) if name.strip() else ""}, act)


@servers.verb(source=RUNNING, clause="SRV-3.p2")
def ask_console(server: Server, act: Act) -> None:
    """A physical machine's console is its own device: staff make a login there for the customer and lend it to him."""
    if server.product.is_cloud:
        raise NotAllowed(_("A cloud server shows its console on its page."), "SRV-3.p2")
    key, title = f"{server.public_id}:console:{act.now:%Y%m%d%H%M}", format_lazy(_WANTS, thing=server)
    raise_attention("server_consoles", key, server.public_id, title, act=act, clause="SRV-3.p2")
    evidence.record(server.public_id, "act", "console_asked", act, "SRV-3.p2")


@servers.verb(source=RUNNING, clause="SRV-3.p2", label=gettext_lazy("lend its console"))
def give_console(server: Server, act: Act, where: str, account: str, password: str) -> None:
    """The login that staff have made there: sealed at once, opened once by the customer, gone after some hours."""
    if server.product.is_cloud:
        raise NotAllowed(_("A cloud server shows its console on its page."), "SRV-3.p2")
    code = codes.lend(server, where, account, password, act)
    evidence.record(
        server.public_id, "act", "console_lent", act, "SRV-3.p2", code=code.public_id, where=where
    )
    emails.console_ready(server, code, act)


def host_name(typed: str) -> str:
    """A whole host name in A-labels, without the last dot. Raises NotAllowed with what is wrong (RFC 1123)."""
    name = typed.strip().rstrip(".").lower()
    try:
        ascii_name = name if name.isascii() else idna.encode(name, uts46=True).decode()
    except idna.IDNAError:
        ascii_name = ""
    labels = ascii_name.split(".")
    known = len(ascii_name) <= LONGEST and len(labels) >= 2 and not labels[-1].isdigit()
    if not known or not all(LABEL.fullmatch(label) for label in labels):
        words = _("“%(typed)s” is not a whole host name. Write it like srv1.example.ma.")
        raise NotAllowed(words % {"typed": typed.strip()[:80]}, "SRV-3.p1")
    return ascii_name


def _once(server: Server, kind: str) -> None:
    if server.tasks.filter(state__in=ServerTask.OPEN, kind=kind).exists():
        raise NotAllowed(_("This is under way already: wait until it is done."), "SRV-6.1.2(1)")
