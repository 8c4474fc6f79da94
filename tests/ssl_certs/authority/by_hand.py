"""Staff at the back office, answering for an authority by hand."""

from datetime import timedelta

from django.urls import reverse

from core import clock, worker
from ssl_certs.authority.models import ManualRequest
from ssl_certs.models import Certificate
from tests import certificates, names
from tests.certificates import NAME, ORDERED, again
from tests.tiny_ca import Ca, pem

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOST = f"_dnsauth.{NAME}"


class Desk:
    """A member of staff at the back office, whose clock is moved."""

    def __init__(self, client, monkeypatch):
        self.client, self.monkeypatch = client, monkeypatch

    def types(self, asked: ManualRequest, now, **fields):
        self.monkeypatch.setattr(clock, "now", lambda: now)
        return self.client.post(reverse("admin:ssl_certs_manualrequest_answer", args=[asked.pk]), fields)


def asked(command: str) -> ManualRequest:
    return ManualRequest.objects.filter(command=command).latest("pk")


def bundle(ca: Ca, certificate: Certificate, now=ORDERED, other_key: bool = False, **facts) -> str:
    leaf = ca.leaf(certificate.csr, facts.get("names", certificate.names), now, other_key)
    return ca.root_pem + ca.intermediate_pem + pem(leaf)


def placed(desk, certificate: Certificate, now=ORDERED + HOUR, **more) -> Certificate:
    """Staff have placed it; the customer has his record."""
    fields = {"reference": "4711", "record": "TXT", "where_0": HOST, "value_0": "tok3n"} | more
    assert desk.types(asked("place"), now, **fields).status_code == 302
    worker.settle(now + HOUR)
    return again(certificate)


def looked(desk, ca, certificate: Certificate) -> Certificate:
    certificates.proven(certificate, ORDERED + 3 * HOUR)
    worker.settle(ORDERED + 3 * HOUR)
    text = bundle(ca, certificate, ORDERED + 3 * HOUR)
    answer = desk.types(asked("look"), ORDERED + 4 * HOUR, proven_0="on", certificate=text)
    assert answer.status_code == 302, answer.content.decode()
    names.live_through(ORDERED + 6 * HOUR)
    return again(certificate)


def issued(desk, ca, certificate: Certificate) -> Certificate:
    return looked(desk, ca, placed(desk, certificate))
