"""The life of an organisation's paper: received, accepted or refused by our staff. Every opening leaves proof."""

import hashlib

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import evidence, vault
from core.acts import Act
from core.attention import raise_attention
from core.transitions import NotAllowed, claim
from core.uploads import Upload
from ssl_certs import vetting_emails as emails
from ssl_certs.flows import papers
from ssl_certs.models import OrganisationPaper, SslOrder
from ssl_certs.terms import VALIDATION

CLAUSE = "SSL-A2-2.1"


def keep(order: SslOrder, kind: str, upload: Upload, act: Act) -> OrganisationPaper:
    """Store an uploaded paper, encrypted, for staff to check. Raises NotAllowed."""
    with transaction.atomic():
        claim(order)
        digest = hashlib.sha256(upload.content).hexdigest()
        _must_be_wanted(order, digest)
        paper = OrganisationPaper.objects.create(
            customer_id=order.customer_id, order=order, kind=kind, name=upload.name, media_type=upload.media_type,
            size=len(upload.content), sha256=digest, token=vault.sealed(upload.content), uploaded_at=act.now,
            uploaded_by=act.actor,
        )  # fmt: skip
        evidence.record(paper.public_id, "act", "received", act, CLAUSE, paper=kind, sha256=digest, size=paper.size,
                        order=order.public_id)  # fmt: skip
        title = format_lazy(gettext_lazy("{paper}: to be checked"), paper=paper)
        raise_attention(
            "ssl_papers", f"{paper.public_id}:check", paper.public_id, title, act=act, clause=CLAUSE
        )
    return paper


def read(paper: OrganisationPaper, act: Act) -> bytes:
    """The paper's content, for the person who opens it: who, when and why stay as proof."""
    with transaction.atomic():
        evidence.record(paper.public_id, "act", "opened", act, "SSL-11.3(8)", sha256=paper.sha256)
        return vault.opened(bytes(paper.token))


@papers.verb(source=["received", "refused"], target="accepted", clause=CLAUSE, label=gettext_lazy("accept"))
def accept(paper: OrganisationPaper, act: Act) -> None:
    """It shows what it should: the step that rests on papers can be completed."""
    paper.checked_at, paper.checked_by, paper.refused_because = act.now, act.actor, ""


@papers.verb(
    source=["received", "accepted"], target="refused", clause=CLAUSE, label=gettext_lazy("do not accept")
)
def refuse(paper: OrganisationPaper, act: Act) -> None:
    """Unreadable, outdated, another organisation's: the customer reads why and sends another."""
    if not act.reason.strip():
        raise NotAllowed(_("Say why the paper is not accepted: the customer reads it."), CLAUSE)
    paper.checked_at, paper.checked_by, paper.refused_because = act.now, act.actor, act.reason
    emails.paper_refused(paper, act)


def _must_be_wanted(order: SslOrder, digest: str) -> None:
    if not order.product.needs_organisation or order.state not in order.LIVE:
        raise NotAllowed(_("%(order)s asks for no papers.") % {"order": order}, CLAUSE)
    mine = order.papers.exclude(state="refused")
    if mine.filter(sha256=digest).exists():
        raise NotAllowed(_("This very file is here already: our staff look at it."), CLAUSE)
    if order.papers.count() >= VALIDATION.papers_most:
        words = _("%(n)s papers are here already. Write to us before you send more.")
        raise NotAllowed(words % {"n": VALIDATION.papers_most}, CLAUSE)
