"""The registration file in Chromium: a reserved .ma name from the search to the registry, by both sides."""

from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page, expect

from billing.models import Proforma
from contracts.publishing import publish_documents
from core import clock
from domains import catalogue
from domains.models import Paper, RegistrationFile
from tests.browser import steps
from tests.papers import PDF

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ORDERED = date(2026, 11, 23)


@pytest.fixture
def shop(live) -> Page:
    cache.clear()
    publish_documents(clock.at_local(date(2026, 1, 1)))
    catalogue.load(date(2026, 1, 1))
    return live


def pdf(name: str) -> dict:
    return {"name": name, "mimeType": "application/pdf", "buffer": PDF}


def staff_page(page: Page, client_of, staff_user) -> Page:
    """A member of staff in a browser of his own."""
    cookie = client_of(staff_user).cookies["sessionid"].value
    desk = page.context.browser.new_context(base_url=page.url.split("/domaines")[0], locale="fr-FR")
    desk.add_cookies([{"name": "sessionid", "value": cookie, "url": page.url.split("/domaines")[0]}])
    return desk.new_page()


def act(desk: Page, model: str, pk: int, verb: str, reason: str, **more: str) -> None:
    """One staff verb, from the thing's page to its confirmation."""
    desk.goto(reverse(f"admin:domains_{model}_change", args=[pk]))
    steps.press(desk, desk.locator(f"a[href='../verb/{verb}/']"))
    for name, value in {**more, "reason": reason}.items():
        desk.fill(f"[name={name}]", value)
    steps.press(desk, desk.locator("input[type=submit].default"))


def test_a_reserved_name_is_ordered_documented_reviewed_and_registered(shop, client_of, staff_user):
    """DN-A2-1.2, DN-7.3.3, C-19, DN-9.3: what the customer sees and what the desk does."""
    with steps.until(ORDERED):
        steps.search(shop, "visit-maroc", "visit-maroc.ma")
        steps.sign_up(shop, "amina@atlas-conseil.example")
        steps.describe_company(shop)
        steps.add_contact(shop)
        expect(shop.locator("main")).to_contain_text("DN-A2-1.2")
        steps.submit(shop)
        steps.review_and_confirm(shop)
        steps.tick()
        shop.goto(reverse("billing:pay", args=[Proforma.objects.get().public_id]))
        steps.pay_by_card(shop)
        steps.tick()
        file = RegistrationFile.objects.get()
        assert file.state == "awaiting_papers"
        shop.goto(file.get_absolute_url())
        steps.press(shop, shop.locator("main a[href$='/repondre/']").first)
        shop.set_input_files("input[name=identity]", pdf("cin.pdf"))
        shop.set_input_files("input[name=form]", pdf("formulaire.pdf"))
        shop.set_input_files("input[name=support]", [pdf("statuts.pdf"), pdf("marque.pdf")])
        steps.submit(shop)
        expect(shop.locator("main")).to_contain_text("cin.pdf")
        desk = staff_page(shop, client_of, staff_user)
        desk.goto(reverse("admin:index"))
        expect(desk.locator("body")).to_contain_text("DN-9.3")
        act(
            desk,
            "registrationfile",
            file.pk,
            "ask_information",
            "unclear",
            question="Quel est l’objet du site ?",
        )
        shop.goto(file.get_absolute_url())
        expect(shop.locator("main")).to_contain_text("Quel est l’objet du site ?")
        steps.press(shop, shop.locator("main a[href$='/repondre/']").first)
        shop.fill("textarea[name=text]", "Un guide de voyage.")
        steps.submit(shop)
        identity = Paper.objects.get(kind="identity")
        act(desk, "paper", identity.pk, "accept", "the card is readable")
        act(desk, "registrationfile", file.pk, "hand_over", "form sent to ANRT")
        act(desk, "registrationfile", file.pk, "complete", "ANRT agrees")
        expect(desk.locator("body")).to_contain_text("Un guide de voyage.")
        steps.tick()
        file.refresh_from_db()
        assert file.domain.state == "registered"
        shop.goto(file.get_absolute_url())
        expect(shop.locator("main")).to_contain_text("C-19")
