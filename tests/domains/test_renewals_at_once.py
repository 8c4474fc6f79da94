"""Two renewals of one name at once: one of them is carried out, nobody loses money, and both sides are told."""

import threading
from datetime import date

import pytest
from django.db import connection

from billing import credit, payments
from billing.models import OrderLine, Proforma
from core import clock
from core.transitions import NotAllowed
from domains import ordering, renewals
from domains.models import Domain
from notifications.models import Email
from tests import names
from tests.domains.test_coming_back import bill

DAY = date(2026, 11, 22)
NOW = clock.at_local(DAY, 10)
ACT = names.act(NOW)


def a_name(customer, name: str = "atlas.com", expires: date = date(2027, 6, 1)) -> Domain:
    return names.registered(name, expires, customer)


def again(domain: Domain) -> Domain:
    """The name as another window has it."""
    return Domain.objects.select_related("extension", "customer").get(pk=domain.pk)


def pay_together(*proformas: Proforma) -> None:
    """Both paid before the worker looks."""
    for proforma in proformas:
        payments.received(proforma.total_ttc, proforma.payment_reference, DAY, ACT)
    names.live_through(clock.at_local(DAY, 18))


@pytest.mark.django_db
def test_a_second_order_from_another_window_voids_the_first(customer, owner):
    domain = a_name(customer)
    first = ordering.order_renewal(domain, owner, 1, set(), ACT, "")
    second = ordering.order_renewal(again(domain), owner, 2, set(), ACT, "")
    first.refresh_from_db()
    assert (first.state, second.state) == ("void", "issued")
    pay_together(first, second)
    assert again(domain).paid_through == date(2029, 6, 1)
    assert credit.balance(customer) == first.total_ttc, "what was paid for the void one is the customer's"


@pytest.mark.django_db
def test_what_another_window_has_begun_is_not_ordered_once_more(customer, owner):
    """The page was opened before the payment: the order looks at the name anew, under its lock."""
    domain = a_name(customer)
    stale = again(domain)
    Domain.objects.filter(pk=domain.pk).update(state="renewing", pending_years=1)
    with pytest.raises(NotAllowed, match=r"atlas\.com"):
        ordering.order_renewal(stale, owner, 1, set(), ACT, "")
    assert not Proforma.objects.exists()


@pytest.mark.django_db
def test_the_years_are_counted_from_what_the_name_has_become(customer, owner):
    """Five years at most under .ma: the window that still shows the old end cannot go beyond (DN-A2-2.2)."""
    domain = a_name(customer, "atlas.ma")
    stale = again(domain)
    Domain.objects.filter(pk=domain.pk).update(paid_through=date(2031, 6, 1))
    with pytest.raises(NotAllowed, match=r"DN-A2-2\.2|2031|2032"):
        ordering.order_renewal(stale, owner, 1, set(), ACT, "")


@pytest.mark.django_db
def test_two_paid_renewals_are_carried_out_one_after_the_other(customer):
    domain = a_name(customer)
    two = [bill(domain, renewals.renewal_line(domain, 1, DAY), DAY) for _n in range(2)]
    pay_together(*two)
    assert again(domain).paid_through == date(2029, 6, 1)
    assert set(OrderLine.objects.values_list("outcome", flat=True)) == {"done"}


@pytest.mark.django_db
def test_a_paid_renewal_that_no_longer_fits_is_credited_and_told(customer):
    """The first reaches the registry's ceiling; the second is refused, its money stays the customer's."""
    domain = a_name(customer, "atlas.ma", date(2026, 12, 1))
    two = [bill(domain, renewals.renewal_line(domain, years, DAY), DAY) for years in (4, 1)]
    pay_together(*two)
    assert again(domain).paid_through == date(2030, 12, 1)
    assert (again(domain).state, credit.balance(customer)) == ("registered", two[1].total_ttc)
    assert Email.objects.filter(about=domain.public_id, to=customer.billing_email).exists()


def _order(domain_pk: int, owner, ready: threading.Barrier) -> None:
    try:
        domain = Domain.objects.select_related("extension", "customer").get(pk=domain_pk)
        ready.wait()
        ordering.order_renewal(domain, owner, 1, set(), ACT, "")
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_one_instant_leave_one_proforma_to_pay(customer, owner):
    if connection.vendor == "sqlite":
        pytest.skip("several writers at once need the PostgreSQL of make test")
    domain, ready = a_name(customer), threading.Barrier(4, timeout=20)
    clicks = [threading.Thread(target=_order, args=(domain.pk, owner, ready)) for _n in range(4)]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join()
    states = sorted(Proforma.objects.values_list("state", flat=True))
    assert states == ["issued", "void", "void", "void"]
