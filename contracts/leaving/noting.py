"""Noting how a notice came; one that comes late holds too: it voids the open proforma (HD-6.3, C-11)."""

import hashlib
from datetime import date

from django.utils.translation import gettext as _

from contracts.terms import LEAVING
from core import clock, evidence, vault
from core.acts import Act
from core.transitions import NotAllowed
from core.uploads import Upload

from .models import Channel, NonRenewal


def last_day(ends_on: date) -> date:
    """The last day on which a notice is given in time: a month before the anniversary (HD-6.3)."""
    return clock.months_later(ends_on, -LEAVING.notice_months)


def in_time(given_on: date, ends_on: date) -> bool:
    """Whether it was given a month before the anniversary, or more (HD-6.3)."""
    return given_on <= last_day(ends_on)


def note(
    thing,
    act: Act,
    channel: str,
    given_on: date | None,
    scan: Upload | None,
    ends_on: date,
    clause: str = "HD-6.3",
) -> bool:
    """Keep how the notice came; whether it is in time. Raises NotAllowed for a day to come, a letter without scan."""
    day = given_on or act.today
    if day > act.today:
        raise NotAllowed(_("A notice is not received tomorrow: correct the day."), clause)
    if channel != Channel.PORTAL:
        _keep(thing, act, channel, day, scan, ends_on, clause)
    return in_time(day, ends_on)


def _keep(thing, act: Act, channel: str, day: date, scan: Upload | None, ends_on: date, clause: str) -> None:
    if channel == Channel.LETTER and scan is None:
        raise NotAllowed(_("Add the scan of the registered letter: it is the proof of its day."), clause)
    kept = {"token": vault.sealed(scan.content), "media_type": scan.media_type,
            "sha256": hashlib.sha256(scan.content).hexdigest()} if scan else {}  # fmt: skip
    notice = NonRenewal.objects.create(
        customer_id=thing.customer_id, about=thing.public_id, label=str(thing)[:200], channel=channel, given_on=day,
        ends_on=ends_on, in_time=in_time(day, ends_on), entered_at=act.now, entered_by=act.actor, **kept,
    )  # fmt: skip
    evidence.record(thing.public_id, "act", "non_renewal_received", act, clause, notice=notice.public_id,
                    channel=channel, received=day, in_time=notice.in_time, sha256=notice.sha256)  # fmt: skip


def read(notice: NonRenewal, act: Act) -> bytes:
    """The scan's bytes; who opens it leaves proof."""
    evidence.record(notice.public_id, "act", "opened", act)
    return vault.opened(bytes(notice.token))
