"""The calendar of a name that nobody renews, as literal tables: (day, state or mail, clause)."""

from datetime import date

import pytest

from core import clock
from tests import names

EXPIRY = date(2026, 11, 22)

GTLD = [
    ("2026-10-23", "domains.expiry_notice J-30", "DN-3.3"),
    ("2026-11-12", "domains.expiry_notice J-10", "DN-3.3"),
    ("2026-11-15", "domains.expiry_notice J-7", "C-04"),
    ("2026-11-22", "domains.expiry_notice J0", "C-04"),
    ("2026-11-23", "grace", "DN-5.2"),
    ("2026-11-23", "domains.grace", "DN-5.2"),
    ("2026-11-27", "domains.expiry_notice J+5", "DN-3.3"),
    ("2026-12-29", "deleting", "DN-12.1"),
    ("2026-12-29", "redemption", "DN-5.3"),
    ("2026-12-29", "domains.redemption", "DN-5.3"),
    ("2027-01-23", "domains.redemption_notice redemption", "DN-5.3"),
    ("2027-01-28", "pending_delete", "DN-5.4"),
    ("2027-01-28", "domains.pending_delete", "DN-5.4"),
    ("2027-02-02", "deleted", "DN-5.4"),
    ("2027-02-02", "domains.deleted", "DN-5.4"),
]

MA = [
    ("2026-10-23", "domains.expiry_notice J-30", "DN-3.3"),
    ("2026-11-12", "domains.expiry_notice J-10", "DN-3.3"),
    ("2026-11-23", "grace", "DN-A2-4.2.1"),
    ("2026-11-23", "domains.grace", "DN-A2-4.2.1"),
    ("2026-11-27", "domains.expiry_notice J+5", "DN-3.3"),
    ("2026-12-12", "domains.expiry_notice J+20", "C-04"),
    ("2026-12-21", "cancelling", "DN-A2-4.2.2"),
    ("2026-12-21", "cancel_grace", "DN-A2-4.1.2"),
    ("2026-12-21", "domains.cancel_grace", "DN-A2-4.1.2"),
    ("2027-01-10", "domains.cancel_grace_notice cancel-20", "DN-A2-4.1.2"),
    ("2027-01-19", "domains.cancel_grace_notice cancel-29", "DN-A2-4.1.2"),
    ("2027-01-21", "deleted", "DN-A2-4.1.4"),
    ("2027-01-21", "domains.deleted", "DN-A2-4.1.4"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "expected"), [("atlas.com", GTLD), ("atlas.ma", MA)])
def test_an_unrenewed_name_lives_the_contract_day_by_day(name, expected):
    """DN-5 for a generic name; under .ma the notices of DN-A2-2.1 and the end of DN-A2-4."""
    domain = names.registered(name, EXPIRY, names.a_customer())
    names.live_through(clock.opening(date(2027, 4, 1)))
    assert list(names.calendar(domain)) == expected
