"""Personal data of the room: the organisations' papers in their owner's copy, and when they are purged."""

from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from accounts.privacy import old_accounts, parts, retention
from accounts.privacy.parts import File, Part
from accounts.privacy.retention import Rule
from accounts.privacy.terms import RETENTION
from billing import keeping
from core import evidence
from core.acts import Act
from core.evidence import EvidenceRecord
from core.uploads import ENDINGS

from .lifecycle import papers
from .models import OrganisationPaper, SslDecision, SslOrder

ENDED = ("cancelled", "revoked", "expired", "terminated", "refused", "bad_data")
CLAUSE = "SSL-11.3(8)"


def hand_over() -> None:
    """Called once, when Django has loaded every model."""
    parts.register(Part(OrganisationPaper, file=_file), Part(SslDecision, hidden=("note",)))
    keeping.hold_files(SslDecision, "document", "entered_at")
    old_accounts.follow(_forget_holders)
    retention.register(RULE)
    retention.register_hold(_ruled)


def _ruled():
    """Customers about whose services a decision waits for its second person."""
    return SslDecision.objects.filter(state="entered").values_list("customer", flat=True)


def _file(paper: OrganisationPaper, act: Act) -> File | None:
    if not paper.size:
        return None
    return f"{paper.kind}{ENDINGS[paper.media_type]}", papers.read(paper, act.because("law 09-08, art. 7"))


def _forget_holders(customers: list[int]) -> None:
    """Whom certificates named, of an account that is anonymous now."""
    SslOrder.objects.filter(customer__in=customers).update(organisation={}, contacts={})


def _old(now: datetime):
    """Papers of orders that have ended, and to which nothing has happened for so long."""
    lately = EvidenceRecord.objects.filter(
        about=OuterRef("order__public_id"), kind="state", at__gt=now - RETENTION.organisation
    )
    ended = OrganisationPaper.objects.filter(size__gt=0, order__state__in=ENDED)
    return ended.filter(~Exists(lately), uploaded_at__lt=now - RETENTION.organisation).defer("token")


def _forget(gone: list, act: Act) -> None:
    """The bytes and the file name go; what was checked by whom, and the digest, stay."""
    OrganisationPaper.objects.filter(pk__in=[paper.pk for paper in gone]).update(token=b"", size=0, name="–")
    for paper in gone:
        evidence.record(paper.public_id, "act", "purged", act, CLAUSE, sha256=paper.sha256)


RULE = Rule("organisation", _("papers of organisations that certificates name"), _("the certificate’s order has ended"),
            "organisation", _("deleted; the digest stays"), _old, _forget)  # fmt: skip
