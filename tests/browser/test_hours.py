"""A month that exceeds its hours, in Chromium: told at 75 and 100, refused beyond, quoted, accepted, paid, worked."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from billing.models import Invoice
from contracts.publishing import publish_documents
from core import clock
from notifications.models import Email
from support import hours
from support.models import WorkEntry
from tests import hosting, servers_at_work
from tests.browser import steps
from web_hosting.models import Mission

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = date(2026, 11, 23)


def written_down(desk: Page, about: str, minutes: int) -> None:
    """Staff type in what was worked."""
    desk.goto(reverse("admin:support_workentry_add"))
    desk.select_option("select[name=about]", about)
    desk.fill("input[name=minutes]", str(minutes))
    desk.fill("input[name=what]", "Mises à jour du système")
    steps.press(desk, desk.locator("input[name=_save]"))


def asked_for_more(page: Page, about: str) -> Mission:
    """From the page of hours: an estimate of what is more, about this service."""
    page.goto(reverse("support:hours"))
    steps.picture(page, "hours-used")
    steps.press(page, page.locator(f"main a[href$='about={about}']"))
    assert page.input_value("select[name=about]") == about
    page.select_option("main [name=task]", "update")
    steps.fill(page, {"title": "Migration", "purpose": "Passer à la version suivante."})
    steps.submit(page)
    return Mission.objects.get()


@pytest.mark.parametrize(("option", "included"), [("managed", 120), ("fully_managed", 300)])
def test_a_month_that_exceeds_its_hours_goes_on_with_an_accepted_and_paid_quote(
    live, client_of, holder, staff_user, option, included
):
    """SRV-A2-1.1, SRV-A2-1.2, HD-2.3.1, guard 15."""
    publish_documents(clock.at_local(date(2026, 1, 1)))
    servers_at_work.product()
    hosting.plan()
    customer = holder.memberships.get().customer
    made = clock.at_local(DAY) - timedelta(days=1)
    about = servers_at_work.a_server(customer, made, options=((option, 1),)).public_id
    with steps.until(DAY):
        steps.enter(live, client_of, staff_user)
        written_down(live, about, included * 3 // 4)
        written_down(live, about, included // 4)
        told = Email.objects.filter(kind="support.hours_used").order_by("pk")
        assert [mail.key.split(":")[3] for mail in told] == ["75", "100"], live.inner_text("#content")
        written_down(live, about, 1)
        expect(live.locator("#content .errornote, #content .errorlist").first).to_be_visible()
        assert WorkEntry.objects.count() == 2
        steps.enter(live, client_of, holder)
        mission = asked_for_more(live, about)
        steps.enter(live, client_of, staff_user)
        steps.desk_verb(live, mission, "offer", minutes="60", words="Une heure, sauvegarde comprise.")
        steps.enter(live, client_of, holder)
        live.goto(mission.get_absolute_url())
        steps.press(live, live.locator("main a[href*='/devis/']").first)
        steps.tick_all_and_submit(live)
        steps.pay_by_card(live)
        steps.tick()
        steps.enter(live, client_of, staff_user)
        steps.desk_verb(live, mission, "log_time", minutes="60", worked_on="2026-11-23", words="Migré.")
        steps.desk_verb(live, mission, "finish", report="Tout fonctionne.")
        balance = hours.balance(about, DAY)
        assert (balance.included, balance.granted, balance.used, balance.left) == (
            included,
            60,
            included + 60,
            0,
        )
        steps.enter(live, client_of, holder)
        live.goto(reverse("support:hours"))
        expect(live.locator("main")).to_contain_text("Migré.")
        steps.picture(live, "hours-quoted")
        invoice = Invoice.objects.get()
        assert invoice.total_ht == 350_00
        live.goto(reverse("billing:invoices"))
        expect(live.locator("main")).to_contain_text(invoice.number)
