"""Old mails: words and addresses go five years after the contract, those of the books ten years after their year.

The digest of the words, when the mail left and whether it came back stay; each purge stands in the purge log.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from functools import partial

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.acts import Act
from core.anchors import Fault
from notifications.models import FORGOTTEN, Bounce, Email

from . import former
from .retention import Rule, digest_of, logged

CONTRACT, ACCOUNTING = "mails", "accounting_mails"


def faults() -> Iterator[Fault]:
    """Mails without words of which the purge log does not know, or of which what is left was altered."""
    purged = Email.objects.exclude(purged_at=None).order_by("pk")
    known = logged(CONTRACT) | logged(ACCOUNTING) if purged.exists() else set()
    for mail in purged.iterator():
        if digest_of(number_of(mail)) not in known:
            yield Fault("purged", mail.public_id, "its words are gone, and it is not what the purge log says")


def number_of(mail: Email) -> str:
    """What the log keeps a digest of: the digest of the words, and what became of the mail."""
    left = [mail.public_id, mail.kind, mail.about, mail.clause, mail.state, mail.words()]
    return json.dumps(
        [*left, *(at and at.timestamp() for at in (mail.created_at, mail.sent_at, mail.bounced_at))]
    )


def kept(customers: list[int]) -> set[int]:
    """Of these customers, those whose mails still have their words."""
    rows = Email.objects.filter(purged_at=None, customer__in=customers)
    return set(rows.order_by().values_list("customer", flat=True).distinct())


def _past(now: datetime, books: bool) -> models.QuerySet:
    """Mails about what has been silent for so long; those of the contract once nothing runs with the customer."""
    before, of_the_books = former.before(now, books), former.of_the_books("about")
    waiting = Q(state__in=[Email.State.QUEUED, Email.State.SENDING])
    old = Email.objects.filter(
        of_the_books if books else ~of_the_books, purged_at=None, created_at__lt=before
    )
    silent = former.silent(old.exclude(waiting), before)
    return silent if books else silent.filter(Q(customer=None) | Q(customer__in=former.whose(silent)))


def _forget(mails: list, act: Act) -> None:
    keys = [mail.pk for mail in mails]
    Email.objects.filter(pk__in=keys).forget_words(act.now)
    returned = {"address": FORGOTTEN, "said": "", "sent_to": ""}
    Bounce.objects.filter(email__in=keys).update(**returned)


RULES = (
    Rule(CONTRACT, _("the words of mails and the addresses they went to"),
         _("the last word about the service, with nothing running any more"), "contract",
         _("deleted; the digest and what became of the mail stay"), partial(_past, books=False), _forget,
         number=number_of),
    Rule(ACCOUNTING, _("the same, of mails about orders, invoices and payments"),
         _("the end of the year of the last word about the order or payment"), "accounting",
         _("deleted; the digest and what became of the mail stay"), partial(_past, books=True), _forget,
         number=number_of),
)  # fmt: skip
