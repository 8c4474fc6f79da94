"""Access codes: made by us, sealed at once, opened once by the customer, then gone (SRV-3.p2)."""

import secrets
from datetime import datetime
from typing import Any

from django.db.models import Min
from django.utils.translation import gettext as _
from passlib.hash import sha512_crypt

from core import evidence, unit_of_work, vault
from core.acts import Act
from core.transitions import NotAllowed
from servers.models import AccessCode, Server
from servers.terms import DELIVERY, RUNNING

ALPHABET = (
    "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that looks like something else
)
LENGTH = 20
ROOT = "root"


def invented() -> str:
    """A fresh password, sealed, as text."""
    return sealed("".join(secrets.choice(ALPHABET) for _n in range(LENGTH)))


def sealed(password: str) -> str:
    """A password as it may lie in the database."""
    return vault.sealed(password.encode()).decode()


def unsealed(token: Any) -> str:
    """The password itself, of the token (str or bytes): for the hypervisor and for the one who opens it."""
    return vault.opened(token.encode() if isinstance(token, str) else bytes(token)).decode()


def hashed(token: Any) -> str:
    """What the machine gets: a SHA-512 crypt(5) string of the sealed password, as every system and cloud-init reads it.

    Rounds slow down the guessing of words; what we invent has 116 bits of chance, so that the fewest do.
    """
    return sha512_crypt.using(rounds=sha512_crypt.min_rounds).hash(unsealed(token))


def keep(server: Server, token: str, act: Act, until: datetime | None = None) -> AccessCode:
    """Keep a sealed password to be opened; an older one that nobody has opened is gone with it."""
    server.codes.filter(where="").exclude(sealed=None).update(sealed=None)
    code = _code(server, token, act, until)
    code.save()
    return code


def keep_first(server: Server, token: str, act: Act) -> None:
    """Keep the first one of a server, written with the current unit of work."""
    unit_of_work.add(_code(server, token, act))


def _code(server: Server, token: str, act: Act, until: datetime | None = None) -> AccessCode:
    return AccessCode(
        customer_id=server.customer_id, server=server, account=ROOT, sealed=token.encode(), made_at=act.now,
        expires_at=until,
    )  # fmt: skip


def ready(server: Server) -> AccessCode | None:
    """The code of the server's own account that can still be opened."""
    return server.codes.filter(where="").exclude(sealed=None).first()


def lend(server: Server, where: str, account: str, password: str, act: Act) -> AccessCode:
    """A login of the console at `where`, for some hours; an older one that nobody has opened is gone with it."""
    server.codes.exclude(where="").exclude(sealed=None).update(sealed=None)
    lent = AccessCode.objects.create(
        customer_id=server.customer_id, server=server, account=account, where=where,
        sealed=sealed(password).encode(), made_at=act.now, expires_at=act.now + RUNNING.console_lent,
    )  # fmt: skip
    server.code_expires_at = _first_expiry(server)
    return lent


def lent(server: Server, now: datetime) -> AccessCode | None:
    """The login of a console that can still be opened."""
    return server.codes.exclude(where="").filter(sealed__isnull=False, expires_at__gt=now).first()


def publish(server: Server, act: Act) -> None:
    """From now on, and for some days, the customer may open it."""
    until = act.now + DELIVERY.code_life
    server.codes.filter(where="").exclude(sealed=None).update(expires_at=until)
    server.code_expires_at = min(until, server.code_expires_at or until)


def open_once(code: AccessCode, act: Act) -> str:
    """The password, this once; the row forgets it in the same moment. Raises NotAllowed where it is gone."""
    token = code.sealed
    mine = AccessCode.objects.filter(pk=code.pk, opened_at=None, sealed__isnull=False, expires_at__gt=act.now)
    if token is None or not mine.update(opened_at=act.now, opened_by=act.actor, sealed=None):
        words = _(
            "These access codes have been opened or have expired. Ask for new ones on the server's page."
        )
        raise NotAllowed(words, "SRV-3.p2")
    evidence.record(code.server.public_id, "act", "codes_opened", act, "SRV-3.p2", code=code.public_id)
    return unsealed(token)


def forget(server: Server) -> None:
    """The server has ended."""
    server.codes.exclude(sealed=None).update(sealed=None)
    server.code_expires_at = None


def forget_old(server: Server, now: datetime) -> None:
    """Those that nobody has opened in time are gone."""
    server.codes.filter(expires_at__lte=now).exclude(sealed=None).update(sealed=None)
    server.code_expires_at = _first_expiry(server)


def _first_expiry(server: Server) -> datetime | None:
    return server.codes.filter(sealed__isnull=False).aggregate(first=Min("expires_at"))["first"]
