"""A stored mail as the bytes that SMTP carries: the standard library's message, with headers encoded once.

Folding every header anew would cost more than all the rest of the sending. Bodies travel in base64: no line
is too long, and no server needs to know eight bits.
"""

from datetime import datetime
from email.header import Header
from email.message import Message
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import Compat32
from email.utils import format_datetime, formataddr, parseaddr
from functools import lru_cache

from django.utils.encoding import punycode

from core.company import company

from . import marketing
from .models import Email
from .outbox import Attachment, thread_headers
from .rendering import header

NEWLINE = "\r\n"


class Encoded(Compat32):
    """Headers are written as they are given, if they stay headers."""

    def fold_binary(self, name: str, value: str) -> bytes:
        header(value.replace(f"{NEWLINE} ", " "))
        return f"{name}: {value}{NEWLINE}".encode("ascii")


POLICY = Encoded(linesep=NEWLINE)


def message_bytes(email: Email, files: list[Attachment], now: datetime) -> bytes:
    """The mail as the world sees it; its Message-ID is the same at every attempt."""
    words = MIMEMultipart("alternative", f"{email.public_id}-words", policy=POLICY)
    words.attach(MIMEText(email.as_text(), "plain", "utf-8", policy=POLICY))
    words.attach(MIMEText(email.as_html(), "html", "utf-8", policy=POLICY))
    message = _with_files(words, email, files) if files else words
    for name, value in _headers(email, now).items():
        message[name] = value
    return message.as_bytes()


def ascii_address(to: str) -> str:
    """The address as SMTP knows it, an international domain in ASCII; UnicodeError when it has none."""
    name, _at, domain = to.rpartition("@")
    return f"{name}@{punycode(domain)}".encode("ascii").decode()


def _headers(email: Email, now: datetime) -> dict[str, str]:
    return {
        "Subject": Header(email.subject, header_name="Subject").encode(linesep=NEWLINE),
        "From": _sender(company().mail_from, company().name),
        "To": ascii_address(email.to),
        "Date": format_datetime(now),
        "Message-ID": email.message_id,
        "Auto-Submitted": "auto-generated",
        "Content-Language": email.language,
        **thread_headers(email),
        **marketing.headers(email.kind, email.to),
    }


def _with_files(words: Message, email: Email, files: list[Attachment]) -> Message:
    message = MIMEMultipart("mixed", f"{email.public_id}-files", [words], policy=POLICY)
    for file in files:
        part = MIMEApplication(file.content, file.type.removeprefix("application/"), policy=POLICY)
        part.add_header("Content-Disposition", "attachment", filename=file.name)
        message.attach(part)
    return message


@lru_cache(maxsize=8)
def _sender(mail_from: str, company_name: str) -> str:
    name, address = parseaddr(mail_from)
    return formataddr((name or company_name, address))
