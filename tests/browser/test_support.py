"""Support in Chromium: a request from the first word to the end, without JavaScript, on a phone; nobody is shut out."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import expect

from core import clock
from support import access, hours, incidents, knowledge, maintenance, reports, tickets
from support.models import Ticket
from tests.browser import steps
from tests.cast import account, join, person
from tests.helpdesk import FULLY, SERVER, SITE, act, again, an_incident, covered

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOW = clock.at_local(date(2026, 12, 2), 10)


@pytest.fixture
def home():
    """A customer with a covered server, and the person who holds the account."""
    cache.clear()
    customer, user = account("Argan Studio SARL"), person("owner@argan.example", "Omar Bennani")
    join(user, customer)
    covered(customer, FULLY, at=NOW - timedelta(days=40))
    return customer, user


def test_a_request_is_written_and_closed_without_javascript_on_a_phone(browser, live_server, client_of, home):
    _customer, user = home
    with clock.frozen(NOW):
        page = steps.entered(
            browser, live_server, client_of, user, java_script_enabled=False, viewport=steps.PHONE
        )
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


def test_no_page_of_support_shuts_anybody_out(browser, live_server, client_of, home):
    customer, user = home
    with clock.frozen(NOW):
        knowledge.load(clock.local_date(NOW))
        ticket = tickets.open_ticket(customer, "Lent", "Très lent.", act(NOW, user.public_id), SERVER)
        past = an_incident(NOW - timedelta(days=10), major=True, words="Un disque.")
        incidents.resolve(past, act(NOW - timedelta(days=9)))
        now = an_incident(NOW, words="Le lien.", major=True)
        tickets.join(ticket, act(NOW), incident=now)
        incidents.take_in_hand(now, act(NOW))
        incidents.wait(now, act(NOW, reason="Une machine à redémarrer par vous."))
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
        steps.shut_no_reader_out(browser, live_server, client_of, user, pages)
