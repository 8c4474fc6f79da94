"""Every way to pay, in Chromium and from both sides: what the customer does, what staff see and do (HD-3.2b, C-35)."""

from datetime import date, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from billing import credit, ordering
from billing.lines import NewLine
from billing.models import (
    BillCode,
    CardAttempt,
    CreditEntry,
    Invoice,
    Payment,
    PaypalOrder,
    Product,
    Proforma,
    Receipt,
    Till,
)
from core import clock
from core.acts import Act
from tests.browser import steps
from tests.cast import account, join, person
from tests.papers import PDF

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = date(2026, 11, 23)
NOW = clock.at_local(DAY, 9)
PHONE = {"width": 390, "height": 844}
TTC = 120_00


def to_pay(customer, subject: str) -> Proforma:
    """A proforma of 120.00, as a product would propose it (the order itself is another story)."""
    Product.objects.get_or_create(code="sample", defaults={"family": "domain", "name": "sample"})
    line = NewLine("sample.work", subject, "sample", "do", "Work", about=subject, unit_ht=100_00)
    until = {"due_on": DAY, "payable_until": NOW + timedelta(days=20), "at_once": True}
    return ordering.propose(customer, [line], Act(NOW, "usr_test"), **until)


@pytest.fixture
def live(live) -> Page:
    """The first page of a cold portal may take its time: its addresses are read before the browser waits."""
    reverse("home")
    cache.clear()
    live.set_default_navigation_timeout(30_000)
    return live


@pytest.fixture
def desk(browser: Browser, browser_context_args) -> Page:
    """A second browser, for staff."""
    context = browser.new_context(**browser_context_args)
    yield context.new_page()
    context.close()


@pytest.fixture
def euros() -> tuple:
    """A foreign customer's account and its owner."""
    customer, user = account("Nordlicht GmbH", currency="EUR", ice=""), person("owner@nordlicht.example")
    join(user, customer)
    return customer, user


def pay(page: Page, proforma: Proforma) -> None:
    page.goto(reverse("billing:pay", args=[proforma.public_id]))


def confirm(desk: Page, client_of, staff_user, payment: Payment) -> None:
    """Staff find the payment in their queue, look at it and confirm it."""
    steps.enter(desk, client_of, staff_user)
    desk.goto(reverse("admin:billing_payment_changelist") + "?state__in=declared,proof_uploaded,under_review")
    expect(desk.locator("#result_list")).to_contain_text(str(payment.proforma))
    steps.desk_verb(desk, payment, "confirm")


def is_paid(page: Page, proforma: Proforma, method: str) -> Payment:
    """The proforma is paid by this method, and the customer sees it."""
    steps.tick()
    payment = Payment.objects.get(proforma=proforma, state="confirmed")
    assert (payment.method, payment.amount) == (method, proforma.total_ttc)
    assert Invoice.objects.filter(proforma=proforma).count() == 1
    page.goto(reverse("billing:proforma", args=[proforma.public_id]))
    expect(page.locator("main")).to_contain_text("FA-2026-")
    return payment


def test_transfer_and_post_office_with_their_slips(live, desk, client_of, customer, owner, staff_user):
    slip = {"name": "slip.pdf", "mimeType": "application/pdf", "buffer": PDF}
    with steps.until(DAY):
        steps.enter(live, client_of, owner)
        for method, form, rib in (("transfer", "virement", "00778"), ("ccp", "ccp", "35081")):
            proforma = to_pay(customer, f"by {method}")
            pay(live, proforma)
            card = live.locator(f"#{method}")
            expect(card).to_contain_text(rib)
            expect(card).to_contain_text(proforma.payment_reference)
            card.locator("input[name=slip]").set_input_files(slip)
            steps.press(live, card.locator(f"form[action$='/{form}/'] button:not([data-copy])"))
            payment = Payment.objects.get(proforma=proforma)
            assert (payment.method, payment.state) == (method, "proof_uploaded")
            confirm(desk, client_of, staff_user, payment)
            is_paid(live, proforma, method)


