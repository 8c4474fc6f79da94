"""The registry's queue (RFC 5730 2.9.2.3): every message is read, also one of a kind that nobody knows."""

import re
from datetime import datetime
from typing import Any

from domains.registry.port import Message

from . import answers
from .answers import Answer
from .codes import NO_MESSAGE
from .frames import Element

SECRET = {"authInfo", "pw", "newPW"}
DELETED = {"pendingDelete", "redemptionPeriod"}
# The words of a message decide only where its data do not.
WORDS = (
    ("low_balance", r"balance|credit (limit|threshold)|insufficient funds|low funds"),
    ("transfer", r"transfer"),
    ("deletion", r"delet|redemption|purge"),
    ("expiry", r"expir|auto-?renew"),
    ("status", r"status|hold|lock"),
)
OPERATIONS = (  # RFC 8590 changePoll
    ("deletion", ("delete", "autodelete", "autopurge")),
    ("expiry", ("autorenew", "renew")),
    ("transfer", ("transfer",)),
)


def message(answer: Answer, now: datetime) -> Message | None:
    """The message in an answer to `poll`; None when the queue is empty."""
    queue = answer.queue
    if answer.code == NO_MESSAGE or queue is None or not queue.get("id"):
        return None
    words = answers.child(queue, "msg")
    said = " ".join(" ".join(words.itertext()).split()) if words is not None else ""
    text = said or answer.message
    data = {local: _plain(part) for part in _parts(answer) if (local := answers.local(part))}
    data |= {"count": queue.get("count", "")}
    return Message(
        id=queue.get("id", ""),
        queued_at=answers.about(answers.text(queue, "qDate"), now),
        kind=_kind(answer, text),
        name=_name(answer),
        text=text,
        data=data,
        transfer=answers.transfer(answer, now),
    )


def _kind(answer: Answer, text: str) -> str:
    tags = {answers.local(e) for part in _parts(answer) for e in part.iter()}
    spaces = " ".join(str(part.tag).lower() for part in _parts(answer))
    if "trnData" in tags:
        return "transfer"
    if "panData" in tags:
        return "pending_action"
    if "balance" in spaces:
        return "low_balance"
    operation = next((o for part in _parts(answer) for o in answers.texts(part, "operation")), "").lower()
    for kind, operations in OPERATIONS:
        if operation in operations:
            return kind
    statuses = {e.get("s", "") for part in _parts(answer) for e in part.iter() if e.get("s")}
    if statuses & DELETED:
        return "deletion"
    if operation == "update" and any(status.startswith("server") for status in statuses):
        return "status"
    return next((kind for kind, words in WORDS if re.search(words, text, re.I)), "other")


def _name(answer: Answer) -> str:
    """The domain name that a message is about, where its data name one."""
    for part in _parts(answer):
        if "contact" in str(part.tag).lower() or "host" in str(part.tag).lower():
            continue
        for tag in ("name", "domain", "domainName"):
            for found in answers.texts(part, tag):
                if "." in found:
                    return found.lower()
    return ""


def _parts(answer: Answer) -> list[Element]:
    return [part for within in (answer.data, answer.extension) if within is not None for part in within]


def _plain(element: Element) -> Any:
    """An element as plain values: texts, and mappings of them; what stands several times is a list."""
    if answers.local(element) in SECRET:
        return "***"
    inner: dict[str, Any] = {f"@{key.rpartition('}')[2]}": value for key, value in element.attrib.items()}
    for one in element:
        if tag := answers.local(one):
            value = _plain(one)
            inner[tag] = [*_listed(inner[tag]), value] if tag in inner else value
    said = answers.own_text(element)
    if not inner:
        return said
    return inner | ({"text": said} if said else {})


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
