"""The cancellation grace of .ma: the last holder, and nobody else, registers the name anew (DN-A2-4.1.3)."""

from datetime import date

import pytest

from billing import credit, ordering, payments
from billing.lines import NewLine
from core import clock, worker
from domains import holds, search
from domains.models import Domain
from notifications.models import Email
from tests import names

pytestmark = pytest.mark.django_db
EXPIRY, IN_GRACE = date(2026, 11, 22), date(2027, 1, 5)


@pytest.fixture
def cancelled():
    domain = names.registered("atlas.ma", EXPIRY, names.a_customer())
    names.live_through(clock.at_local(IN_GRACE))
    domain = Domain.objects.get(pk=domain.pk)
    assert domain.state == "cancel_grace"
    return domain


def buy(customer) -> None:
    act = names.act(clock.at_local(IN_GRACE, 10))
    options = {"name": "atlas.ma", "extension": "ma", "contacts": {"holder": names.CONTACT}}
    line = NewLine("domain.register", "atlas.ma", "domain.ma", "register", "Registration", options=options)
    until = clock.at_local(IN_GRACE, 23)
    proforma = ordering.propose(customer, [line], act, due_on=IN_GRACE, payable_until=until, at_once=True)
    payments.received(proforma.total_ttc, proforma.payment_reference, IN_GRACE, act)
    worker.settle(act.now)


def test_the_last_holder_sees_his_name_as_free_and_others_as_taken(cancelled):
    now = clock.at_local(IN_GRACE, 9)
    shown = {c: search.search("atlas.ma", now, c)[0].state for c in (cancelled.customer, None)}
    assert shown == {cancelled.customer: "free", None: "taken"}


def test_registered_anew_by_its_last_holder_it_is_a_new_name_and_the_old_one_gives_way(cancelled):
    """C-36: the age of the name is lost."""
    buy(cancelled.customer)
    cancelled.refresh_from_db()
    new = Domain.objects.get(name="atlas.ma", state="registered")
    assert (cancelled.state, clock.local_date(new.registry_created_at)) == ("replaced", IN_GRACE)


def test_somebody_else_who_pays_for_it_gets_his_money_as_credit(cancelled):
    other = names.a_customer(name="Zellige Conseil")
    buy(other)
    assert Domain.objects.get(customer=other).state == "unavailable"
    assert credit.balance(other) == 15_480
    cancelled.refresh_from_db()
    assert cancelled.state == "cancel_grace"


def test_a_name_whose_notices_never_left_goes_on_only_when_staff_say_why():
    """DN-3.3: no notice, no deletion; a person may decide, and the reason is proof."""
    domain = names.registered("atlas.com", EXPIRY, names.a_customer())
    names.live_through(clock.at_local(date(2027, 1, 10)), send=False)
    domain = Domain.objects.select_related("extension", "customer").get(pk=domain.pk)
    assert domain.state == "grace"
    holds.waive_notices(domain, names.act(clock.at_local(date(2027, 1, 10))).because("told by telephone"))
    worker.settle(clock.at_local(date(2027, 1, 11)))
    domain.refresh_from_db()
    assert domain.state == "redemption"
    assert Email.objects.filter(about=domain.public_id).exists()
