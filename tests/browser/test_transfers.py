"""Transfers in Chromium, from both sides: a name comes with its code, another leaves after its code was shown."""

from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page, expect

from contracts.publishing import publish_documents
from core import clock
from domains import catalogue
from domains.models import Domain, Proceeding, TransferIn, TransferOut
from domains.registry.models import SandboxName
from domains.registry.sandbox_acts import ask_from_elsewhere
from domains.registry.sandbox_strangers import AUTH_CODE
from domains.transfers import departures
from tests import names
from tests.browser import steps
from tests.cast import contact_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = date(2026, 11, 23)
ELSEWHERE = "ailleurs-atlas.com"


@pytest.fixture
def shop(live, owner) -> Page:
    """The owner, signed in with his password."""
    cache.clear()
    publish_documents(clock.at_local(date(2026, 1, 1)))
    catalogue.load(date(2026, 1, 1))
    owner.set_password(steps.PASSWORD)
    owner.save()
    owner.emailaddress_set.create(email=owner.email, verified=True, primary=True)
    live.goto(reverse("account_login"))
    live.fill("input[name=login]", owner.email)
    live.fill("input[name=password]", steps.PASSWORD)
    steps.submit(live)
    return live


def staff_do(client_of, staff_user, thing, verb: str, **data) -> None:
    """Staff press a verb in the back office, with a reason."""
    url = reverse(f"admin:domains_{thing._meta.model_name}_verb", args=[thing.pk, verb])
    client_of(staff_user).post(url, {"reason": "looked at", **data})


def test_name_comes_to_us_after_a_wrong_code(shop, customer):
    """DN-6.2.1b, DN-8.1: price, code, contacts, cart, payment; a wrong code corrected; the name is here."""
    contact_of(customer, steps.CONTACT["full_name"])
    with steps.until(DAY):
        ask_to_come(shop)
        expect(shop.locator("main")).to_contain_text("154,80")
        steps.picture(shop, "transfer_new")
        shop.fill("input[name=code]", "faux")
        steps.submit(shop)
        steps.review_and_confirm(shop)
        steps.pay_by_card(shop)
        steps.tick()
        transfer = TransferIn.objects.get()
        shop.goto(transfer.get_absolute_url())
        steps.press(shop, shop.locator("main a.button[href$='/code/']"))
        shop.fill("input[name=code]", AUTH_CODE)
        steps.submit(shop)
        steps.tick()
        shop.reload()
        expect(shop.locator("main")).to_contain_text("autre")
        steps.picture(shop, "transfer_progress")
    names.live_through(clock.at_local(date(2026, 11, 29), 9))
    assert Domain.objects.get(name=ELSEWHERE).paid_through == date(2028, 3, 10)
    with steps.until(date(2026, 11, 29)):
        shop.goto(transfer.get_absolute_url())
        steps.press(shop, shop.locator("main .page-header a.button"))
        expect(shop.locator("main")).to_contain_text(ELSEWHERE)


def test_name_leaves_after_its_code_was_shown_and_the_holder_has_agreed(
    shop, customer, client_of, staff_user
):
    """DN-6.p1(2), DN-6.p2: the code, the other registrar's request, the holder's word, staff's answer, gone."""
    domain = names.registered("atlas.com", date(2027, 5, 1), customer)
    code = SandboxName.objects.get(name="atlas.com").auth_code
    Domain.objects.filter(pk=domain.pk).update(auth_code=code)
    with steps.until(DAY):
        shop.goto(reverse("domains:leave", args=[domain.public_id]))
        steps.picture(shop, "leave")
        steps.press(shop, shop.locator("main a[href$='/code/voir/']"))
        if "reauthenticate" in shop.url:
            shop.fill("input[name=password]", steps.PASSWORD)
            steps.submit(shop)
        steps.submit(shop)
        expect(shop.locator(".copy__value")).to_have_text(code)
        steps.picture(shop, "code")
        now = clock.now()
        departures.notice(
            Domain.objects.get(pk=domain.pk), ask_from_elsewhere("atlas.com", now), names.act(now)
        )
        shop.goto(reverse("domains:leave", args=[domain.public_id]))
        shop.check("input[name=wish][value=approve]")
        steps.picture(shop, "transfer_asked")
        steps.submit(shop)
        departure = TransferOut.objects.get()
        assert departure.wish == "approve"
        staff_do(client_of, staff_user, departure, "approve")
        steps.tick()
        shop.goto(domain.get_absolute_url())
        assert Domain.objects.get(pk=domain.pk).state == "transferred_away"
        steps.picture(shop, "transferred_away")


def test_proceedings_that_staff_enter_let_no_name_come_until_they_are_closed(
    shop, customer, client_of, staff_user
):
    """DN-6.2.1b: entered in the back office; the customer reads why, and goes on once they are over."""
    contact_of(customer, steps.CONTACT["full_name"])
    mine = shop.context.cookies()
    with steps.until(DAY):
        shop.context.clear_cookies()
        session = client_of(staff_user).cookies["sessionid"].value
        origin = "/".join(shop.url.split("/")[:3])
        shop.context.add_cookies([{"name": "sessionid", "value": session, "url": origin}])
        shop.goto(reverse("admin:domains_proceeding_add"))
        shop.click(".select2-selection")
        shop.fill(".select2-search__field", customer.name)
        shop.locator(".select2-results__option", has_text=customer.name).first.click()
        shop.fill("[name=detail]", "Tribunal d’Agadir, dossier 77/2026")
        steps.picture(shop, "desk-proceeding")
        steps.press(shop, shop.locator("input[name=_save]"))
        proceeding = Proceeding.objects.get()
        assert proceeding.opened_by == staff_user.public_id
        shop.context.clear_cookies()
        shop.context.add_cookies(mine)
        ask_to_come(shop)
        expect(shop.locator("main")).to_contain_text("DN-6.2.1b")
        steps.picture(shop, "transfer-stopped")
        expect(shop.locator("main input[name=code]")).to_have_count(0)
        staff_do(client_of, staff_user, proceeding, "close")
        ask_to_come(shop)
        expect(shop.locator("main input[name=code]")).to_have_count(1)


def ask_to_come(page: Page) -> None:
    """The name that is elsewhere is typed into the form of transfers."""
    page.goto(reverse("domains:transfer_new"))
    page.fill("input[name=name]", ELSEWHERE)
    with page.expect_navigation():
        page.press("input[name=name]", "Enter")
