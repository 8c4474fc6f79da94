"""What support a server has, said to the support room: its management option's clocks and hours (SRV-6.1.3, SRV-A2)."""

from core.acts import Act
from support import coverage

from .models import Server
from .terms import POLICIES

KIND = "server"


def begin(server: Server, act: Act) -> None:
    """From the activation on, by the option that was ordered; none is ordinary support (C-16)."""
    policy = POLICIES[server.management]
    coverage.cover(server.customer, server.public_id, str(server), KIND, policy, act, site=server.site.code)


def change(server: Server, act: Act) -> None:
    """Another management option: the old one's clocks and hours end, the new one's begin."""
    coverage.end(server.public_id, act)
    begin(server, act)


def finish(server: Server, act: Act) -> None:
    """The server has ended, and its support with it."""
    coverage.end(server.public_id, act)
