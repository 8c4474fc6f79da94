"""The life of a paper: received, checked by our staff, accepted until it expires. Every opening leaves proof."""

import hashlib
from datetime import date, timedelta

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Contact
from core import evidence, vault
from core.acts import Act
from core.attention import raise_attention
from core.transitions import Flow, NotAllowed
from core.uploads import Upload
from domains.models import Paper

from . import emails, lifecycle

TINY = timedelta(microseconds=1)
flow = Flow(Paper)


@transaction.atomic
def keep(
    customer, kind: str, upload: Upload, act: Act, *, contact: Contact | None = None, about: str = "",
    expires_on: date | None = None,
) -> Paper:  # fmt: skip
    """Store an uploaded paper, encrypted; an identity paper takes the place of what was there unchecked or refused."""
    paper = Paper.objects.create(
        customer=customer, kind=kind, contact=contact, about=about, name=upload.name, media_type=upload.media_type,
        size=len(upload.content), sha256=hashlib.sha256(upload.content).hexdigest(),
        token=vault.sealed(upload.content), uploaded_at=act.now, uploaded_by=act.actor, expires_on=expires_on,
        acted_through=act.now - TINY,
    )  # fmt: skip
    facts = {
        "paper": kind,
        "sha256": paper.sha256,
        "size": paper.size,
        "for": about or getattr(contact, "public_id", ""),
    }
    evidence.record(paper.public_id, "act", "received", act, "DN-2.1", **facts)
    _replace_older(paper, act)
    title = format_lazy(gettext_lazy("{paper}: to be checked"), paper=paper.get_kind_display())
    raise_attention("papers", f"{paper.public_id}:check", paper.public_id, title, act=act, clause="DN-2.1")
    return paper


def read(paper: Paper, act: Act) -> bytes:
    """The paper's content, for the person who opens it: who, when and why stay as proof."""
    with transaction.atomic():
        evidence.record(paper.public_id, "act", "opened", act, "DN-7.3.1", sha256=paper.sha256)
        return vault.opened(bytes(paper.token))


@flow.verb(source="received", target="accepted", clause="DN-2.1", label=gettext_lazy("accept"))
def accept(paper: Paper, act: Act, expires_on: date | None = None) -> None:
    """The paper shows who the holder is: it counts until it expires, for every order."""
    paper.expires_on = expires_on or paper.expires_on
    if paper.expires_on and paper.expires_on < act.today:
        raise NotAllowed(_("The paper has expired: refuse it, so that the customer sends another."), "DN-2.1")
    paper.checked_at, paper.checked_by = act.now, act.actor


@flow.verb(
    source=["received", "accepted"], target="refused", clause="DN-2.1", label=gettext_lazy("do not accept")
)
def refuse(paper: Paper, act: Act) -> None:
    """Unreadable, expired, somebody else's: the customer reads why and sends another."""
    paper.checked_at, paper.checked_by, paper.refused_because = act.now, act.actor, act.reason


@flow.verb(source="accepted", clause="DN-7.3.1")
def warn_expiry(paper: Paper, act: Act) -> None:
    """Thirty days before an identity paper expires its holder is told."""
    emails.paper_expiring(paper, act)


@flow.verb(source="accepted", target="expired", clause="DN-7.3.1")
def expire(paper: Paper, act: Act) -> None:
    """It proves nothing any more: the next order or renewal asks for another."""


@flow.verb(source=["received", "accepted", "refused", "expired"], target="replaced", clause="DN-7.3.1")
def replace(paper: Paper, act: Act) -> None:
    """A newer paper of the same kind has been accepted or sent."""


def checked(paper: Paper, verb: str, act: Act, **data) -> Paper:
    """Accept or refuse a paper; the files that wait for it go on, or ask for another."""
    contact = paper.contact.public_id if paper.contact_id and paper.kind == Paper.Kind.IDENTITY else ""
    with transaction.atomic():
        flow.verbs[verb](paper, act, **data)
        if verb == "accept" and contact:
            _replace_older(paper, act)
            lifecycle.paper_accepted(contact, act)
        elif verb == "refuse" and not lifecycle.paper_refused(contact, paper.about, act):
            emails.paper_refused(paper, act)  # a file that asks for another says so itself
    return paper


def _replace_older(paper: Paper, act: Act) -> None:
    """An accepted paper stands until its successor is accepted too: nobody loses his proof by sending another."""
    older = Paper.objects.filter(kind=paper.kind, contact=paper.contact, about=paper.about).exclude(
        pk=paper.pk
    )
    gone = ["received", "refused", "expired", *(["accepted"] if paper.state == "accepted" else [])]
    if paper.kind in (Paper.Kind.SUPPORT, Paper.Kind.MANDATE):
        return  # several may stand side by side
    for old in older.filter(state__in=gone):
        replace(old, act)


__all__ = ["checked", "flow", "keep", "read"]
