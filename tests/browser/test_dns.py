"""The story of a zone, in Chromium: a customer edits it in French and a real DNS query sees it; staff see it too."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from core import clock
from domains.models import Domain, Zone
from tests import names
from tests.browser import steps

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.django_db(transaction=True)]
DAY = date(2026, 11, 23)


@pytest.fixture
def domain(customer) -> Domain:
    return names.registered("argan.com", date(2027, 5, 1), customer)


@pytest.fixture(autouse=True)
def today():
    with steps.until(DAY):
        yield


def enter(page: Page, client, live_server) -> None:
    """The browser takes over the session of a signed-in client."""
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])


def add(page: Page, kind: str, **values: str) -> None:
    """A record of a type, typed into its form."""
    steps.press(page, page.locator("nav.filters a", has_text=kind).locator(f"text=/^{kind}$/").first)
    steps.fill(page, values)
    steps.submit(page)


def test_a_customer_edits_a_zone_and_the_world_sees_it(live, live_server, powerdns, domain, owner, client_of):
    enter(live, client_of(owner), live_server)
    live.goto(domain.get_absolute_url())
    steps.press(live, live.get_by_role("link", name="Modifier la zone DNS"))
    steps.press(live, live.get_by_role("button", name="Préparer la zone"))
    steps.press(live, live.get_by_role("link", name="Site web"))
    steps.fill(live, {"ipv4": "192.0.2.10"})
    steps.submit(live)
    add(live, "MX", name="", value="boîte.example")
    add(live, "CNAME", name="", value="ailleurs.example")
    expect(live.locator("main")).to_contain_text("Utilisez plutôt des enregistrements A et AAAA")
    steps.press(live, live.get_by_role("link", name="Annuler"))
    steps.picture(live, "dns")
    steps.press(live, live.get_by_role("link", name="Mettre en service"))
    live.check("[name=confirmed]")
    steps.submit(live)
    steps.tick()
    assert powerdns.values("www.argan.com", "CNAME") == ["argan.com."]
    assert powerdns.values("argan.com", "MX") == ["10 xn--bote-1pa.example."]
    change_and_publish(live, domain)
    assert powerdns.values("argan.com", "A") == ["192.0.2.99"]
    live.goto(reverse("domains:dns_check", args=[domain.public_id], query={"name": "@", "type": "A"}))
    expect(live.locator("table")).to_contain_text("192.0.2.99")
    expect(live.locator("table")).to_contain_text("NOERROR")


def change_and_publish(page: Page, domain: Domain) -> None:
    """Another address: previewed, published, told to the server."""
    page.goto(reverse("domains:dns", args=[domain.public_id]))
    row = page.locator("tr", has_text="192.0.2.10")
    steps.press(page, row.get_by_role("link"))
    steps.fill(page, {"value": "192.0.2.99"})
    steps.submit(page)
    steps.press(page, page.get_by_role("link", name="Vérifier et publier"))
    expect(page.locator("table")).to_contain_text("192.0.2.10")
    steps.press(page, page.get_by_role("button", name="Publier", exact=True))
    steps.tick()


def test_staff_see_what_the_server_holds_otherwise_and_push_again(
    live, live_server, powerdns, domain, owner, staff_user, client_of
):
    client = client_of(owner)
    client.post(reverse("domains:dns_prepare", args=[domain.public_id]))
    website = reverse("domains:dns_preset", args=[domain.public_id], query={"preset": "website"})
    client.post(website, {"ipv4": "192.0.2.10"})
    client.post(reverse("domains:dns_on", args=[domain.public_id]), {"confirmed": "on"})
    steps.tick()
    patch = {"name": "argan.com.", "type": "A", "ttl": 60, "changetype": "REPLACE"}
    patch["records"] = [{"content": "203.0.113.6"}]
    powerdns.api("PATCH", "/zones/argan.com.", {"rrsets": [patch]})
    enter(live, client_of(staff_user), live_server)
    with steps.until(DAY + clock.days(2)):
        steps.tick()
        live.goto(reverse("admin:domains_zone_change", args=[Zone.objects.get().pk]))
        expect(live.locator("#content")).to_contain_text("+ @ 60 A 203.0.113.6")
        steps.press(live, live.locator("a[href='../verb/push_again/']"))
        live.fill("[name=reason]", "personne ici ne l'a changé")
        steps.press(live, live.locator("[type=submit].default"))
        steps.tick()
    assert powerdns.values("argan.com", "A") == ["192.0.2.10"]
