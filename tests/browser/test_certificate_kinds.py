"""Certificates of every kind in Chromium: by ACME at a real authority, by hand with an identity check, and reissued."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from core import clock
from notifications.models import Email
from ssl_certs.authority.models import ManualRequest
from ssl_certs.models import Certificate, OrganisationPaper, SslOrder, VettingStep
from tests.browser import steps
from tests.browser.certificate_steps import NAME, fill_in, issued, order_one, set_up, take
from tests.papers import PDF
from tests.ssl_certs.authority.by_hand import bundle
from tests.tiny_ca import Ca

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ORDERED, REISSUED, ENDS = date(2026, 11, 23), date(2027, 5, 24), date(2027, 11, 23)
ORGANISATION = "Argan Studio SARL"
WHERE = "_dnsauth.boutique.atlas-conseil.ma"


def paid(page: Page, client_of, holder, product: str, name: str, **fields: str) -> SslOrder:
    """An order of the holder's, paid for with the card."""
    steps.enter(page, client_of, holder)
    order_one(page, product)
    fill_in(page, name, **fields)
    steps.pay_by_card(page)
    steps.tick()
    return SslOrder.objects.select_related("product").get()


# --- at a real authority --------------------------------------------------------------------------------------
@pytest.mark.processes
@pytest.mark.parametrize(
    ("product", "names", "more"),
    [
        ("Sectigo PositiveSSL", ["une.atlas-conseil.ma"], {}),
        ("Sectigo PositiveSSL Wildcard", ["*.etoile-conseil.ma", "etoile-conseil.ma"], {}),
        (
            "Sectigo PositiveSSL Multi-Domain",
            ["un.conseil.ma", "deux.conseil.ma", "trois.conseil.ma", "xn--caf-dma.ma"],
            {"more_names": "1"},
        ),
    ],
)
def test_a_certificate_is_issued_by_acme_from_a_key_made_in_the_browser(
    shop, client_of, holder, pebble, names_of_the_world, product, names, more
):
    """SSL-10.4a, SSL-A3-1, SSL-A3-2: the customer puts the records in place, the authority looks and issues."""
    order = paid(shop, client_of, holder, product, names[0], **more)
    set_up(shop, order, *names)
    shop.goto(reverse("ssl_certs:tracker", args=[order.public_id]))
    certificate = Certificate.objects.get()
    for row in certificate.validations.all():
        expect(shop.locator("main")).to_contain_text(row.value)
        names_of_the_world.place(row)
    steps.picture(shop, f"certificate-{order.product.kind}-tracker")
    steps.press(shop, shop.locator("main form[action$='/verifier/'] button").first)
    steps.tick()
    certificate.refresh_from_db()
    assert pebble.status(certificate.serial)["Status"] == "Valid"
    assert take(shop, certificate) == set(names)


# --- by hand, with an identity check --------------------------------------------------------------------------
def answer(desk: Page, command: str, ticks: tuple[str, ...] = (), **fields: str) -> None:
    """Staff type what the authority's web site shows."""
    asked = ManualRequest.objects.get(command=command, answered_at=None)
    desk.goto(reverse("admin:ssl_certs_manualrequest_change", args=[asked.pk]))
    steps.press(desk, desk.locator("a[href='../answer/']"))
    for field, value in fields.items():
        box = desk.locator(f"[name={field}]")
        box.select_option(value) if box.evaluate("e => e.tagName") == "SELECT" else box.fill(value)
    for field in ticks:
        desk.check(f"[name={field}]")
    steps.picture(desk, f"desk-authority-{command}")
    steps.press(desk, desk.locator("input[type=submit].default"))
    assert not ManualRequest.objects.filter(pk=asked.pk, answered_at=None).exists()


