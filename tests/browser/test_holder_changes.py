"""A change of holder in Chromium: asked by the customer, confirmed by both on their pages, paid, signed."""

import re
from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page, expect

from contracts.publishing import publish_documents
from core import clock
from domains import catalogue
from domains.models import Domain, HolderChange
from notifications.models import Email
from tests import names
from tests.browser import steps
from tests.browser.test_files import act, pdf, staff_page
from tests.cast import contact_of
from tests.papers import accepted_identity

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TODAY = date(2026, 11, 23)


@pytest.fixture
def name(live, customer) -> Domain:
    cache.clear()
    publish_documents(clock.at_local(date(2026, 1, 1)))
    catalogue.load(date(2026, 1, 1))
    return names.registered("atlas.ma", date(2027, 12, 30), customer)


def sign_in(page: Page, client_of, user, where: str) -> None:
    page.goto("/")
    origin = "/".join(page.url.split("/")[:3])
    cookie = client_of(user).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": origin}])
    page.goto(where)


def answer(page: Page, to: str) -> None:
    """Follow the link in one's own mail, read the page, and say yes on it."""
    mail = Email.objects.filter(kind="domains.holder_confirm", to=to).latest("pk")
    page.goto(re.search(r"https?://\S+/titulaires/mot/\S+", mail.text).group(0))
    page.check("input[name=confirmed]")
    steps.press(page, page.locator("button[value=yes]"))
    expect(page.locator("main")).to_contain_text("23")


def test_a_moroccan_name_passes_to_a_new_holder(live, name, customer, owner, client_of, staff_user):
    """DN-14.1(1), DN-14.1(2), DN-14.1(3): nothing before both yeses, the forms and the fee; then a new year."""
    with steps.until(TODAY):
        buyer = contact_of(customer, "Nadia Alami", email="nadia@example.ma")
        accepted_identity(buyer, clock.now())
        sign_in(live, client_of, owner, name.get_absolute_url())
        steps.press(live, live.locator("main a[href$='/titulaire/']"))
        expect(live.locator("main")).to_contain_text("139,00")
        live.select_option("select[name=holder]", label="Nadia Alami")
        live.fill("textarea[name=reason]", "Vente du fonds de commerce")
        steps.tick_all_and_submit(live)
        change = HolderChange.objects.get()
        assert change.accepts_loss
        for to in ("amina@example.ma", "nadia@example.ma"):
            answer(live, to)
        live.goto(change.get_absolute_url())
        live.set_input_files("input[name=old_holder]", pdf("cedant.pdf"))
        live.set_input_files("input[name=new_holder]", pdf("acquereur.pdf"))
        steps.press(live, live.locator("form[action$='/documents/'] button"))
        desk = staff_page(live, client_of, staff_user)
        act(desk, "holderchange", change.pk, "accept_documents", "both signatures are there")
        steps.tick()
        live.goto(change.get_absolute_url())
        steps.press(live, live.locator("main a[href*='/payer/'], main .page-header a.button").first)
        steps.pay_by_card(live)
        steps.tick()
        change.refresh_from_db()
        name.refresh_from_db()
        assert (change.state, name.paid_through) == ("done", date(2027, 11, 23))
        assert name.contacts["holder"]["full_name"] == "Nadia Alami"
        live.goto(reverse("domains:detail", args=[name.public_id]))
        expect(live.locator("main")).to_contain_text("Nadia Alami")
