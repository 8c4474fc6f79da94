"""Files of an issued certificate: what each server needs, whole, in order, without a key, and who fetched them."""

import zipfile
from datetime import date
from io import BytesIO

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs7
from django.urls import reverse

from core import clock
from core.models import EvidenceRecord
from ssl_certs.delivery import bundles
from tests import certificates

pytestmark = pytest.mark.django_db
NOW = clock.at_local(date(2026, 11, 22), 10)


@pytest.fixture
def certificate(customer):
    with clock.frozen(NOW):
        yield certificates.an_issued(customer, NOW)


def fetched(client, certificate, what: str):
    return client.get(reverse("ssl_certs:download", args=[certificate.public_id, what]))


def test_the_file_for_nginx_holds_the_certificate_then_its_chain(certificate):
    """SSL-9.1."""
    (file,) = bundles.BUNDLES["nginx"].files(certificate)
    found = x509.load_pem_x509_certificates(file.content)
    assert next(f"{one.serial_number:x}" for one in found) == certificate.serial
    assert found[0].issuer == found[1].subject


@pytest.mark.parametrize("server", sorted(bundles.BUNDLES))
def test_a_bundle_is_the_same_bytes_each_time_and_holds_no_private_key(certificate, server):
    """SSL-13.4."""
    one, two = (bundles.download(certificate, f"zip-{server}") for _ in range(2))
    assert one.content == two.content
    with zipfile.ZipFile(BytesIO(one.content)) as archive:
        contents = [archive.read(name) for name in archive.namelist()]
    assert contents
    assert not any(b"PRIVATE" in content for content in contents)


def test_iis_gets_leaf_and_chain_as_pkcs7(certificate):
    file = bundles.download(certificate, "p7b")
    serials = {f"{one.serial_number:x}" for one in pkcs7.load_pem_pkcs7_certificates(file.content)}
    assert certificate.serial in serials
    assert len(serials) == 1 + certificate.chain.count("BEGIN CERTIFICATE")


def test_a_download_leaves_proof_and_stays_in_nobodys_cache(certificate, owner, client_of):
    answer = fetched(client_of(owner), certificate, "certificate")
    assert answer["Cache-Control"] == "private, no-store"
    assert answer.content.decode() == certificate.pem
    record = EvidenceRecord.objects.get(about=certificate.public_id, what="downloaded")
    assert (record.actor, record.data["file"]) == (owner.public_id, "argan.example.ma-1.crt")


def test_a_stranger_and_an_unknown_file_get_nothing(certificate, owner, stranger, client_of):
    assert fetched(client_of(stranger), certificate, "certificate").status_code == 404
    assert fetched(client_of(owner), certificate, "private-key").status_code == 404


def test_the_page_of_a_certificate_offers_each_file_and_each_guide(certificate, owner, client_of):
    """SSL-9.3."""
    page = client_of(owner).get(certificate.get_absolute_url()).content.decode()
    for server in bundles.BUNDLES:
        assert reverse("ssl_certs:download", args=[certificate.public_id, f"zip-{server}"]) in page
        guide = reverse("ssl_certs:guide", args=[server])
        assert guide in page
        assert client_of(None).get(guide).status_code == 200
