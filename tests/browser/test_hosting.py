"""Hosting and outsourcing in Chromium: a plan with its upgrade and a restore; an estimate accepted and worked."""

from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page, expect

from billing import credit
from contracts.publishing import publish_documents
from core import clock, worker
from tests import hosting
from tests.browser import steps
from web_hosting.changes import planning
from web_hosting.flows import accounts
from web_hosting.models import HostingAccount, Mission, RestoreRequest
from web_hosting.outsourcing import missions
from web_hosting.restores import restoring

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY, LATER = date(2026, 11, 23), date(2026, 11, 26)
NAME = "boutique-argan.ma"


@pytest.fixture
def shop(live) -> Page:
    cache.clear()
    publish_documents(clock.at_local(date(2026, 1, 1)))
    hosting.plan()
    return live


def order(page: Page, client_of, holder) -> HostingAccount:
    """From the compared plans to the paid order; the space is set up at once."""
    steps.enter(page, client_of, holder)
    page.goto(reverse("web_hosting:plans"))
    steps.picture(page, "hosting-plans")
    steps.press(page, page.locator(f"main a[href^='{reverse('web_hosting:order', args=['start'])}']").first)
    page.fill("main [name=domain]", NAME)
    page.check("main [name=cycle][value='12']")
    page.check("main [name=holds]")
    steps.picture(page, "hosting-order")
    steps.submit(page)
    steps.accept_and_pay(page, NAME)
    return HostingAccount.objects.get()


def test_a_plan_is_ordered_made_larger_and_restored_from_its_backup(shop, client_of, holder):
    """HD-6.1, HD-5.2, HD-3.7, C-14: set up once paid; the rest of the old plan counts; a fee for a backup only."""
    with steps.until(DAY):
        account = order(shop, client_of, holder)
        assert (account.state, account.plan.code) == ("active", "start")
        shop.goto(account.get_absolute_url())
        expect(shop.locator("main .lifeline").first).to_be_visible()
        steps.picture(shop, "hosting")
        shop.goto(reverse("web_hosting:change", args=[account.public_id]))
        shop.locator("main [name=plan][value]").nth(1).check()
        shop.check("main [name=understood]")
        steps.picture(shop, "hosting-change")
        steps.submit(shop)
        steps.pay_by_card(shop)
        steps.tick()
        account.refresh_from_db()
        assert account.plan.code == "business"
    with steps.until(LATER):
        steps.tick()
        steps.enter(shop, client_of, holder)
        shop.goto(reverse("web_hosting:restore", args=[account.public_id]))
        expect(shop.locator("main")).to_contain_text("C-14")
        shop.check("main [name=what][value=files]")
        shop.check("main [name=understood]")
        steps.picture(shop, "hosting-restore")
        steps.submit(shop)
        steps.tick()
        restore = RestoreRequest.objects.get()
        assert restore.state == "offered"
        shop.goto(reverse("billing:pay", args=[restore.proposal]))
        steps.pay_by_card(shop)
        steps.tick()
        restore.refresh_from_db()
        assert restore.state == "done"


def test_work_is_estimated_accepted_done_and_what_was_not_worked_is_credited(
    shop, client_of, holder, staff_user
):
    """HD-2.3.1, guard 15: time and price are told before; nothing is worked beyond them."""
    with steps.until(DAY):
        steps.enter(shop, client_of, holder)
        shop.goto(reverse("web_hosting:mission_new"))
        shop.select_option("main [name=task]", "apache")
        steps.fill(shop, {"title": "mod_security", "purpose": "Installer et régler mod_security."})
        steps.submit(shop)
        mission = Mission.objects.get()
        steps.enter(shop, client_of, staff_user)
        steps.desk_verb(shop, mission, "offer", minutes="120", words="Deux heures, essais compris.")
        quote = mission.quotes.get()
        steps.enter(shop, client_of, holder)
        shop.goto(reverse("web_hosting:quote", args=[quote.public_id]))
        expect(shop.locator("main")).to_contain_text("700,00")
        steps.picture(shop, "mission-quote")
        steps.tick_all_and_submit(shop)
        steps.pay_by_card(shop)
        steps.tick()
        steps.enter(shop, client_of, staff_user)
        worked = {"worked_on": "2026-11-23", "words": "Installé et essayé."}
        steps.desk_verb(shop, mission, "log_time", minutes="240", **worked)
        assert mission.worked_minutes == 0
        steps.desk_verb(shop, mission, "log_time", minutes="60", **worked)
        steps.desk_verb(shop, mission, "finish", report="Tout fonctionne.")
        steps.tick()
        steps.enter(shop, client_of, holder)
        shop.goto(reverse("web_hosting:mission", args=[mission.public_id]))
        expect(shop.locator("main")).to_contain_text("Installé et essayé.")
        steps.picture(shop, "mission")
        assert credit.balance(mission.customer) == 420_00


def a_furnished_house(holder, now) -> list[str]:
    """A space with everything that can happen to it, missions, a contract; the addresses of their pages."""
    customer, by = holder.memberships.get().customer, hosting.act(now)
    account = hosting.an_account(customer, holder, now, domain=NAME)
    accounts.verbs["warn_overuse"](account, by, seen="Un cron chaque seconde.")
    restore = restoring.ask(hosting.again(account), by, "files")
    change = planning.plan_ahead(hosting.again(account), by, hosting.plan("pro"))
    contract = hosting.a_contract(customer, holder, now)
    mission = missions.ask(customer, by, "install", "mod_security", "Installer.", account.public_id)
    missions.offer(mission, by, minutes=60, words="Une heure.")
    cut = hosting.an_account(customer, holder, now, domain="ancienne-boutique.ma", code="email")
    accounts.verbs["suspend"](cut, by, ground="abuse", detail="Envoi de masse.")
    worker.settle(now)
    named = [
        ("plans",), ("plan", "start"), ("order", "start"), ("list",), ("detail", account), ("detail", cut),
        ("change", account), ("change_withdraw", change), ("restore", account), ("restore_withdraw", restore),
        ("renew", account), ("overuse", account.overuses.get()), ("outsourcing",), ("missions",), ("mission_new",),
        ("contract_order",), ("mission", mission), ("quote", mission.quotes.get()),
        ("quote_decline", mission.quotes.get()), ("contract", contract),
    ]  # fmt: skip
    return [
        reverse(f"web_hosting:{name}", args=[getattr(thing, "public_id", thing) for thing in things])
        for name, *things in named
    ]


def test_no_page_of_hosting_and_outsourcing_shuts_anybody_out(browser, live_server, client_of, holder):
    cache.clear()
    publish_documents(clock.at_local(date(2026, 1, 1)))
    hosting.plan()
    with steps.until(DAY):
        pages = a_furnished_house(holder, clock.now())
        steps.shut_no_reader_out(browser, live_server, client_of, holder, pages)
