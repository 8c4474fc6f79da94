"""The clock: Moroccan days, UTC instants, a year's end, and a present that can be moved in the demo only."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core import clock

MOVED = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 11, 22, 23, 59, tzinfo=UTC), date(2026, 11, 22)),
        (datetime(2026, 11, 23, 0, 0, tzinfo=UTC), date(2026, 11, 23)),
        (
            datetime(2026, 9, 1, 23, 30, tzinfo=UTC),
            date(2026, 9, 2),
        ),  # an hour ahead until 2026-09-20 (facts F)
        (datetime(2026, 9, 1, 22, 59, tzinfo=UTC), date(2026, 9, 1)),
    ],
)
def test_a_contract_day_is_the_moroccan_day(instant, day):
    assert clock.local_date(instant) == day


@pytest.mark.parametrize(("day", "hour"), [(date(2026, 11, 22), 0), (date(2026, 9, 1), -1)])
def test_a_day_opens_at_midnight_in_morocco(day, hour):
    opening = clock.opening(day)
    assert opening == datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hour)
    assert clock.local_date(opening) == day
    assert clock.local_date(opening - timedelta(microseconds=1)) == day - timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "years", "later"),
    [
        (date(2026, 11, 22), 1, date(2027, 11, 22)),
        (date(2028, 2, 29), 1, date(2029, 2, 28)),
        (date(2028, 2, 29), 4, date(2032, 2, 29)),
        (date(2027, 1, 1), -1, date(2026, 1, 1)),
    ],
)
def test_years_later_is_the_same_day_and_the_28th_where_there_is_none(day, years, later):
    assert clock.years_later(day, years) == later


def test_tomorrow_keeps_the_hour_on_the_wall_even_where_the_zone_changes():
    before = clock.at_local(date(2026, 9, 19), 9)
    assert clock.tomorrow_of(before, 1) == clock.at_local(date(2026, 9, 20), 9)
    assert clock.tomorrow_of(before, 2).astimezone(clock.LOCAL).hour == 9


@pytest.fixture
def state(settings, tmp_path):
    settings.STATE_DIR = tmp_path
    return tmp_path


def test_the_demos_clock_moves_and_goes_on_from_there(settings, state):
    settings.DEMO = True
    clock.move_to(MOVED)
    first = clock.now()
    assert timedelta(0) <= first - MOVED < timedelta(seconds=30)
    assert clock.now() >= first


def test_in_production_the_clock_cannot_be_moved_and_a_moved_one_is_not_read(settings, state):
    settings.DEMO = True
    clock.move_to(MOVED)
    settings.DEMO = False
    with pytest.raises(RuntimeError):
        clock.move_to(MOVED)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=30)


@pytest.mark.parametrize("written", ["", "not a number"])
def test_a_broken_clock_file_is_the_present(settings, state, written):
    (state / "clock").write_text(written)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=30)


def test_a_frozen_clock_stands_still_and_thaws_even_after_an_error():
    with clock.frozen(MOVED):
        assert clock.now() == MOVED
        with clock.frozen(MOVED + timedelta(days=1)):
            assert clock.now() == MOVED + timedelta(days=1)
        assert clock.now() == MOVED
    with pytest.raises(RuntimeError), clock.frozen(MOVED):
        raise RuntimeError
    assert clock.now() != MOVED
