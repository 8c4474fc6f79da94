"""Planned work: told in time, started, ended, and told again afterwards (HD-2.2, SRV-6.1.2(4), SSL-11.3(5), C-29)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import display, evidence, unit_of_work
from core.acts import Act
from core.attention import close_attention, raise_attention
from core.transitions import NotAllowed

from . import emails, remembered
from .flows import windows as flow
from .models import Coverage, Maintenance, MaintenanceNotice
from .terms import MAINTENANCE

TINY = timedelta(microseconds=1)
QUEUE = "maintenance"
PLATFORM_CLAUSE, URGENT_CLAUSE, NOTICE_CLAUSE = "SSL-11.3(5)", "SSL-11.3(7)", "SRV-6.1.2(4)"


def plan(
    title: str, why: str, kind: str, starts_at: datetime, ends_at: datetime, act: Act, *,
    sites: Iterable[str] = (), kinds: Iterable[str] = (), abouts: Iterable[str] = (), urgent: bool = False,
    tell: bool = True,
) -> Maintenance:  # fmt: skip
    """Plan a window and tell those concerned. Raises NotAllowed where it is too late for that (guard 13).

    An urgent one may be told afterwards (`tell=False`), two days after its completion at the latest (SSL-11.3(7)).
    """
    facts = {"sites": list(sites), "kinds": list(kinds), "abouts": list(abouts)}
    _check(title, why, kind, starts_at, ends_at, urgent, tell, facts, act)
    with transaction.atomic(), unit_of_work.gathered():
        window = Maintenance(
            title=title[:160], why=why.strip(), kind=kind, urgent=urgent, starts_at=starts_at, ends_at=ends_at,
            planned_at=act.now, planned_by=act.actor, acted_through=min(act.now, starts_at) - TINY, **facts,
        )  # fmt: skip
        window.reschedule()
        window.save()
        evidence.record(window.public_id, "act", "planned", act, NOTICE_CLAUSE, sort=kind, urgent=urgent,
                        starts=starts_at, ends=ends_at, **facts)  # fmt: skip
        if not tell:
            untold = format_lazy("{} – {}", window, gettext_lazy("the customers are still to be told"))
            raise_attention(QUEUE, f"{window.public_id}:tell", window.public_id, untold, act=act,
                            clause=URGENT_CLAUSE)  # fmt: skip
    return announce(window, act) if tell else window


def concerned(window: Maintenance) -> dict:
    """Customer → the names of his services that the window concerns."""
    found: dict = {}
    for row in _coverages(window).select_related("customer").order_by("customer", "label"):
        labels = found.setdefault(row.customer, [])
        if row.label not in labels:
            labels.append(row.label)
    return found


def current(customer, now: datetime) -> list[MaintenanceNotice]:
    """What the portal shows a customer above every page: windows soon, and under way."""
    notices = MaintenanceNotice.objects.of(customer).select_related("maintenance")
    soon = Q(maintenance__state="announced", maintenance__starts_at__lte=now + MAINTENANCE.banner)
    return list(notices.filter(soon | Q(maintenance__state="running")).order_by("maintenance__starts_at"))


# --- of staff ---------------------------------------------------------------------------------------------
@flow.verb(
    source=("announced", "running", "done"), clause=NOTICE_CLAUSE, label=gettext_lazy("tell the customers")
)
def announce(window: Maintenance, act: Act) -> None:
    """Those concerned are told what, why and when, once each."""
    for customer, labels in concerned(window).items():
        notice, new = MaintenanceNotice.objects.get_or_create(
            maintenance=window, customer=customer, defaults={"labels": labels, "told_at": act.now}
        )
        if new:
            notice.maintenance = window
            remembered.forget(customer)
            emails.maintenance_planned(notice, act)
            if window.state == "done":
                emails.maintenance_done(notice, act)
    window.told_at = window.told_at or act.now
    close_attention(act, about=window.public_id, queue=QUEUE)


@flow.verb(
    source=("announced", "running"),
    target="done",
    clause="C-29",
    label=gettext_lazy("finished: tell how it went"),
)
def finish(window: Maintenance, act: Act, outcome: str = "") -> None:
    """It is over, and everybody who was told before is told afterwards (C-29)."""
    window.started_at, window.ended_at = window.started_at or min(window.starts_at, act.now), act.now
    window.outcome = outcome.strip() or _("The work is done; everything runs as before.")
    notices = list(window.notices.select_related("customer"))
    for notice in notices:
        notice.maintenance = window
        remembered.forget(notice.customer)
        emails.maintenance_done(notice, act)
    if notices or not window.urgent:
        window.reported_at = act.now
    close_attention(act, about=window.public_id, key=f"{window.public_id}:overrun")


@flow.verb(
    source="announced", target="cancelled", clause=NOTICE_CLAUSE, label=gettext_lazy("cancel, and say so")
)
def cancel(window: Maintenance, act: Act) -> None:
    """It will not be: those who were told are told."""
    for notice in window.notices.select_related("customer"):
        notice.maintenance = window
        remembered.forget(notice.customer)
        emails.maintenance_cancelled(notice, act)
    close_attention(act, about=window.public_id)


# --- of the clock -----------------------------------------------------------------------------------------
@flow.verb(source="announced", target="running", clause="HD-2.2", label=gettext_lazy("start now"))
def start(window: Maintenance, act: Act) -> None:
    """Its hour has come."""
    window.started_at = act.now


@flow.verb(source="running", clause="HD-2.2")
def alert_overrun(window: Maintenance, act: Act) -> None:
    """It should be over: brief and exceptional, says the contract (HD-2.2)."""
    title = format_lazy("{} – {}", window, gettext_lazy("should be over"))
    evidence.record(window.public_id, "breach", "overrun", act, "HD-2.2", planned_end=window.ends_at)
    raise_attention(QUEUE, f"{window.public_id}:overrun", window.public_id, title, act=act, clause="HD-2.2")


@flow.verb(source=("announced", "running", "done"), clause=URGENT_CLAUSE)
def record_late_notice(window: Maintenance, act: Act) -> None:
    """Two days after an urgent change nobody has been told: a breach (SSL-11.3(7))."""
    evidence.record(window.public_id, "breach", "notice_late", act, URGENT_CLAUSE, planned_end=window.ends_at)
    title = format_lazy("{} – {}", window, gettext_lazy("the customers were not told in time"))
    raise_attention(QUEUE, f"{window.public_id}:late", window.public_id, title, act=act, clause=URGENT_CLAUSE)


# --- inside -----------------------------------------------------------------------------------------------
def _coverages(window: Maintenance):
    named = Q(about__in=window.abouts)
    if window.sites or window.kinds:
        everywhere = Q(site__in=window.sites) if window.sites else Q()
        named |= everywhere & (Q(kind__in=window.kinds) if window.kinds else Q())
    return Coverage.objects.filter(named, until=None)


def _check(title, why, kind, starts_at, ends_at, urgent, tell, facts, act) -> None:
    """What a window must say, and until when it may be told (guard 13)."""
    if not title.strip() or not why.strip():
        raise NotAllowed(_("Say what is changed and why: customers read both."), PLATFORM_CLAUSE)
    if not any(facts.values()):
        raise NotAllowed(
            _("Name a site, a kind of service or a service: nobody would be told."), NOTICE_CLAUSE
        )
    if ends_at <= starts_at:
        raise NotAllowed(_("The end lies before the start: correct the window."), "HD-2.2")
    if urgent:
        return
    if not tell:
        raise NotAllowed(_("Only an urgent change may be told afterwards."), URGENT_CLAUSE)
    platform = kind == Maintenance.Kind.PLATFORM
    latest = ends_at - MAINTENANCE.platform_notice if platform else starts_at - MAINTENANCE.notice
    if act.now > latest:
        words = _(
            "Too late: this had to be told by %(latest)s. Move the window, or mark it urgent for security or"
            " continuity."
        )
        clause = PLATFORM_CLAUSE if platform else NOTICE_CLAUSE
        raise NotAllowed(words % {"latest": display.instant(latest)}, clause)
