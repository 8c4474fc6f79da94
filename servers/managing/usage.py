"""Counters of traffic and disk: read for a whole site at once, alerts at 80 and 100 % once each (SRV-5.1(1))."""

import logging
from collections import defaultdict
from datetime import date, datetime

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core import clock
from core.acts import Act
from core.attention import raise_attention
from core.ports import PortError
from core.transitions import NotAllowed
from servers import emails
from servers.flows import servers
from servers.hypervisor import Usage, hypervisor_for
from servers.models import Sample, Server
from servers.terms import RUNNING

log = logging.getLogger(__name__)
GIGABYTE, TERABYTE, PERCENT = 10**9, 10**12, 100
MEASURED = [*Server.RUNNING, "suspended"]
__all__ = ["by_day", "forget_samples", "read_all", "take_usage"]


def read_all(act: Act) -> int:
    """One look at each site's hypervisor; how many servers were counted. A site that is down is left out."""
    by_site: dict[str, list[Server]] = defaultdict(list)
    running = Server.objects.filter(state__in=MEASURED, product__kind="cloud")
    for server in running.select_related(*Server.schedule_related):
        by_site[server.site.code].append(server)
    return sum(_read(site, found, act) for site, found in by_site.items())


def _read(site: str, found: list[Server], act: Act) -> int:
    try:
        counted = hypervisor_for(site).usage({s.public_id: s.product.disk for s in found}, act.now)
    except PortError as error:
        log.warning("usage of %s: %s", site, error)
        return 0
    taken = 0
    for server in found:
        if usage := counted.get(server.public_id):
            try:
                take_usage(server, act, usage=usage)
            except NotAllowed:  # ended meanwhile
                continue
            taken += 1
    return taken


@servers.verb(source=MEASURED, clause="SRV-5.1(1)")
def take_usage(server: Server, act: Act, usage: Usage, at: datetime | None = None) -> None:
    """What was counted at `at` (now): the month's traffic goes on, a new one starts at nothing; near the limit a mail.

    A machine of ours is made with its counters at nought; the port of a physical one has counted before, so that its
    first reading only says from where on.
    """
    at, last = at or act.now, server.samples.order_by("at").last()
    if last and last.at >= at:
        return
    moved = _since(usage, last) if last or server.product.is_cloud else 0
    Sample.objects.create(server=server, at=at, received=usage.received, sent=usage.sent, moved=moved,
                          disk=usage.disk, cpu=min(usage.cpu, PERCENT))  # fmt: skip
    month = clock.local_date(at).replace(day=1)
    if server.traffic_since is None or server.traffic_since < month:
        server.traffic_since, server.traffic_used, server.traffic_told = month, 0, 0
    if (
        server.traffic_since.replace(day=1) == month
    ):  # a reading of a month that is over shows in the plot only
        server.traffic_used += moved
    server.disk_used, server.measured_at = usage.disk, at
    _alert(server, act, "traffic", server.traffic_used, server.product.traffic * TERABYTE)
    _alert(server, act, "disk", server.disk_used, server.product.disk * GIGABYTE)


def _since(usage: Usage, last: Sample | None) -> int:
    """Bytes in and out since the last sample; counters that are lower than before have started anew."""
    if last is None:
        return usage.received + usage.sent
    moved = (usage.received - last.received, usage.sent - last.sent)
    return usage.received + usage.sent if min(moved) < 0 else sum(moved)


def _alert(server: Server, act: Act, what: str, used: int, limit: int) -> None:
    """At 80 and at 100 %, once each; a disk that was emptied may warn again."""
    told, percent = getattr(server, f"{what}_told"), used * PERCENT // limit
    reached = max(
        (step for step in (RUNNING.warn_percent, RUNNING.full_percent) if percent >= step), default=0
    )
    if reached > told and what == "traffic" and reached >= RUNNING.full_percent:
        _beyond(server, act, used, limit)
    if reached > told:
        emails.usage(server, act, what, reached, used // GIGABYTE, limit // GIGABYTE)
    if reached > told or (what == "disk" and reached < told):
        setattr(server, f"{what}_told", reached)


def _beyond(server: Server, act: Act, used: int, limit: int) -> None:
    """All of the month's traffic is used. The catalogue has no price for more and nothing is throttled by itself: the
    customer is told, and staff decide what to do with him (a larger configuration, an end of the use; SRV-5.1(1)).
    """
    title = format_lazy(_("{thing} – its traffic is used up: decide"), thing=server)
    key, said = (
        f"{server.public_id}:traffic:{server.traffic_since}:{limit // GIGABYTE}",
        f"{used // GIGABYTE} / {limit // GIGABYTE} GB",
    )
    raise_attention("server_traffic", key, server.public_id, title, act=act, detail=said, clause="SRV-5.1(1)")


def forget_samples(now: datetime) -> int:
    """Samples are kept for a little more than a year."""
    return Sample.objects.filter(at__lt=now - RUNNING.samples_kept).delete()[0]


def by_day(server: Server, since: date) -> dict[date, tuple[int, int]]:
    """Bytes moved on each Moroccan day from a day on, and the disk as it was last measured on it."""
    found: dict[date, tuple[int, int]] = {}
    rows = (
        server.samples.filter(at__gte=clock.opening(since)).order_by("at").values_list("at", "moved", "disk")
    )
    for at, moved, disk in rows:
        day = clock.local_date(at)
        found[day] = (found.get(day, (0, 0))[0] + moved, disk)
    return found
