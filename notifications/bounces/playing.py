"""The demo's way to see a mail come back: a report as Postfix writes it, taken in as any other."""

from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

from core.acts import Act
from notifications.models import Email

from . import addresses, taking

SAID = "550 5.1.1 User unknown"


def play(email: Email, act: Act) -> str:
    """The mail comes back at once; what became of it."""
    back = addresses.return_address(email)
    return taking.take(report(email, back), act, "<>", (back,))


def report(email: Email, to: str) -> bytes:
    """A delivery status notification (RFC 3464): the address does not exist."""
    message = MIMEMultipart("report", report_type="delivery-status")
    message["From"], message["To"], message["Subject"] = (
        "MAILER-DAEMON",
        to,
        "Undelivered Mail Returned to Sender",
    )
    message["Auto-Submitted"] = "auto-replied"
    message.attach(MIMEText(f"<{email.to}>: {SAID}\n", "plain", "utf-8"))
    status = Message()
    status["Content-Type"] = "message/delivery-status"
    status.set_payload([_fields({"Reporting-MTA": "dns; mx.demo.example"}), _fields(_failure(email))])
    message.attach(status)
    message.attach(MIMEText(f"Message-ID: {email.message_id}\n", "rfc822-headers", "utf-8"))
    return message.as_bytes()


def _failure(email: Email) -> dict[str, str]:
    return {"Final-Recipient": f"rfc822; {email.to}", "Action": "failed", "Status": "5.1.1",
            "Diagnostic-Code": f"smtp; {SAID}"}  # fmt: skip


def _fields(values: dict[str, str]) -> Message:
    block = Message()
    for name, value in values.items():
        block[name] = value
    return block
