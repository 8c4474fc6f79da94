"""The end of a name in Chromium, from both sides: protected, cancelled, registered anew, suspended, decided upon."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from core import clock
from domains.models import Cancellation, Domain, Hold, LegalDecision
from tests import names
from tests.browser import steps
from tests.cast import account, join, person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EXPIRY = date(2026, 11, 22)
IN_GRACE = date(2026, 12, 14)
PDF = {"name": "recu.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 a receipt"}


@pytest.fixture
def holder():
    user = person("owner@argan.example", "Omar Bennani")
    join(user, account("Argan Studio SARL"))
    return user


@pytest.fixture
def clerk():
    return person("clerk@portal.example", "Karim Tazi", is_staff=True, is_superuser=True)


def enter(page: Page, client_of, user) -> Page:
    """The browser becomes this person's."""
    page.context.clear_cookies()
    session = client_of(user).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": page.url_of}])
    return page


@pytest.fixture
def portal(live, live_server):
    live.url_of = live_server.url
    return live


def expired(name: str, user) -> Domain:
    domain = names.registered(name, EXPIRY, user.memberships.get().customer)
    names.live_through(clock.at_local(IN_GRACE, 8))
    return now_is(domain)


def now_is(domain: Domain) -> Domain:
    return Domain.objects.select_related("extension", "customer").get(pk=domain.pk)


def staff_verb(page: Page, thing, verb: str, **said: str) -> None:
    """A verb in the back office, with its reason."""
    model = thing._meta.model_name
    page.goto(reverse(f"admin:domains_{model}_verb", args=[thing.pk, verb]))
    page.fill("textarea[name=reason]", "checked with the papers")
    for name, value in said.items():
        field = page.locator(f"[name={name}]")
        field.select_option(value) if field.evaluate("e => e.tagName") == "SELECT" else field.fill(value)
    if page.locator("input[name=document]").count():
        page.set_input_files("input[name=document]", PDF)
    steps.press(page, page.locator("input[type=submit]"))


def test_a_name_out_of_the_dns_is_protected_by_its_holders_proof_until_staff_say_no(
    portal, client_of, holder, clerk
):
    """DN-15.2, DN-A1-2."""
    domain = expired("atlas.com", holder)
    with steps.until(IN_GRACE):
        page = enter(portal, client_of, holder)
        page.goto(domain.get_absolute_url())
        expect(page.locator("main")).to_contain_text("DN-15.2")
        steps.press(page, page.locator(f"a[href='{reverse('domains:claim', args=[domain.public_id])}']"))
        page.select_option("select[name=kind]", "payment")
        page.fill("textarea[name=detail]", "J’ai payé par virement.")
        page.set_input_files("input[name=proof]", PDF)
        steps.submit(page)
        hold = Hold.objects.get()
        assert hold.state == "claimed"
        staff_verb(enter(portal, client_of, clerk), hold, "reject")
        hold.refresh_from_db()
        assert hold.state == "rejected"
        page = enter(portal, client_of, holder)
        page.goto(domain.get_absolute_url())
        expect(page.locator("main")).to_contain_text("checked with the papers")


def test_a_ma_name_is_cancelled_by_its_holder_and_can_be_registered_anew(portal, client_of, holder, clerk):
    """DN-A2-4.1, C-36."""
    domain = expired("atlas.ma", holder)
    with steps.until(IN_GRACE):
        page = enter(portal, client_of, holder)
        page.goto(reverse("domains:cancel", args=[domain.public_id]))
        expect(page.locator("main")).to_contain_text("DN-A2-4.1.3")
        page.check("input[name=understood]")
        page.fill("input[name=typed]", "atlas.ma")
        steps.submit(page)
        expect(page.locator("main")).to_contain_text("DN-A2-4.1.1")
        staff_verb(enter(portal, client_of, clerk), Cancellation.objects.get(), "accept")
        steps.tick()
        assert now_is(domain).state == "cancel_grace"
        page = enter(portal, client_of, holder)
        page.goto(domain.get_absolute_url())
        steps.press(page, page.locator(f"a[href='{reverse('domains:anew', args=[domain.public_id])}']"))
        expect(page.locator("main")).to_contain_text("C-36")


def test_a_name_is_suspended_and_a_court_has_it_cancelled_by_two_people(portal, client_of, holder, clerk):
    """DN-4.1, DN-6.1.1, C-29."""
    domain = expired("atlas.com", holder)
    second = person("second@portal.example", "Sara Alami", is_staff=True, is_superuser=True)
    with steps.until(IN_GRACE):
        page = enter(portal, client_of, clerk)
        staff_verb(page, domain, "suspend", authority="anrt", grounds="procedure", reference="ANRT 7/2026")
        page = enter(portal, client_of, holder)
        page.goto(domain.get_absolute_url())
        expect(page.locator("main")).to_contain_text("ANRT 7/2026")
        page = enter(portal, client_of, clerk)
        staff_verb(page, domain, "enter_decision", authority="court", grounds="court_order", effect="cancel",
                   reference="TC 2026/88")  # fmt: skip
        decision = LegalDecision.objects.get()
        staff_verb(page, decision, "execute")
        assert now_is(domain).state == "grace"
        staff_verb(enter(portal, client_of, second), decision, "execute")
        steps.tick()
        decision.refresh_from_db()
        assert (now_is(domain).state, decision.state) == ("redemption", "executed")
        page = enter(portal, client_of, holder)
        page.goto(domain.get_absolute_url())
        expect(page.locator(f"a[href='{reverse('domains:redeem', args=[domain.public_id])}']")).to_have_count(
            0
        )
