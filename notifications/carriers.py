"""Carriers take mails out of the house: SMTP where `EMAIL_URL` names a server, else the demo's mailbox.

A carrier answers by returning (accepted) or by raising one of these.
"""

import smtplib
from contextlib import suppress
from datetime import datetime

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

from .bounces.addresses import return_address
from .mime import ascii_address, message_bytes
from .models import Email
from .outbox import Attachment

PERMANENT = range(500, 600)


class NoCarrier(Exception):
    """No mail can leave now: the server does not answer, or wants nothing from us. All mails wait."""


class TryLater(Exception):
    """This mail was not accepted this time."""


class Refused(Exception):
    """A final answer: this mail will never be accepted."""


class Mailbox:
    """The demo's carrier: a mail has arrived as soon as it is stored."""

    def send(self, email: Email, files: list[Attachment], now: datetime) -> None:
        """Accept everything: the mailbox page shows the stored mail itself."""

    def close(self) -> None:
        """Nothing is open."""


class Smtp:
    """One kept connection to the server of `EMAIL_URL`, opened when the first mail needs it."""

    def __init__(self) -> None:
        self.backend = EmailBackend()

    def send(self, email: Email, files: list[Attachment], now: datetime) -> None:
        """Hand one mail to the server; a connection that it closed between two mails is opened again once."""
        try:
            to, content = ascii_address(email.to), message_bytes(email, files, now)
        except UnicodeError as error:
            raise Refused(f"553 5.1.3 not an address of SMTP: {email.to}") from error
        kept = self.backend.connection is not None
        try:
            self._hand_over(email, to, content)
        except TryLater:
            if not kept or self.backend.connection is not None:
                raise
            self._hand_over(email, to, content)

    def close(self) -> None:
        """Hang up, whatever the server thinks of it."""
        with suppress(smtplib.SMTPException, OSError):
            self.backend.close()
        self.backend.connection = None

    def _hand_over(self, email: Email, to: str, content: bytes) -> None:
        server = self._server()
        try:
            server.ehlo_or_helo_if_needed()
            options = reports_wanted(email, to) if server.has_extn("dsn") else ((), ())
            server.sendmail(return_address(email), [to], content, *options)
        except smtplib.SMTPRecipientsRefused as refusal:
            self._judge(*refusal.recipients[to])
        except (smtplib.SMTPSenderRefused, smtplib.SMTPHeloError) as refusal:
            if refusal.smtp_code in PERMANENT:
                raise NoCarrier(_answer(refusal.smtp_code, refusal.smtp_error)) from refusal
            self._judge(refusal.smtp_code, refusal.smtp_error)
        except smtplib.SMTPResponseException as refusal:
            self._judge(refusal.smtp_code, refusal.smtp_error)
        except (smtplib.SMTPException, OSError) as broken:
            self.close()
            raise TryLater(f"{type(broken).__name__}: {broken}") from broken

    def _server(self) -> smtplib.SMTP:
        try:
            self.backend.open()
        except (smtplib.SMTPException, OSError) as closed:
            self.close()
            raise NoCarrier(f"{type(closed).__name__}: {closed}") from closed
        return self.backend.connection

    def _judge(self, code: int, words: bytes | str) -> None:
        if self.backend.connection.sock is None:  # 421: the server hung up
            self.close()
        raise (Refused if code in PERMANENT else TryLater)(_answer(code, words))


Carrier = Mailbox | Smtp
Options = tuple[tuple[str, ...], tuple[str, ...]]


def reports_wanted(email: Email, to: str) -> Options:
    """What is asked of a server that knows reports (RFC 3461): one if it fails, with the headers, under our id."""
    original = "".join(c if c.isalnum() or c in "@.-_" else f"+{ord(c):02X}" for c in to)
    return ("RET=HDRS", f"ENVID={email.public_id}"), ("NOTIFY=FAILURE", f"ORCPT=rfc822;{original}")


def carrier() -> Carrier:
    """The carrier of this installation."""
    if settings.EMAIL_URL:
        return Smtp()
    if settings.DEMO:
        return Mailbox()
    raise NoCarrier("EMAIL_URL names no server")


def _answer(code: int, words: bytes | str) -> str:
    return f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"
