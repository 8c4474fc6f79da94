"""The calendar of a certificate order (law 4): simulated years equal literal tables of (day, state or mail, clause)."""

from datetime import date

import pytest

from core import clock
from ssl_certs.models import SslOrder
from tests import certificates, names

pytestmark = pytest.mark.django_db
ORDERED = clock.at_local(date(2026, 11, 22), 10)


def test_a_year_whose_customer_does_nothing_after_the_first_certificate(customer):
    """SSL-3.1a, SSL-4.1b, C-09: 200 days at most, notices on the certificate, then on the year."""
    certificates.an_issued(customer, ORDERED)
    names.live_through(clock.at_local(date(2027, 12, 1)))
    assert list(certificates.calendar(SslOrder.objects.get())) == [
        ("2026-11-22", "validating", "SSL-A2-p1"),
        ("2026-11-22", "certificate validating", "SSL-10.4a"),
        ("2026-11-22", "active", "SSL-3.1b"),
        ("2026-11-22", "certificate issued", "SSL-10.4a"),
        ("2026-11-22", "ssl_certs.instructions", "SSL-A2-1.1"),
        ("2026-11-22", "ssl_certs.issued", "SSL-9.1"),
        ("2027-05-20", "reissue_due", "C-09"),
        ("2027-05-20", "ssl_certs.reissue_due", "C-09"),
        ("2027-05-25", "ssl_certs.expiry_notice certificate 15", "SSL-4.1b"),
        ("2027-06-02", "ssl_certs.expiry_notice certificate 7", "SSL-4.1b"),
        ("2027-06-06", "ssl_certs.expiry_notice certificate 3", "SSL-4.1b"),
        ("2027-06-09", "ssl_certs.expiry_notice certificate 0", "SSL-4.1b"),
        ("2027-06-09", "certificate expired", "SSL-4.1a"),
        ("2027-11-07", "ssl_certs.expiry_notice year 15", "SSL-4.1b"),
        ("2027-11-15", "ssl_certs.expiry_notice year 7", "SSL-4.1b"),
        ("2027-11-19", "ssl_certs.expiry_notice year 3", "SSL-4.1b"),
        ("2027-11-22", "ssl_certs.expiry_notice year 0", "SSL-4.1b"),
        ("2027-11-23", "expired", "SSL-3.1a"),
    ]
