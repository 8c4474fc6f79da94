"""A received message read: who says to have sent it, its words and files, whether a machine wrote it (RFC 3834)."""

import hashlib
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses, parseaddr

from core.company import company
from support.terms import MAIL

from . import addresses, plain

BULK = {"bulk", "list", "junk", "auto_reply"}
LONGEST_ID, LONGEST_SUBJECT, LONGEST_NAME = 240, 200, 200


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as it was read. `automatic` is why it is a machine's; `broken` why it cannot be trusted to be one."""

    mail_id: str
    sender: str
    sender_name: str
    to: tuple[str, ...]
    subject: str
    text: str
    references: str
    automatic: str = ""
    broken: str = ""
    authenticated: tuple[str, ...] = ()
    files: list[tuple[str, bytes]] = field(default_factory=list)


def read(raw: bytes, envelope_from: str = "", envelope_to: tuple[str, ...] = ()) -> Letter:
    """Read a message whose bytes nobody vouches for; what cannot be read is empty, and never an error."""
    message: EmailMessage = message_from_bytes(raw, policy=default)
    sender_name, sender, broken = _sender(message)
    named = [_header(message, name) for name in ("To", "Cc", "Delivered-To")]
    to = tuple(dict.fromkeys([*envelope_to, *(address for _name, address in getaddresses(named) if address)]))
    text, files, too_many = _content(message)
    return Letter(
        mail_id=_mail_id(message, raw), sender=sender, sender_name=sender_name[:LONGEST_NAME], to=to,
        subject=" ".join(_header(message, "Subject").split())[:LONGEST_SUBJECT], text=text,
        references=f"{_header(message, 'In-Reply-To')} {_header(message, 'References')}",
        automatic=_automatic(message, envelope_from, raw), broken=broken or too_many,
        authenticated=tuple(str(v) for v in message.get_all("Authentication-Results", [])), files=files,
    )  # fmt: skip


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name, "") or "").replace("\x00", "")
    except (
        ValueError,
        LookupError,
        IndexError,
        TypeError,
        AttributeError,
    ):  # headers that the parser cannot bear
        return ""


def _sender(message: EmailMessage) -> tuple[str, str, str]:
    """Name and address of the one sender; two of them, or none, are nobody."""
    froms = message.get_all("From", []) if "From" in message else []
    pairs = [pair for pair in getaddresses([str(f) for f in froms]) if pair[1]]
    if len(froms) != 1 or len(pairs) != 1 or "@" not in pairs[0][1]:
        return "", pairs[0][1].lower()[:254] if pairs else "", "sender"
    name, address = pairs[0]
    return " ".join(name.split()), address.lower()[:254], ""


def _mail_id(message: EmailMessage, raw: bytes) -> str:
    """The Message-ID; of a message without one, or with one too long, its own digest."""
    given = _header(message, "Message-ID").strip()
    return given if 0 < len(given) <= LONGEST_ID else f"<{hashlib.sha256(raw).hexdigest()}@digest>"


def _automatic(message: EmailMessage, envelope_from: str, raw: bytes) -> str:
    """Why this is a machine's word and must not be answered; empty for a person's."""
    submitted = _header(message, "Auto-Submitted").strip().lower()
    if submitted and submitted != "no":
        return "auto-submitted"
    if _header(message, "Precedence").strip().lower() in BULK:
        return "precedence"
    if _header(message, "List-Id") or _header(message, "List-Unsubscribe"):
        return "list"
    if _header(message, "X-Auto-Response-Suppress") or _header(message, "X-Autoreply"):
        return "auto-submitted"
    if addresses.ours_among(_mail_id(message, raw)):
        return "our own"
    if envelope_from in {"<>"} or _header(message, "Return-Path").strip() == "<>":
        return "bounce"
    own = parseaddr(company().mail_from)[1].lower()
    return (
        "our own" if parseaddr(_header(message, "From"))[1].lower() in {own, company().support_email} else ""
    )


def _content(message: EmailMessage) -> tuple[str, list[tuple[str, bytes]], str]:
    """The words (plain, or HTML made plain), the files, and why there is more than can be read."""
    words: list[str] = []
    pages: list[str] = []
    files: list[tuple[str, bytes]] = []
    for n, part in enumerate(_parts(message)):
        if n > MAIL.parts:
            return "\n".join(words), files, "too many parts"
        if part.is_multipart():
            continue
        content = part.get_payload(decode=True) or b""
        if part.get_content_disposition() == "attachment" or part.get_content_maintype() != "text":
            files.append((_file_name(part), content))
        elif part.get_content_subtype() == "html":
            pages.append(plain.of_html(_decoded(part, content)))
        else:
            words.append(_decoded(part, content))
    own = "\n".join(words).strip() or "\n".join(pages).strip()
    return own.replace("\x00", ""), files, ""


def _parts(message: EmailMessage):
    """The parts, never those of a message inside the message, never deeper than is reasonable."""
    level, stack = 0, [(message, 0)]
    while stack:
        part, level = stack.pop()
        yield part
        if part.get_content_type() != "message/rfc822" and part.is_multipart() and level < MAIL.depth:
            stack += [(child, level + 1) for child in reversed(list(part.iter_parts()))]


def _decoded(part: EmailMessage, content: bytes) -> str:
    try:
        return content.decode(part.get_content_charset() or "utf-8", errors="replace")
    except LookupError:  # a character set that nobody knows
        return content.decode("utf-8", errors="replace")


def _file_name(part: EmailMessage) -> str:
    try:
        return part.get_filename() or "file"
    except (ValueError, LookupError, TypeError):
        return "file"
