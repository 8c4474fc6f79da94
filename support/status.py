"""The public status page: components, what disturbs them now, what is planned, ninety days back. No customer's data."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _

from core import clock
from core.clock import days

from . import drawing
from .models import Coverage, Incident, Maintenance
from .terms import STATUS

ORDER = ("fine", "soon", "late")
KINDS: dict[str, str | Promise] = {
    "server": gettext_lazy("Servers"),
    "dedicated": gettext_lazy("Dedicated servers"),
    "cloud": gettext_lazy("Cloud servers"),
    "hosting": gettext_lazy("Web hosting"),
    "outsourcing": gettext_lazy("Outsourcing"),
    "domain": gettext_lazy("Domain names and DNS"),
    "ssl": gettext_lazy("SSL certificates"),
}

_PLACES: dict[str, Callable[[], dict[str, str]]] = {}


@dataclass(frozen=True)
class Component:
    """A kind of service at a site, as the public sees it."""

    name: str
    tone: str
    word: str
    history: str
    bad_days: int


def name_kind(kind: str, label: str | Promise) -> None:
    """A product says how the public calls one of its kinds of service."""
    KINDS[kind] = label


def kind_word(kind: str) -> str:
    """What a kind is called."""
    return str(KINDS.get(kind, kind.capitalize()))


def name_places(kind: str, names: Callable[[], dict[str, str]]) -> None:
    """A product says how the public calls the sites of one of its kinds: code → name, empty where it needs none."""
    _PLACES[kind] = names


def places() -> list[tuple[str, str]]:
    """The kinds and sites of the services of today."""
    return sorted(set(Coverage.objects.filter(until=None).order_by().values_list("kind", "site").distinct()))


def named_places() -> list[tuple[str, str, str]]:
    """Today's kinds and sites, each with what it is called; one question to the database for each kind."""
    known: dict[str, dict[str, str]] = {}
    found = []
    for kind, site in places():
        if kind not in known:
            known[kind] = _PLACES[kind]() if kind in _PLACES else {}
        word, name = kind_word(kind), known[kind].get(site, site)
        found.append((kind, site, f"{word} – {name}" if name else word))
    return found


def page(now: datetime) -> dict:
    """Everything that the page shows; a window for single services is its customers' alone."""
    since = now - STATUS.history
    incidents = list(
        Incident.objects.told().filter(Q(resolved_at=None) | Q(resolved_at__gte=since), public=True)
        .prefetch_related("updates").order_by("-occurred_at")
    )  # fmt: skip
    windows = list(
        Maintenance.objects.filter(state__in=["announced", "running"], told_at__isnull=False)
        .exclude(sites=[], kinds=[]).order_by("starts_at")
    )  # fmt: skip
    open_ones = [i for i in incidents if i.state in Incident.OPEN]
    recent = [i for i in incidents if i.state not in Incident.OPEN and i.occurred_at >= now - STATUS.recent]
    found = [_component(n, place, incidents, windows, now) for n, place in enumerate(named_places())]
    worst = max((c.tone for c in found), key=ORDER.index, default="fine")
    if open_ones and worst == "fine":
        worst = "soon"
    return {"components": found, "open": open_ones, "recent": recent, "windows": windows, "tone": worst}


def _component(n: int, place: tuple[str, str, str], incidents, windows, now: datetime) -> Component:
    kind, site, name = place
    mine = [i for i in incidents if _touches(i, kind, site)]
    tones = _days(mine, now)
    tone, word = _present([i for i in mine if i.state in Incident.OPEN], windows, kind, site)
    title = _("%(name)s, day by day since %(day)s") % {"name": name, "day": tones[0][0].isoformat()}
    picture = drawing.calendar(tones, title, f"days-{n}", rtl=get_language_bidi())
    return Component(name, tone, word, picture, sum(t != "fine" for _day, t in tones))


def _touches(incident: Incident, kind: str, site: str) -> bool:
    return [kind, site] in incident.components or [kind, ""] in incident.components


def _present(open_ones: list[Incident], windows, kind: str, site: str) -> tuple[str, str]:
    if any(i.major for i in open_ones):
        return "late", _("disturbed")
    if any(i.degraded for i in open_ones):
        return "soon", _("slower than usual")
    if open_ones:
        return "soon", _("partly disturbed")
    here = [w for w in windows if (not w.kinds or kind in w.kinds) and (not w.sites or site in w.sites)]
    running = [w for w in here if w.state == "running"]
    return ("soon", _("work under way")) if running else ("fine", _("works"))


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
