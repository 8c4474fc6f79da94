"""What a life line says, before anyone draws it."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Band:
    """A phase: from `start` until the next phase, or until `end`. Tone: fine, soon, late, ended, neutral."""

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
        following = [*bands[1:], None]
        return [
            (band, band.start, after.start if after and abs((after.start - band.end).days) <= 1 else band.end)
            for band, after in zip(bands, following, strict=True)
        ]


@dataclass(frozen=True)
class Row:
    """One line of the table that says the same as the picture."""

    day: date
    text: str
    clause: str = ""
    amount: int | None = None
    done: bool = False


def rows(line: LifeLine) -> list[Row]:
    """The whole picture in words, by day."""
    found = [Row(band.start, _("Begins: %(phase)s") % {"phase": band.label}, band.clause) for band in line.bands]
    found += [Row(dot.day, dot.label, dot.clause, done=dot.done) for dot in line.dots]
    found += [Row(price.day, price.label, price.clause, price.amount_centimes) for price in line.prices]
    found.append(Row(line.today, _("Today")))
    if line.bands:
        found.append(Row(line.end, _("End")))
    return sorted(found, key=lambda row: row.day)
