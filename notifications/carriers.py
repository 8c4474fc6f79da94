"""Carriers: what takes a mail out of the house. SMTP where `EMAIL_URL` names a server, the demo's mailbox else.

A carrier answers by returning (accepted) or by raising one of these.
"""

import smtplib
from contextlib import suppress
from email.utils import format_datetime, formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from core.company import company

from .models import Email
from .outbox import Attachment

PERMANENT = range(500, 600)


class NoCarrier(Exception):
    """No mail can leave now: the server does not answer, or wants nothing from us. All mails wait."""


class TryLater(Exception):
    """This mail was not accepted this time."""


class Refused(Exception):
    """A final answer: this mail will never be accepted."""


def message_of(email: Email, files: list[Attachment], now) -> EmailMultiAlternatives:
    """The mail as the world sees it; its Message-ID is the same at every attempt."""
    name, sender = parseaddr(company().mail_from)
    headers = {
        "Message-ID": email.message_id,
        "Date": format_datetime(now),
        "Auto-Submitted": "auto-generated",
        "Content-Language": email.language,
    }
    message = EmailMultiAlternatives(
        email.subject, email.as_text(), formataddr((name or company().name, sender)), [email.to], headers=headers
    )
    message.attach_alternative(email.as_html(), "text/html")
    for file in files:
        message.attach(file.name, file.content, file.type)
    return message


class Mailbox:
    """The demo's carrier: a mail has arrived as soon as it is stored."""

    def send(self, email: Email, files: list[Attachment], now) -> None:
        """Accept everything: the mailbox page shows the stored mail itself."""

    def close(self) -> None:
        """Nothing is open."""


class Smtp:
    """One kept connection to the server of `EMAIL_URL`, opened when the first mail needs it."""

    def __init__(self) -> None:
        self.backend = get_connection()
        self.sender = parseaddr(company().mail_from)[1]

    def send(self, email: Email, files: list[Attachment], now) -> None:
        """Hand one mail to the server."""
        content = message_of(email, files, now).message().as_bytes(linesep="\r\n")
        server = self._server()
        try:
            server.sendmail(self.sender, [email.to], content)
        except smtplib.SMTPRecipientsRefused as refusal:
            _judge(*refusal.recipients[email.to])
        except smtplib.SMTPSenderRefused as refusal:
            self.close()
            raise NoCarrier(f"{refusal.smtp_code} {_words(refusal.smtp_error)}") from refusal
        except smtplib.SMTPResponseException as refusal:
            _judge(refusal.smtp_code, refusal.smtp_error)
        except (smtplib.SMTPException, OSError) as broken:
            self.close()
            raise TryLater(f"{type(broken).__name__}: {broken}") from broken

    def close(self) -> None:
        """Hang up, whatever the server thinks of it."""
        with suppress(smtplib.SMTPException, OSError):
            self.backend.close()
        self.backend.connection = None

    def _server(self) -> smtplib.SMTP:
        if self.backend.connection is not None and self.backend.connection.sock is None:
            self.close()
        try:
            self.backend.open()
        except (smtplib.SMTPException, OSError) as closed:
            self.close()
            raise NoCarrier(f"{type(closed).__name__}: {closed}") from closed
        return self.backend.connection


def carrier() -> Mailbox | Smtp:
    """The carrier of this installation."""
    if settings.EMAIL_URL:
        return Smtp()
    if settings.DEMO:
        return Mailbox()
    raise NoCarrier("EMAIL_URL names no server")


def _judge(code: int, words: bytes | str) -> None:
    error = Refused if code in PERMANENT else TryLater
    raise error(f"{code} {_words(words)}")


def _words(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said
