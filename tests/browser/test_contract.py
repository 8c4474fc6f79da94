"""The contract in Chromium: a new version is published, told, pinned by the next order; its evidence is checked."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page, expect

from billing import cart
from billing.models import Order
from contracts.models import Acceptance, Document, DocumentVersion, VersionNotice
from contracts.publishing import publish_documents
from core import clock
from core.acts import Act
from hosting_portal.proof import verifying
from notifications.models import Email
from tests import names
from tests.browser import steps
from tests.laws.estate import order, registration

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PUBLISHED, IN_FORCE = date(2026, 11, 23), date(2026, 12, 23)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
LANGUAGES = (("fr", "ltr"), ("en", "ltr"), ("ar", "rtl"))


@pytest.fixture
def house(live, customer, owner) -> Page:
    """The contract in force, and a customer who accepted it and has a name."""
    cache.clear()
    publish_documents(clock.at_local(date(2026, 1, 1)))
    with steps.until(PUBLISHED):
        order(customer, owner, Act(clock.now(), owner.public_id), "first.com")
        names.registered("argan.com", date(2026, 12, 28), customer)
        steps.tick()
    return live


def publish_a_version(desk: Page, document: Document) -> DocumentVersion:
    """Staff draft it from the words in force, add a sentence in each language, look at the difference, publish."""
    desk.goto(reverse("admin:contracts_document_change", args=[document.pk]))
    steps.press(desk, desk.locator("a[href='../draft/']"))
    desk.fill("[name=label]", "2.0")
    desk.fill("[name=effective_on]", IN_FORCE.isoformat())
    steps.press(desk, desk.locator("input[type=submit].default"))
    for language, words in (("fr", "Une précision."), ("en", "One more word."), ("ar", "توضيح واحد.")):
        box = desk.locator(f"[name=text_{language}]")
        box.fill(f"{words}\n\n{box.input_value()}")
    steps.press(desk, desk.locator("input[name=_continue]"))
    steps.press(desk, desk.locator("a[href='../preview/']"))
    expect(desk.locator("ins")).to_have_count(3)
    expect(desk.locator("body")).to_contain_text("C-22")
    steps.picture(desk, "desk-version-preview")
    desk.fill("[name=reason]", "yearly review")
    steps.press(desk, desk.locator("input[type=submit].default"))
    return DocumentVersion.objects.get(document=document, label="2.0")


def look_at(page: Page, url: str, name: str) -> None:
    """The page in each language, on a desk and on a phone: right direction, nothing sideways, accessible."""
    origin = "/".join(page.url.split("/")[:3])
    for language, direction in LANGUAGES:
        page.context.add_cookies([{"name": "language", "value": language, "url": origin}])
        page.goto(url)
        for width, height in ((1280, 900), (390, 844)):
            page.set_viewport_size({"width": width, "height": height})
            assert page.get_attribute("html", "dir") == direction
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (
                url,
                language,
                width,
            )
            steps.picture(page, f"{name}-{language}-{width}")
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, found.generate_report()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.context.add_cookies([{"name": "language", "value": "fr", "url": origin}])


def test_a_new_version_is_told_pinned_by_the_next_order_and_proven(
    house, client_of, staff_user, owner, tmp_path
):
    """DN-15.1, C-22, SSL-2.2, HD-0.4: published, told by mail and banner, accepted anew, its evidence checked."""
    customer, cgv = Order.objects.get().customer, Document.objects.get(code="cgv")
    with steps.until(PUBLISHED):
        steps.enter(house, client_of, staff_user)
        version = publish_a_version(house, cgv)
        assert version.published_at
        steps.tick()
        mail = Email.objects.get(kind="contracts.new_version")
        assert mail.state == "sent"
        steps.enter(house, client_of, owner)
        house.goto("/")
        notice = VersionNotice.objects.get()
        banner = house.locator(f"main a[href='{notice.get_absolute_url()}']")
        expect(banner).to_be_visible()
        steps.press(house, banner.first)
        expect(house.locator("main ins")).to_contain_text("Une précision.")
        look_at(house, notice.get_absolute_url(), "contract-news")
        house.goto(notice.get_absolute_url())
        steps.press(house, house.locator("form[action$='/lu/'] button"))
        house.goto("/")
        expect(banner).to_have_count(0)
        look_at(house, reverse("contracts:forecast"), "contract-forecast")
    with steps.until(IN_FORCE):
        cart.add(customer, owner, registration("next.com"), Act(clock.now(), owner.public_id))
        steps.accept_and_pay(house, "next.com")
        newest = Order.objects.order_by("-pk").first()
        assert Acceptance.objects.get(about=newest.public_id, version__document=cgv).version == version
        house.goto(newest.get_absolute_url())
        steps.press(
            house, house.locator(f"form[action='{reverse('proof:ask', args=[newest.public_id])}'] button")
        )
        steps.tick()
        house.reload()
        look_at(house, house.url, "contract-evidence")
        with house.expect_download() as download:
            house.locator("main a[href$='/zip/']").click()
        path = tmp_path / "evidence.zip"
        download.value.save_as(path)
        assert verifying.faults(path) == []
