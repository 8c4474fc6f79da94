"""The mails of the contract."""

from core.acts import Act
from notifications import outbox

from .models import VersionNotice


def new_version(notice: VersionNotice, act: Act) -> None:
    """A document changes: from which day, for whom, what may be done (DN-15.1, C-22; DN-15.3 where dictated)."""
    version, customer = notice.version, notice.customer
    document = version.document
    outbox.queue(
        "contracts.new_version",
        to=customer.billing_email,
        language=customer.language,
        customer=customer,
        context={
            "title": getattr(document, f"title_{customer.language}") or document.title_fr,
            "version": version.label,
            "effective_on": version.effective_on,
            "dictated": version.dictated,
            "decision": version.source,
            "sha256": version.sha256,
            "tacit": notice.tacit_clause,
            "link": outbox.link("contracts:news_item", notice.public_id),
        },
        about=notice.public_id,
        key=f"{version.public_id}:told:{customer.public_id}",
        clause="DN-15.3" if version.dictated else "C-22",
        now=act.now,
        act=act,
    )
