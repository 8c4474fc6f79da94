"""Certificates of the reseller, on their way and issued."""

from datetime import timedelta

from ssl_certs.models import Certificate
from tests import certificates
from tests.certificates import NAME, ORDERED, tried

PLACE = r"order/certificate/[a-z_]+"


def begun(customer, *names: str, code: str = "rapidssl", method: str = "dns"):
    return certificates.begun(customer, *names, code=code, method=method)


def an_issued(customer, central, **facts) -> Certificate:
    central.in_place.add(NAME)
    certificate = tried(begun(customer, **facts), ORDERED + timedelta(hours=1))
    assert certificate.state == "issued"
    return certificate
