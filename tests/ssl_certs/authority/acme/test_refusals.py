"""Every error type of ACME has a known end: asked again, shown to staff, or told to the customer with the way out."""

from datetime import UTC, datetime

import pytest

from core.ports import PortRefused, PortUnavailable
from ssl_certs.authority.acme.network import Problem, problem_of
from ssl_certs.authority.acme.refusals import port_error
from ssl_certs.authority.refusals import OURS, REFUSALS

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
AGAIN = ("badNonce", "serverInternal", "orderNotReady")
STAFF = (
    "accountDoesNotExist", "externalAccountRequired", "badSignatureAlgorithm", "badPublicKey", "invalidContact",
    "unsupportedContact", "userActionRequired", "invalidProfile", "rateLimited",
)  # fmt: skip
CUSTOMER = (
    "badCSR", "caa", "connection", "dns", "dnssec", "incorrectResponse", "malformed", "rejectedIdentifier", "tls",
    "unauthorized", "unknownHost", "unsupportedIdentifier", "alreadyReplaced",
)  # fmt: skip


def said(kind: str, status: int = 403, **facts) -> Problem:
    return problem_of(
        {"type": f"urn:ietf:params:acme:error:{kind}", "detail": "their words", **facts}, status
    )


@pytest.mark.parametrize("kind", AGAIN)
def test_what_passes_is_asked_again(kind):
    assert isinstance(port_error(said(kind), NOW), PortUnavailable)


@pytest.mark.parametrize("kind", STAFF)
def test_what_is_about_us_is_for_staff_and_refuses_no_certificate(kind):
    error = port_error(said(kind), NOW)
    assert isinstance(error, PortRefused)
    assert error.code in OURS
    assert "their words" in error.message


@pytest.mark.parametrize("kind", CUSTOMER)
def test_what_is_about_the_certificate_has_a_text_with_the_way_out(kind):
    error = port_error(said(kind), NOW)
    assert isinstance(error, PortRefused)
    assert error.code in REFUSALS
    assert "their words" in error.message


@pytest.mark.parametrize("status", [500, 502, 503])
def test_an_authority_in_trouble_is_asked_again_whatever_it_says(status):
    assert isinstance(port_error(said("malformed", status), NOW), PortUnavailable)


@pytest.mark.parametrize(
    ("wait", "kind"),
    [
        ("60", PortUnavailable),
        ("Sun, 22 Nov 2026 11:00:00 GMT", PortUnavailable),
        ("604800", PortRefused),
        ("Sun, 29 Nov 2026 10:00:00 GMT", PortRefused),
        ("", PortRefused),
        ("soon", PortRefused),
    ],
)
def test_a_limit_that_ends_soon_is_waited_out_and_a_long_one_is_for_staff(wait, kind):
    problem = problem_of({"type": "urn:ietf:params:acme:error:rateLimited", "detail": "too many"}, 429, wait)
    error = port_error(problem, NOW)
    assert isinstance(error, kind)
    assert getattr(error, "code", "rateLimited") in OURS


def test_a_closed_account_is_ours_to_mend():
    assert port_error(said("unauthorized", 401), NOW).code in OURS


def test_when_it_is_to_be_issued_the_fault_is_the_requests():
    assert port_error(said("unauthorized"), NOW, issuing=True).code == "badCSR"
    assert port_error(said("badPublicKey"), NOW, issuing=True).code == "badPublicKey"


def test_several_problems_at_once_are_told_name_by_name():
    identifier = {"type": "dns", "value": "bloque.example.ma"}
    one = {"type": "urn:ietf:params:acme:error:rejectedIdentifier", "detail": "no", "identifier": identifier}
    error = port_error(said("compound", subproblems=[one]), NOW)
    assert error.code == "rejectedIdentifier"
    assert "bloque.example.ma: no" in error.message


@pytest.mark.parametrize(
    "document",
    [{"type": None}, {"type": "x", "subproblems": ["no", 3]}, {"subproblems": [{"identifier": "text"}]}, {}],
)
def test_a_problem_that_is_no_problem_document_is_read_all_the_same(document):
    assert isinstance(port_error(problem_of(document, 400), NOW), PortRefused)
