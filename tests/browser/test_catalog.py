"""Search, lists, an extension's page, and staff who plan a change of its rules, in Chromium."""

from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page, expect

from contracts.publishing import publish_documents
from core import clock
from domains import catalogue
from domains.models import Extension
from tests.browser import steps

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TODAY = date(2026, 11, 23)


@pytest.fixture
def shop(live) -> Page:
    cache.clear()
    publish_documents(clock.at_local(date(2026, 1, 1)))
    catalogue.load(date(2026, 1, 1))
    with steps.until(TODAY):
        yield live


def test_a_visitor_searches_one_name_then_a_list(shop):
    """DN-2.2b: what is taken comes with names near it; a list is checked name by name."""
    shop.goto(reverse("domains:search", query={"q": "taken-atlas.com"}))
    expect(shop.locator("main")).to_contain_text("Noms proches qui semblent libres")
    steps.press(shop, shop.locator(f"main a[href='{reverse('domains:bulk_search')}']").first)
    shop.fill("textarea[name=names]", "zitouna\nécole.ma\nrabat.ma\nbad_name.com")
    steps.press(shop, shop.locator("main form button").first)
    rows = shop.locator("main tbody tr")
    expect(rows.filter(has_text="école.ma")).to_contain_text("disponible")
    expect(rows.filter(has_text="rabat.ma")).to_contain_text("DN-A2-1.2")
    expect(shop.locator("main")).to_contain_text("bad_name")


def test_staff_plan_a_change_and_everybody_reads_it_until_its_day(shop, client_of, staff_user):
    """DN-15.2, DN-15.3: the change is announced on the extension's page, and in force from its day."""
    sign_in(shop, client_of(staff_user))
    com = Extension.objects.get(code="com")
    shop.goto(reverse("admin:domains_extension_change", args=[com.pk]))
    steps.picture(shop, "extension-admin")
    shop.fill("input[name=grace_days]", "20")
    plan(shop, "Décision interne")
    expect(shop.locator(".errorlist").first).to_contain_text("DN-15.3")
    shop.fill("input[name=grace_days]", "40")
    plan(shop, "Règlement du registre, version 9")
    shop.goto(reverse("admin:domains_extension_change", args=[com.pk]))
    expect(shop.locator(".inline-group")).to_contain_text("Règlement du registre, version 9")
    shop.goto(reverse("domains:extensions"))
    steps.press(shop, shop.locator(f"main a[href='{com.get_absolute_url()}']"))
    expect(shop.locator("main")).to_contain_text("Règlement du registre, version 9")
    expect(shop.locator("main")).to_contain_text("36 aujourd’hui, puis 40")
    steps.picture(shop, "extension")
    with steps.until(date(2027, 1, 4)):
        steps.tick()
        shop.reload()
        expect(shop.locator("main")).not_to_contain_text("puis 40")


def sign_in(page: Page, client) -> None:
    """The browser takes the session of a test client."""
    page.goto("/")
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": page.url}])


def plan(page: Page, source: str) -> None:
    """Say from when and by which source, and save."""
    page.fill("input[name=new_source]", source)
    page.fill("input[name=new_effective_on]", "2027-01-04")
    steps.press(page, page.locator("input[name=_save]"))
