"""The whole life of a certificate order and of its certificates, on one screen: what happens if nobody acts.

Pure: facts and terms in, dated steps out. The four notices (SSL-4.1b) are given for the live certificate and for the
year; where both fall on one day, one step carries both (C-09).
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from core.clock import at_local, days, local_date, opening
from core.schedule import Step

from .terms import CERTIFICATES, HANDLING

CALLS = {
    "requesting": ("request_at_authority", "SSL-A2-p1"),
    "validating": ("ask_authority", "SSL-10.4a"),
    "abandoning": ("abandon_at_authority", "SSL-6.3"),
    "revoking": ("revoke_at_authority", "SSL-7.2b"),
    "issued": ("ask_renewal_information", "C-09"),  # only where the authority gives some: `call_at` is set
}
LIVE = {"awaiting_csr", "validating", "active", "reissue_due", "refused"}
STARTED = {"active", "reissue_due"}


class OrderFacts(NamedTuple):
    """What the future of an order depends on; days are Moroccan."""

    state: str
    paid_at: datetime
    cancel_until: date
    term_ends_on: date | None
    live_until: date | None
    reissue_on: date | None
    ends_on: date | None


class CertificateFacts(NamedTuple):
    """What the future of one certificate depends on."""

    state: str
    call_at: datetime | None
    requested_at: datetime
    tokens_expire_at: datetime | None
    not_after: datetime | None
    revocation_requested_at: datetime | None


class WatchFacts(NamedTuple):
    """What the future of a watched host depends on."""

    state: str
    call_at: datetime | None


class ValidationFacts(NamedTuple):
    """What the future of a name's validation depends on."""

    state: str
    call_at: datetime | None


def order_schedule(order: OrderFacts) -> Iterator[Step]:
    """Every step from now to the end of the year."""
    if order.state not in LIVE:
        return
    if order.state == "awaiting_csr":
        for wait in HANDLING.setup_reminders:
            day = local_date(order.paid_at) + wait
            yield Step(_morning(day), "SSL-10.2", "remind_setup", "setup", (("since", str(wait.days)),))
    if order.state not in STARTED:
        day = order.cancel_until - CERTIFICATES.cancel_window + CERTIFICATES.cancel_reminder
        yield Step(_morning(day), "C-33", "remind_cancellable")
    yield Step(opening(order.cancel_until + days(1)), "SSL-6.1", "close_window")
    if order.state in STARTED:
        yield from _year(order)
    if order.ends_on:
        yield Step(opening(order.ends_on + days(1)), "SSL-8.1b", "terminate")


def _year(order: OrderFacts) -> Iterator[Step]:
    """Notices, the reissue that the year still asks for, and its end."""
    yield from _notices(order)
    if (
        order.state == "active"
        and order.live_until
        and order.live_until < (order.ends_on or order.term_ends_on)
    ):
        yield Step(_morning(reissue_day(order)), "C-09", "fall_due")
    yield Step(opening(order.term_ends_on + days(1)), "SSL-3.1a", "expire")


def reissue_day(order) -> date:
    """When a reissue falls due: some days before the expiry, or on the day that the authority or a short life asks."""
    return order.reissue_on or order.live_until - CERTIFICATES.reissue_lead


def _notices(order: OrderFacts) -> Iterator[Step]:
    """15, 7, 3 and 0 days before the certificate's expiry and before the year's end (SSL-4.1b)."""
    told: dict[date, dict[str, str]] = {}
    for what, end in (("certificate", order.live_until), ("year", order.term_ends_on)):
        for before in CERTIFICATES.notices if end else ():
            told.setdefault(end - before, {})[what] = str(before.days)
    for day, said in sorted(told.items()):
        clause = "SSL-4.1b" if len(said) == 1 else "C-09"
        yield Step(_morning(day), clause, "warn", "expiry", tuple(sorted(said.items())))


def certificate_schedule(certificate: CertificateFacts) -> Iterator[Step]:
    """The calls to the authority, the life of the tokens, the end."""
    state = certificate.state
    if state in CALLS and certificate.call_at:
        verb, clause = CALLS[state]
        yield Step(certificate.call_at, clause, verb, call=True, shown=False)
    if state == "validating":
        for wait in HANDLING.validation_reminders:
            at = _morning(local_date(certificate.requested_at) + wait)
            yield Step(at, "SSL-10.2", "remind_validation", "validation", (("since", str(wait.days)),))
        if certificate.tokens_expire_at:
            yield Step(certificate.tokens_expire_at, "SSL-A2-1.1", "renew_tokens")
    if state in {"issued", "replaced"}:
        yield Step(certificate.not_after, "SSL-4.1a", "expire")
    if state == "revoking":
        late = certificate.revocation_requested_at + HANDLING.revocation
        yield Step(late, "SSL-7.2b", "report_late_revocation", shown=False)


def watch_schedule(watch: WatchFacts) -> Iterator[Step]:
    """A look a day, as long as it is watched."""
    if watch.state == "watching" and watch.call_at:
        yield Step(watch.call_at, "SSL-11.3(1)", "look_at_host", call=True, shown=False)


def validation_schedule(validation: ValidationFacts) -> Iterator[Step]:
    """Our own look, where one is wanted: it tells the customer what the authority would meet."""
    if validation.state != "valid" and validation.call_at:
        yield Step(validation.call_at, "SSL-11.3(1)", "look_ourselves", call=True, shown=False)


def _morning(day: date) -> datetime:
    return at_local(day, CERTIFICATES.notice_hour)