def at_the_bank(page: Page, number: str, code: str = "") -> None:
    """From the pay page to the bank's, and what is typed there."""
    steps.press(page, page.locator("form[action$='/carte/'] button"))
    steps.press(page, page.locator("form[action$='/banque-de-demonstration/'] button"))
    page.fill("input[name=number]", number)
    steps.press(page, page.locator("form button").first)
    if code:
        page.fill("input[name=code]", code)
        steps.press(page, page.locator("form button").first)


def test_the_card_refused_then_accepted_with_a_code(live, desk, client_of, customer, owner, staff_user):
    with steps.until(DAY):
        proforma = to_pay(customer, "by card")
        steps.enter(live, client_of, owner)
        pay(live, proforma)
        at_the_bank(live, "4000 0000 0000 0002")
        steps.press(live, live.locator("form button"))  # back to the portal
        expect(live.locator("main")).to_contain_text("05")
        assert CardAttempt.objects.get().state == "refused"
        steps.press(
            live, live.locator(f"main a.button[href='{reverse('billing:pay', args=[proforma.public_id])}']")
        )
        at_the_bank(live, "4000 0000 0000 3220", "1234")
        steps.press(live, live.locator("form button"))
        expect(live.locator("main .badge").first).to_have_class("badge tone--fine")
        is_paid(live, proforma, "cmi")
        steps.enter(desk, client_of, staff_user)
        desk.goto(reverse("admin:billing_gatewaynotice_changelist"))
        assert desk.locator("#result_list tbody tr").count() == 2
        desk.goto(reverse("admin:billing_methods"))
        expect(desk.locator("#content")).to_contain_text("PayPal")


def test_paypal_in_euros_held_back_and_then_in_dispute(live, client_of, euros, staff_user):
    customer, user = euros
    with steps.until(DAY):
        proforma = to_pay(customer, "by PayPal")
        steps.enter(live, client_of, user)
        pay(live, proforma)
        expect(live.locator("main")).to_contain_text("C-35")
        assert live.locator("#card").count() == 0
        steps.press(live, live.locator("form[action$='/paypal/'] button"))
        at_paypal = live.url
        steps.press(live, live.locator("button[value=hold]"))
        order = PaypalOrder.objects.get()
        assert (live.url.endswith(order.get_absolute_url()), order.state) == (True, "pending")
        live.goto(at_paypal)
        steps.press(live, live.locator("button[value=complete]"))
        payment = is_paid(live, proforma, "paypal")
        live.goto(at_paypal)
        steps.press(live, live.locator("button[value=dispute]"))
        payment.refresh_from_db()
        assert payment.state == "disputed"
        steps.enter(live, client_of, staff_user)
        live.goto(reverse("admin:billing_payment_change", args=[payment.pk]))
        expect(live.locator("#content")).to_contain_text("UNAUTHORISED")


def test_cash_at_the_desk_until_the_till_is_signed(live, desk, client_of, customer, owner, staff_user):
    clerk = person("cash@portal.example", "Rachid Amrani", is_staff=True, is_superuser=True)
    with steps.until(DAY):
        proforma = to_pay(customer, "in cash")
        steps.enter(live, client_of, owner)
        pay(live, proforma)
        expect(live.locator("#cash")).to_contain_text("120,30")
        steps.enter(desk, client_of, clerk)
        desk.goto(reverse("admin:billing_till_add"))
        desk.fill("[name=float_amount]", "200")
        steps.press(desk, desk.locator("input[name=_save]"))
        till = Till.objects.get()
        desk.goto(reverse("admin:billing_till_change", args=[till.pk]))
        steps.press(desk, desk.locator("a[href$='/encaisser/']"))
        desk.fill("[name=reference]", proforma.payment_reference)
        steps.press(desk, desk.locator("input[type=submit].default"))
        expect(desk.locator("#content")).to_contain_text("120,30")
        steps.picture(desk, "desk-cash")
        steps.press(desk, desk.locator("input[type=submit].default"))
        expect(desk.locator("body")).to_contain_text("RC-2026-000001")
        steps.desk_verb(desk, till, "count", counted="320,30")
        steps.enter(desk, client_of, staff_user)
        steps.desk_verb(desk, till, "sign")
        desk.goto(reverse("admin:billing_till_report", args=[till.pk]))
        expect(desk.locator("#content")).to_contain_text("Argan Studio SARL")
        till.refresh_from_db()
        assert (till.state, till.difference) == ("closed", 0)
        assert is_paid(live, proforma, "cash").stamp == 30
        live.goto(reverse("billing:receipts"))
        expect(live.locator("main")).to_contain_text(str(Receipt.objects.get()))


