"""The registry's word in Chromium, from both sides: a block and a refusal in words, a difference mended by staff."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation
from playwright.sync_api import Page, expect

from core import clock
from domains.comparison import nightly
from domains.messages import inbox
from domains.models import Difference, Domain, RegistryChange, RegistryMessage
from domains.registry import faults, refusal_text, sandbox_acts
from domains.registry.faults import Fault, FaultPlan, Kind
from domains.registry.models import OURS, ManualRequest
from tests import names
from tests.browser import steps
from tests.cast import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = date(2026, 11, 23)
with translation.override("fr"):
    WORDS = str(refusal_text(2304))


@pytest.fixture
def atlas(customer) -> Domain:
    return names.registered("atlas.com", date(2027, 6, 1), customer)


@pytest.fixture
def clerk():
    return person("clerk@portal.example", "Karim Tazi", is_staff=True, is_superuser=True)


def enter(page: Page, client_of, user, url: str) -> Page:
    """The browser becomes this person's."""
    page.context.clear_cookies()
    session = client_of(user).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": url}])
    return page


def staff_verb(page: Page, thing, verb: str, **said: str) -> None:
    """From the thing's page in the back office: its button, a reason, done."""
    page.goto(reverse(f"admin:domains_{thing._meta.model_name}_change", args=[thing.pk]))
    steps.press(page, page.locator(f"a[href$='/{verb}/']"))
    page.fill("textarea[name=reason]", "read and understood")
    for name, value in said.items():
        page.fill(f"[name={name}]", value)
    steps.press(page, page.locator("input[type=submit]"))


def test_the_registry_speaks_refuses_and_differs(live, live_server, client_of, owner, clerk, atlas):
    """DN-8.1, DN-8.2, DN-A2-6(4): told as received, matched by staff, refused in words and sent again, mended."""
    with steps.until(DAY):
        now = clock.now()
        sandbox_acts.set_status("atlas.com", "serverHold", True, "court order 12/2026", now)
        sandbox_acts.low_balance(OURS, "about atlas.com", now)
        inbox.read_all(names.act(now))
        page = enter(live, client_of, owner, live_server.url)
        page.goto(atlas.get_absolute_url())
        expect(page.locator("main")).to_contain_text("court order 12/2026")
        steps.tick()

        page = enter(live, client_of, clerk, live_server.url)
        unmatched = RegistryMessage.objects.get(state="for_staff")
        staff_verb(page, unmatched, "match", name="atlas.com")
        unmatched.refresh_from_db()
        assert (unmatched.state, unmatched.domain) == ("forwarded", atlas)

        page = enter(live, client_of, owner, live_server.url)
        page.goto(reverse("domains:lock", args=[atlas.public_id]))
        page.check("input[name=confirmed]")
        with faults.injected(FaultPlan(scripted=[Fault(Kind.REFUSAL, "update", code=2304)])):
            steps.submit(page)
            steps.tick()
        page.goto(atlas.get_absolute_url())
        expect(page.locator("#settings")).to_contain_text(WORDS)
        change = RegistryChange.objects.get(kind="lock", state="failed")
        staff_verb(enter(live, client_of, clerk, live_server.url), change, "send_again")
        steps.tick()
        change.refresh_from_db()
        assert change.state == "synced"

        sandbox_acts.set_status("atlas.com", "clientTransferProhibited", False, "", now)
        nightly.compare(Domain.objects.select_related("extension").get(pk=atlas.pk), names.act(now))
        difference = Difference.objects.get(field="lock")
        staff_verb(page, difference, "push_ours")
        steps.tick()
        difference.refresh_from_db()
        atlas.refresh_from_db()
        assert (difference.state, atlas.locked) == ("mended", True)


def test_what_a_registry_without_an_interface_is_told_passes_through_the_hands_of_staff(
    live, live_server, client_of, owner, clerk, atlas, settings
):
    """DN-2.3b: the customer asks, staff do it at the registry's site and type what it shows, the page says done."""
    settings.REGISTRY_ADAPTER = "manual"
    with steps.until(DAY):
        page = enter(live, client_of, owner, live_server.url)
        page.goto(reverse("domains:lock", args=[atlas.public_id]))
        page.check("input[name=confirmed]")
        steps.submit(page)
        steps.tick()
        asked = ManualRequest.objects.get(answered_at=None)
        desk = enter(live, client_of, clerk, live_server.url)
        desk.goto(reverse("admin:index"))
        queue = desk.locator(f"a[href^='{reverse('admin:domains_manualrequest_changelist')}?']").first
        steps.picture(desk, "desk-queues")
        steps.press(desk, queue)
        steps.press(desk, desk.locator("#result_list tbody th a").first)
        steps.picture(desk, "desk-request")
        steps.press(desk, desk.locator("a[href='../answer/']"))
        desk.fill("[name=created_at]", "2026-06-01 10:00")
        desk.fill("[name=expires_at]", "2027-06-01 10:00")
        steps.picture(desk, "desk-by-hand")
        steps.press(desk, desk.locator("input[type=submit]"))
        asked.refresh_from_db()
        assert asked.answered_by == clerk.public_id
        steps.tick()
        atlas.refresh_from_db()
        assert atlas.locked
        page = enter(live, client_of, owner, live_server.url)
        page.goto(reverse("domains:lock", args=[atlas.public_id]))
        expect(page.locator("main")).to_contain_text("Lever le verrou")
