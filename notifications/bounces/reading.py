"""A report read: did a mail fail for good, is it only delayed, what did the mail server say (RFC 3464, RFC 3463).

Reports by RFC 3464 and the many that are not are told apart by `flufl.bounce`, Mailman's detectors. Its heuristics
count only where they name the address that we wrote to. An automatic answer names nothing and is nothing.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from typing import Any

from flufl.bounce import all_failures

from notifications.terms import BOUNCES

from . import addresses

log = logging.getLogger(__name__)
STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
PLAIN = re.compile(r"[45]\d\d\b")
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]+")
FAILED, DELAYED, NOTHING = "failed", "delayed", ""
UNKNOWN = "5.0.0"
RETURNED = {"message/rfc822", "text/rfc822-headers", "message/rfc822-headers"}


@dataclass(frozen=True, slots=True)
class Report:
    """What a message says of a delivery.

    outcome    failed, delayed, or nothing
    by_form    it is a report in the form of RFC 3464, not one guessed from its words
    recipients the addresses that failed, in small letters
    mail       the public id of the mail of ours that it returns, where it returns one
    """

    outcome: str
    status: str = UNKNOWN
    said: str = ""
    by_form: bool = False
    recipients: frozenset[str] = frozenset()
    mail: str = ""


def read(raw: bytes) -> Report:
    """Read a message whose bytes nobody vouches for; what cannot be read says nothing."""
    try:
        message = message_from_bytes(raw[: BOUNCES.read_bytes])
        blocks, formal = list(_blocks(message)), is_report(message)
        if formal and not any(_action(block).startswith(("fail", "error", "delayed")) for block in blocks):
            return Report(
                NOTHING, by_form=True
            )  # delivered, relayed, expanded: no failure, whatever its words
        delayed, failed = all_failures(message)
        return _report(message, blocks if formal else [], delayed, failed)
    except Exception:  # the parser and the detectors meet what no standard allows
        log.warning("a report could not be read", exc_info=True)
        return Report(NOTHING)


def is_report(message: Message) -> bool:
    """Whether it has the form of a delivery status notification (RFC 3462, RFC 3464)."""
    kind = str(message.get_param("report-type", "delivery-status")).lower()
    return message.get_content_type() == "multipart/report" and kind == "delivery-status"


def status_of(answer: str) -> str:
    """The status code in a mail server's answer; of a plain `550 …` only the class; empty where no server spoke."""
    found = STATUS.search(answer)
    return found[1] if found else f"{answer[0]}.0.0" if PLAIN.match(answer) else ""


def cleaned(words: str) -> str:
    """A mail server's words, harmless and short."""
    return " ".join(UNSEEN.sub(" ", words).split())[: BOUNCES.said_characters]


def _report(message: Message, blocks: list[Message], delayed, failed) -> Report:
    outcome = FAILED if failed else DELAYED if delayed else NOTHING
    told = next((block for block in blocks if _action(block).startswith(("fail", "error"))), None)
    status = STATUS.search(str(told.get("Status", ""))) if told else None
    said = str(told.get("Diagnostic-Code", "")).partition(";")[2] if told else ""
    return Report(
        outcome, status[1] if status else status_of(said.strip()) or UNKNOWN, cleaned(said), bool(blocks),
        frozenset(address.decode("ascii", "replace").lower() for address in failed), _returned(message),
    )  # fmt: skip


def _action(block: Message) -> str:
    return str(block.get("Action", "")).strip().lower()


def _blocks(message: Message) -> Iterator[Message]:
    """What a report says of each recipient: the blocks of its own delivery-status part, of no message inside it."""
    for part in _own_parts(message):
        if part.get_content_type() == "message/delivery-status":
            yield from _own_parts(part)


def _returned(message: Message) -> str:
    """Which mail of ours a report brings back: the Message-ID of its returned part."""
    for part in _own_parts(message):
        if part.get_content_type() in RETURNED:
            content: Any = part.get_payload(decode=True) or b""
            inner = next(iter(_own_parts(part)), None) or message_from_bytes(content)
            if mail := addresses.named_in(str(inner.get("Message-ID", ""))):
                return mail
    return ""


def _own_parts(message: Message) -> list[Message]:
    parts: Any = message.get_payload() if message.is_multipart() else []
    return [part for part in parts[: BOUNCES.parts] if isinstance(part, Message)]
