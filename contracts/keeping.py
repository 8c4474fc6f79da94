"""How long acceptances are kept whole: five years after the contract; who accepted which text, when, stays for ever."""

import json
from collections.abc import Iterator
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.privacy import former, old_evidence
from accounts.privacy.retention import Rule, digest_of, logged
from core.acts import Act
from core.anchors import Fault
from core.evidence import EvidenceRecord

from .models import Acceptance

CODE = "acceptances"


def faults() -> Iterator[Fault]:
    """Purged acceptances of which the log does not know, or of which what is left was altered or taken away."""
    known, found = logged(CODE), set()
    rows = Acceptance.objects.exclude(purged_at=None).select_related("version", "user").order_by("pk")
    for row in rows.iterator(1000):
        found.add(digest_of(number_of(row)))
        if digest_of(number_of(row)) not in known:
            yield Fault("purged", row.public_id, "its address is gone, and it is not what the purge log says")
    for lost in known - found:
        yield Fault(
            "acceptance", lost[:12], "an acceptance was purged of its address, and is gone or altered"
        )


def number_of(row: Acceptance) -> str:
    """What the log keeps a digest of: who accepted which text about what, and when."""
    left = [row.public_id, row.about, row.version.public_id, row.sha256, row.user.public_id]
    return json.dumps([*left, row.accepted_at.timestamp()])


def _past(now: datetime) -> models.QuerySet:
    before = former.before(now, books=False)
    old = former.silent(Acceptance.objects.filter(purged_at=None, accepted_at__lt=before), before)
    return old.filter(customer__in=former.whose(old)).select_related("version", "user")


def _forget(rows: list, act: Act) -> None:
    """The addresses go, in the row and in its evidence together: each is held against the other."""
    Acceptance.objects.filter(pk__in=[row.pk for row in rows]).forget_addresses(act.now)
    numbers = {row.public_id for row in rows}
    said = EvidenceRecord.objects.filter(
        kind="acceptance", purged_at=None, about__in={row.about for row in rows}
    )
    old_evidence.forget([record for record in said if record.data.get("acceptance") in numbers], act)


RULE = Rule(CODE, _("from where documents were accepted (IP address, browser)"),
            _("the last word about the order, with nothing running any more"), "contract",
            _("deleted; who accepted which text, and when, stays"), _past, _forget, number=number_of)  # fmt: skip
