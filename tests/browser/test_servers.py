"""Servers in Chromium, from both sides: a cloud server in minutes, a dedicated one by hand, a cut and its end."""

from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page, expect

from contracts.publishing import publish_documents
from core import clock
from servers.models import Server
from tests import servers_at_work
from tests.browser import steps

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = date(2026, 11, 23)
NAME = "boutique.argan.ma"


@pytest.fixture
def shop(live) -> Page:
    cache.clear()
    publish_documents(clock.at_local(date(2026, 1, 1)))
    servers_at_work.product()
    return live


def order(page: Page, client_of, holder, code: str, **fields: str) -> Server:
    """From the comparison to the paid order; what happens at once has happened."""
    steps.enter(page, client_of, holder)
    page.goto(reverse("servers:products"))
    steps.picture(page, "servers")
    steps.press(page, page.locator(f"main a[href='{reverse('servers:product', args=[code])}']").first)
    steps.press(page, page.locator("main a[href$='/commander/']").first)
    page.check("main input[name=site] >> nth=0")
    steps.fill(page, {"hostname": NAME, **fields})
    steps.picture(page, "server-order")
    steps.submit(page)
    steps.accept_and_pay(page, NAME)
    return Server.objects.get()


def open_codes(page: Page, server: Server) -> None:
    """The access codes are shown once, after the password."""
    page.goto(server.get_absolute_url())
    steps.press(page, page.locator("main .page-header a[href*='/acces/']"))
    if "reauthenticate" in page.url:
        page.fill("input[name=password]", steps.PASSWORD)
        steps.submit(page)
    steps.submit(page)
    steps.picture(page, "server-codes")


def test_a_cloud_server_is_ordered_and_runs_and_shows_its_codes_once(shop, client_of, holder):
    """SRV-3.2, SRV-3.p2, SRV-4.1: active at once, its term begun, its codes behind the password."""
    with steps.until(DAY):
        server = order(shop, client_of, holder, "c2")
        assert (server.state, server.term_ends_on) == ("active", date(2026, 12, 23))
        shop.goto(server.get_absolute_url())
        expect(shop.locator("main .lifeline").first).to_be_visible()
        expect(shop.locator("main")).to_contain_text("SRV-4.1")
        steps.picture(shop, "server")
        open_codes(shop, server)
        expect(shop.locator("main")).to_contain_text("root")


def test_a_dedicated_server_is_prepared_by_staff_within_its_day(shop, client_of, holder, staff_user):
    """SRV-3.1: the queue, the machine, the checklist, the handing over; the promise is kept."""
    servers_at_work.machine()
    with steps.until(DAY):
        server = order(shop, client_of, holder, "d1")
        assert server.state == "paid"
    with steps.until(DAY, hour=15):
        steps.tick()
        steps.enter(shop, client_of, staff_user)
        shop.goto(reverse("admin:index"))
        steps.picture(shop, "desk-servers")
        machine = str(server.product.machines.get().pk)
        steps.desk_verb(shop, server, "assign", machine=machine)
        steps.desk_verb(shop, server, "tick")
        steps.desk_verb(shop, server, "deliver", password=servers_at_work.PASSWORD)
        steps.tick()
        server.refresh_from_db()
        assert (server.state, server.delivered_at < server.promised_at) == ("active", True)
        steps.enter(shop, client_of, holder)
        open_codes(shop, server)
        expect(shop.locator("main")).to_contain_text(servers_at_work.PASSWORD)


def test_a_server_that_endangers_others_is_cut_and_comes_back_once_corrected(
    shop, client_of, holder, staff_user
):
    """SRV-6.2.1: told with its reason; “I have corrected it” puts it on top of the queue; staff restore it."""
    with steps.until(DAY):
        server = order(shop, client_of, holder, "c1")
        steps.enter(shop, client_of, staff_user)
        said = "Des milliers de tentatives de connexion partent de ce serveur."
        steps.desk_verb(shop, server, "suspend", ground="security", text=said)
        steps.tick()
        steps.enter(shop, client_of, holder)
        shop.goto(server.get_absolute_url())
        expect(shop.locator("main")).to_contain_text(said)
        steps.picture(shop, "server-cut")
        shop.goto(reverse("servers:correct", args=[server.public_id]))
        shop.fill("main textarea", "Le mot de passe est changé, le programme étranger supprimé.")
        steps.tick_all_and_submit(shop)
        server.refresh_from_db()
        assert server.corrected_at == clock.now()
        steps.enter(shop, client_of, staff_user)
        steps.desk_verb(shop, server, "restore")
        steps.tick()
        server.refresh_from_db()
        assert server.state == "active"