def test_wafacash_by_number_and_by_code(live, desk, client_of, customer, owner, staff_user):
    with steps.until(DAY):
        by_number, by_code = to_pay(customer, "by number"), to_pay(customer, "by code")
        steps.enter(live, client_of, owner)
        pay(live, by_number)
        live.fill("#wafacash [name=number]", "1234 5678 90")
        live.fill("#wafacash [name=sender]", "Amina Test")
        steps.press(live, live.locator("#wafacash form button"))
        payment = Payment.objects.get(proforma=by_number)
        confirm(desk, client_of, staff_user, payment)
        expect(desk.locator("#content")).to_contain_text("1234567890")
        is_paid(live, by_number, "wafacash")
        pay(live, by_code)
        steps.press(live, live.locator("form[action$='/code/'] button"))
        steps.tick()
        live.reload()
        code = BillCode.objects.get()
        expect(live.locator("main")).to_contain_text(code.code)
        desk.goto(reverse("billing:agency"))
        desk.fill("[name=code]", code.code)
        steps.press(desk, desk.locator("form button").first)
        is_paid(live, by_code, "wafacash_code")


def test_the_credit_account_given_by_staff_and_used_by_the_customer(
    live, client_of, customer, owner, staff_user
):
    with steps.until(DAY):
        proforma = to_pay(customer, "from credit")
        kind, staff = CreditEntry.Kind.GOODWILL, Act(NOW, staff_user.public_id, "an apology")
        credit.enter(customer, TTC, kind, customer.public_id, staff)
        steps.enter(live, client_of, owner)
        pay(live, proforma)
        steps.press(live, live.locator("form[action$='/credit/'] button"))
        is_paid(live, proforma, "credit")
        assert credit.balance(customer) == 0


SIZES = [("fr", PHONE), ("ar", PHONE), ("en", {"width": 1280, "height": 900})]


@pytest.mark.parametrize(("language", "size"), SIZES, ids=["fr phone", "ar phone", "en"])
def test_the_pages_are_for_everybody(
    live_server, browser, browser_context_args, client_of, customer, owner, euros, language, size
):
    """WCAG 2.2 AA by axe, and no sideways scrolling on a phone."""
    cache.clear()
    with steps.until(DAY):
        facts = {"amount": TTC, "started_at": NOW}
        home, abroad = to_pay(customer, "here"), to_pay(euros[0], "there")
        card = CardAttempt.objects.create(customer=customer, proforma=home, **facts)
        bill = BillCode(customer=customer, proforma=home, state="open", code="123456789", acted_through=NOW,
                        expires_at=NOW + timedelta(days=3), **facts)  # fmt: skip
        bill.save()
        order = PaypalOrder.objects.create(
            customer=euros[0], proforma=abroad, currency="EUR", state="created", acted_through=NOW, **facts
        )
        pages = {owner: [reverse("billing:pay", args=[home.public_id]), card.get_absolute_url(),
                         bill.get_absolute_url(), reverse("billing:agency")],
                 euros[1]: [reverse("billing:pay", args=[abroad.public_id]), order.get_absolute_url()]}  # fmt: skip
        page = browser.new_context(**browser_context_args | {"viewport": size}).new_page()
        for user, urls in pages.items():
            steps.enter(page, client_of, user)
            page.context.add_cookies([{"name": "language", "value": language, "url": live_server.url}])
            for number, url in enumerate(urls):
                page.goto(url)
                found = Axe().run(page, options=steps.ONLY)
                assert found.violations_count == 0, (url, found.generate_report())
                assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], url
                steps.picture(page, f"payments-{language}-{user.pk}-{number}")
        page.context.close()
