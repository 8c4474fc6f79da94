"""The outbox: a mail is rendered and stored in the transaction that causes it, and leaves afterwards."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Coalesce

from core import unit_of_work
from core.acts import Act

from . import marketing, rendering
from .links import link
from .models import Email

__all__ = [
    "GONE",
    "Attachment",
    "attachment",
    "attachment_source",
    "hooks_for",
    "is_conversation",
    "last_sent",
    "link",
    "queue",
    "repeat",
    "sent_at",
    "sent_series",
    "thread_headers",
    "thread_source",
    "when_sent",
]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A stored document as a mail carries it."""

    name: str
    content: bytes
    type: str = "application/pdf"


GONE = Attachment("", b"")  # a document that will never be: the mail leaves without it

Headers = Callable[[Email], dict[str, str]]
Loader = Callable[[str], Attachment | None]
Hook = Callable[[Email, Act], None]
_sources: dict[str, Loader] = {}
_threads: dict[str, Headers] = {}
_hooks: dict[str, list[Hook]] = defaultdict(list)


def queue(
    kind: str, *, to: str, language: str, context: dict[str, Any], about: str, key: str, now: datetime,
    customer=None, clause: str = "", series: str = "", attachments: Iterable[str] = (),
    act: Act | None = None,
) -> Email:  # fmt: skip
    """Store one mail with what causes it; the same `key` again says nothing twice.

    `customer` is an account or its primary key: its people read the mail in the portal. `attachments` are
    public ids of documents; the mail waits until they exist. Raises NotConsented for marketing without consent.
    """
    if marketing.is_marketing(kind):
        marketing.demand(kind, to)
    spoken = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    words = rendering.write(kind, spoken, context)
    email = Email(
        kind=kind, key=key, about=about, series=series, clause=clause, language=spoken,
        customer_id=getattr(customer, "pk", customer), to=rendering.address(to),
        subject=words.subject, text=words.text, html=words.html, frame=rendering.frame(spoken, clause),
        attachments=list(attachments), created_at=now, send_after=now, due_at=act.due if act else None,
    )  # fmt: skip
    email.act = act
    unit_of_work.add(email)
    return email


def repeat(email: Email, to: str, act: Act) -> None:
    """The same notice for another contact of the account, since it did not arrive; nobody is given it twice."""
    first = email.repeats or email
    same = "\0".join(
        (first.about or first.key, first.kind, str(first.customer_id), str(first.created_at), to)
    )
    copied = ("kind", "about", "series", "clause", "customer_id", "language", "subject", "text", "html",
              "attachments", "due_at")  # fmt: skip
    copy = Email(
        **{name: getattr(first, name) for name in copied}, repeats=first, to=rendering.address(to),
        key=f"repeat:{hashlib.sha256(same.encode()).hexdigest()}",
        frame=rendering.frame(first.language, first.clause, repeats=True), created_at=act.now, send_after=act.now,
    )  # fmt: skip
    copy.act = act
    unit_of_work.add(copy)


def last_sent(about: str, series: str) -> datetime | None:
    """When the newest notice of a series was really given."""
    return max(sent_at(about, series), default=None)


def sent_at(about: str, series: str) -> list[datetime]:
    """When the notices of a series were really given, oldest first."""
    return [instant for _key, instant in sent_series(about, series)]


def sent_series(about: str, series: str) -> list[tuple[str, datetime]]:
    """The notices of a series that were really given: (key, instant), oldest first.

    A mail that left counts unless it came back; one that did not arrive counts from when staff told it another way.
    """
    given = Q(state=Email.State.SENT) | Q(bounce__told_at__isnull=False)
    mails = Email.objects.filter(given, about=about, series=series)
    instants = mails.annotate(given=Coalesce("bounce__told_at", "sent_at")).order_by("given", "id")
    return list(instants.values_list("key", "given"))


def when_sent(kind: str, hook: Hook) -> None:
    """Call `hook(email, act)` in the transaction that marks a mail of this kind as sent."""
    if hook not in _hooks[kind]:
        _hooks[kind].append(hook)


def hooks_for(kind: str) -> list[Hook]:
    """The hooks of a kind."""
    return _hooks.get(kind, [])


def attachment_source(prefix: str, loader: Loader) -> None:
    """Hand over how documents with this id prefix are loaded (`pro`, `inv`). None: not yet; GONE: never."""
    _sources[prefix] = loader


def thread_source(prefix: str, headers: Headers) -> None:
    """Hand over what mails about things with this id prefix say of their thread (Reply-To, References)."""
    _threads[prefix] = headers


def thread_headers(email: Email) -> dict[str, str]:
    """The thread of a mail, if what it is about has one; the same at every attempt."""
    source = _threads.get(email.about.partition("_")[0])
    return source(email) if source else {}


def is_conversation(email: Email) -> bool:
    """Whether it belongs to a thread between people: such a mail is nobody else's."""
    return email.about.partition("_")[0] in _threads


def attachment(public_id: str) -> Attachment | None:
    """The document, or None while it is not ready."""
    return _sources[public_id.partition("_")[0]](public_id)
