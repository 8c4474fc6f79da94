"""The shop: what is sold at which price, the order form, the review, ordering anew (SSL-5.1a, SSL-10.1a, SSL-A3-1)."""

from datetime import date

import pytest
from django.urls import reverse

from billing import cart, ordering, payments
from billing.models import OrderLine, Proforma
from contracts.publishing import publish_documents
from core import clock, worker
from core.acts import Act
from core.models import EvidenceRecord
from ssl_certs import catalogue
from ssl_certs.models import CertificateProduct, SslOrder, ValidityLimit
from tests import certificates
from tests.cast import account, contact_of, join, person

pytestmark = pytest.mark.django_db
NOW = clock.at_local(date(2026, 11, 22), 10)
ORGANISATION = {
    "org_name": "Argan Studio SARL", "org_ice": "001987654000047", "org_rc": "48213", "org_rc_town": "Agadir",
    "org_address": "12, rue des Orangers", "org_postal_code": "80000", "org_city": "Agadir", "org_country": "MA",
    "org_phone": "05 22 12 34 56", "org_representative": "Omar Bennani", "org_title": "Gérant",
}  # fmt: skip


@pytest.fixture(autouse=True)
def shop():
    with clock.frozen(NOW):
        catalogue.load(certificates.LOADED_ON)
        yield


@pytest.fixture
def visitor(client_of):
    return english(client_of(None))


@pytest.fixture
def buyer(client_of, owner):
    return english(client_of(owner))


def english(client):
    client.cookies["language"] = "en"
    return client


def text(answer) -> str:
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("\u202f", " ").replace("\xa0", " ").split())


def url(page: str, *args) -> str:
    return reverse(f"ssl_certs:{page}", args=args)


def put(buyer, code: str = "positivessl", **fields):
    """Send the order form; what it answers."""
    said = {"name": "www.argan-studio.ma", "installation": "", "reach": ["dns", "http"]} | fields
    return buyer.post(url("order", code), said)


# --- what is sold ----------------------------------------------------------------------------------------
def test_every_certificate_on_sale_is_listed_with_both_prices_and_nothing_that_is_not(visitor):
    CertificateProduct.objects.filter(code="rapidssl").update(enabled=False)
    page = text(visitor.get(url("products")))
    assert "Sectigo PositiveSSL" in page
    assert "149.00 MAD" in page
    assert "178.80 MAD" in page
    assert url("product", "rapidssl") not in page
    assert visitor.get(url("product", "rapidssl")).status_code == 404


def test_a_kind_narrows_the_list_and_no_wildcard_is_of_the_highest_level(visitor):
    page = text(visitor.get(url("products"), {"kind": "wildcard"}))
    assert "PositiveSSL Wildcard" in page
    assert "Multi-Domain" not in page
    assert "An EV certificate is never a wildcard" in page
    assert "Multi-Domain" in text(visitor.get(url("products"), {"kind": "nonsense"}))


@pytest.mark.parametrize("code", ["positivessl", "true-businessid-ev-multi"])
def test_no_page_of_the_shop_renews_or_promises_a_name_in_the_browser_bar(visitor, code):
    """SSL-5.1, SSL-A2-3.2, C-30: the word is said once, to deny it."""
    pages = text(visitor.get(url("products"))) + text(visitor.get(url("product", code)))
    assert pages.replace("A certificate is not renewed", "").lower().count("renew") == 0
    assert "bar" not in pages.lower().replace("sidebar", "").split()


def test_a_products_page_gives_every_price_the_licences_and_the_twenty_days(visitor):
    page = text(visitor.get(url("product", "quickssl-premium")))
    for said in (
        "690.00 MAD",
        "345.00 MAD",
        "150.00 MAD",
        "250.00 MAD",
        "500,000.00 USD",
        "20 days from the order",
    ):
        assert said in page, said
    assert "Each name beyond" not in page