def send_paper(page: Page, order: SslOrder) -> None:
    """The customer's extract of the register, from the page of the identity check (SSL-A2-2.1)."""
    page.goto(reverse("ssl_certs:organisation", args=[order.public_id]))
    steps.picture(page, "certificate-organisation")
    paper = {"name": "rc.pdf", "mimeType": "application/pdf", "buffer": PDF}
    page.set_input_files("main input[type=file]", paper)
    steps.submit(page)


def vet(desk: Page) -> None:
    """Papers, register and call, one after another (SSL-A2-2.1)."""
    steps.desk_verb(desk, OrganisationPaper.objects.get(), "accept")
    for step in VettingStep.objects.exclude(state="done").order_by("pk"):
        call = {"phone": "+212522123456", "source": "Telecontact"} if step.kind == "call" else {}
        steps.desk_verb(desk, step, "complete", finding="same name and address", **call)


def test_an_organisation_certificate_is_vetted_and_issued_by_hand(
    shop, client_of, holder, staff_user, settings
):
    """SSL-10.4a, SSL-A2-2.1: nothing is issued before the last step; each answer of the authority is typed once."""
    settings.AUTHORITY_ADAPTER = "manual"
    with steps.until(ORDERED):
        organisation = {"org_name": ORGANISATION, "org_address": "1, avenue Hassan II", "org_city": "Agadir",
                        "org_phone": "+212 522 12 34 56", "org_representative": "Omar Bennani"}  # fmt: skip
        order = paid(shop, client_of, holder, "GeoTrust True BusinessID", NAME, **organisation)
        assert Email.objects.filter(about=order.public_id, kind="ssl_certs.documents_needed").exists()
        set_up(shop, order)
        send_paper(shop, order)
        steps.enter(shop, client_of, staff_user)
        answer(shop, "place", reference="4711", record="TXT", where_0=WHERE, value_0="tok3n")
        vet(shop)
        steps.tick()
        steps.enter(shop, client_of, holder)
        shop.goto(reverse("ssl_certs:tracker", args=[order.public_id]))
        expect(shop.locator("main")).to_contain_text("tok3n")
        steps.picture(shop, "certificate-vetted")
        steps.press(shop, shop.locator("main form[action$='/verifier/'] button").first)
        steps.tick()
        certificate = Certificate.objects.get()
        assert certificate.state == "validating"
        steps.enter(shop, client_of, staff_user)
        answer(shop, "look", ["proven_0"], certificate=bundle(Ca(), certificate, clock.now()))
        steps.tick()
        steps.enter(shop, client_of, holder)
        certificate.refresh_from_db()
        order.refresh_from_db()
        assert (certificate.state, order.state) == ("issued", "active")
        assert take(shop, certificate) == {NAME}


# --- inside the year ------------------------------------------------------------------------------------------
def test_in_the_middle_of_the_year_the_certificate_is_reissued_for_nothing(shop, client_of, holder):
    """C-09, SSL-5.1: told by mail when it is due, asked for with a new key, and the year ends when it would have."""
    with steps.until(ORDERED):
        first = issued(shop, client_of, holder)
        order = first.order
    with steps.until(REISSUED):
        steps.tick()
        order.refresh_from_db()
        assert order.state == "reissue_due"
        assert Email.objects.filter(about=order.public_id, kind="ssl_certs.reissue_due").exists()
        steps.enter(shop, client_of, holder)
        set_up(shop, order, form="reissue")
        shop.goto(reverse("ssl_certs:tracker", args=[order.public_id]))
        steps.picture(shop, "certificate-reissue")
        steps.press(shop, shop.locator("main form[action$='/verifier/'] button").first)
        steps.tick()
        second = order.certificates.get(state="issued")
        first.refresh_from_db()
        order.refresh_from_db()
        assert (first.state, order.state, order.term_ends_on) == ("replaced", "active", ENDS)
        assert second.key_digest != first.key_digest
        assert take(shop, second) == {NAME}
        shop.goto(order.get_absolute_url())
        steps.picture(shop, "certificate-reissued")
        expect(shop.locator("main")).not_to_contain_text("renouvel")
