"""The file on the web site, fetched as an authority fetches it, and never from an inner network."""

import pytest
from django.utils import translation

from ssl_certs import looking
from ssl_certs.looking.resolving import reachable

from .conftest import codes, row_of, validating
from .test_records import check

pytestmark = pytest.mark.django_db
HOST = "argan.example.ma"


@pytest.fixture
def row(world, customer):
    world.zone()
    world.put(HOST, "A", "127.0.0.1")
    return row_of(validating(customer, HOST, method="http"))


def serve(
    world, row, body: bytes | None = None, status: int = 200, scheme: str = "http", path: str = "", **headers
):
    world.pages[scheme, HOST, path or row.path] = (
        status,
        headers,
        row.value.encode() if body is None else body,
    )


def said(row) -> str:
    with translation.override("en"):
        found = [looking.said(one) for one in row.found]
    return " ".join(f"{one.text} {' '.join(one.values)} {one.advice}" for one in found)


def test_a_file_in_place_is_found_and_the_authority_issues(world, row):
    serve(world, row)
    check(row)
    assert row.state == "valid"
    assert "file_found" in codes(row)


def test_a_file_that_ends_with_a_line_break_is_the_same_file(world, row):
    serve(world, row, row.value.encode() + b"\r\n")
    check(row)
    assert row.state == "valid"


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (200, b"<!doctype html><title>Welcome</title>", "file_wrong"),
        (200, b"", "file_wrong"),
        (200, b"\xff\xfe\x00 not text", "file_wrong"),
        (404, b"not here", "file_status"),
        (401, b"who are you", "file_status"),
        (500, b"", "file_status"),
        (303, b"", "file_redirect"),
        (200, b"x" * 100_000, "file_large"),
    ],
)
def test_what_is_served_instead_is_told_and_keeps_the_authority_away(world, row, status, body, code):
    serve(world, row, body, status)
    check(row)
    assert row.state == "waiting"
    assert code in codes(row)
    assert HOST in said(row)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_to_https_is_followed_whoever_signed_the_certificate_there(world, row, status):
    """Facts C: 301, 302, 307 and 308 only; authorities do not verify the certificate on the way."""
    serve(world, row, b"", status, Location=f"https://{HOST}{row.path}")
    serve(world, row, scheme="https")
    check(row)
    assert row.state == "valid"


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("https://{host}:8443/x", "file_target"),
        ("ftp://{host}/x", "file_target"),
        ("http://127.0.0.1/x", "file_target"),
        ("http://[::1]/x", "file_target"),
        ("http://user@{host}/x", "file_target"),
        ("http://[broken/x", "file_target"),
        ("http://elsewhere.example.net/x", "no_address"),
        ("http://a..b/x", "no_address"),
        ("http://{host}.%s/x" % ("a" * 70), "no_address"),
        ("/loop", "file_redirects"),
    ],
)
def test_a_redirect_to_where_authorities_do_not_go_is_told(world, row, target, code):
    serve(world, row, b"", 302, Location=target.format(host=HOST))
    serve(world, row, b"", 302, path="/loop", Location="/loop")
    check(row)
    assert code in codes(row)
    assert row.state == "waiting"


def test_a_redirect_to_an_https_that_is_not_there_says_so(world, row, settings):
    settings.VALIDATION_PORTS = {**settings.VALIDATION_PORTS, "https": world.dns_port}
    serve(world, row, b"", 301, Location=f"https://{HOST}{row.path}")
    check(row)
    assert "file_no_tls" in codes(row)


def test_a_name_without_an_address_is_told(world, row):
    world.put(HOST, "A")
    check(row)
    assert "no_address" in codes(row)


def test_a_web_server_that_does_not_answer_is_told(world, row, settings):
    settings.VALIDATION_PORTS = {**settings.VALIDATION_PORTS, "http": world.dns_port}
    check(row)
    assert "file_no_answer" in codes(row)


def test_an_old_server_behind_a_second_address_is_found_out(world, row):
    """The portal looks at each address; an authority meets any of them."""
    world.put(HOST, "A", "127.0.0.1", "127.0.0.2")
    serve(world, row)
    check(row)
    assert row.state == "valid"
    assert "addresses_silent" in codes(row)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.8", "192.168.1.1", "172.16.3.4", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "::1", "fe80::1", "fd00::1", "::ffff:10.0.0.8", "64:ff9b::a00:8", "2002:a00:8::1",
    ],
)  # fmt: skip
def test_no_inner_address_is_ever_spoken_to(address, settings):
    """The portal must not become a way into an inner network."""
    settings.PRIVATE_HOSTS = False
    assert not reachable(address)
    assert reachable("196.200.131.5")
    assert reachable("2001:4310::1")


def test_a_name_that_leads_inside_is_refused_and_nothing_is_fetched(world, row, settings):
    settings.PRIVATE_HOSTS = False
    serve(world, row)
    check(row)
    assert row.state == "waiting"
    assert "private_address" in codes(row)
    assert "127.0.0.1" in said(row)


def test_a_redirect_that_leads_inside_is_refused(world, row, settings, monkeypatch):
    """The first address is public, the target's is not."""
    from ssl_certs.looking import web

    monkeypatch.setattr(web, "reachable", lambda address: address == "127.0.0.1")
    world.put("inner.example.ma", "A", "127.0.0.3")
    world.pages["http", "inner.example.ma", "/secret"] = (200, {}, b"inner secret")
    serve(world, row, b"", 302, Location="http://inner.example.ma/secret")
    check(row)
    assert "private_address" in codes(row)
    assert "inner secret" not in said(row)