def test_a_year_is_as_many_certificates_as_the_limits_of_the_day_make_it(visitor):
    """C-09: staff add a row, and the page tells another year."""
    assert "at most, by the rules" in text(visitor.get(url("product", "positivessl")))
    before = text(visitor.get(url("products")))
    assert "may live 200 days" in before
    assert "A year that starts today is 4 certificates" in before
    ValidityLimit.objects.create(
        starts_on=date(2026, 11, 1), certificate_days=90, domain_days=90, organisation_days=398
    )
    assert "may live 90 days" in text(visitor.get(url("products")))


def test_an_account_in_euros_sees_its_own_prices_and_cannot_order_what_has_none(client_of, customer, owner):
    customer.currency = "EUR"
    customer.save()
    client = english(client_of(owner))
    assert "This certificate is not sold in EUR" in text(client.get(url("product", "positivessl")))
    answer = client.get(url("order", "positivessl"), follow=True)
    assert "not sold in EUR" in text(answer)


# --- the order form ----------------------------------------------------------------------------------------
def test_a_certificate_with_more_names_and_an_installation_is_in_the_cart_with_its_parts(buyer, customer):
    answer = put(buyer, "positivessl-multi", more_names="2", installation="server")
    assert answer.url == reverse("billing:cart")
    lines, _prices = cart.priced(cart.cart_for(customer), date(2026, 11, 22))
    assert [(line.kind, line.quantity, line.ht) for line in lines] == [
        ("ssl.order", 1, 49_000), ("ssl.names", 2, 38_000), ("ssl.install", 1, 25_000),
    ]  # fmt: skip
    assert lines[0].options["names"] == 5
    assert lines[0].options["checklist"] == ["dns", "http"]
    assert lines[0].options["contacts"]["tech"]["email"] == customer.billing_email


def test_the_cart_does_not_ask_for_how_many_years(buyer):
    put(buyer)
    page = text(buyer.get(reverse("billing:cart")))
    assert "www.argan-studio.ma" in page
    assert 'name="quantity"' not in page


WRONG = [
    ("positivessl", {"name": "localhost"}, "no dot"),
    ("positivessl", {"name": "*.argan-studio.ma"}, "wildcard"),
    ("positivessl", {"name": "a.argan-studio.ma, b.argan-studio.ma"}, "Give one name here"),
    ("positivessl-wildcard", {"name": "argan-studio.ma"}, "*.argan-studio.ma"),
    ("positivessl-wildcard", {"name": "*.co.ma"}, "for every name of an extension"),
    ("positivessl-multi", {"more_names": "248"}, "247"),
    ("positivessl-multi", {"more_names": "-1"}, "0"),
    ("positivessl", {"installation": "mainframe"}, "mainframe"),
    ("positivessl", {"reach": []}, "Get the access first"),
    ("positivessl-wildcard", {"name": "*.argan-studio.ma", "reach": ["http"]}, "http"),
]


@pytest.mark.parametrize(("code", "fields", "said"), WRONG)
def test_a_wrong_order_is_refused_with_its_reason_and_nothing_is_in_the_cart(
    buyer, customer, code, fields, said
):
    page = text(put(buyer, code, **fields))
    assert said in page.replace("“", "").replace("”", ""), page
    assert cart.cart_for(customer) is None


def test_an_organisation_is_asked_for_where_it_is_certified_and_comes_from_the_account(buyer, customer):
    assert "org_name" not in text(buyer.get(url("order", "positivessl")))
    page = text(buyer.get(url("order", "true-businessid")))
    assert 'value="Argan Studio SARL"' in page
    assert 'value="001987654000047"' in page
    wrong = text(put(buyer, "true-businessid", **ORGANISATION | {"org_ice": "123", "org_phone": "12"}))
    assert "This ICE is not valid" in wrong
    assert "no such telephone number" in wrong
    put(buyer, "true-businessid", **ORGANISATION)
    kept = OrderLine.objects.get(kind="ssl.order").options["organisation"]
    assert kept["phone"] == "+212522123456"
    assert kept["representative"] == "Omar Bennani"


def test_a_private_person_is_not_taken_for_an_organisation(client_of):
    amina = person("amina@example.ma", "Amina Test")
    join(amina, account("Amina Test", kind="person", ice=""))
    form = english(client_of(amina)).get(url("order", "true-businessid")).context["form"]
    assert form["org_name"].value() == ""


