"""What a host really serves: looked at by a real TLS handshake on loopback."""

from datetime import date, timedelta

import pytest
from cryptography.hazmat.primitives import serialization
from django.urls import reverse

from core import clock, worker
from core.transitions import NotAllowed
from notifications.models import Email
from ssl_certs.delivery import served, watching
from ssl_certs.lifecycle import issuing
from ssl_certs.models import HostWatch
from tests import certificates

from .tls_host import serving

pytestmark = pytest.mark.django_db
NOW = clock.at_local(date(2026, 11, 22), 10)
HOST = "localhost"


@pytest.fixture(autouse=True)
def private_hosts(settings):
    settings.PRIVATE_HOSTS = True


@pytest.fixture
def key():
    return certificates.ec_key()


def pem_of(key) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()  # fmt: skip


@pytest.fixture
def certificate(customer, key):
    """A certificate of a name that is also a host here."""
    order = certificates.an_order(customer, NOW, name=HOST)
    wanted = certificates.wanted(HOST, pem=certificates.csr(HOST, key=key))
    return issued_of(order, wanted, NOW)


def issued_of(order, wanted, now):
    certificate = issuing.begin(order, wanted, certificates.act(now))
    worker.settle(now)
    certificates.proven(certificate, now)
    worker.settle(now)
    certificate.refresh_from_db()
    return certificate


def watched(certificate, port: int, now=NOW) -> HostWatch:
    found = watching.watch(certificate.order, HOST, port, certificates.act(now))
    worker.settle(now)
    found.refresh_from_db()
    return found


def test_a_host_with_certificate_and_chain_serves_the_current_one(certificate, key, tmp_path):
    """SSL-11.3(1)."""
    with serving(tmp_path, certificate.pem + certificate.chain, pem_of(key)) as port:
        found = watched(certificate, port)
    assert (found.found, found.served_serial) == ("current", certificate.serial)


def test_a_host_that_forgot_the_chain_is_told_so(certificate, key, tmp_path):
    with serving(tmp_path, certificate.pem, pem_of(key)) as port:
        assert watched(certificate, port).found == "no_chain"


def test_the_certificate_before_the_reissue_is_an_older_one(certificate, key, tmp_path):
    order, now = certificate.order, NOW + timedelta(days=100)
    order.refresh_from_db()
    issued_of(order, certificates.wanted(HOST), now)
    with serving(tmp_path, certificate.pem + certificate.chain, pem_of(key)) as port:
        assert watched(certificate, port, now).found == "older"


def test_an_old_certificate_that_expires_soon_is_told_once(certificate, key, tmp_path):
    """SSL-9.1: installing is the customer's part; he is told in time."""
    order, now = certificate.order, certificate.not_after - timedelta(days=6)
    worker.settle(now)
    order.refresh_from_db()
    issued_of(order, certificates.wanted(HOST), now)
    with serving(tmp_path, certificate.pem + certificate.chain, pem_of(key)) as port:
        watched(certificate, port, now)
        worker.settle(now + timedelta(days=1))
    assert Email.objects.filter(kind="ssl_certs.not_installed").count() == 1


def test_a_certificate_of_other_names_is_told(certificate, customer, key, tmp_path):
    other_key = certificates.ec_key()
    order = certificates.an_order(customer, NOW, name="ailleurs.example.ma")
    wanted = certificates.wanted(
        "ailleurs.example.ma", pem=certificates.csr("ailleurs.example.ma", key=other_key)
    )
    other = issued_of(order, wanted, NOW)
    with serving(tmp_path, other.pem + other.chain, pem_of(other_key)) as port:
        assert watched(certificate, port).found == "wrong_name"


def test_a_host_where_nobody_listens_is_told(certificate, key, tmp_path):
    with serving(tmp_path, certificate.pem, pem_of(key)) as port:
        pass
    assert watched(certificate, port).found == "no_answer"


def test_addresses_inside_a_network_are_not_looked_at(certificate, settings):
    settings.PRIVATE_HOSTS = False
    with pytest.raises(served.Unreachable) as refusal:
        served.look(HOST, 443)
    assert refusal.value.why == "private"


def test_only_names_of_the_certificate_are_watched(certificate):
    with pytest.raises(NotAllowed, match="not among the names"):
        watching.watch(certificate.order, "ailleurs.example.ma", 443, certificates.act(NOW))


def test_a_stranger_touches_no_watched_host(certificate, stranger, owner, client_of):
    with clock.frozen(NOW):
        found = watching.watch(certificate.order, HOST, 443, certificates.act(NOW))
        where = reverse("ssl_certs:watch_act", args=[found.public_id])
        assert client_of(stranger).post(where, {"act": "stop"}).status_code == 404
        assert client_of(owner).post(where, {"act": "stop"}).status_code == 302
    found.refresh_from_db()
    assert found.state == "stopped"
