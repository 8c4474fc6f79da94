"""Support in Chromium: a request from the first word to the end, without JavaScript, on a phone; nobody is shut out."""

from datetime import date, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from core import clock
from support import access, hours, incidents, knowledge, maintenance, reports, tickets
from support.models import Ticket
from tests.cast import account, join, person
from tests.helpdesk import FULLY, SERVER, SITE, act, again, an_incident, covered

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOW = clock.at_local(date(2026, 12, 2), 10)
PHONE = {"width": 390, "height": 844}
ONLY = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}


@pytest.fixture
def home():
    """A customer with a covered server, and the person who holds the account."""
    cache.clear()
    customer, user = account("Argan Studio SARL"), person("owner@argan.example", "Omar Bennani")
    join(user, customer)
    covered(customer, FULLY, at=NOW - timedelta(days=40))
    return customer, user


def entered(browser: Browser, live_server, client_of, user, **facts) -> Page:
    """This person's page, in a context of its own."""
    context = browser.new_context(base_url=live_server.url, **{"locale": "fr-FR", **facts})
    session = client_of(user).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    return context.new_page()


def test_a_request_is_written_and_closed_without_javascript_on_a_phone(browser, live_server, client_of, home):
    _customer, user = home
    with clock.frozen(NOW):
        page = entered(browser, live_server, client_of, user, java_script_enabled=False, viewport=PHONE)
        page.goto(reverse("support:new"))
        page.select_option("select[name=about]", SERVER)
        page.fill("input[name=subject]", "Le site est lent")
        page.fill("textarea[name=body]", "Depuis ce matin.")
        page.set_input_files(
            "input[name=uploads]", {"name": "e.log", "mimeType": "text/plain", "buffer": b"GET / 500"}
        )
        page.locator("main form button").last.click()
        ticket = Ticket.objects.get()
        staff = person("agent@portal.example", "Salma", is_staff=True)
        tickets.reply(ticket, "Quelle page ?", act(NOW, staff.public_id), by_staff=True, waiting=True)
        page.goto(ticket.get_absolute_url())
        expect(page.get_by_text("Quelle page ?")).to_be_visible()
        expect(page.get_by_text("e.log")).to_be_visible()
        page.goto(reverse("support:authorise", args=[ticket.public_id]))
        page.check("input[name=allowed]")
        page.locator("main form button").last.click()
        assert access.authorised(SERVER, act(NOW), access.WORK)
        page.fill("#reply textarea", "Toutes.")
        page.locator("#reply button").click()
        assert again(ticket).state == "open"
        page.locator("form[action$='/clore/'] button").click()
        assert again(ticket).state == "closed"
        page.context.close()


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("size", [PHONE, {"width": 1280, "height": 900}], ids=["phone", "desk"])
def test_no_page_of_support_shuts_anybody_out(browser, live_server, client_of, home, language, size):
    customer, user = home
    with clock.frozen(NOW):
        knowledge.load(clock.local_date(NOW))
        ticket = tickets.open_ticket(customer, "Lent", "Très lent.", act(NOW, user.public_id), SERVER)
        past = an_incident(NOW - timedelta(days=10), major=True, words="Un disque.")
        incidents.resolve(past, act(NOW - timedelta(days=9)))
        now = an_incident(NOW, words="Le lien.")
        maintenance.plan(
            "Réseau",
            "Ancien.",
            "interruption",
            NOW + timedelta(days=3),
            NOW + timedelta(days=4),
            act(NOW),
            sites=[SITE],
        )
        hours.log(SERVER, 240, act(NOW), what="Mise à jour")
        report = reports.make(customer, date(2026, 11, 1), act(NOW))
        pages = [reverse(f"support:{name}") for name in ("status", "help", "tickets", "new", "hours", "incidents",
                                                         "reports", "accesses")]  # fmt: skip
        pages += [ticket.get_absolute_url(), now.affected.get().get_absolute_url(), report.get_absolute_url()]
        page = entered(browser, live_server, client_of, user, viewport=size)
        page.context.add_cookies([{"name": "language", "value": language, "url": live_server.url}])
        for url in pages:
            page.goto(url)
            found = Axe().run(page, options=ONLY)
            assert found.violations_count == 0, (url, found.generate_report())
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], url
        page.context.close()
