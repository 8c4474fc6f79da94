"""Money in Chromium: a promo code in the cart, three renewals paid by one click, a hosting suspended and restored.

Each page is looked at in French, English and Arabic, on a desk and on a phone, and judged by axe.
"""

from datetime import date, timedelta
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page, expect

from billing import ordering
from billing.dunning import book
from billing.lines import NewLine
from billing.models import Order, Price, Product, Proforma, PromoCode
from contracts.publishing import publish_documents
from core import clock
from core.acts import Act
from core.middleware import COOKIE
from tests import hosting, names
from tests.browser import steps
from web_hosting.models import HostingAccount

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = date(2026, 11, 23)
SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 800}}
NAME = "boutique-argan.ma"


@pytest.fixture
def shop(live) -> Page:
    cache.clear()
    book.forget()
    publish_documents(clock.at_local(date(2026, 1, 1)))
    hosting.plan()
    return live


def looked_at(page: Page, address: str, name: str) -> None:
    """In three languages and two widths: axe finds nothing, nothing is wider than the screen; a picture of each."""
    origin = "/".join(page.url.split("/")[:3])
    for language, width in product(("ar", "en", "fr"), ("phone", "desk")):
        if width == "phone":
            page.context.add_cookies([{"name": COOKIE, "value": language, "url": origin}])
            page.goto(address)
        page.set_viewport_size(SIZES[width])
        found = Axe().run(page, options=steps.ONLY)
        assert found.violations_count == 0, (name, language, width, found.generate_report())
        assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[width]["width"], (
            name,
            language,
        )
        steps.picture(page, f"{name}-{language}-{width}")


def test_a_code_lowers_the_price_in_the_cart_and_is_kept_on_the_order(shop, client_of, holder):
    """HD-3.1a: the price before tax less the code, shown with and without tax, pinned by the confirmation."""
    promo = PromoCode.objects.create(
        code="BIENVENUE", label="Bienvenue", percent=2_000, families=["hosting"], starts_on=date(2026, 1, 1)
    )
    with steps.until(DAY):
        steps.enter(shop, client_of, holder)
        shop.goto(reverse("web_hosting:order", args=["start"]))
        shop.fill("main [name=domain]", NAME)
        shop.check("main [name=cycle][value='12']")
        shop.check("main [name=holds]")
        steps.submit(shop)
        shop.fill("#promo", "rien")
        steps.press(shop, shop.locator("form[action$='/code/'] button"))
        expect(shop.locator("body")).to_contain_text("rien")
        shop.fill("#promo", "bienvenue")
        steps.press(shop, shop.locator("form[action$='/code/'] button"))
        expect(shop.locator("main")).to_contain_text("58,00")
        expect(shop.locator("main")).to_contain_text("69,60")
        looked_at(shop, reverse("billing:cart"), "money-cart")
        steps.accept_and_pay(shop, NAME)
        order = Order.objects.get()
        assert (order.lines.get().discount, promo.uses.get().discount) == (58_00, 58_00)
        shop.goto(order.get_absolute_url())
        expect(shop.locator("main")).to_contain_text("BIENVENUE")
        looked_at(shop, order.get_absolute_url(), "money-order")


def test_three_renewals_of_a_month_are_paid_with_one_click(shop, client_of, holder):
    """HD-6.2: proposed together, ticked, one payment; each becomes an invoice of its own."""
    customer = holder.memberships.get().customer
    sold = Product.objects.create(code="domain.com", family="domain", name=".com")
    Price.objects.create(product=sold, operation="renew", amount=149_00, starts_on=date(2026, 1, 1))
    with steps.until(DAY):
        for n in range(3):
            line = NewLine("sample.renew", f"n{n}.com", "domain.com", "renew", "Renewal", about=f"dom_{n}")
            until = {"due_on": DAY + timedelta(days=n), "payable_until": clock.now() + timedelta(days=30)}
            ordering.propose(customer, [line], Act(clock.now()), **until)
        steps.tick()
        steps.enter(shop, client_of, holder)
        shop.goto("/")
        steps.press(shop, shop.locator(f"main a[href='{reverse('billing:together')}']").first)
        expect(shop.locator("main input[type=checkbox]:checked")).to_have_count(3)
        looked_at(shop, reverse("billing:together"), "money-together")
        steps.submit(shop)
        expect(shop.locator("main")).to_contain_text("536,40")
        steps.accept_versions(shop)
        steps.pay_by_card(shop)
        steps.tick()
        assert set(Proforma.objects.values_list("state", flat=True)) == {"paid"}


def test_an_unpaid_hosting_is_suspended_told_and_works_again_when_it_is_paid(shop, client_of, holder):
    """HD-3.3, C-13: on the ladder, with its clause; paid, it works again; the name is never touched."""
    customer = holder.memberships.get().customer
    start = clock.at_local(date(2026, 11, 22), 10)
    account = hosting.an_account(customer, holder, start, cycle=1)
    names.live_through(clock.at_local(date(2026, 12, 26), 9))
    with steps.until(date(2026, 12, 26)):
        steps.enter(shop, client_of, holder)
        shop.goto(account.get_absolute_url())
        assert hosting.again(account).state == "suspended"
        expect(shop.locator("main")).to_contain_text("HD-3.3")
        looked_at(shop, account.get_absolute_url(), "money-suspended")
        shop.goto(reverse("billing:pay", args=[Proforma.objects.get(state="issued").public_id]))
        steps.pay_by_card(shop)
        steps.tick()
        assert HostingAccount.objects.get().state == "active"


def test_the_price_pages_are_read_by_anybody(shop):
    """HD-3.1a, ERRP 4.1: with and without tax, in three languages, on a phone."""
    shop.goto("/")
    names.extension("com")
    for family in ("hosting", "domain"):
        looked_at(shop, reverse("billing:prices_of", args=[family]), f"prices-{family}")
