"""Key, request and PFX made by Chromium: right for others to read, and the private key leaves the page never."""

import shutil
import subprocess
from datetime import date
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    pkcs12,
)
from django.template import Context, Template
from django.urls import reverse
from playwright.sync_api import Page, expect

from core import clock
from ssl_certs.csr import reading
from ssl_certs.models import Certificate, SslOrder
from tests import certificates
from tests.browser import steps

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = date(2026, 11, 23)
KINDS = {"rsa-2048": "RSA 2048", "rsa-3072": "RSA 3072", "p-256": "P-256", "p-384": "P-384"}
PASSWORD = "Zellige-è-2026"


@pytest.fixture(autouse=True)
def today():
    with steps.until(DAY):
        yield


@pytest.fixture
def sent(live) -> list[str]:
    """Everything that the browser sends: addresses, headers, bodies."""
    requests: list[str] = []

    def note(request) -> None:
        requests.append(
            f"{request.url} {request.headers} {(request.post_data_buffer or b'').decode('latin-1')}"
        )

    live.context.on("request", note)
    return requests


@pytest.fixture
def signed_in(live, live_server, owner, client_of) -> Page:
    cookie = client_of(owner).cookies["sessionid"].value
    live.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return live


def leaked(key: str, sent: list[str]) -> list[str]:
    """The requests in which some line of a private key stands, however it is encoded."""
    lines = [line for line in key.split("\n") if len(line) >= 16 and "PRIVATE" not in line]
    forms = {form(line) for line in lines for form in (str, quote, quote_plus, lambda s: quote(s, safe=""))}
    return [request for request in sent if any(form in request for form in forms)]


def public(key) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def make(page: Page, order: SslOrder, kind: str, names: str) -> tuple[str, str]:
    """Key and request of the browser."""
    page.goto(reverse("ssl_certs:set_up", args=[order.public_id]))
    page.fill("#id_names", names)
    page.select_option("[data-kind]", kind)
    page.click("[data-make]")
    expect(page.locator("[data-result]")).to_be_visible(timeout=60_000)
    return page.input_value("[data-private-key]"), page.input_value("#id_csr")


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_made_in_the_browser_signs_a_request_that_others_read_and_is_never_sent(
    signed_in, sent, customer, kind
):
    order = certificates.an_order(customer, clock.now(), "positivessl-multi", "argan.ma", names_bought=3)
    key, csr = make(signed_in, order, kind, "argan.ma\nhttps://Été.ma/x, مثال.ma")
    with signed_in.expect_download() as download:
        signed_in.click("[data-download]")
    saved = Path(download.value.path()).read_text()
    request = reading.read(csr)
    assert saved == key
    assert (request.key, request.names) == (KINDS[kind], ("argan.ma", "xn--t-9fab.ma", "xn--mgbh0fb.ma"))
    read = x509.load_pem_x509_csr(csr.encode())
    assert public(load_pem_private_key(saved.encode(), None).public_key()) == public(read.public_key())
    signed_in.check("[data-saved]")
    signed_in.check("[name=reaches][value=dns]")
    steps.press(signed_in, signed_in.locator("button[form=set-up]"))
    signed_in.check("[name=way][value=dns]")
    steps.press(signed_in, signed_in.locator("main form .actions button:not([name])"))
    assert Certificate.objects.get().csr == request.pem
    assert sent
    assert not leaked(key, sent)


def test_nobody_goes_on_without_having_saved_the_key(signed_in, customer):
    order = certificates.an_order(customer, clock.now())
    make(signed_in, order, "p-256", "argan.ma")
    signed_in.check("[name=reaches][value=dns]")
    signed_in.click("button[form=set-up]")
    expect(signed_in.locator("[data-saved]")).to_be_focused()
    assert signed_in.locator("[name=way]").count() == 0
    signed_in.fill("#id_names", "autre.ma")
    expect(signed_in.locator("[data-result]")).to_be_hidden()
    assert (signed_in.input_value("#id_csr"), signed_in.input_value("[data-private-key]")) == ("", "")


def test_the_key_stands_in_no_form_and_has_no_name(signed_in, customer):
    order = certificates.an_order(customer, clock.now())
    make(signed_in, order, "p-256", "argan.ma")
    where = "field => [field.form, field.name, field.getAttribute('autocomplete')]"
    assert signed_in.locator("[data-private-key]").evaluate(where) == [None, "", "off"]


@pytest.mark.parametrize("field", ["#id_csr", "#id_names"])
def test_a_private_key_pasted_into_a_field_is_taken_out_before_anything_is_sent(
    signed_in, sent, customer, field
):
    order = certificates.an_order(customer, clock.now())
    signed_in.goto(reverse("ssl_certs:set_up", args=[order.public_id]))
    key = certificates.rsa_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    signed_in.fill(field, key)
    assert signed_in.input_value(field) == ""
    expect(signed_in.locator("[data-status]")).not_to_be_empty()
    signed_in.click("button[form=set-up]")
    assert not leaked(key, sent)


