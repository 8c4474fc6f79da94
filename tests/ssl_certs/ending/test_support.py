"""Support of certificates: an incident and a window of work reach their customers (SSL-11.3(5), SSL-11.3(6))."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from core import clock, worker
from notifications.models import Email
from ssl_certs.ending import notices
from ssl_certs.flows import orders
from ssl_certs.lifecycle import issuing
from ssl_certs.models import Certificate
from support import coverage, incidents, maintenance
from support.models import Coverage
from tests.certificates import act, an_issued, wanted

from .conftest import ORDERED

pytestmark = pytest.mark.django_db
NAME, OTHER = "argan.example.ma", "zellige.example.ma"
SOON = ORDERED + timedelta(hours=1)


@pytest.fixture
def order(bought):
    """A certificate that has been paid and is still to be set up."""
    return bought()


def open_rows(order) -> list[str]:
    return [row.label for row in coverage.rows(order.public_id)]


def mails(customer, kind: str) -> list[str]:
    return list(Email.objects.filter(customer=customer, kind=kind).values_list("text", flat=True))


def test_a_certificate_has_ordinary_support_from_its_payment_on(order):
    """C-16: two working days for a request, no clock of incidents; its site is its authority."""
    row = Coverage.objects.get(about=order.public_id)
    assert (row.kind, row.site, row.since) == ("ssl", order.product.authority, ORDERED)
    assert (row.promised.response_working_days, row.promised.resolved) == (2, None)


def test_its_support_bears_the_name_that_is_certified(order):
    issuing.begin(order, wanted(OTHER), act(SOON))
    assert open_rows(order) == [str(order)]
    assert OTHER in open_rows(order)[0]


def test_an_authoritys_outage_is_told_to_its_customers_alone(order, other_customer):
    """SSL-11.3(6): nature and expected duration."""
    an_issued(other_customer, ORDERED, OTHER, code="rapidssl")
    incidents.report("The authority does not answer", "supplier", act(SOON), kinds=["ssl"],
                     sites=[order.product.authority], words="Nothing is issued until about noon.")  # fmt: skip
    (told,) = mails(order.customer, "support.incident_opened")
    assert NAME in told
    assert "Nothing is issued until about noon." in told
    assert mails(other_customer, "support.incident_opened") == []


def test_a_change_of_the_platform_is_told_to_those_with_a_certificate(order, other_customer):
    """SSL-11.3(5): what, why and when, two days ahead."""
    starts = ORDERED + timedelta(days=3)
    maintenance.plan("New tracker", "Quicker.", "platform", starts, starts + timedelta(hours=2), act(SOON),
                     kinds=["ssl"])  # fmt: skip
    (told,) = mails(order.customer, "support.maintenance_planned")
    assert NAME in told
    assert mails(other_customer, "support.maintenance_planned") == []


def test_the_public_page_says_how_certificates_are(order, client_of):
    """HD-2.1."""
    page = client_of(None).get(reverse("support:status")).content.decode()
    assert "Certificats SSL – Sectigo Limited" in page


def ended(order):
    """Its year runs out."""
    issued = an_issued(order.customer, ORDERED, OTHER)
    worker.settle(clock.at_local(date(2027, 11, 24), 9))
    return issued.order


def cancelled(order):
    orders.verbs["cancel"](order, act(SOON))
    return order


def revoked(order):
    issued = an_issued(order.customer, ORDERED, OTHER)
    orders.verbs["end_by_revocation"](issued.order, act(SOON), code=Certificate.Reason.SUPERSEDED)
    return issued.order


def for_wrong_data(order):
    orders.verbs["end_for_bad_data"](order, act(SOON))
    return order


def by_notice(order):
    notices.give_notice(order, act(SOON))
    worker.settle(clock.at_local(date(2027, 1, 24), 9))
    return order


@pytest.mark.parametrize("end", [ended, cancelled, revoked, for_wrong_data, by_notice])
def test_support_ends_with_the_order(order, end):
    over = end(order)
    assert open_rows(over) == []
    assert Coverage.objects.filter(about=over.public_id).exclude(until=None).exists(), "it has begun"


def test_a_refused_request_keeps_its_support(order):
    """It can be asked for again, or cancelled with its refund (SSL-13.2)."""
    issuing.begin(order, wanted(NAME), act(SOON))
    orders.verbs["be_refused"](order, act(SOON), why="high risk")
    assert open_rows(order) == [str(order)]
