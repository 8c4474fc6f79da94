"""CAA (RFC 8659, RFC 8657): whether the authority may issue, told before it says no."""

import pytest
from django.utils import translation

from ssl_certs import looking
from ssl_certs.models import CertificateProduct

from .conftest import codes, row_of, validating
from .test_records import check, place

pytestmark = pytest.mark.django_db


def found(customer, *names: str, code: str = "positivessl") -> set[str]:
    certificate = validating(customer, *(names or ("argan.example.ma",)), code=code)
    return {c for c in codes(row_of(certificate, certificate.names[0])) if c.startswith("caa")}


@pytest.mark.parametrize(
    ("records", "code"),
    [
        ([], "caa_free"),
        (['0 issue "sectigo.com"'], "caa_allows"),
        (['0 issue "SECTIGO.com; accounturi=https://x/1"'], "caa_allows"),
        (['0 issue "letsencrypt.org"', '0 issue "sectigo.com"'], "caa_allows"),
        (['0 issue "letsencrypt.org"'], "caa_forbids"),
        (['0 issue ";"'], "caa_forbids"),
        (['0 iodef "mailto:security@example.ma"'], "caa_free"),
        (['0 issuewild ";"'], "caa_free"),
        (['128 tbs "unknown"', '0 issue "sectigo.com"'], "caa_critical"),
        (['128 issue "sectigo.com"'], "caa_allows"),
        (['0 tbs "unknown"', '0 issue "sectigo.com"'], "caa_allows"),
        (['0 issue "sectigo.com; validationmethods=http-01"'], "caa_method"),
        (['0 issue "sectigo.com; validationmethods=http-01,dns-01"'], "caa_allows"),
        (['0 issue "sectigo.com; validationmethods=ca-email"'], "caa_allows"),
    ],
)
def test_what_the_records_at_a_name_mean(world, customer, records, code):
    world.zone()
    world.put("argan.example.ma", "CAA", *records)
    assert found(customer) == {code}


@pytest.mark.parametrize(
    ("records", "code"),
    [
        (['0 issue "sectigo.com"'], "caa_allows"),
        (['0 issue "sectigo.com"', '0 issuewild ";"'], "caa_forbids"),
        (['0 issue ";"', '0 issuewild "sectigo.com"'], "caa_allows"),
    ],
)
def test_a_wildcard_follows_its_own_property_where_there_is_one(world, customer, records, code):
    world.zone()
    world.put("example.ma", "CAA", *records)
    assert found(customer, "*.example.ma", code="positivessl-wildcard") == {code}


def test_the_tree_is_climbed_and_the_nearest_set_decides(world, customer):
    world.zone()
    world.put("example.ma", "CAA", '0 issue "letsencrypt.org"')
    assert found(customer, "www.argan.example.ma") == {"caa_forbids"}
    world.put("argan.example.ma", "CAA", '0 issue "sectigo.com"')
    assert found(customer, "shop.argan.example.ma") == {"caa_allows"}


def test_a_cname_is_followed_and_its_own_tree_is_not_climbed(world, customer):
    """RFC 8659 took the climbing of an alias's tree out of RFC 6844."""
    world.zone()
    world.put("argan.example.ma", "CNAME", "site.cdn.example.net.")
    world.put("cdn.example.net", "CAA", '0 issue ";"')
    assert found(customer, "www.argan.example.ma") == {"caa_free"}
    world.put("site.cdn.example.net", "CAA", '0 issue "letsencrypt.org"')
    assert found(customer, "shop.argan.example.ma") == {"caa_forbids"}


def test_records_that_cannot_be_read_stop_the_issuance(world, customer):
    world.zone()
    world.put("argan.example.ma", "SOA", "ns1.host.ma. hostmaster.host.ma. 1 3600 600 86400 300")
    world.zone("shop.argan.example.ma")
    world.failing.add("argan.example.ma")
    world.failing.discard("shop.argan.example.ma")
    assert "servfail" in codes(row_of(validating(customer, "shop.argan.example.ma")))


def test_a_forbidding_record_keeps_the_authority_away_and_its_cure_can_be_copied(world, customer):
    world.zone()
    world.put("example.ma", "CAA", '0 issue "letsencrypt.org"')
    row = row_of(validating(customer, "argan.example.ma"))
    place(world, row)
    check(row)
    assert row.state == "waiting"
    with translation.override("en"):
        said = next(looking.said(one) for one in row.found if one["code"] == "caa_forbids")
    assert "letsencrypt.org" in said.values
    assert "0 issue “sectigo.com”" in said.advice
    assert "example.ma" in said.text


def test_an_authority_whose_names_nobody_has_entered_is_not_judged(world, customer):
    world.zone()
    world.put("example.ma", "CAA", '0 issue "letsencrypt.org"')
    certificate = validating(customer, "argan.example.ma")
    CertificateProduct.objects.update(caa_domains=[])
    row = row_of(certificate)
    place(world, row)
    check(row)
    assert "caa_unjudged" in codes(row)
    assert row.state == "valid"


def test_every_product_of_the_catalogue_says_how_its_authority_is_called(customer):
    from tests import certificates

    certificates.product()
    assert not [p.code for p in CertificateProduct.objects.all() if not p.caa_domains]
