"""Calendars to subscribe to (RFC 5545): a secret address, what will happen to the services, and no secret in it."""

import hashlib
import secrets
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Membership
from core import clock, evidence, forecast
from core.acts import Act
from core.company import company
from core.forecast import Item
from core.terms import FORECAST
from notifications import outbox

from .models import CalendarFeed


@transaction.atomic
def make(customer, user, language: str, act: Act) -> str:
    """A new address of this person for this account; the one before it no longer answers. Returns the secret."""
    revoke(customer, user, act)
    secret = secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.create(
        customer=customer, user=user, secret_digest=_digest(secret), language=language, made_at=act.now
    )
    evidence.record(feed.public_id, "act", "calendar_made", act, person=user.public_id)
    return secret


def revoke(customer, user, act: Act) -> int:
    """The person's address for this account answers no more."""
    mine = CalendarFeed.objects.of(customer).filter(user=user, revoked_at=None)
    for feed in mine:
        evidence.record(feed.public_id, "act", "calendar_revoked", act, person=user.public_id)
    return mine.update(revoked_at=act.now)


def of_secret(secret: str, now: datetime) -> CalendarFeed | None:
    """The feed behind an address, while it is not revoked and its person still works in the account."""
    found = CalendarFeed.objects.filter(secret_digest=_digest(secret), revoked_at=None, user__is_active=True)
    feed = found.select_related("customer", "user").first()
    if feed is None:
        return None
    at_work = Membership.objects.in_force(clock.local_date(now)).filter(
        user=feed.user, customer=feed.customer
    )
    return feed if any(membership.may("view") for membership in at_work) else None


def written(feed: CalendarFeed, now: datetime) -> bytes:
    """The calendar in the feed's language."""
    from icalendar import (  # 2 MiB: only the process that is asked for a calendar pays for them
        Calendar,
        Event,
    )

    with translation.override(feed.language):
        calendar = Calendar()
        calendar.add("prodid", f"-//{company().name}//{feed.language}")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        calendar.add("x-wr-calname", _("%(company)s: what will happen") % {"company": company().name})
        calendar.add("refresh-interval", FORECAST.refreshed, parameters={"value": "DURATION"})
        for item in forecast.of_customer(feed.customer, now, now + FORECAST.calendar):
            calendar.add_component(_filled(Event(), item, now))
        return calendar.to_ical()


def _filled(event: Any, item: Item, now: datetime) -> Any:
    day = clock.local_date(item.at)
    seed = f"{item.thing.public_id}:{item.verb}:{item.at.isoformat()}:{item.label}"
    event.add("uid", f"{hashlib.sha256(seed.encode()).hexdigest()[:32]}@{outbox.link('home').split('/')[2]}")
    event.add("dtstamp", now)
    event.add("dtstart", day)
    event.add("dtend", day + clock.days(1))
    event.add("summary", f"{item.thing}: {item.label}")
    event.add("description", _("%(kind)s. Clause %(clause)s.") % {"kind": item.kind, "clause": item.clause})
    event.add("url", outbox.link("contracts:clause", item.clause))
    event.add("transp", "TRANSPARENT")
    return event


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
