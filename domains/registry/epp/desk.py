"""What every command starts from: the sessions, the frames, the book of exchanges, and a look at the name."""

from datetime import UTC, datetime

from core.ports import PortRefused, PortUnavailable
from domains.registry.exchanges import Book
from domains.registry.port import PENDING_DELETE, Host, RegistryName

from . import answers, hosts
from .answers import NameInfo
from .codes import ABSENT, NOT_OURS
from .config import Connection
from .contacts import PORTAL_ROLES
from .frames import Frames
from .pool import Pool

SINCE, UNTIL = (
    datetime(1970, 1, 1, tzinfo=UTC),
    datetime(9999, 1, 1, tzinfo=UTC),
)  # where a registry shows none
BACK_FROM = {"redemptionPeriod", "pendingRestore"}


class Desk:
    """One registry, as all of its commands see it."""

    def __init__(self, connection: Connection, pool: Pool, book: Book):
        self.connection, self.pool, self.book = connection, pool, book
        self.frames = Frames(connection)

    def look(self, name: str, auth_code: str = "") -> NameInfo | None:
        """The name as it stands; None when nobody holds it. A registry may hide another's name (2201)."""
        answer = self.pool.answer(self.frames.info(name, auth_code))
        if answer.code == ABSENT:
            return None
        if answer.code == NOT_OURS:
            return NameInfo(name, "?", (), (), "", (), (), (), None, None, None, "", (), False)
        if answer.code >= 2000:
            raise answer.error
        found = answers.name_info(answer)
        if found.name != name.lower():
            raise PortUnavailable(f"the registry shows {found.name} instead of {name}")
        return found

    def held(self, name: str) -> NameInfo:
        """The name, which must be there and ours."""
        found = self.look(name)
        if found is None:
            raise PortRefused(ABSENT, f"{name} does not exist")
        self.must_be_ours(found)
        return found

    def must_be_ours(self, found: NameInfo) -> None:
        """Another registrar's name is left alone."""
        if not self.connection.is_us(found.sponsor):
            raise PortRefused(NOT_OURS, f"{found.name} is sponsored by another registrar")

    def shown(self, found: NameInfo, with_glue: bool = False) -> RegistryName:
        """A name in the port's words; `with_glue` asks for the addresses of each host under it."""
        ours = self.connection.is_us(found.sponsor)
        reference = self.book.reference_of(found.name) if ours else ""
        roles = {"holder": found.registrant} | {
            portal: handle
            for portal, role in PORTAL_ROLES.items()
            for kind, handle in found.contacts
            if kind == role
        }
        return RegistryName(
            found.name, ours, reference, found.created_at or SINCE, found.expires_at or UNTIL,
            _statuses(found), found.rgp, found.auth_code, tuple(host.name for host in found.nameservers),
            found.ds, self._glue(found) if with_glue and ours else _named(found),
            {role: {"handle": handle} for role, handle in roles.items() if handle},
            found.sponsor.strip("?"), found.transferred_at, self._deleted_at(found) if ours else None,
        )  # fmt: skip

    def _deleted_at(self, found: NameInfo) -> datetime | None:
        """When we had it deleted: EPP does not show it, our book knows – unless that was in an earlier life."""
        asked = self.book.when("domain:delete", found.name) if is_being_deleted(found) else None
        return asked if asked and asked >= (found.created_at or SINCE) else None

    def has_host_objects(self) -> bool:
        """Whether name servers are objects here, or attributes of a name (RFC 5731 1.1)."""
        ways = self.connection.hosts
        return self.pool.offers(self.connection.host_uri) if ways == "auto" else ways == "objects"

    def has_contacts(self) -> bool:
        """Whether the registry keeps contacts."""
        return bool(self.connection.roles) and self.pool.offers(self.connection.contact_uri)

    def last_code(self, command: str, name: str, reference: str) -> int | None:
        """The code of the newest command of that kind for this reference; None when none was answered."""
        return self.book.last(self.connection.name, [command], name, reference)[1]

    def _glue(self, found: NameInfo) -> tuple[Host, ...]:
        if not found.hosts or not self.has_host_objects():
            return _named(found)
        seen = [hosts.look(self.pool, self.connection.host_uri, host) for host in found.hosts]
        return tuple(one[0] for one in seen if one)


def is_being_deleted(found: NameInfo) -> bool:
    """In redemption, under restore, or about to go."""
    return PENDING_DELETE in found.statuses or bool(BACK_FROM & set(found.rgp))


def _named(found: NameInfo) -> tuple[Host, ...]:
    """The hosts under the name, with the addresses that came along where hosts are attributes."""
    attributes = [host for host in found.nameservers if host.addresses]
    known = {host.name for host in attributes}
    return (*attributes, *(Host(name) for name in found.hosts if name not in known))


def _statuses(found: NameInfo) -> tuple[str, ...]:
    """A name under RGP counts as being deleted even where its registry forgets to say pendingDelete."""
    statuses = found.statuses or ("ok",)
    if is_being_deleted(found) and PENDING_DELETE not in statuses:
        return (*(s for s in statuses if s != "ok"), PENDING_DELETE)
    return statuses
