"""The chain checker: it says what is wrong and what to do, keeps nothing, and refuses private keys."""

from datetime import date, timedelta

import pytest
from cryptography.hazmat.primitives import serialization
from django.urls import reverse

from core import clock
from ssl_certs.delivery import checking
from ssl_certs.delivery.checking import Unreadable, check
from tests import certificates

pytestmark = pytest.mark.django_db
NOW = clock.at_local(date(2026, 11, 22), 10)


@pytest.fixture
def certificate(customer):
    with clock.frozen(NOW):
        yield certificates.an_issued(customer, NOW)


def wrong(result) -> list[str]:
    return [finding.words for finding in result.findings if not finding.right]


def blocks(pem: str) -> list[str]:
    end = "-----END CERTIFICATE-----\n"
    return [part + end for part in pem.split(end) if part.strip()]


def test_a_whole_chain_with_its_request_is_right(certificate):
    result = check(certificate.pem + certificate.chain, certificate.csr, NOW)
    assert (wrong(result), result.names) == ([], ("argan.example.ma",))


def test_a_leaf_alone_lacks_its_chain(certificate):
    assert "is missing" in wrong(check(certificate.pem, "", NOW))[0]


def test_a_request_with_another_key_is_told(certificate):
    other = certificates.csr("argan.example.ma")
    assert "another key" in wrong(check(certificate.pem + certificate.chain, other, NOW))[0]


def test_an_expired_and_a_future_certificate_are_told(certificate):
    later = check(certificate.pem + certificate.chain, "", certificate.not_after + timedelta(seconds=1))
    early = check(certificate.pem + certificate.chain, "", certificate.not_before - timedelta(days=1))
    assert "expired" in wrong(later)[0]
    assert "only from" in wrong(early)[0]


def test_the_issuers_certificate_first_is_told(certificate):
    first, *rest = blocks(certificate.chain)
    said = wrong(check(first + certificate.pem + "".join(rest), "", NOW))
    assert "is an authority's" in said[0]


def test_certificates_that_do_not_belong_are_told(customer, certificate):
    other = certificates.an_issued(customer, NOW, "ailleurs.example.ma")
    said = wrong(check(certificate.pem + certificate.chain + other.pem, "", NOW))
    assert "do not belong" in said[0]


@pytest.mark.parametrize("field", ["chain", "csr"])
def test_a_private_key_is_refused_and_not_echoed(certificate, client_of, field):
    """SSL-13.4."""
    key = certificates.ec_key().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()  # fmt: skip
    posted = {"chain": certificate.pem, "csr": ""} | {field: key}
    page = client_of(None).post(reverse("ssl_certs:checker"), posted).content.decode()
    assert key.splitlines()[1] not in page
    assert 'role="alert"' in page


@pytest.mark.parametrize(
    "pasted", ["hello", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "\x00"]
)
def test_what_is_no_certificate_is_said_in_words(pasted):
    with pytest.raises(Unreadable):
        check(pasted, "", NOW)


def test_more_certificates_than_a_chain_has_are_refused(certificate):
    with pytest.raises(Unreadable):
        check(certificate.pem * (checking.MOST + 1), "", NOW)
