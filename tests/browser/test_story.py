"""The whole story of a name, in Chromium: from a visitor's search to a deletion, mails and PDF included."""

from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page, expect

from billing.models import Invoice, Payment, Proforma
from contracts.publishing import publish_documents
from core import clock
from domains import catalogue
from domains.models import Domain, Paper, RegistrationFile
from notifications.models import Email
from tests import names
from tests.browser import steps

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ORDERED = date(2026, 11, 23)
EXPIRES = date(2027, 11, 23)


@pytest.fixture
def shop(live) -> Page:
    cache.clear()  # the limits on signing up count the other tests too
    publish_documents(clock.at_local(date(2026, 1, 1)))
    catalogue.load(date(2026, 1, 1))
    return live


def name(ascii_name: str) -> Domain:
    return Domain.objects.select_related("extension", "customer").get(name=ascii_name)


def order_two_names(page: Page) -> Proforma:
    """A visitor becomes a customer and orders atlas-conseil.com and .ma."""
    steps.search(page, "atlas-conseil", "atlas-conseil.com", "atlas-conseil.ma")
    steps.sign_up(page, "amina@atlas-conseil.example")
    steps.describe_company(page)
    steps.add_contact(page)
    steps.submit(page)
    steps.review_and_confirm(page)
    steps.tick()
    return Proforma.objects.get()


def staff_confirm(page: Page, client_of, staff_user) -> None:
    """Staff find the transfer in the back office and confirm it with a reason."""
    browser = client_of(staff_user)
    payment = Payment.objects.get()
    url = reverse("admin:billing_payment_verb", args=[payment.pk, "confirm"])
    assert browser.get(reverse("admin:billing_payment_change", args=[payment.pk])).status_code == 200
    amount = f"{payment.amount // 100},{payment.amount % 100:02}"
    browser.post(url, {"reason": "seen on the statement", "received": amount, "value_date": "2026-11-23"})
    payment.refresh_from_db()
    assert payment.state == "confirmed"


def prove_identity(page: Page, client_of, staff_user) -> None:
    """The holder of the .ma name shows his card; staff accept it and the name goes to its registry."""
    steps.show_identity(page, RegistrationFile.objects.get())
    url = reverse("admin:domains_paper_verb", args=[Paper.objects.get().pk, "accept"])
    client_of(staff_user).post(url, {"reason": "the card is readable", "expires_on": "2034-01-01"})
    steps.tick()


def test_a_visitor_becomes_a_customer_and_two_names_are_registered(shop, client_of, staff_user):
    """DN-2.2b, DN-2.4a, HD-3.1c: search, account, contacts, cart, review, proforma, transfer, invoice, names."""
    with steps.until(ORDERED):
        proforma = order_two_names(shop)
        expect(shop.locator("html")).to_have_attribute("lang", "fr")
        mail = Email.objects.get(kind="billing.order_acknowledged")
        assert mail.attachments == [proforma.public_id]
        words = steps.words_of(Proforma.objects.select_related("pdf").get().pdf.read())
        assert "309,60 MAD" in words
        assert proforma.payment_reference in words
        steps.pay_by_transfer(shop, proforma.__class__.objects.select_related("pdf").get().pdf.read())
        steps.picture(shop, "pay")
        staff_confirm(shop, client_of, staff_user)
        steps.tick()
        assert Invoice.objects.get().total_ttc == 30_960
        prove_identity(shop, client_of, staff_user)
        for registered in ("atlas-conseil.com", "atlas-conseil.ma"):
            assert (name(registered).state, name(registered).paid_through) == ("registered", EXPIRES)
            assert name(registered).term_started_at is not None
        shop.goto(name("atlas-conseil.com").get_absolute_url())
        expect(shop.locator("main")).to_contain_text("DN-5.3")
        steps.picture(shop, "name")


def registered_by_card(page: Page, client_of, staff_user) -> None:
    with steps.until(ORDERED):
        order_two_names(page)
        steps.pay_by_card(page)
        steps.tick()
        prove_identity(page, client_of, staff_user)
        assert name("atlas-conseil.com").state == "registered"


def test_time_passes_and_the_name_can_be_brought_back_until_it_is_deleted(shop, client_of, staff_user):
    """DN-3.3, DN-5.2, DN-5.3, DN-A2-4: notices, proforma, grace, buy-back at 1 999.00 MAD HT, cancellation."""
    registered_by_card(shop, client_of, staff_user)
    in_redemption = date(2028, 1, 10)
    names.live_through(clock.at_local(in_redemption, 8))
    com, ma = name("atlas-conseil.com"), name("atlas-conseil.ma")
    assert (com.state, ma.state) == ("redemption", "cancel_grace")
    with steps.until(in_redemption):
        shop.goto(com.get_absolute_url())
        steps.picture(shop, "redemption")
        steps.press(
            shop, shop.locator(f"main a[href='{reverse('domains:redeem', args=[com.public_id])}']").first
        )
        expect(shop.locator("main")).to_contain_text("DN-5.3")
        steps.tick_all_and_submit(shop)
        buy_back = Proforma.objects.order_by("-pk").first()
        assert (buy_back.total_ht, buy_back.total_ttc) == (199_900, 239_880)
        steps.pay_by_card(shop)
        steps.tick()
        assert (name(com.name).state, name(com.name).paid_through) == ("registered", date(2028, 11, 23))
    names.live_through(clock.at_local(date(2028, 2, 1), 8))
    assert name(ma.name).state == "deleted"


def test_a_customer_renews_in_the_grace_and_the_name_comes_back(shop, client_of, staff_user):
    """DN-5.2, HD-3.6, C-03: in the grace the renewal costs the surcharge shown at the order."""
    registered_by_card(shop, client_of, staff_user)
    in_grace = date(2027, 12, 6)
    names.live_through(clock.at_local(in_grace, 8))
    com = name("atlas-conseil.com")
    assert com.state == "grace"
    with steps.until(in_grace):
        shop.goto(reverse("domains:renew", args=[com.public_id]))
        expect(shop.locator("main")).to_contain_text("C-03")
        steps.tick_all_and_submit(shop)
        assert Proforma.objects.order_by("-pk").first().total_ht == 14_900 + 3_000
        steps.pay_by_card(shop)
        steps.tick()
        assert (name(com.name).state, name(com.name).paid_through) == ("registered", date(2028, 11, 23))
