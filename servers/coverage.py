"""What support a server has, said to the support room: its management option's clocks and hours (SRV-6.1.3, SRV-A2)."""

from core.acts import Act
from core.transitions import amend
from support import coverage

from .models import Server, Site
from .ordering import backup_by, options_of
from .schedule import LIVE
from .terms import POLICIES

KIND = "server"


def begin(server: Server, act: Act) -> None:
    """From the activation on, by the option that was ordered; none is ordinary support (C-16)."""
    policy = POLICIES[server.management]
    coverage.cover(server.customer, server.public_id, str(server), KIND, policy, act, site=server.site.code)


def change(server: Server, act: Act) -> None:
    """Another management option: the old one's clocks and hours end, the new one's begin."""
    finish(server, act)
    begin(server, act)


def finish(server: Server, act: Act) -> None:
    """The server's own support ends; a contract of outsourcing about it has its own end."""
    for policy in POLICIES.values():
        coverage.end(server.public_id, act, policy.code)


def outsourced(server: Server) -> bool:
    """Whether a contract of outsourcing makes its backups (HD-2.3.2(1))."""
    return any(row.promised.backs_up for row in coverage.rows(server.public_id))


def keep_backups(about: str, act: Act, begins: bool) -> None:
    """A contract that makes the backups of a server begins or ends: who backs up is written on the server (C-34)."""
    server = Server.objects.filter(public_id=about, state__in=LIVE).first()
    if server and (by := backup_by(options_of(server), begins)) != server.backup_by:
        amend(server, act, "backup_by", "C-34", backup_by=by)


def sites() -> dict[str, str]:
    """The sites by code, as the public calls them."""
    return {site.code: site.name for site in Site.objects.all()}
