"""A private key never reaches us: pasted by mistake it is refused, and nothing of it stays anywhere (SSL-13.4)."""

import logging
import sys
from collections.abc import Iterator
from datetime import date
from urllib.parse import quote_plus

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.signals import got_request_exception
from django.db import connection
from django.urls import reverse
from django.views.debug import ExceptionReporter

from core import clock
from core.evidence import EvidenceRecord
from ssl_certs import private_keys
from ssl_certs.csr import reading
from ssl_certs.csr.refusals import BadRequest
from ssl_certs.models import Certificate
from tests import certificates
from tests.ssl_certs.csr.keys import bodies
from tests.ssl_certs.csr.keys import private_keys as shapes

NOW = clock.at_local(date(2026, 11, 23), 10)
SHAPES = shapes()
INNOCENT = {
    "request": certificates.csr("argan.ma", key=certificates.rsa_key()),
    "request without its lines": bodies(certificates.csr("argan.ma")),
    "request and a sentence": "Ma clé privée (private key) reste ici.\n" + certificates.csr("argan.ma"),
    "names": "argan.ma\nwww.argan.ma, *.argan.ma",
    "nothing": "",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_private_key_is_recognised_in_every_shape(shape):
    assert private_keys.found_in(SHAPES[shape])
    with pytest.raises(BadRequest) as refusal:
        reading.read(SHAPES[shape])
    assert refusal.value.code == "private_key"


@pytest.mark.parametrize("text", INNOCENT.values(), ids=list(INNOCENT))
def test_what_is_no_private_key_is_not_taken_for_one(text):
    assert not private_keys.found_in(text)


@pytest.fixture
def order(customer):
    with clock.frozen(NOW):
        yield certificates.an_order(customer, NOW)


def pieces(key: str) -> set[str]:
    """Parts of a key long enough to betray it."""
    return {line for line in key.split() if len(line) >= 32 and "PRIVATE" not in line and "-----" not in line}


def database() -> Iterator[str]:
    """Every column of every row of every table."""
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if not model._meta.proxy and model._meta.managed:
                cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
                yield from (str(value) for row in cursor.fetchall() for value in row)


@pytest.mark.parametrize("field", ["csr", "names", "reaches", "way", "surprise"])
@pytest.mark.parametrize(
    "shape", ["rsa PKCS8", "ec TraditionalOpenSSL", "rsa OpenSSH, after a request", "rsa locked"]
)
def test_a_key_pasted_into_any_field_leaves_no_trace(owner, client_of, order, caplog, settings, field, shape):
    """Response, logs, rows, sessions, evidence: grepped. What stays is that it was refused, without content."""
    key, browser = SHAPES[shape], client_of(owner)
    good = {"names": "argan.ma", "csr": certificates.csr("argan.ma"), "reaches": ["dns"]}
    with caplog.at_level(logging.DEBUG):
        response = browser.post(reverse("ssl_certs:set_up", args=[order.public_id]), good | {field: key})
    body = response.content.decode()
    session = str([row.get_decoded() for row in Session.objects.all()])
    rows = "\n".join(database())
    assert pieces(key)
    for piece in pieces(key):
        kept = {"body": body, "logs": caplog.text, "rows": rows, "session": session}
        assert not [place for place, text in kept.items() if piece in text or quote_plus(piece) in text]
    assert response.context["form"].errors["csr"]
    assert not Certificate.objects.exists()
    record = EvidenceRecord.objects.get(about=order.public_id, what="private_key_refused")
    assert (record.data, record.reason, record.clause) == ({}, "", "SSL-13.4")


def test_the_field_comes_back_empty_and_the_refusal_says_what_to_do(owner, client_of, order):
    sent = {"names": "argan.ma", "csr": SHAPES["rsa PKCS8"], "reaches": ["dns"]}
    response = client_of(owner).post(reverse("ssl_certs:set_up", args=[order.public_id]), sent)
    form = response.context["form"]
    assert (form["csr"].value(), form["names"].value()) == ("", "argan.ma")
    assert "SSL-13.4" in response.content.decode()


@pytest.mark.parametrize(
    "place", ["csr.asking.refused_key", "private_keys._is_private", "csr.forms.RequestForm._read"]
)
def test_a_fault_of_ours_while_a_key_is_being_refused_reports_nothing_of_it(
    owner, client_of, order, monkeypatch, caplog, place
):
    """The report that Django would send of an error, and the log, hide what was posted and what was being read."""

    def fault(*args, **kwargs):
        raise RuntimeError("broken")

    def report(sender, request, **kwargs):
        reports.append(ExceptionReporter(request, *sys.exc_info(), is_email=True).get_traceback_html())
        reports.append(ExceptionReporter(request, *sys.exc_info(), is_email=True).get_traceback_text())

    reports: list[str] = []
    monkeypatch.setattr(f"ssl_certs.{place}", fault)
    key, browser = SHAPES["rsa PKCS8"], client_of(owner)
    key = bodies(key) if place == "private_keys._is_private" else key
    browser.raise_request_exception = False
    sent = {"names": "argan.ma", "csr": key, "reaches": ["dns"]}
    got_request_exception.connect(report)
    try:
        response = browser.post(reverse("ssl_certs:set_up", args=[order.public_id]), sent)
    finally:
        got_request_exception.disconnect(report)
    assert response.status_code == 500
    assert "broken" in reports[0]
    told = [*reports, caplog.text, response.content.decode()]
    assert not [piece for piece in pieces(key) if any(piece in text for text in told)]
