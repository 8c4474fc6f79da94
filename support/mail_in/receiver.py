"""The receiver: an SMTP or LMTP server that takes mail for the support address and gives it to `taking.take`.

What comes to a mail's own return address, or reports its end, belongs to `notifications.bounces`.

It answers the sending server only when the message is kept (250), when it can never be (550, 552), or when it should
come again (451): nothing that was accepted is lost, and a repeat is the same message.
"""

import asyncio
import logging

from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connections

from core import clock
from core.acts import Act
from core.company import company
from notifications.bounces import addresses as return_addresses
from notifications.bounces import taking as bounces
from support.terms import MAIL

from . import addresses
from .taking import SYSTEM, take

log = logging.getLogger(__name__)
KEPT, LATER, NOT_HERE = "250 kept", "451 try again later", "550 no such mailbox here"
ONE_AT_A_TIME = (
    "452 one recipient at a time"  # LMTP owes one answer for each: so there is one (RFC 2033, 4.2)
)


class Inbox:
    """Takes what is addressed to support, plainly or with a signed reply address, and what returns; relays nothing."""

    async def handle_RCPT(self, server, session: Session, envelope: Envelope, address: str, options) -> str:
        ours = address.lower() == company().support_email.lower() or addresses.token_of(address)
        if not ours and not return_addresses.mail_of(address):
            return NOT_HERE
        if envelope.rcpt_tos:
            return ONE_AT_A_TIME
        envelope.rcpt_tos.append(address)
        return KEPT

    async def handle_DATA(self, server, session: Session, envelope: Envelope) -> str:
        sender, to = envelope.mail_from or "<>", tuple(envelope.rcpt_tos)
        content = (
            envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        )
        return await asyncio.to_thread(self.keep, content, sender, to)

    def keep(self, content: bytes, sender: str, to: tuple[str, ...]) -> str:
        """Take one message in: a returned mail, or somebody's word; what goes wrong on our side is asked for again."""
        act = Act(clock.now(), SYSTEM)
        try:
            became = bounces.take(content, act, sender, to) or self.a_word(content, act, sender, to)
        except bounces.TooEarly:
            return LATER
        except Exception:
            log.exception("a message could not be kept")
            return LATER
        finally:
            connections.close_all()  # each message has a thread of the pool: none keeps a connection
        log.info("%s", became)
        return KEPT

    def a_word(self, content: bytes, act: Act, sender: str, to: tuple[str, ...]) -> str:
        """Somebody writes to support."""
        mail = take(content, act, sender, to)
        return f"{mail.public_id} {mail.state} {mail.reason}"


class Receiver(Controller):
    """A server of its own thread; `lmtp` is what a mail server on the same machine speaks (RFC 2033)."""

    def __init__(self, handler: Inbox, host: str, port: int, *, lmtp: bool = False):
        self.lmtp = lmtp
        super().__init__(handler, hostname=host, port=port)

    def factory(self) -> SMTP:
        speaks = LMTP if self.lmtp else SMTP
        return speaks(self.handler, data_size_limit=MAIL.most_bytes, enable_SMTPUTF8=True, ident="portal")


def controller(host: str, port: int, *, lmtp: bool = False, handler: Inbox | None = None) -> Receiver:
    """A server that is not started yet."""
    return Receiver(handler or Inbox(), host, port, lmtp=lmtp)
