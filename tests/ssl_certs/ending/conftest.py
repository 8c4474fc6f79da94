"""Certificates that were really bought: a cart, a proforma, a payment, an invoice; and staff at their desk."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from billing import cart, credit, payments
from billing import ordering as billing_ordering
from billing.models import CreditEntry, Proforma
from core import clock, worker
from core.acts import Act
from ssl_certs.lifecycle import issuing
from ssl_certs.models import Certificate, SslCancellation, SslOrder
from ssl_certs.ordering import Choice, into_cart
from tests import certificates
from tests.cast import person

ORDERED = clock.at_local(date(2026, 11, 22), 10)  # day 20 is 12 December


def confirmed(customer, user, now, code="positivessl", name="argan.example.ma", **choice) -> Proforma:
    """The proforma of a confirmed order."""
    act = Act(now, user.public_id)
    into_cart(customer, user, Choice(certificates.product(code), name, **choice), act)
    mine = cart.cart_for(customer)
    found, _prices = cart.priced(mine, act.today)
    ticked = {version.public_id for version in billing_ordering.documents(found, act.today)}
    return billing_ordering.confirm(mine, act, user, ticked, seen_ttc=cart.sums(found).ttc)


@pytest.fixture
def bought(customer, owner):
    """`bought()` is a paid order of the cast's customer; `from_credit` of it is paid from his credit account."""

    def buy(now=ORDERED, from_credit: int = 0, **choice) -> SslOrder:
        proforma = confirmed(customer, owner, now, **choice)
        act = Act(now, owner.public_id)
        if from_credit:
            credit.enter(customer, from_credit, CreditEntry.Kind.GOODWILL, "test", act, reason="test")
            payments.pay_with_credit(proforma, act)
            proforma.refresh_from_db()
        if proforma.remaining:
            payments.received(proforma.remaining, proforma.payment_reference, act.today, act)
        worker.settle(now)
        return now_is(SslOrder.objects.latest("pk"))

    return buy


@pytest.fixture
def issued(bought):
    """`issued()` is a bought order whose certificate the sandbox authority has issued."""

    def issue(now=ORDERED, names=("argan.example.ma",), **choice) -> Certificate:
        order = bought(now, name=names[0], **choice)
        certificate = issuing.begin(order, certificates.wanted(*names), certificates.act(now))
        worker.settle(now)
        certificates.proven(certificate, now)
        worker.settle(now)
        return now_is(certificate)

    return issue


@pytest.fixture
def second_person(db):
    """Another member of staff who may do everything."""
    return person("second@portal.example", "Leila Amrani", is_staff=True, is_superuser=True)


def now_is(thing):
    """The thing as the database has it."""
    return type(thing).objects.select_related(*thing.schedule_related).get(pk=thing.pk)


def cancel(client, order, **said):
    """The customer's form."""
    form = {"reason": "not_needed", "refund": "credit", "understood": "on", "typed": order.main_name, **said}
    return client.post(reverse("ssl_certs:cancel", args=[order.public_id]), form)


def revoke(client, certificate, **said):
    """The customer's form."""
    form = {"code": "5", "stopped": "on", "final": "on", "no_refund": "on", **said}
    return client.post(reverse("ssl_certs:revoke", args=[certificate.public_id]), form)


def staff_do(client, thing, verb: str, **said):
    """A verb's form in the back office."""
    url = reverse(f"admin:ssl_certs_{thing._meta.model_name}_verb", args=[thing.pk, verb])
    return client.post(url, {"reason": "checked", **said})


def local(day: date, hour: int, minute: int, second: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=clock.LOCAL)


def accept(client_of, staff_user, at) -> SslCancellation:
    """Staff accept the only request, and the authority does its part."""
    request = SslCancellation.objects.get()
    with clock.frozen(at):
        staff_do(client_of(staff_user), request, "accept")
        worker.settle(at)
    return now_is(request)
