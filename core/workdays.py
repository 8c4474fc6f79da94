"""Working days in Morocco. Two counts (C-20): the breach date knows Monday–Friday, the target also Saturday.

Public holidays count in neither. Those fixed by law stand here; the Islamic ones follow the moon, so they
are rows of `Holiday`, estimated by the `holidays` package until staff confirm or move them (facts F).
The functions are pure: the closed days come in as a set, `closed_days()` reads that set from the database.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime, timedelta
from importlib import metadata

from . import clock
from .models import Holiday

SATURDAY, SUNDAY = 5, 6
ONE_DAY = timedelta(days=1)
ONE_SECOND = timedelta(seconds=1)
HORIZON = timedelta(days=366)  # how far ahead a count may need the closed days

Closed = Collection[date]
Counts = Callable[[date, Closed], bool]
Pause = tuple[datetime, datetime]

# (month, day, first year, name): the holidays fixed by decree.
FIXED = (
    (1, 1, 1956, "Nouvel an"),
    (1, 11, 1956, "Manifeste de l'indépendance"),
    (1, 14, 2024, "Nouvel an amazigh"),
    (5, 1, 1956, "Fête du travail"),
    (7, 30, 2000, "Fête du trône"),
    (8, 14, 1980, "Allégeance Oued Eddahab"),
    (8, 20, 1956, "Révolution du roi et du peuple"),
    (8, 21, 2000, "Fête de la jeunesse"),
    (10, 31, 2026, "Aïd al-Wahda"),
    (11, 6, 1976, "Marche verte"),
    (11, 18, 1957, "Fête de l'indépendance"),
)
FIXED_SOURCE = "Décrets 2.26.14 (privé) et 2.25.1140 (public)"
# The package's French name of each Islamic holiday, and the name in our rows.
ISLAMIC = {
    "Fête de la rupture du jeûne": "Aïd al-Fitr",
    "Fête du sacrifice": "Aïd al-Adha",
    "Nouvel an musulman": "1er Moharram",
    "Anniversaire du prophète": "Aïd al-Mawlid",
}
ESTIMATED = " (estimé)"


# --- counting ---------------------------------------------------------------------------------------
def is_working_day(day: date, closed: Closed) -> bool:
    """The contract's working day, by which a breach is dated: Monday–Friday, no public holiday (C-20)."""
    return day.weekday() < SATURDAY and day not in closed


def is_target_day(day: date, closed: Closed) -> bool:
    """The company's own target: Saturday counts too, so a promise is kept under either reading (C-20)."""
    return day.weekday() < SUNDAY and day not in closed


def add_working_days(day: date, n: int, closed: Closed, counts: Counts = is_working_day) -> date:
    """The n-th counted day after `day`; the day of the trigger is never counted."""
    while n > 0:
        day += ONE_DAY
        n -= counts(day, closed)
    return day


def clear_days_end(day: date, n: int, closed: Closed) -> date:
    """The last day of n clear days: neither the first nor the last day counts, and it is a working day.

    That is the reading of the Moroccan courts ("délai franc", code of civil procedure, art. 512).
    """
    last = day + ONE_DAY * (n + 1)
    return last if is_working_day(last, closed) else add_working_days(last, 1, closed)


def deadline(
    started_at: datetime,
    n: int,
    closed: Closed,
    pauses: Iterable[Pause] = (),
    counts: Counts = is_working_day,
) -> datetime:
    """The instant at which n working days are over: 23:59:59 local on day n, later by the paused time (C-19).

    A pause stops the clock: the working time that was left at its start runs on from its end, so a pause
    over a week-end or a holiday gives nothing away.
    """
    last_day = add_working_days(clock.local_date(started_at), n, closed, counts)
    ends_at = clock.at_local(last_day + ONE_DAY)
    paused_through = started_at
    for start, end in sorted(pauses):
        start = max(start, paused_through)
        if start < end and start < ends_at:
            ends_at = _run(end, _working_time(start, ends_at, closed, counts), closed, counts)
            paused_through = end
    return ends_at - ONE_SECOND


def _working_time(start: datetime, end: datetime, closed: Closed, counts: Counts) -> timedelta:
    """The elapsed time between two instants that falls on counted days."""
    total = timedelta(0)
    while start < end:
        day = clock.local_date(start)
        midnight = clock.at_local(day + ONE_DAY)
        if counts(day, closed):
            total += min(midnight, end) - start
        start = midnight
    return total


def _run(start: datetime, left: timedelta, closed: Closed, counts: Counts) -> datetime:
    """The instant at which `left` of counted time has passed since `start`."""
    while True:
        day = clock.local_date(start)
        midnight = clock.at_local(day + ONE_DAY)
        if counts(day, closed):
            if start + left <= midnight:
                return start + left
            left -= midnight - start
        start = midnight


# --- holidays ---------------------------------------------------------------------------------------
def fixed_holidays(year: int) -> dict[date, str]:
    """The year's holidays that the law fixes."""
    return {date(year, month, day): name for month, day, since, name in FIXED if year >= since}


def islamic_holidays(year: int) -> dict[date, tuple[str, bool]]:
    """The year's Islamic holidays as estimated: name, and whether the date is already certain."""
    import holidays as holiday_estimates  # 17 MiB, for one look a year

    found = {}
    for day, names in holiday_estimates.country_holidays("MA", years=year, language="fr").items():
        for name in names.split("; "):
            known = ISLAMIC.get(name.removesuffix(ESTIMATED))
            if known:
                found[day] = (known, not name.endswith(ESTIMATED))
    return found


def seed_holidays(years: Iterable[int]) -> list[Holiday]:
    """Write the holidays of years that have none yet; a year that staff may have edited is left alone."""
    rows: dict[date, Holiday] = {}
    known = set(Holiday.objects.exclude(kind=Holiday.Kind.DECREED).values_list("day__year", flat=True))
    source = f"holidays {metadata.version('holidays')}"
    for year in sorted(set(years) - known):
        for day, (name, certain) in islamic_holidays(year).items():
            rows[day] = Holiday(
                day=day, name=name, kind=Holiday.Kind.ISLAMIC, confirmed=certain, source=source
            )
        for day, name in fixed_holidays(year).items():
            rows[day] = Holiday(
                day=day, name=name, kind=Holiday.Kind.FIXED, confirmed=True, source=FIXED_SOURCE
            )
    return Holiday.objects.bulk_create(sorted(rows.values(), key=lambda row: row.day), ignore_conflicts=True)


def closed_days(first: date, last: date) -> frozenset[date]:
    """The public holidays of a stretch of days, as staff keep them."""
    return frozenset(Holiday.objects.filter(day__range=(first, last)).values_list("day", flat=True))


def closed_from(day: date) -> frozenset[date]:
    """The public holidays that a count starting on `day` can meet: a year from then."""
    return closed_days(day, day + HORIZON)
