"""The pure functions of the schedule: what is pending, what comes next, what a newer notice supersedes."""

from datetime import UTC, datetime, timedelta

from core.schedule import Step, next_at, pending, superseded

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def step(hours: int, verb: str = "warn", **facts) -> Step:
    return Step(NOON + timedelta(hours=hours), "DN-3.3", verb, **facts)


def test_pending_are_the_steps_after_the_watermark_in_order():
    early, at, late = step(-1), step(0), step(5)
    assert pending([late, early, at], NOON) == [late]
    assert pending([late, early, at], NOON - timedelta(hours=2)) == [early, at, late]


def test_an_outside_call_stays_pending_until_its_state_is_left():
    """The watermark passes it: the answer may never have come."""
    asked = step(-3, "register_at_registry", call=True)
    assert pending([asked], NOON) == [asked]
    assert next_at([asked, step(1)], NOON) == asked.at


def test_the_next_look_is_the_earliest_pending_step_or_never():
    assert next_at([step(5), step(2), step(-2)], NOON) == NOON + timedelta(hours=2)
    assert next_at([step(-2), step(0)], NOON) is None
    assert next_at([], NOON) is None


def test_of_each_series_all_but_the_newest_are_superseded():
    first, second, third = (step(n, series="expiry", args=(("notice", str(n)),)) for n in range(3))
    other, act = step(0, series="redemption"), step(1, "enter_grace")
    assert superseded([first, other, second, act, third]) == {first, second}


def test_what_belongs_to_no_series_is_never_superseded():
    assert superseded([step(0, "enter_grace"), step(1, "delete_name")]) == set()


def test_a_step_hands_its_arguments_to_its_verb():
    assert step(0, args=(("notice", "J-30"),)).kwargs == {"notice": "J-30"}
    assert step(0).kwargs == {}
