"""Orders whose names are being validated, and a small Internet to look at."""

from datetime import UTC, datetime

import pytest

from core import clock, worker
from ssl_certs.lifecycle import issuing
from ssl_certs.models import Certificate, NameValidation
from tests import certificates

from .world import RESOLVER, World

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.fixture
def world(settings):
    """The portal really looks, and sees this Internet only."""
    made = World()
    made.start()
    settings.VALIDATION_LOOKS, settings.PRIVATE_HOSTS = "dns", True
    settings.VALIDATION_RESOLVERS = [f"{RESOLVER}#{made.dns_port}"]
    settings.VALIDATION_PORTS = {"dns": made.dns_port, "http": made.http_port, "https": made.https_port}
    yield made
    made.stop()


@pytest.fixture(autouse=True)
def today():
    with clock.frozen(NOW):
        yield


def validating(customer, *names: str, method: str = "dns", code: str = "positivessl", **facts) -> Certificate:
    """A certificate whose authority has said what it wants for each name."""
    order = certificates.an_order(customer, NOW, code, names[0].removeprefix("*."), **facts)
    certificate = issuing.begin(order, certificates.wanted(*names, method=method), certificates.act(NOW))
    worker.settle(NOW)
    return Certificate.objects.select_related("order__product", "customer").get(pk=certificate.pk)


def row_of(certificate: Certificate, name: str = "") -> NameValidation:
    rows = certificate.validations.select_related("certificate__order__product", "customer")
    return rows.get(name=name) if name else rows.get()


def codes(row: NameValidation) -> set[str]:
    """What a look has found, as codes."""
    row.refresh_from_db()
    return {one["code"] for one in row.found}
