"""Counters as pictures, drawn on the server: a gauge for each limit, a bar for each day (SRV-5.1(1))."""

from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core import clock, display
from servers.models import Server
from servers.terms import RUNNING

GIGABYTE, TERABYTE, PERCENT = 10**9, 10**12, 100
BAR = '<rect class="plot__bar" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>'
WIDTH, HEIGHT, FOOT, GAP = 620, 160, 20, 2


@dataclass(frozen=True, slots=True)
class Gauge:
    """How much of a limit is used, in GB and percent; `tone` as everywhere."""

    label: str
    used: int
    limit: int
    percent: int

    @property
    def tone(self) -> str:
        if self.percent >= RUNNING.full_percent:
            return "late"
        return "soon" if self.percent >= RUNNING.warn_percent else "fine"


def gauges(server: Server) -> list[Gauge]:
    """Traffic of the month, and disk where the host sees it: nobody looks into a physical machine."""
    shown = [_gauge(_("Traffic this month"), server.traffic_used, server.product.traffic * TERABYTE)]
    if server.product.is_cloud:
        shown.append(_gauge(_("Disk"), server.disk_used, server.product.disk * GIGABYTE))
    return shown


def _gauge(label: str, used: int, limit: int) -> Gauge:
    return Gauge(label, used // GIGABYTE, limit // GIGABYTE, used * PERCENT // limit)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a counter, in bytes."""

    day: date
    used: int

    @property
    def gigabytes(self) -> str:
        return f"{self.used / GIGABYTE:.1f}".replace(".", ",")


@dataclass(frozen=True, slots=True)
class Plot:
    """A counter day by day: its name, its days, its picture."""

    title: str
    days: list[Day]
    picture: SafeString


def plots(server: Server, found: dict[date, tuple[int, int]], today: date, rtl: bool = False) -> list[Plot]:
    """Traffic of each day; the disk of each day against what was bought, where the host sees it (SRV-5.1(1))."""
    traffic = days_of({day: moved for day, (moved, _disk) in found.items()}, today)
    drawn = [Plot(_("Traffic a day"), traffic, bars(_("Traffic a day"), traffic, rtl=rtl))]
    if server.product.is_cloud:
        disk = days_of({day: used for day, (_moved, used) in found.items()}, today)
        picture = bars(_("Disk used, day by day"), disk, server.product.disk * GIGABYTE, rtl=rtl)
        drawn.append(Plot(_("Disk used, day by day"), disk, picture))
    return drawn


def days_of(found: dict[date, int], today: date) -> list[Day]:
    """Every day of the window, those without a measure too."""
    first = today - RUNNING.samples_shown
    length = (today - first).days
    return [Day(day, found.get(day, 0)) for n in range(length + 1) if (day := first + clock.days(n))]


def bars(title: str, days: list[Day], limit: int = 0, *, rtl: bool = False) -> SafeString:
    """One bar a day, under the limit or else the highest as high as the picture; the table beside it says the same."""
    highest = max(limit, *(d.used for d in days)) or 1
    step = WIDTH / max(len(days), 1)
    placed = enumerate(reversed(days) if rtl else days)
    drawn = format_html_join("", BAR, (_bar(n, d, step, highest) for n, d in placed))
    ends = (days[-1], days[0]) if rtl else (days[0], days[-1])
    return format_html(
        '<svg class="plot" viewBox="0 0 {} {}" role="img" aria-label="{}"><line class="plot__base" x1="0" x2="{}"'
        ' y1="{}" y2="{}"/>{}<text class="plot__word" x="0" y="{}">{}</text><text class="plot__word" x="{}" y="{}"'
        ' text-anchor="end">{}</text></svg>',
        WIDTH, HEIGHT, title, WIDTH, HEIGHT - FOOT, HEIGHT - FOOT, drawn, HEIGHT - GAP,
        display.day(ends[0].day, "near"), WIDTH, HEIGHT - GAP, display.day(ends[1].day, "near"),
    )  # fmt: skip


def _bar(n: int, one: Day, step: float, highest: int) -> tuple:
    tall = round((HEIGHT - FOOT) * one.used / highest, 1)
    said = f"{display.day(one.day, 'near')}: {one.gigabytes} GB"
    return round(n * step + GAP / 2, 1), round(HEIGHT - FOOT - tall, 1), round(step - GAP, 1), tall, said
