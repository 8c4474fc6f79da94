"""The mails of domain names: who is told what, under which natural key.

The holder is written to, not only the account (facts B1); where both addresses differ both get the mail.
"""

from typing import Any

from django.utils import translation

from core import clock
from core.acts import Act
from notifications import outbox

from . import guards, prices
from .phases import announced_until, deletion_on, grace_until, interrupt_on, last_day
from .registry import refusal_text
from .terms import Family


def validated(domain, act: Act) -> None:
    """The name is registered: this mail starts the term (DN-2.4a, DN-3.2b)."""
    _tell(domain, act, "domains.validated", "DN-2.4a", "validated", created=clock.local_date(act.now))


def not_registered(domain, act: Act, reason: str) -> None:
    """Paid but not to be had: credit, or another name (DN-2.2b)."""
    link = outbox.link("home")
    _tell(domain, act, "domains.not_registered", "DN-2.2b", "not_registered", reason=reason, search=link)


def notice(domain, act: Act, code: str) -> None:
    """One of the dated notices (DN-3.3, C-04)."""
    kind = {"expiry": "domains.expiry_notice", "redemption": "domains.redemption_notice"}
    series, end = _series_of(code), domain.paid_through
    act_on = _dates(domain)
    expired = act.today > end
    attachments = [domain.proposal] if domain.proposal and not expired and series == "expiry" else ()
    _tell(
        domain, act, kind.get(series, "domains.cancel_grace_notice"), _clause(code), f"{end}:{code}",
        series=guards.series_of(domain, series), attachments=attachments, notice=code,
        expired=expired, interrupt_on=_interruption(domain), **act_on,
    )  # fmt: skip


def phase(domain, act: Act, state: str) -> None:
    """The name has entered a phase: what can still be done, until when, at what price."""
    clause = {"redemption": "DN-5.3", "pending_delete": "DN-5.4", "deleted": "DN-5.4"}.get(state, "")
    if domain.ended_by == domain.EndedBy.DECISION and state != "deleted":
        return  # the decision's own mail says it (C-29)
    if domain.terms.family == Family.MA:
        clause = {"grace": "DN-A2-4.2.1", "cancel_grace": "DN-A2-4.1.2", "deleted": "DN-A2-4.1.4"}[state]
    until = _dates(domain)
    _tell(
        domain, act, f"domains.{state}", clause or "DN-5.2", f"{domain.paid_through}:{state}",
        by=domain.ended_by, **until,
    )  # fmt: skip


def interrupted(domain, act: Act) -> None:
    """Out of the DNS since today: how it comes back, until when, at what price (DN-15.2)."""
    key, deletion = f"{domain.paid_through}:interrupted", deletion_on(domain, domain.terms)
    _tell(domain, act, "domains.interrupted", "DN-15.2", key, deletion_on=deletion, **_dates(domain))


def renewed(domain, act: Act) -> None:
    """The renewal has been carried out at the registry."""
    _tell(domain, act, "domains.renewed", "DN-3.1", f"renewed:{domain.paid_through}")


def restored(domain, act: Act) -> None:
    """The name has been bought back."""
    _tell(domain, act, "domains.restored", "DN-5.3", f"restored:{domain.paid_through}")


def refused(domain, act: Act, reason: str) -> None:
    """The registry said no; the money is on the account (DN-8.1)."""
    _tell(domain, act, "domains.refused", "DN-8.1", f"refused:{domain.line}", reason=reason)


def change_refused(domain, act: Act, change, refusal) -> None:
    """The registry refuses a change of the name: which one, why, and what to do (DN-8.1)."""
    with translation.override(domain.customer.language):
        what, reason = str(change.get_kind_display()), str(refusal_text(refusal.code))
    key = f"change_refused:{change.public_id}:{act.now:%Y%m%d%H%M%S}"
    _tell(domain, act, "domains.change_refused", "DN-8.1", key, what=what, reason=reason)


def change_synced(domain, act: Act, change, **lines) -> None:
    """A change is done at the registry: what stood before, and what stands now (DN-A2-6(1))."""
    _tell(domain, act, "domains.change_synced", change.clause, f"change_synced:{change.public_id}", **lines)


def dns_refused(domain, act: Act, zone) -> None:
    """The name server refuses a published zone: what it served before stands."""
    link, number = outbox.link("domains:dns", domain.public_id), zone.version
    key = f"dns_refused:{zone.public_id}:{zone.serial}"
    _tell(domain, act, "domains.dns_refused", "DN-8.2", key, zone_link=link, number=number)


def dns_leaving(domain, act: Act, zone) -> None:
    """Our name servers answer for the zone until a day, and no longer."""
    link = outbox.link("domains:dns", domain.public_id)
    key = f"dns_leaving:{zone.public_id}:{act.now:%Y%m%d%H%M%S}"
    until = clock.local_date(zone.remove_at)
    _tell(domain, act, "domains.dns_leaving", "DN-8.2", key, zone_link=link, until=until)


def too_late(domain, act: Act, line) -> None:
    """A payment came when the name could no longer take it; the money is on the account."""
    _tell(domain, act, "domains.too_late", "DN-5.4", f"too_late:{line.public_id}", what=line.description)


def tell(domain, act: Act, kind: str, clause: str, key: str, **more: Any) -> None:
    """A mail of one of the rooms of domain names, with what every mail about a name says."""
    _tell(domain, act, kind, clause, key, **more)


def _tell(
    domain, act: Act, kind: str, clause: str, key: str, series: str = "", attachments=(), also=(), **more: Any
) -> None:
    customer = domain.customer
    context = {
        "name": domain.unicode_name,
        "family": domain.terms.family.value,
        "paid_through": domain.paid_through,
        "price": prices.in_mail(prices.of(domain, act.today)),
        "link": outbox.link("domains:detail", domain.public_id),
        **more,
    }
    for address in dict.fromkeys(
        filter(None, [domain.contacts.get("holder", {}).get("email"), customer.billing_email, *also])
    ):
        outbox.queue(
            kind, to=address, language=customer.language, context=context, about=domain.public_id,
            key=f"{domain.public_id}:{kind}:{key}:{address}", now=act.now, customer=customer, clause=clause,
            series=series,
            attachments=attachments, act=act,
        )  # fmt: skip


def _series_of(code: str) -> str:
    return "expiry" if code.startswith("J") else code.split("-")[0]


def _clause(code: str) -> str:
    extra = {"J-7": "C-04", "J0": "C-04", "J+20": "C-04", "redemption": "DN-5.3"}
    return extra.get(code, "DN-3.3" if code.startswith("J") else "DN-A2-4.1.2")


def _interruption(domain):
    """The day on which an expired name leaves the DNS; .ma names stay in it (DN-A2-4.2.1)."""
    return None if domain.terms.family == Family.MA else interrupt_on(domain, domain.terms)


def _dates(domain) -> dict[str, Any]:
    """The days a mail speaks of: the last honoured, the last announced, the last of the present phase."""
    days = {"grace_until": grace_until(domain), "announced_until": announced_until(domain)}
    return {**days, "last_day": last_day(domain)}
