"""Several renewals paid by one act, and proposals made in bulk: numbered, proven, gapless (HD-6.2, HD-3.5)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from billing import ordering, panels
from billing.models import Bundle, Proforma
from core import clock, evidence, unit_of_work
from core.models import EvidenceRecord

from .conftest import NOW

pytestmark = pytest.mark.django_db
MONTH = {"payable_until": NOW + timedelta(days=30)}


@pytest.fixture(autouse=True)
def now():
    with clock.frozen(NOW):
        yield


@pytest.fixture
def three(catalogue, customer, act, renewal_line) -> list[Proforma]:
    """Three renewals due in December."""
    return [
        ordering.propose(
            customer,
            [renewal_line(f"dom_{n}", f"n{n}.com")],
            act,
            due_on=date(2026, 12, n),
            at_once=True,
            **MONTH,
        )
        for n in (1, 9, 22)
    ]


def test_home_proposes_to_pay_them_together(three, customer):
    first = panels.todos(customer, NOW)[0]
    assert (first.url, first.amount, first.clause) == (reverse("billing:together"), 3 * 178_80, "HD-6.2")


def test_renewals_of_two_months_are_not_called_one(catalogue, customer, act, renewal_line):
    for n, due in enumerate((date(2026, 12, 1), date(2027, 1, 1))):
        line = renewal_line(f"dom_{n}", f"n{n}.com")
        ordering.propose(customer, [line], act, due_on=due, at_once=True, **MONTH)
    assert {todo.url for todo in panels.todos(customer, NOW)}.isdisjoint({reverse("billing:together")})


def test_what_is_ticked_becomes_one_payment(client_of, owner, three, customer):
    client, address = client_of(owner), reverse("billing:together")
    page = client.get(address)
    assert [ticked for _proforma, ticked in page.context["rows"]] == [True, True, True]
    answer = client.post(address, {"proforma": [three[0].public_id, three[2].public_id]})
    bundle = Bundle.objects.get()
    assert answer.url == reverse("billing:pay", args=[bundle.public_id])
    assert bundle.remaining == 2 * 178_80


def test_one_alone_is_paid_alone_and_nothing_ticked_is_said(client_of, owner, three):
    client, address = client_of(owner), reverse("billing:together")
    assert client.post(address, {"proforma": three[0].public_id}).url == reverse(
        "billing:pay", args=[three[0].public_id]
    )
    assert client.post(address).url == address
    assert not Bundle.objects.exists()


def test_anothers_proforma_is_not_paid(client_of, stranger, three):
    client_of(stranger).post(reverse("billing:together"), {"proforma": [p.public_id for p in three]})
    assert not Bundle.objects.exists()


def test_a_batch_of_proposals_is_numbered_without_a_gap_and_each_is_proven(
    catalogue, customer, act, renewal_line, settle, django_assert_max_num_queries
):
    prices = ordering.price_list(act.today, ["domain.com"])
    with django_assert_max_num_queries(12), unit_of_work.own():
        for n in range(30):
            ordering.propose(
                customer,
                [renewal_line(f"dom_{n}", f"n{n}.com")],
                act,
                due_on=act.today,
                prices=prices,
                **MONTH,
            )
    made = Proforma.objects.order_by("number")
    assert [p.number for p in made] == [f"PF-2026-{n:06d}" for n in range(1, 31)]
    for proforma in made:
        assert proforma.content["number"] == proforma.number
        assert proforma.issued_on == act.today
        assert proforma.lines.get().about.startswith("dom_")
        assert evidence.broken_links(proforma.public_id) == []
    assert EvidenceRecord.objects.filter(what="issued", actor=act.actor).count() == 30


def test_a_batch_that_fails_gives_its_numbers_back(catalogue, customer, act, renewal_line):
    facts = {"due_on": act.today, **MONTH}

    def fail():
        with unit_of_work.own():
            ordering.propose(customer, [renewal_line()], act, **facts)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not Proforma.objects.exists()
    assert ordering.propose(customer, [renewal_line()], act, **facts).number == "PF-2026-000001"


def test_a_batch_knows_which_things_have_a_proposal_already(catalogue, customer, act, renewal_line):
    class Thing:
        def __init__(self, public_id):
            self.public_id = public_id

    proforma = ordering.propose(customer, [renewal_line("dom_1")], act, due_on=act.today, **MONTH)
    things = [Thing("dom_1"), Thing("dom_2")]
    ordering.share_proposals(things)
    assert [ordering.shared_proposal(thing) for thing in things] == [proforma.public_id, ""]
    assert ordering.shared_proposal(things[0]) == proforma.public_id, "asked once more it looks"
