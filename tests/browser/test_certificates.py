"""A certificate's story in Chromium, in French: ordered, paid, set up, proven, issued, taken; given back; revoked."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from billing import credit
from billing.models import CreditNote, Invoice
from notifications.models import Email
from ssl_certs.models import Certificate, SslCancellation, SslOrder
from tests.browser import steps
from tests.browser.certificate_steps import NAME, fill_in, issued, order_one, prove, set_up, take

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ORDERED = date(2026, 11, 23)
LAST_DAY = date(2026, 12, 13)


def test_a_visitor_orders_a_certificate_sets_it_up_proves_his_name_and_takes_the_files(shop):
    """SSL-3.1b, SSL-6.1, SSL-10.6, SSL-13.4, C-09: the whole way of a DV certificate for one name."""
    with steps.until(ORDERED):
        order_one(shop)
        steps.sign_up(shop, "amina@atlas-conseil.example")
        steps.describe_company(shop)
        fill_in(shop)
        steps.pay_by_card(shop)
        steps.tick()
        assert Invoice.objects.get().total_ht > 0
        order = SslOrder.objects.get()
        set_up(shop, order)
        prove(shop, order, f"_pki-validation.{NAME}")
        order.refresh_from_db()
        assert (order.state, order.term_ends_on) == ("active", date(2027, 11, 23))
        assert NAME in take(shop, Certificate.objects.get())
        shop.goto(order.get_absolute_url())
        expect(shop.locator("html")).to_have_attribute("lang", "fr")
        expect(shop.locator("#end")).to_contain_text("Encore 20 jours")
        expect(shop.locator("#end")).to_contain_text("13 décembre 2026")
        expect(shop.locator("main .lifeline").first).to_be_visible()
        steps.picture(shop, "certificate")
        assert Email.objects.filter(about=order.public_id).exists()


def ask_for_the_end(page: Page, order: SslOrder, to: str) -> None:
    """From the order's page to a form that ends something; the password is asked for first (SSL-7.1a)."""
    page.goto(order.get_absolute_url())
    expect(page.locator("main")).to_contain_text("SSL-6.1")
    steps.picture(page, "certificate-end")
    steps.press(page, page.locator(f"main a[href='{to}']"))
    page.fill("input[name=password]", steps.PASSWORD)
    steps.picture(page, "certificate-password")
    steps.submit(page)
    assert page.url.endswith(to)


def test_an_order_is_cancelled_on_day_twenty_and_its_price_is_on_the_credit_account(
    shop, client_of, holder, staff_user
):
    """SSL-6.1, SSL-6.3, C-08: asked for by the holder himself, accepted at the desk, revoked, credited."""
    with steps.until(ORDERED):
        certificate = issued(shop, client_of, holder)
    order, paid = certificate.order, Invoice.objects.get()
    with steps.until(LAST_DAY, hour=23):
        ask_for_the_end(shop, order, reverse("ssl_certs:cancel", args=[order.public_id]))
        shop.fill("input[name=typed]", "autre.ma")
        steps.tick_all_and_submit(shop)
        assert not SslCancellation.objects.exists()
        shop.check("input[name=refund][value=credit]")
        shop.fill("input[name=typed]", NAME)
        steps.picture(shop, "certificate-cancel")
        steps.tick_all_and_submit(shop)
        cancellation = SslCancellation.objects.get()
        steps.enter(shop, client_of, staff_user)
        accept(shop, cancellation)
        steps.tick()
        order.refresh_from_db()
        certificate.refresh_from_db()
        cancellation.refresh_from_db()
        assert (order.state, certificate.state, cancellation.state) == ("cancelled", "revoked", "credited")
        note = CreditNote.objects.get()
        assert (note.total_ttc, credit.balance(order.customer)) == (paid.total_ttc, paid.total_ttc)
        steps.enter(shop, client_of, holder)
        shop.goto(order.get_absolute_url())
        steps.picture(shop, "certificate-cancelled")
        shop.goto(reverse("billing:credit"))
        expect(shop.locator("main")).to_contain_text("178,80")
        shop.goto(reverse("billing:invoices"))
        expect(shop.locator("main")).to_contain_text(note.number)
        steps.picture(shop, "certificate-credit-note")


def accept(desk: Page, cancellation: SslCancellation) -> None:
    """Staff, in the back office: from the queue to the request, and the verb with its reason."""
    desk.goto(reverse("admin:ssl_certs_sslcancellation_change", args=[cancellation.pk]))
    steps.picture(desk, "desk-cancellation")
    steps.press(desk, desk.locator("a[href='../verb/accept/']"))
    desk.fill("[name=reason]", "inside the twenty days")
    steps.press(desk, desk.locator("input[type=submit].default"))


def test_on_day_twenty_one_the_holder_is_shown_the_way_without_a_refund(shop, client_of, holder):
    """SSL-6.1, SSL-7.2a."""
    with steps.until(ORDERED):
        certificate = issued(shop, client_of, holder)
    order = certificate.order
    with steps.until(date(2026, 12, 14), hour=0):
        steps.tick()
        shop.goto(order.get_absolute_url())
        cancel = reverse("ssl_certs:cancel", args=[order.public_id])
        expect(shop.locator(f"main a[href='{cancel}']")).to_have_count(0)
        shop.goto(cancel)
        shop.fill("input[name=password]", steps.PASSWORD)
        steps.submit(shop)
        expect(shop.locator("main form input[name=typed]")).to_have_count(0)
        steps.picture(shop, "certificate-too-late")
        revoke = reverse("ssl_certs:revoke", args=[certificate.public_id])
        expect(shop.locator(f"main a[href='{revoke}']")).to_be_visible()


def test_a_certificate_is_revoked_without_a_refund_though_one_was_to_be_had(shop, client_of, holder):
    """SSL-7.1a, SSL-7.2a, C-08: the choice is said and recorded; nothing is paid back."""
    with steps.until(ORDERED):
        certificate = issued(shop, client_of, holder)
        order = certificate.order
        ask_for_the_end(shop, order, reverse("ssl_certs:revoke", args=[certificate.public_id]))
        shop.check("input[name=code] >> nth=0")
        steps.picture(shop, "certificate-revoke")
        steps.tick_all_and_submit(shop)
        steps.tick()
        order.refresh_from_db()
        certificate.refresh_from_db()
        assert (order.state, certificate.state) == ("revoked", "revoked")
        assert certificate.revocation_requested_at <= certificate.revocation_sent_at <= certificate.revoked_at
        assert not CreditNote.objects.exists()
        shop.goto(order.get_absolute_url())
        expect(shop.locator("main")).to_contain_text("SSL-7.2b")
        steps.picture(shop, "certificate-revoked")
