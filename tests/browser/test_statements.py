"""Bank statements from both sides, in Chromium: staff import a CSV and an MT940, the customer sees the outcome."""

from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page, expect

from billing import credit, payments
from billing.models import BankAccount, BankLine, Payment, Price, Product
from contracts.publishing import publish_documents
from core import clock
from core.acts import Act
from tests import names
from tests.billing.conftest import confirmed
from tests.billing.statements import files
from tests.browser import steps
from tests.cast import account, join, person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = date(2026, 11, 23)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture
def office(live) -> Page:
    cache.clear()
    publish_documents(clock.at_local(date(2026, 1, 1)))
    product = Product.objects.create(code="domain.com", family="domain", name=".com")
    for operation, amount in {"register": 129_00, "renew": 149_00}.items():
        Price.objects.create(product=product, operation=operation, amount=amount, starts_on=date(2026, 1, 1))
    return live


@pytest.fixture
def holder():
    user = person("owner@argan.example", "Omar Bennani")
    join(user, account("Argan Studio SARL"))
    return user


def ordered(user, name: str):
    """A confirmed order of one name, 154,80 with tax."""
    from billing import cart
    from billing.lines import NewLine

    act, customer = Act(clock.now(), user.public_id), user.memberships.get().customer
    options = {"quantities": [1, 10], "unit": "year"}
    line = NewLine("sample.register", name, "domain.com", "register", "Registration", 1, options=options)
    cart.add(customer, user, line, act)
    return confirmed(customer, user, act)


def bring(desk: Page, name: str, content: bytes) -> None:
    """A file is chosen, looked at, imported."""
    desk.goto(reverse("admin:billing_bankstatement_add"))
    desk.locator("select[name=account]").select_option(str(BankAccount.objects.get(rib=files.RIB).pk))
    desk.set_input_files("input[name=file]", {"name": name, "mimeType": "text/plain", "buffer": content})
    steps.press(desk, desk.locator("input[type=submit].default"))
    look_at(desk, f"preview-{name.partition('.')[2]}")
    steps.press(desk, desk.locator("button[value=import]"))


def look_at(page: Page, name: str) -> None:
    """Nothing that axe finds, and no scrolling sideways on a phone."""
    found = Axe().run(page, options=RULES).response["violations"]
    assert not found, [(one["id"], one["nodes"][0]["html"][:200]) for one in found]
    page.set_viewport_size(PHONE)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    keep(page, f"{name}-phone")
    page.set_viewport_size(DESK)
    keep(page, name)
    assert wide <= 0, f"{name} scrolls sideways by {wide} px"


def keep(page: Page, name: str) -> None:
    import os

    if folder := os.environ.get("PORTAL_LOOK"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def in_language(page: Page, code: str) -> None:
    url = "/".join(page.url.split("/")[:3])
    page.context.add_cookies([{"name": "language", "value": code, "url": url}])
    page.reload()


def bank_files(exact, partial, customer) -> tuple[bytes, bytes]:
    """A CSV with what fits exactly and what nobody knows; an MT940 with too little money."""
    rows = [
        f"20/11/2026;20/11/2026;VIR RECU {exact.payment_reference};OP1;;154,80;10 154,80",
        "20/11/2026;20/11/2026;VIR RECU M. HAMID;OP2;;75,00;10 229,80",
        "20/11/2026;20/11/2026;FRAIS DE TENUE;OP3;29,80;;10 200,00",
    ]
    tags = (
        ":61:2611231123C100,00NTRFNONREF//B77",
        f":86:VIREMENT {customer.name.upper()} {partial.payment_reference}",
    )
    return files.csv(*rows), files.mt940(*tags, opening="10200,00", closing="10300,00")


def test_a_match_a_partial_and_an_unknown(office, client_of, staff_user, holder):
    """HD-3.2b, C-26: three lines, three ends, and what the customer and the accountant see afterwards."""
    customer = holder.memberships.get().customer
    with steps.until(DAY):
        exact, partial = ordered(holder, "atlas.com"), ordered(holder, "riad.com")
        names.registered("argan.com", date(2027, 5, 1), customer)
        first, second = bank_files(exact, partial, customer)
        steps.enter(office, client_of, staff_user)
        bring(office, "releve.csv", first)
        bring(office, "releve.sta", second)
        look_at(office, "queue")
        steps.press(office, office.locator("form:has(input[value=certain]) button"))
        steps.press(office, office.locator("button[value=book]").first)
        steps.desk_verb(office, BankLine.objects.get(state="waiting", amount__gt=0), "hold")
        steps.tick()
        states = [(p.amount, p.state) for p in Payment.objects.order_by("-amount")]
        assert states == [(154_80, "confirmed"), (100_00, "confirmed"), (75_00, "unmatched")]
        for thing, state in ((exact, "paid"), (partial, "partially_paid")):
            thing.refresh_from_db()
            assert thing.state == state
        the_accountant_looks(office)
        the_customer_looks(office, client_of, holder, partial)
    assert credit.balance(customer) == 0


def the_accountant_looks(desk: Page) -> None:
    for page in ("billing_figures", "billing_month_end"):
        desk.goto(reverse(f"admin:{page}"))
        for language in ("fr", "en", "ar"):
            in_language(desk, language)
            look_at(desk, f"{page}-{language}")
    in_language(desk, "fr")
    desk.goto(reverse("admin:billing_figures"))
    expect(desk.locator("#content")).to_contain_text("129,00")


def the_customer_looks(page: Page, client_of, holder, partial) -> None:
    steps.enter(page, client_of, holder)
    for name in ("money", "papers", "statement"):
        page.goto(reverse(f"billing:{name}"))
        for language in ("fr", "en", "ar"):
            in_language(page, language)
            look_at(page, f"{name}-{language}")
    in_language(page, "fr")
    page.goto(reverse("billing:money"))
    expect(page.locator("#to-pay")).to_contain_text("54,80")
    expect(page.locator("#to-pay")).to_contain_text(str(partial))
    expect(page.locator("#renewals")).to_contain_text("argan.com")
    page.goto(reverse("billing:statement"))
    expect(page.locator("main tfoot")).to_contain_text("100,00")
    assert payments.WAITING
