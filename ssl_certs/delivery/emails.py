"""The mails of delivery."""

from core.acts import Act
from notifications import outbox
from ssl_certs.emails import tell
from ssl_certs.models import Certificate, HostWatch


def not_installed(watched: HostWatch, live: Certificate, act: Act) -> None:
    """A host still serves something else than the current certificate, and that expires soon (SSL-9.1, SSL-11.3(1))."""
    tell(watched.order, act, "ssl_certs.not_installed", "SSL-11.3(1)", f"not_installed:{live.public_id}:{watched}",
         host=str(watched), until=watched.served_until, number=live.number,
         action=outbox.link("ssl_certs:certificate", live.public_id))  # fmt: skip
