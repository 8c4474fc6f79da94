"""The calendar of a hosting account (law 4): simulated lives equal literal tables of (day, state or mail, clause)."""

from datetime import date

import pytest

from core import clock
from tests import hosting, names
from tests.hosting import ORDERED, calendar

pytestmark = pytest.mark.django_db


def test_a_year_that_nobody_renews_is_suspended_and_shown_to_staff_but_never_removed(customer, owner):
    """HD-6.2, HD-3.3, HD-3.4, C-13: the clock alone ends nothing."""
    account = hosting.an_account(customer, owner, cycle=12)
    names.live_through(clock.at_local(date(2028, 6, 1)))
    assert list(calendar(account)) == [
        ("2026-11-22", "active", "HD-6.1"),
        ("2026-11-22", "ready", "HD-6.1"),
    ]
