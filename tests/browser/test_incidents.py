"""An incident under each management option in Chromium, from both sides, with its clocks (SRV-A2-2, C-16)."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from core import clock
from servers.models import Server
from support.models import Affected, Incident, Ticket
from tests import servers_at_work
from tests.browser import steps

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
START = clock.at_local(date(2026, 11, 23), 10)
# promise, within, took, kept: as the option's clauses say
CLOCKS = {
    "none": [],
    "managed": [
        ("Première information", "30 min", "10 min", "tenue", "SRV-A2-2.2"),
        ("Prise en charge", "2 h", "25 min", "tenue", "SRV-A2-2.4(1)"),
        ("Résolution", "4 h", "1 h 20 min", "tenue", "SRV-A2-2.4(2)"),
    ],
    "fully_managed": [
        ("Première information", "30 min", "10 min", "tenue", "SRV-A2-2.2"),
        ("Prise en charge", "30 min", "25 min", "tenue", "SRV-A2-2.5(1)"),
        ("Résolution", "2 h", "1 h 20 min", "tenue", "SRV-A2-2.5(2)"),
    ],
}


def at(minutes: int):
    """So long after the customer has written."""
    return clock.frozen(START + timedelta(minutes=minutes))


def written_to_support(page: Page, server: Server) -> Ticket:
    """From the server's page: the request knows what it is about."""
    page.goto(server.get_absolute_url())
    steps.press(page, page.locator(f"main nav a[href='{reverse('support:new')}?about={server.public_id}']"))
    assert page.input_value("select[name=about]") == server.public_id
    page.fill("input[name=subject]", page.input_value("input[name=subject]") + "injoignable")
    page.fill("textarea[name=body]", "Plus rien ne répond depuis dix heures.")
    steps.submit(page)
    return Ticket.objects.get()


def reported(desk: Page, ticket: Ticket) -> Incident:
    """From the request: the form is filled in with what it says; with words the customers are told at once."""
    desk.goto(reverse("admin:support_ticket_change", args=[ticket.pk]))
    steps.press(desk, desk.locator(f"a.button[href^='{reverse('admin:support_incident_add')}']"))
    assert desk.input_value("textarea[name=abouts]") == ticket.about
    desk.select_option("select[name=kind]", "network")
    desk.check("input[name=major]")
    desk.fill("textarea[name=words]", "Un commutateur est en panne.")
    steps.press(desk, desk.locator("input[name=_save]"))
    return Incident.objects.get()


def shown(page: Page) -> list[tuple[str, ...]]:
    """The table of promises, as it is read."""
    rows = page.locator("main table tbody tr").all()
    cells = [
        [re.sub(r"\s+", " ", cell.inner_text()).strip() for cell in row.locator("td").all()] for row in rows
    ]
    return [tuple(row) for row in cells]


@pytest.mark.parametrize("option", CLOCKS)
def test_an_incident_is_reported_told_taken_in_hand_paused_and_resolved(
    live, client_of, holder, staff_user, option
):
    """SRV-A2-2.2, 2.4, 2.5: each clock of the option on the customer's page and the desk; a pause has its reason."""
    servers_at_work.product()
    customer = holder.memberships.get().customer
    chosen = () if option == "none" else ((option, 1),)
    server = servers_at_work.a_server(customer, START - timedelta(days=1), options=chosen)
    with at(0):
        steps.enter(live, client_of, holder)
        ticket = written_to_support(live, server)
    with at(10):
        steps.enter(live, client_of, staff_user)
        incident = reported(live, ticket)
        live.goto(incident.get_absolute_url())
        for _promise, _within, _took, _kept, clause in CLOCKS[option][1:]:
            expect(live.locator(".field-shown_clocks")).to_contain_text(clause)
        expect(live.locator(".field-shown_requests")).to_contain_text(ticket.subject)
        steps.picture(live, f"desk-incident-{option}")
    with at(25):
        steps.desk_verb(live, incident, "take_in_hand")
    with at(30):
        steps.desk_verb(live, incident, "wait", reason="Pouvez-vous redémarrer votre routeur ?")
        page_of = reverse("support:incident", args=[Affected.objects.get().public_id])
        steps.enter(live, client_of, holder)
        live.goto(ticket.get_absolute_url())
        steps.press(live, live.locator(f"main a[href='{page_of}']").last)
        if option != "none":
            expect(live.locator("main")).to_contain_text("Pouvez-vous redémarrer votre routeur ?")
        steps.picture(live, f"incident-waits-{option}")
        steps.enter(live, client_of, staff_user)
    with at(150):
        steps.desk_verb(live, incident, "resume")
    with at(200):
        steps.desk_verb(live, incident, "resolve", words="Le commutateur est remplacé.")
        expect(live.locator(".field-shown_pauses")).to_contain_text("redémarrer votre routeur")
        steps.tick()
        steps.enter(live, client_of, holder)
        live.goto(page_of)
        expect(live.locator("main")).to_contain_text("Le commutateur est remplacé.")
        assert shown(live) == CLOCKS[option]
        if option == "none":
            expect(live.locator("main")).to_contain_text("C-16")
        steps.picture(live, f"incident-{option}")
