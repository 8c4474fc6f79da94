"""Promo codes: what they take off, whom they refuse and why, and that no use is counted twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import translation

from accounts.models import Customer
from billing import cart, lifecycle, ordering
from billing.lines import NewLine
from billing.models import CustomerOffer, Order, OrderLine, Price, Product, PromoCode, PromoUse
from billing.promotions.discounts import Offer, spread
from core import clock
from core.transitions import NotAllowed
from tests.cast import account, join, person

from .conftest import NOW, confirmed

DAY = date(2026, 11, 1)


@pytest.fixture(autouse=True)
def now():
    with clock.frozen(NOW), translation.override("en"):
        yield


def code(name="ARGAN10", percent=1_000, amounts=None, **facts) -> PromoCode:
    """A code of ten per cent that everybody may use once, unless said otherwise."""
    promo = PromoCode.objects.create(
        code=name, percent=None if amounts else percent, **{"starts_on": DAY, **facts}
    )
    for currency, amount in (amounts or {}).items():
        promo.amounts.create(currency=currency, amount=amount)
    return promo


@pytest.fixture
def filled(catalogue, customer, owner, act, name_line):
    """A cart with a name for two years: 258.00 before tax."""
    cart.add(customer, owner, name_line(years=2), act)
    return cart.cart_for(customer)


def entered(order: Order, typed: str, act) -> list[OrderLine]:
    cart.enter_code(order, typed, act.today)
    return cart.priced(cart.cart_for(order.customer), act.today)[0]


@pytest.mark.django_db
class TestWhatIsTakenOff:
    def test_a_share_is_taken_off_before_tax_and_pinned_on_the_line(self, filled, customer, owner, act):
        code()
        lines = entered(filled, " argan10 ", act)
        off = cart.taken_off(lines)
        assert (off.ht, off.ttc) == (25_80, 30_96)
        proforma = confirmed(customer, owner, act)
        line = proforma.lines.get()
        assert (line.unit_ht, line.discount, line.ht) == (129_00, 25_80, 232_20)
        assert proforma.total_ttc == 278_64
        assert proforma.content["lines"][0]["discount"] == 25_80
        use = PromoUse.objects.get()
        assert (use.order, use.discount, use.currency) == (proforma.order, 25_80, "MAD")

    def test_an_amount_is_spread_over_the_lines_to_the_centime(self, filled, customer, owner, act, name_line):
        cart.add(customer, owner, name_line("b.com"), act)
        code(amounts={"MAD": 100_01})
        lines = entered(filled, "ARGAN10", act)
        assert [line.discount for line in lines] == [66_68, 33_33]

    def test_no_discount_goes_below_what_the_registry_asks(self, filled, act):
        Price.objects.filter(operation="register").update(floor=120_00)
        code(percent=5_000)
        assert [line.discount for line in entered(filled, "ARGAN10", act)] == [18_00]

    def test_an_amount_larger_than_the_cart_leaves_nothing_negative(self, filled, customer, owner, act):
        code(amounts={"MAD": 900_00})
        assert [line.ht for line in entered(filled, "ARGAN10", act)] == [0]
        assert confirmed(customer, owner, act).state == "paid"

    def test_the_contracts_fees_are_never_lowered(self, catalogue, customer, owner, act):
        new = NewLine("sample.redeem", "late.com", "domain.com", "redeem", "Buy-back", about="dom_1")
        cart.add(customer, owner, new, act)
        code(percent=5_000)
        with pytest.raises(NotAllowed, match="takes nothing off"):
            cart.enter_code(cart.cart_for(customer), "ARGAN10", act.today)

    def test_a_renewal_is_proposed_at_its_own_price(self, filled, customer, owner, act, renewal_line):
        code()
        entered(filled, "ARGAN10", act)
        confirmed(customer, owner, act)
        until = {"due_on": act.today, "payable_until": NOW}
        assert ordering.propose(customer, [renewal_line()], act, **until).total_ht == 149_00


OFFERS = [
    ("half up on each line", Offer(1_500, 0, (), ()), [(1, 333), (3, 111)], [50, 50]),
    (
        "the centimes left go to the first",
        Offer(None, 100, (), ()),
        [(1, 100), (1, 100), (1, 100)],
        [34, 33, 33],
    ),
    ("nothing of another family", Offer(1_000, 0, (), ("hosting",)), [(1, 100)], []),
    ("this product", Offer(1_000, 0, ("domain.com",), ()), [(2, 100)], [20]),
    ("an empty price gives nothing", Offer(None, 500, (), ()), [(1, 0)], []),
]


@pytest.mark.parametrize(("case", "offer", "sold", "off"), OFFERS, ids=[case for case, *_ in OFFERS])
def test_the_arithmetic_is_exact(case, offer, sold, off):
    product = Product(code="domain.com", family="domain")
    lines = [OrderLine(product=product, operation="register", quantity=n, unit_ht=unit) for n, unit in sold]
    assert list(spread(offer, lines, {}).values()) == off


@pytest.mark.django_db
class TestRefusals:
    @pytest.mark.parametrize(
        ("facts", "why"),
        [
            ({"starts_on": date(2027, 1, 1)}, "can be used from"),
            ({"ends_on": date(2026, 11, 21)}, "is over"),
            ({"active": False}, "is over"),
            ({"families": ["hosting"]}, "takes nothing off"),
            ({"amounts": {"EUR": 10_00}}, "not for your currency"),
        ],
    )
    def test_a_code_that_cannot_be_used_says_why(self, filled, act, facts, why):
        code(**facts)
        with pytest.raises(NotAllowed, match=why):
            cart.enter_code(filled, "ARGAN10", act.today)

    def test_an_unknown_code_is_named(self, filled, act):
        with pytest.raises(NotAllowed, match="argon"):
            cart.enter_code(filled, "argon", act.today)

    def test_a_code_is_used_once_by_a_customer_and_by_another_still(
        self, filled, customer, owner, other_customer, act, name_line
    ):
        code()
        entered(filled, "ARGAN10", act)
        confirmed(customer, owner, act)
        cart.add(customer, owner, name_line("b.com"), act)
        with pytest.raises(NotAllowed, match="already"):
            cart.enter_code(cart.cart_for(customer), "ARGAN10", act.today)
        cart.add(other_customer, owner, name_line("c.com"), act)
        assert entered(cart.cart_for(other_customer), "ARGAN10", act)[0].discount == 12_90

    def test_a_first_order_is_the_first(self, filled, customer, owner, act, name_line):
        code(first_order_only=True, most_each=None)
        entered(filled, "ARGAN10", act)
        confirmed(customer, owner, act)
        cart.add(customer, owner, name_line("b.com"), act)
        with pytest.raises(NotAllowed, match="first order"):
            cart.enter_code(cart.cart_for(customer), "ARGAN10", act.today)

    def test_a_second_code_takes_the_place_of_the_first(self, filled, act):
        code()
        code("ARGAN20", percent=2_000)
        entered(filled, "ARGAN10", act)
        assert entered(cart.cart_for(filled.customer), "ARGAN20", act)[0].discount == 51_60

    def test_a_code_that_ends_before_the_confirmation_changes_the_total_in_sight_of_the_customer(
        self, filled, customer, owner, act
    ):
        promo = code()
        seen = cart.sums(entered(filled, "ARGAN10", act)).ttc
        PromoCode.objects.filter(pk=promo.pk).update(active=False)
        with pytest.raises(ordering.PricesChanged):
            ordering.confirm(cart.cart_for(customer), act, owner, set(), seen_ttc=seen)

    def test_an_order_that_is_given_up_gives_its_use_back(self, filled, customer, owner, act, name_line):
        code(most_uses=1)
        entered(filled, "ARGAN10", act)
        proforma = confirmed(customer, owner, act)
        lifecycle.void(proforma, act)
        assert PromoUse.objects.get().given_back_at == NOW
        cart.add(customer, owner, name_line("b.com"), act)
        assert entered(cart.cart_for(customer), "ARGAN10", act)[0].discount == 12_90


@pytest.mark.django_db
class TestPages:
    def test_the_cart_takes_a_code_and_lets_it_go(self, client_of, owner, filled):
        code(label="Bienvenue")
        client = client_of(owner)
        page = client.post(reverse("billing:cart_code"), {"code": "argan10"}, follow=True).content.decode()
        assert "ARGAN10" in page
        assert "Bienvenue" in page
        assert "25,80" in page
        assert "30,96" in page
        page = client.post(reverse("billing:cart_no_code"), follow=True).content.decode()
        assert "25,80" not in page

    def test_the_reason_of_a_refusal_is_on_the_page(self, client_of, owner, filled):
        page = client_of(owner).post(reverse("billing:cart_code"), {"code": "rien"}, follow=True)
        assert any("rien" in str(message) for message in page.context["messages"])

    def test_staff_make_a_code_and_see_its_uses(self, client_of, staff_user, filled, customer, owner, act):
        desk = client_of(staff_user)
        form = {
            "code": "atlas-5", "percent": "", "starts_on": "2026-11-01", "families": ["domain"], "active": "on",
            "amounts-TOTAL_FORMS": 1, "amounts-INITIAL_FORMS": 0, "amounts-0-currency": "MAD",
            "amounts-0-amount": "12,50", "uses-TOTAL_FORMS": 0, "uses-INITIAL_FORMS": 0,
        }  # fmt: skip
        add = reverse("admin:billing_promocode_add")
        assert desk.post(add, form | {"percent": "500"}).status_code == 200, "a share or an amount, not both"
        assert desk.post(add, form).status_code == 302
        promo = PromoCode.objects.get()
        assert (promo.code, promo.families) == ("ATLAS-5", ["domain"])
        assert [line.discount for line in entered(filled, "atlas-5", act)] == [12_50]
        confirmed(customer, owner, act)
        page = desk.get(reverse("admin:billing_promocode_change", args=[promo.pk])).content.decode()
        assert customer.name in page
        assert "12,50" in page


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs a server with many connections")
def test_of_two_last_uses_at_once_one_wins(catalogue, act, name_line):
    code(most_uses=1)
    start, carts = Barrier(2), []
    for n in range(2):
        user = person(f"n{n}@argan.example")
        customer = account(f"Argan {n} SARL", ice="")
        join(user, customer)
        cart.add(customer, user, name_line(f"n{n}.com"), act)
        entered(cart.cart_for(customer), "ARGAN10", act)
        carts.append((customer, user))

    def confirm(customer: Customer, user) -> str:
        try:
            order = cart.cart_for(customer)
            seen = cart.sums(cart.priced(order, act.today)[0]).ttc
            start.wait()
            ordering.confirm(order, act, user, set(), seen_ttc=seen)
        except NotAllowed:
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as people:
        outcomes = sorted(people.map(lambda pair: confirm(*pair), carts))
    assert outcomes == ["done", "refused"]
    assert PromoUse.objects.count() == 1


# --- one customer's own prices (SSL-12.3) ---------------------------------------------------------------------
def offered(customer, percent: int, **facts) -> CustomerOffer:
    facts = {"starts_on": NOW.date(), "reason": "twenty names", **facts}
    return CustomerOffer.objects.create(customer=customer, percent=percent, **facts)


@pytest.mark.django_db
def test_a_customers_own_share_is_taken_off_and_pinned(ordered, customer, act, renewal_line, other_customer):
    offered(customer, 1_000, family="domain")
    offered(customer, 500)
    assert OrderLine.objects.get(proforma=ordered()).discount == 12_90
    facts = {"due_on": act.today, "payable_until": act.now + timedelta(days=30), "at_once": True}
    lines = [renewal_line(), NewLine("sample.late", "late.com", "domain.com", "late", "Late", about="dom_2")]
    proforma = ordering.propose(customer, lines, act, **facts)
    assert list(proforma.lines.order_by("position").values_list("discount", flat=True)) == [14_90, 0]
    other = ordering.propose(other_customer, [renewal_line("dom_3")], act, **facts)
    assert other.lines.get().discount == 0
    CustomerOffer.objects.update(ends_on=NOW.date() - timedelta(days=1), starts_on=date(2026, 1, 1))
    assert OrderLine.objects.get(proforma=ordered("later.com")).discount == 0
    assert OrderLine.objects.get(subject="atlas.com", proforma__order__isnull=False).discount == 12_90
