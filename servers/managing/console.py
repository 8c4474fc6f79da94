"""The console: a snapshot of what the machine shows, behind a ticket that is signed, short-lived and one person's."""

from base64 import b64encode

from django.core import signing
from django.utils.translation import gettext as _

from core import evidence
from core.acts import Act
from core.ports import PortError, PortRefused
from core.transitions import NotAllowed
from servers.hypervisor import Screen, refusal_text
from servers.lifecycle.calls import hypervisor_of
from servers.models import Server
from servers.terms import RUNNING

SALT = "servers.console"


def ticket_for(server: Server, user, act: Act) -> str:
    """A ticket for this person and this server; that it was asked for is proven."""
    if server.state not in Server.RUNNING:
        words = _("%(server)s is %(state)s: its console is shut.")
        raise NotAllowed(words % {"server": server, "state": server.get_state_display()}, "SRV-6.2.1")
    evidence.record(server.public_id, "act", "console_opened", act, "SRV-7.2")
    return signing.dumps([server.public_id, user.public_id], salt=SALT, compress=True)


def read(ticket: str, user) -> tuple[str, bool]:
    """The server that a ticket opens to this person, and whether it has expired; empty where it opens nothing."""
    try:
        server, owner = signing.loads(ticket, salt=SALT)
    except signing.BadSignature:
        return "", False
    if owner != user.public_id:
        return "", False
    try:
        signing.loads(ticket, salt=SALT, max_age=RUNNING.console_ticket)
    except signing.SignatureExpired:
        return server, True
    return server, False


def look(server: Server, act: Act) -> tuple[Screen, str]:
    """What the console shows now, or why it shows nothing, in words."""
    try:
        return hypervisor_of(server).console(server.public_id, act.now), ""
    except PortRefused as refusal:
        return Screen(), str(refusal_text(refusal.code))
    except PortError:
        return Screen(), _("The machine’s host does not answer now. Try again in a minute.")


def picture_of(screen: Screen) -> str:
    """The picture as a page carries it; empty where there is none."""
    return "data:image/png;base64," + b64encode(screen.picture).decode() if screen.picture else ""
