"""The public status page: components, what disturbs them now, what is planned, ninety days back. No customer's data."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from core import clock
from core.clock import days

from . import drawing
from .models import Coverage, Incident, Maintenance
from .terms import STATUS

Place = tuple[str, str]  # kind, site
ORDER = ("fine", "soon", "late")


@dataclass(frozen=True)
class Component:
    """A kind of service at a site, as the public sees it."""

    name: str
    tone: str
    word: str
    history: str
    bad_days: int


_kinds: dict[str, str | Promise] = {}
_sites: list[Callable[[], Mapping[str, str]]] = []


def name_kind(kind: str, label: str | Promise) -> None:
    """A product says how the public calls one of its kinds of service."""
    _kinds[kind] = label


def name_sites(names: Callable[[], Mapping[str, str]]) -> None:
    """A product hands over its sites: code → name in the reader's language."""
    if names not in _sites:
        _sites.append(names)


def page(now: datetime) -> dict:
    """Everything that the page shows: four questions to the database, and one for each product that has sites."""
    since = now - STATUS.history
    incidents = list(
        Incident.objects.told().filter(Q(resolved_at=None) | Q(resolved_at__gte=since), public=True)
        .prefetch_related("updates").order_by("-occurred_at")
    )  # fmt: skip
    windows = list(
        Maintenance.objects.filter(state__in=["announced", "running"], told_at__isnull=False).order_by(
            "starts_at"
        )
    )
    covered = Coverage.objects.filter(until=None).order_by().values_list("kind", "site").distinct()
    places = _named(covered)
    open_ones = [i for i in incidents if i.state in Incident.OPEN]
    recent = [i for i in incidents if i.state not in Incident.OPEN and i.occurred_at >= now - STATUS.recent]
    found = [_component(n, *one, incidents, windows, now) for n, one in enumerate(sorted(places.items()))]
    worst = max((c.tone for c in found), key=ORDER.index, default="fine")
    if open_ones and worst == "fine":
        worst = "soon"
    return {"components": found, "open": open_ones, "recent": recent, "windows": windows, "tone": worst}


def _named(covered: Iterable[Place]) -> dict[str, list[Place]]:
    """The kinds at the sites by the name that the public knows; panels have none and count as one."""
    sites = {code: name for told in _sites for code, name in told().items()}
    found: dict[str, list[Place]] = defaultdict(list)
    for kind, site in sorted(set(covered)):
        word = str(_kinds.get(kind, kind.capitalize()))
        found[f"{word} – {sites[site]}" if site in sites else word].append((kind, site))
    return found


def _component(n: int, name: str, places: list[Place], incidents, windows, now: datetime) -> Component:
    mine = [i for i in incidents if any(_touches(i, *place) for place in places)]
    tones = _days(mine, now)
    under_way = any(
        w.state == "running" and (k in w.kinds or s in w.sites) for w in windows for k, s in places
    )
    tone, word = _present([i for i in mine if i.state in Incident.OPEN], under_way)
    title = _("%(name)s, day by day since %(day)s") % {"name": name, "day": tones[0][0].isoformat()}
    picture = drawing.calendar(tones, title, f"days-{n}", rtl=get_language_bidi())
    return Component(name, tone, word, picture, sum(t != "fine" for _day, t in tones))


def _touches(incident: Incident, kind: str, site: str) -> bool:
    return [kind, site] in incident.components or [kind, ""] in incident.components


def _present(open_ones: list[Incident], under_way: bool) -> tuple[str, str]:
    if any(i.major for i in open_ones):
        return "late", _("disturbed")
    if any(i.degraded for i in open_ones):
        return "soon", _("slower than usual")
    if open_ones:
        return "soon", _("partly disturbed")
    return ("soon", _("work under way")) if under_way else ("fine", _("works"))


def _days(incidents: list[Incident], now: datetime) -> list[tuple[date, str]]:
    """The worst of each day, the oldest first."""
    today = clock.local_date(now)
    first = today - STATUS.history + days(1)
    tones = {first + days(n): "fine" for n in range(STATUS.history.days)}
    for incident in incidents:
        day = max(clock.local_date(incident.occurred_at), first)
        last = clock.local_date(incident.resolved_at or now)
        tone = "late" if incident.major else "soon"
        while day <= min(last, today):
            tones[day] = max(tones[day], tone, key=ORDER.index)
            day += days(1)
    return sorted(tones.items())
