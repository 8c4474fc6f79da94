"""Working days: worked examples, the two counts, pauses, holidays; and the offset of the contract zone."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core import clock, workdays
from core.models import Holiday

D = date.fromisoformat
CLOSED = frozenset({D("2026-11-06"), D("2026-11-18"), D("2027-01-01"), D("2027-01-11"), D("2027-01-14")})


def at(day: str, hour: int = 0, minute: int = 0) -> datetime:
    return clock.at_local(D(day), hour, minute)


def end_of(day: str) -> datetime:
    return clock.at_local(D(day) + timedelta(days=1)) - timedelta(seconds=1)


def test_the_zone_is_at_utc_now_and_was_an_hour_ahead_before():
    """Morocco left UTC+1 on 2026-09-20; an old system table would still say +1 (facts F)."""
    assert datetime(2026, 11, 22, 12, tzinfo=clock.LOCAL).utcoffset() == timedelta(0)
    assert datetime(2026, 9, 1, 12, tzinfo=clock.LOCAL).utcoffset() == timedelta(hours=1)


@pytest.mark.parametrize(
    ("confirmed", "n", "last_day"),
    [
        ("2026-11-16", 2, "2026-11-19"),  # Monday; the 18th is a holiday
        ("2026-11-20", 2, "2026-11-24"),  # Friday
        ("2026-11-22", 2, "2026-11-24"),  # Sunday
        ("2026-12-30", 2, "2027-01-04"),  # Wednesday; Friday 1 January is a holiday
        ("2026-11-16", 0, "2026-11-16"),
    ],
)
def test_working_days_as_worked_out(confirmed, n, last_day):
    assert workdays.add_working_days(D(confirmed), n, CLOSED) == D(last_day)


@pytest.mark.parametrize(
    ("confirmed", "last_day"),
    [
        ("2026-11-16", "2026-11-19"),
        ("2026-11-20", "2026-11-23"),  # Saturday 21st counts
        ("2026-11-22", "2026-11-24"),
        ("2026-12-30", "2027-01-02"),
    ],
)
def test_the_target_counts_saturdays_and_is_never_after_the_breach(confirmed, last_day):
    target = workdays.add_working_days(D(confirmed), 2, CLOSED, workdays.is_target_day)
    assert target == D(last_day)
    assert target <= workdays.add_working_days(D(confirmed), 2, CLOSED)


@pytest.mark.parametrize(
    ("day", "working", "target"),
    [
        ("2026-11-17", True, True),
        ("2026-11-18", False, False),  # holiday
        ("2026-11-20", True, True),
        ("2026-11-21", False, True),  # Saturday
        ("2026-11-22", False, False),  # Sunday
    ],
)
def test_which_days_count(day, working, target):
    assert workdays.is_working_day(D(day), CLOSED) is working
    assert workdays.is_target_day(D(day), CLOSED) is target


def test_a_deadline_is_the_end_of_its_last_day():
    assert workdays.deadline(at("2026-11-16", 10), 2, CLOSED) == datetime(
        2026, 11, 19, 23, 59, 59, tzinfo=UTC
    )


def test_a_deadline_before_the_change_of_zone_ends_at_local_midnight():
    assert workdays.deadline(at("2026-09-01", 10), 2, ()) == datetime(2026, 9, 3, 22, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("pauses", "ends_at"),
    [
        ([], end_of("2026-11-19")),
        # three hours on a working day: three hours more
        ([(at("2026-11-17", 9), at("2026-11-17", 12))], end_of("2026-11-19") + timedelta(hours=3)),
        # one whole working day and the holiday: the holiday gives nothing
        ([(at("2026-11-17"), at("2026-11-19"))], end_of("2026-11-20")),
        # from Thursday noon over the week-end to Monday noon: the half Thursday is left
        ([(at("2026-11-19", 12), at("2026-11-23", 12))], end_of("2026-11-23")),
        # a pause that ends on a Saturday: the clock runs on from Monday
        ([(at("2026-11-19"), at("2026-11-21", 15))], end_of("2026-11-23")),
        # two that overlap count once; order does not matter
        (
            [(at("2026-11-17", 11), at("2026-11-17", 13)), (at("2026-11-17", 9), at("2026-11-17", 12))],
            end_of("2026-11-19") + timedelta(hours=4),
        ),
        # one inside another, one before the start, one after the end
        (
            [
                (at("2026-11-17", 9), at("2026-11-17", 12)),
                (at("2026-11-17", 10), at("2026-11-17", 11)),
                (at("2026-11-10"), at("2026-11-11")),
                (at("2026-11-27"), at("2026-11-28")),
            ],
            end_of("2026-11-19") + timedelta(hours=3),
        ),
    ],
)
def test_pauses_stop_the_clock(pauses, ends_at):
    """Confirmed on Monday 2026-11-16 at 10:00, two working days (C-19)."""
    assert workdays.deadline(at("2026-11-16", 10), 2, CLOSED, pauses) == ends_at


def test_the_fixed_holidays_of_this_year():
    assert {day.isoformat()[5:] for day in workdays.fixed_holidays(2026)} == {
        "01-01", "01-11", "01-14", "05-01", "07-30", "08-14", "08-20", "08-21", "10-31", "11-06", "11-18",
    }  # fmt: skip
    assert D("2025-10-31") not in workdays.fixed_holidays(2025)
    assert D("2023-01-14") not in workdays.fixed_holidays(2023)


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (2026, {"03-20", "03-21", "05-27", "05-28", "06-16", "08-25", "08-26"}),
        (2027, {"03-09", "03-10", "05-16", "05-17", "06-06", "08-14", "08-15"}),
        (2028, {"02-26", "02-27", "05-05", "05-06", "05-25", "08-03", "08-04"}),
    ],
)
def test_the_islamic_holidays_are_estimates(year, expected):
    found = workdays.islamic_holidays(year)
    assert {day.isoformat()[5:] for day in found} == expected
    assert not any(certain for _name, certain in found.values())


@pytest.mark.django_db
class TestTheTable:
    def test_seeding_writes_each_day_once(self):
        workdays.seed_holidays([2026, 2027])
        workdays.seed_holidays([2026, 2027])
        assert Holiday.objects.filter(day__year=2026).count() == 11 + 7
        assert Holiday.objects.filter(day__year=2027).count() == 11 + 7 - 1  # Mawlid falls on 14 August
        assert Holiday.objects.get(day=D("2027-08-14")).kind == Holiday.Kind.FIXED
        fitr = Holiday.objects.get(day=D("2026-03-20"))
        assert (fitr.name, fitr.kind, fitr.confirmed) == ("Aïd al-Fitr", "islamic", False)
        assert fitr.source.startswith("holidays ")

    def test_what_staff_moved_stays_moved(self):
        workdays.seed_holidays([2026])
        Holiday.objects.filter(day=D("2026-06-16")).update(day=D("2026-06-17"), confirmed=True)
        workdays.seed_holidays([2026])
        assert not Holiday.objects.filter(day=D("2026-06-16")).exists()

    def test_a_late_decree_does_not_keep_its_year_from_being_seeded(self):
        Holiday.objects.create(day=D("2026-06-09"), name="Jour chômé", kind=Holiday.Kind.DECREED)
        workdays.seed_holidays([2026])
        assert Holiday.objects.filter(day__year=2026).count() == 11 + 7 + 1

    def test_the_closed_days_of_a_stretch(self):
        workdays.seed_holidays([2026])
        assert workdays.closed_days(D("2026-11-01"), D("2026-11-18")) == {D("2026-11-06"), D("2026-11-18")}

    def test_a_count_reads_a_year_ahead_in_one_query(self, django_assert_num_queries):
        workdays.seed_holidays([2026, 2027])
        with django_assert_num_queries(1):
            closed = workdays.closed_from(D("2026-12-30"))
        assert workdays.add_working_days(D("2026-12-30"), 2, closed) == D("2027-01-04")