def test_another_customers_contact_cannot_be_named(buyer, other_customer):
    assert put(buyer, tech=str(contact_of(other_customer).pk)).status_code == 200
    assert not OrderLine.objects.exists()


def test_who_may_not_order_is_told(client_of, colleague):
    assert client_of(colleague).get(url("order", "positivessl")).status_code == 403


# --- the review, the documents, the order --------------------------------------------------------------------
def test_the_review_shows_every_field_and_a_tick_for_each_document_with_the_authority_named(buyer):
    """SSL-10.1a, SSL-10.3a, SSL-10.4b."""
    publish_documents(NOW)
    put(buyer, "true-businessid", **ORGANISATION)
    page = text(buyer.get(reverse("billing:review")))
    for said in ("www.argan-studio.ma", "DigiCert, Inc.", "https://www.digicert.com/legal-repository", "48213",
                 "Omar Bennani", "I can change the DNS records of the name"):  # fmt: skip
        assert said in page, said
    assert "subscriber agreement" in page
    codes = {v.document.code for v in _versions(buyer)}
    assert {"ssl", "decl-ssl-data", "decl-ssl-mandate", "cgv"} <= codes
    assert not codes & {"dn", "decl-whois"}


def _versions(buyer):
    return ordering.documents(OrderLine.objects.all(), date(2026, 11, 22))


def test_a_paid_certificate_makes_its_order_with_what_was_checked_and_mandated(buyer, owner, customer):
    publish_documents(NOW)
    put(buyer)
    order = paid(customer, owner)
    assert order.state == "awaiting_csr"
    proof = EvidenceRecord.objects.get(about=order.public_id, what="paid")
    assert proof.data["checklist"] == ["dns", "http"]
    assert proof.data["sold"]["authority_name"] == "Sectigo Limited"


def paid(customer, owner) -> SslOrder:
    act, found = Act(NOW, owner.public_id), cart.cart_for(customer)
    lines, _prices = cart.priced(found, act.today)
    ticked = {version.public_id for version in ordering.documents(lines, act.today)}
    proforma = ordering.confirm(found, act, owner, ticked, seen_ttc=cart.sums(lines).ttc)
    payments.received(proforma.total_ttc, proforma.payment_reference, act.today, act)
    worker.settle(NOW)
    assert Proforma.objects.get().state == "paid"
    return SslOrder.objects.latest("pk")


# --- ordering anew ---------------------------------------------------------------------------------------
def test_ordering_anew_fills_the_form_in_and_remembers_the_order_before(buyer, customer, owner):
    """SSL-5.1a."""
    before = certificates.an_order(customer, NOW, "true-businessid", "www.argan-studio.ma",
                                   organisation={"name": "Argan Studio SARL", "phone": "+212522123456"})  # fmt: skip
    page = buyer.get(url("order_anew", before.public_id))
    assert page.context["form"]["name"].value() == "www.argan-studio.ma"
    assert page.context["form"]["org_name"].value() == "Argan Studio SARL"
    said = {"name": "www.argan-studio.ma", "installation": "", "reach": ["dns"], **ORGANISATION}
    assert buyer.post(url("order_anew", before.public_id), said).url == reverse("billing:cart")
    after = paid(customer, owner)
    assert after.predecessor == before
    assert url("detail", after.public_id) in text(buyer.get(before.get_absolute_url()))


def test_a_product_no_longer_sold_is_not_ordered_anew_and_the_like_of_it_are_shown(buyer, customer):
    before = certificates.an_order(customer, NOW, "positivessl")
    CertificateProduct.objects.filter(code="positivessl").update(enabled=False)
    page = text(buyer.get(url("order_anew", before.public_id)))
    assert "no longer on sale" in page
    assert "RapidSSL" in page
    answer = buyer.post(
        url("order_anew", before.public_id), {"name": "www.argan-studio.ma", "reach": ["dns"]}
    )
    assert answer.status_code == 302
    assert cart.cart_for(customer) is None
