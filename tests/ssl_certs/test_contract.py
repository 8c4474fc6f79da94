"""What the contract says of an order and no other test shows: documents, pinned facts, what leaves the house."""

from dataclasses import fields
from datetime import date

import pytest

from billing import cart
from contracts import acceptances
from contracts.publishing import publish_documents
from core import clock, worker
from notifications.models import Email
from ssl_certs.authority import Request
from ssl_certs.lifecycle import issuing
from ssl_certs.lifecycle.calls import wanted_of
from ssl_certs.models import CertificateProduct
from ssl_certs.ordering import Choice, into_cart
from tests import certificates

pytestmark = pytest.mark.django_db
NOW = certificates.ORDERED


def test_the_special_terms_are_accepted_with_each_order_and_rank_before_the_general_ones(db):
    """SSL-P1, SSL-1.1, SSL-1.2."""
    publish_documents(NOW)
    product = certificates.product()
    asked = [
        v.document.code for v in acceptances.applicable(set(product.scopes), {"order"}, clock.local_date(NOW))
    ]
    assert "ssl" in asked
    assert asked.index("ssl") < asked.index("cgv")


def test_what_was_sold_stays_as_it_was_when_the_product_changes(customer):
    """SSL-9.2a, SSL-13.6: brand, servers and warranty are those of the day of the order."""
    order = certificates.an_order(customer, NOW, "quickssl-premium")
    CertificateProduct.objects.filter(code="quickssl-premium").update(licences=0, warranty=1, brand="Autre")
    order.refresh_from_db()
    sold = {name: order.pinned[name] for name in ("licences", "warranty", "brand")}
    assert sold == {"licences": 1, "warranty": 500_000, "brand": "GeoTrust"}


def test_each_further_server_of_a_certificate_licensed_by_server_is_a_line_of_its_own(customer, owner):
    """SSL-9.2b."""
    product = certificates.product("quickssl-premium")
    into_cart(customer, owner, Choice(product, "argan.example.ma", more_licences=2), certificates.act(NOW))
    lines = cart.cart_for(customer).lines.all()
    assert [(line.kind, line.quantity, line.unit_ht) for line in lines] == [
        ("ssl.order", 1, 69_000),
        ("ssl.licences", 2, 34_500),
    ]
    assert lines[0].options["licences"] == 3


def test_nothing_but_the_fields_of_the_authoritys_list_leaves_the_house(customer):
    """SSL-10.3b: no customer id, no bill, no note of staff."""
    order = certificates.an_order(customer, NOW)
    certificate = issuing.begin(order, certificates.wanted(*order.names), certificates.act(NOW))
    sent = wanted_of(certificate)
    assert {field.name for field in fields(Request)} == {
        "our_reference", "product", "csr", "names", "methods", "days", "addresses", "organisation", "contacts",
        "level", "reference", "replaces", "replaces_pem",
    }  # fmt: skip
    assert customer.public_id not in str(sent)


def test_an_order_without_certificate_is_told_on_day_fifteen_until_when_it_can_be_cancelled(customer):
    """C-33: the twenty days count from the order as written, however slow the authority is."""
    order = certificates.an_order(customer, NOW)
    worker.settle(clock.at_local(date(2026, 12, 7), 7))
    assert not Email.objects.filter(kind="ssl_certs.still_cancellable").exists()
    worker.settle(clock.at_local(date(2026, 12, 7), 8))
    mail = Email.objects.filter(kind="ssl_certs.still_cancellable", about=order.public_id).first()
    assert "12 décembre 2026" in mail.text
