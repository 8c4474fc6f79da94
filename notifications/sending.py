"""Sending: mails leave in batches that are leased first and accounted for afterwards.

The lease is committed before the first word to the server, the outcome after every few mails. A kill loses
nothing: what was leased is taken again after the lease. A mail that the server accepted in the last moment
before the kill is repeated with the same Message-ID.
"""

import logging
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from time import monotonic

from django.db import transaction
from django.db.models import Q

from . import marketing, outbox
from .carriers import Carrier, NoCarrier, Refused, TryLater, carrier
from .ledger import Ledger, alert_if_stuck
from .models import Email
from .terms import OUTBOX

log = logging.getLogger(__name__)


def send_due(now: datetime) -> int:
    """Send all that waits at one instant (moved clocks, simulations)."""
    return send_waiting(lambda: now)


def send_waiting(read_clock: Callable[[], datetime]) -> int:
    """Go once through the queue; returns how many mails left."""
    ledger = Ledger()
    try:
        with closing(carrier()) as way, ledger:
            while mails := lease(now := read_clock(), ledger.last):
                ledger.begin(mails, now)
                _send(mails, way, ledger)
                ledger.end()
    except NoCarrier as reason:
        log.warning("the outbox waits: %s", reason)
        alert_if_stuck(read_clock(), str(reason))
    return ledger.left


def lease(now: datetime, after: int = 0) -> list[Email]:
    """Take the next mails, so that no other worker does; committed before anything is sent."""
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    with transaction.atomic():
        due = Email.objects.waiting().select_for_update(skip_locked=True).filter(free, send_after__lte=now)
        mails = list(due.filter(pk__gt=after).order_by("pk").prefetch_related("frame")[: OUTBOX.batch])
        taken = Email.objects.filter(pk__in=[mail.pk for mail in mails])
        taken.update(state=Email.State.SENDING, leased_until=now + OUTBOX.lease)
    return mails


def _send(mails: list[Email], way: Carrier, ledger: Ledger) -> None:
    """Send a leased batch, or as much of it as patience allows."""
    started = monotonic()
    for email in mails:
        _send_one(email, way, ledger)
        if monotonic() - started > OUTBOX.patience:
            break


def _send_one(email: Email, way: Carrier, ledger: Ledger) -> None:
    try:
        marketing.headers(email.kind, email.to)  # consent may have been withdrawn since it was written
        files = [outbox.attachment(public_id) for public_id in email.attachments]
        if None in files:
            return ledger.pass_over(email)
        way.send(email, [file for file in files if file is not outbox.GONE], ledger.now)
    except NoCarrier:
        raise
    except (Refused, marketing.NotConsented) as refusal:
        return ledger.refused(email, str(refusal))
    except TryLater as reason:
        return ledger.later(email, str(reason))
    except Exception as error:
        log.exception("%s could not be sent", email.public_id)
        return ledger.later(email, f"{type(error).__name__}: {error}")
    return ledger.sent(email)