def test_a_wildcard_request_made_in_the_browser_names_its_base_too(signed_in, customer):
    order = certificates.an_order(customer, clock.now(), "positivessl-wildcard", "*.argan.ma")
    _key, csr = make(signed_in, order, "p-256", "*.argan.ma")
    assert reading.read(csr).names == ("*.argan.ma", "argan.ma")


# --- the PFX file ---------------------------------------------------------------------------------------
PAGE = (
    '<!doctype html><html lang="fr"><body>'
    '{% include "ssl_certs/delivery/_pfx.html" with leaf=leaf chain=chain name=name only %}</body></html>'
)


def pfx_page(page: Page, live_server, leaf: str, chain: str) -> None:
    """The box on a page of the portal's own origin, under a strict policy."""
    html = Template(PAGE).render(Context({"leaf": leaf, "chain": chain, "name": "*.argan.ma"}))
    policy = {
        "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'"
    }
    page.route(
        "**/pfx-page", lambda route: route.fulfill(body=html, content_type="text/html", headers=policy)
    )
    page.goto(f"{live_server.url}/pfx-page")


KEYS = {
    "RSA, PKCS#8": (certificates.rsa_key(), PrivateFormat.PKCS8),
    "RSA, PKCS#1": (certificates.rsa_key(), PrivateFormat.TraditionalOpenSSL),
    "P-256, PKCS#8": (certificates.ec_key(), PrivateFormat.PKCS8),
    "P-256, SEC 1": (certificates.ec_key(), PrivateFormat.TraditionalOpenSSL),
}


@pytest.mark.parametrize("shape", KEYS)
def test_the_pfx_file_opens_with_its_password_and_holds_key_certificate_and_chain(
    live, live_server, sent, tmp_path, customer, shape
):
    key, form = KEYS[shape]
    pem = key.private_bytes(Encoding.PEM, form, NoEncryption()).decode()
    leaf, chain = issued_for(customer, key)
    pfx_page(live, live_server, leaf, chain)
    live.set_input_files(
        "[data-file]", {"name": "site.key", "mimeType": "text/plain", "buffer": pem.encode()}
    )
    live.fill("[data-password]", PASSWORD)
    live.fill("[data-password-again]", PASSWORD)
    live.click("[data-make]")
    with live.expect_download() as download:
        live.click("[data-download]")
    file = Path(download.value.path()).read_bytes()
    found = pkcs12.load_pkcs12(file, PASSWORD.encode())
    assert found.key.private_numbers() == key.private_numbers()
    assert found.cert.certificate.public_bytes(Encoding.PEM).decode() == leaf
    assert found.cert.friendly_name == b"*.argan.ma"
    assert "".join(c.certificate.public_bytes(Encoding.PEM).decode() for c in found.additional_certs) == chain
    (tmp_path / "site.pfx").write_bytes(file)
    if shutil.which("openssl"):
        assert opens(tmp_path / "site.pfx", PASSWORD)
        assert not opens(tmp_path / "site.pfx", "autre")
    assert download.value.suggested_filename == "wildcard.argan.ma.pfx"
    assert not leaked(pem, sent)


def issued_for(customer, key) -> tuple[str, str]:
    """A certificate of the sandbox authority for a key, and its chain."""
    order = certificates.an_order(customer, clock.now())
    pem = certificates.csr("argan.example.ma", key=key)
    certificate = certificates.issuing.begin(
        order, certificates.wanted("argan.example.ma", pem=pem), certificates.act(clock.now())
    )
    steps.tick()
    certificates.proven(certificate, clock.now())
    steps.tick()
    certificate.refresh_from_db()
    return certificate.pem, certificate.chain


def opens(file: Path, password: str) -> bool:
    """Whether OpenSSL reads the file with a password."""
    command = ["openssl", "pkcs12", "-info", "-noout", "-in", file, "-passin", f"pass:{password}"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_the_box_says_whether_a_key_belongs_to_the_certificate_and_what_is_wrong_otherwise(
    live, live_server, sent, customer
):
    key = certificates.ec_key()
    leaf, chain = issued_for(customer, key)
    pfx_page(live, live_server, leaf, chain)
    box = live.locator("[data-pfx]")
    locked = certificates.rsa_key().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"x")
    )
    asked = {
        "belongs": pem_of(key), "other": pem_of(certificates.ec_key()), "no-key": leaf, "locked": locked.decode(),
        "unreadable": pem_of(key).replace("MIG", "MIX"), "other ": pem_of(certificates.rsa_key()),
    }  # fmt: skip
    for word, pasted in asked.items():
        live.fill("[data-key]", pasted)
        live.click("[data-check]")
        expect(live.locator("[data-status]")).to_have_text(box.get_attribute(f"data-{word.strip()}"))
    live.fill("[data-key]", asked["belongs"])
    live.fill("[data-password]", "court")
    live.click("[data-make]")
    expect(live.locator("[data-status]")).to_have_text(box.get_attribute("data-short-password"))
    assert not leaked(asked["belongs"], sent)


def pem_of(key) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
