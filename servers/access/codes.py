"""Access codes: made by us, sealed at once, opened once by the customer, then gone (SRV-3.p2)."""

import secrets
import warnings
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core import evidence, vault
from core.acts import Act
from core.transitions import NotAllowed
from servers.models import AccessCode, Server
from servers.terms import DELIVERY

with warnings.catch_warnings():  # leaves Python with 3.13; `legacycrypt` takes its place there
    warnings.simplefilter("ignore", DeprecationWarning)
    import crypt

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
    """What the machine gets: a SHA-512 crypt(5) string of the sealed password."""
    return crypt.crypt(unsealed(token), crypt.mksalt(crypt.METHOD_SHA512))


def keep(server: Server, token: str, act: Act, until: datetime | None = None) -> AccessCode:
    """Keep a sealed password to be opened; an older one that nobody has opened is gone with it."""
    server.codes.filter(account=ROOT).exclude(sealed=None).update(sealed=None)
    return AccessCode.objects.create(
        customer_id=server.customer_id, server=server, account=ROOT, sealed=token.encode(), made_at=act.now,
        expires_at=until,
    )  # fmt: skip


def ready(server: Server) -> AccessCode | None:
    """The code that can still be opened."""
    return server.codes.exclude(sealed=None).first()


def publish(server: Server, act: Act) -> None:
    """From now on, and for some days, the customer may open it."""
    server.code_expires_at = act.now + DELIVERY.code_life
    server.codes.exclude(sealed=None).update(expires_at=server.code_expires_at)


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
    """Nobody has opened them in time, or the server has ended."""
    server.codes.exclude(sealed=None).update(sealed=None)
    server.code_expires_at = None
