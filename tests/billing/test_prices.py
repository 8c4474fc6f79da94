"""The price list: which price holds when, what staff may change, and the public pages (HD-3.1, ERRP 4.1)."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from billing import prices
from billing.models import Price, Product
from billing.pricing.periods import Overlap, close_open_ones, periods
from core import clock

from .conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now():
    with clock.frozen(NOW), translation.override("en"):
        yield


def row(starts: str, ends: str | None = None, amount: int = 100, **facts) -> Price:
    days = {"starts_on": date.fromisoformat(starts), "ends_on": ends and date.fromisoformat(ends)}
    return Price(**{"operation": "renew", "currency": "MAD", "amount": amount} | days | facts)


def test_an_open_price_ends_where_the_next_begins():
    told = periods([row("2027-01-01", amount=120), row("2026-01-01")])
    assert [(str(p.starts_on), str(p.ends_on), p.amount, p.when(date(2026, 11, 22))) for p in told] == [
        ("2026-01-01", "2026-12-31", 100, "now"),
        ("2027-01-01", "None", 120, "next"),
    ]


def test_two_prices_never_hold_on_one_day():
    with pytest.raises(Overlap):
        close_open_ones([row("2026-01-01", "2027-06-30"), row("2027-01-01")])
    assert close_open_ones([row("2026-01-01", "2026-12-31"), row("2027-01-01")]) == []
    other = row("2026-06-01", currency="EUR")
    assert close_open_ones([row("2026-01-01"), other]) == []


class TestTheDesk:
    @pytest.fixture
    def desk(self, client_of, staff_user):
        return client_of(staff_user)

    def form(self, product: Product, **new) -> dict:
        """The product's page as it is, with a new price row."""
        rows = list(product.prices.order_by("pk"))
        data = {"code": product.code, "family": product.family, "name_fr": ".com", "name_en": ".com", "name_ar": ".com",
                "vat_rate": 2000, "active": "on", "prices-TOTAL_FORMS": len(rows) + 1,
                "prices-INITIAL_FORMS": len(rows)}  # fmt: skip
        for n, price in enumerate(rows):
            data |= {f"prices-{n}-id": price.pk, f"prices-{n}-product": product.pk}
        last = f"prices-{len(rows)}-"
        fresh = {
            "operation": "renew",
            "currency": "MAD",
            "amount": "159,00",
            "floor": "",
            "starts_on": "2027-01-01",
        }
        return data | {last + name: value for name, value in (fresh | new).items()}

    def post(self, desk, product, **new):
        return desk.post(
            reverse("admin:billing_product_change", args=[product.pk]), self.form(product, **new)
        )

    def test_a_new_price_begins_on_its_day_and_the_old_one_is_kept_until_then(self, desk, catalogue):
        assert self.post(desk, catalogue).status_code == 302
        assert prices.price("domain.com", "renew", date(2026, 12, 31)) == 149_00
        assert prices.price("domain.com", "renew", date(2027, 1, 1)) == 159_00
        assert catalogue.prices.get(operation="renew", amount=149_00).ends_on == date(2026, 12, 31)
        page = desk.get(reverse("admin:billing_product_change", args=[catalogue.pk])).content.decode()
        assert "159,00" in page

    @pytest.mark.parametrize(
        "new",
        [
            {"starts_on": "2026-11-21"},
            {"amount": "-1"},
            {"amount": "10,005"},
            {"floor": "160"},
            {"starts_on": "2026-01-01"},
        ],
    )
    def test_the_past_nothing_negative_no_fraction_of_a_centime(self, desk, catalogue, new):
        assert self.post(desk, catalogue, **new).status_code == 200
        assert catalogue.prices.count() == 4

    def test_a_price_that_has_begun_is_not_changed_whatever_is_posted(self, desk, catalogue):
        data = self.form(catalogue)
        data |= {"prices-1-amount": "1,00", "prices-1-starts_on": "2026-12-01", "prices-1-operation": "renew"}
        desk.post(reverse("admin:billing_product_change", args=[catalogue.pk]), data)
        assert prices.price("domain.com", "renew", date(2026, 6, 1)) == 149_00

    def test_a_price_that_has_begun_is_not_deleted(self, desk, catalogue):
        data = self.form(catalogue) | {"prices-0-DELETE": "on"}
        assert (
            desk.post(reverse("admin:billing_product_change", args=[catalogue.pk]), data).status_code == 200
        )
        assert catalogue.prices.count() == 4

    def test_an_end_that_overlaps_the_next_price_is_refused(self, desk, catalogue):
        self.post(desk, catalogue)
        assert self.post(desk, catalogue, starts_on="2026-12-01", ends_on="2027-02-01").status_code == 200


class TestThePublicPages:
    def test_a_visitor_reads_renewal_late_surcharge_and_buy_back_with_and_without_tax(
        self, client, catalogue
    ):
        page = client.get(reverse("billing:prices")).content.decode()
        for amount in ("149,00", "178,80", "30,00", "36,00", "1 999,00", "2 398,80"):
            assert amount.replace(" ", "\u202f") in page, amount
        for clause in ("C-03", "DN-5.3"):
            assert clause in page

    def test_a_price_that_is_planned_is_announced_with_its_day(self, client, catalogue):
        Price.objects.create(product=catalogue, operation="renew", amount=159_00, starts_on=date(2027, 1, 1))
        page = client.get(reverse("billing:prices")).content.decode()
        assert "190,80" in page
        assert "149,00" in page

    def test_the_currency_is_switched_and_the_contracts_fee_stays_in_dirhams(self, client, catalogue):
        Price.objects.create(
            product=catalogue, operation="renew", currency="EUR", amount=15_00, starts_on=date(2026, 1, 1)
        )
        page = client.get(reverse("billing:prices_of", args=["domain"]), {"monnaie": "EUR"}).content.decode()
        assert "15,00\xa0EUR" in page
        assert "1\u202f999,00\xa0MAD" in page
        assert "C-23" in page

    def test_a_currency_that_nobody_sells_in_and_an_unknown_family(self, client, catalogue):
        assert client.get(reverse("billing:prices"), {"monnaie": "XYZ"}).status_code == 200
        assert client.get(reverse("billing:prices_of", args=["boats"])).status_code == 404

    def test_cycles_stand_in_their_order_with_the_setup_after_them(self, client):
        product = Product.objects.create(code="server.d1", family="server", name="D1")
        for operation in ("setup", "cycle12", "cycle1", "cycle3"):
            Price.objects.create(
                product=product, operation=operation, amount=100_00, starts_on=date(2026, 1, 1)
            )
        rows = client.get(reverse("billing:prices_of", args=["server"])).context["rows"]
        assert [row.now.operation for row in rows] == ["cycle1", "cycle3", "cycle12", "setup"]

    def test_one_page_asks_as_much_for_many_products(self, client, catalogue, django_assert_max_num_queries):
        for n in range(20):
            product = Product.objects.create(code=f"domain.n{n}", family="domain", name=f".n{n}")
            Price.objects.create(
                product=product, operation="renew", amount=100_00, starts_on=date(2026, 1, 1)
            )
        client.get(reverse("billing:prices"))
        with django_assert_max_num_queries(4):
            client.get(reverse("billing:prices"))


def test_the_order_says_that_its_prices_are_kept(client_of, owner, ordered):
    proforma = ordered()
    page = client_of(owner).get(reverse("billing:order", args=[proforma.order.public_id])).content.decode()
    assert "22 novembre 2026" in page
