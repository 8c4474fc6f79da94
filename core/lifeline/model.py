"""What a life line says, before anyone draws it."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Band:
    """A phase: from `start` through `end`, its last day. Tone: fine, soon, late, ended, neutral."""

    label: str
    start: date
    end: date
    tone: str = "neutral"
    clause: str = ""


@dataclass(frozen=True)
class Dot:
    """A notice or an act on a day; done when it has happened."""

    day: date
    label: str
    clause: str = ""
    done: bool = False


@dataclass(frozen=True)
class Price:
    """From this day on, doing it costs this much."""

    day: date
    label: str
    amount_centimes: int
    clause: str = ""
    currency: str = "MAD"


@dataclass(frozen=True)
class LifeLine:
    bands: tuple[Band, ...]
    dots: tuple[Dot, ...]
    prices: tuple[Price, ...]
    today: date
    title: str

    @property
    def end(self) -> date:
        return max(band.end for band in self.bands)

    def edges(self) -> list[tuple[Band, date, date]]:
        """Each band with the days where it is drawn: phases that follow within a day touch."""
        bands = sorted(self.bands, key=lambda band: band.start)
        marked = {band.start for band in bands} | {dot.day for dot in self.dots}
        ends = [band.end + ONE_DAY if band.end + ONE_DAY in marked else band.end for band in bands]
        return [(band, band.start, end) for band, end in zip(bands, ends, strict=True)]

    def ends_unmarked(self) -> bool:
        """Nothing happens where the last phase ends, so its last day must be written there."""
        return self.edges()[-1][2] not in {dot.day for dot in self.dots}


@dataclass(frozen=True)
class Row:
    """One line of the table that says the same as the picture."""

    day: date
    text: str
    clause: str = ""
    amount: int | None = None
    done: bool = False
    currency: str = "MAD"


def rows(line: LifeLine) -> list[Row]:
    """The whole picture in words, by day."""
    begins = _("Begins: %(phase)s")
    found = [Row(band.start, begins % {"phase": band.label}, band.clause) for band in line.bands]
    found += [Row(dot.day, dot.label, dot.clause, done=dot.done) for dot in line.dots]
    found += [Row(p.day, p.label, p.clause, p.amount_centimes, currency=p.currency) for p in line.prices]
    found.append(Row(line.today, _("Today")))
    if line.bands and line.ends_unmarked():
        found.append(Row(line.end, _("End")))
    return sorted(found, key=lambda row: row.day)
