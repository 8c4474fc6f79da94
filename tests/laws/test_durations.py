"""The law of terms: no duration and no contractual amount hides outside a `terms.py`."""

import ast
from dataclasses import fields

import pytest

from accounts.privacy.terms import PRIVACY, RETENTION
from accounts.terms import ACCOUNTS
from billing.terms import BILLING
from contracts import register
from contracts.formal.terms import FORMAL
from contracts.terms import VERSIONS
from core.terms import EVIDENCE, FORECAST, LAW, OPERATIONS, POLICY, UPLOADS
from domains.dns.terms import DNS
from domains.managing.terms import MANAGING
from domains.terms import END, FILES, GTLD, MA, TRANSFER
from notifications.terms import OUTBOX
from servers.terms import DELIVERY, MANAGEMENT, RUNNING, TERM
from ssl_certs.authority.acme.terms import ACME
from ssl_certs.authority.reseller.terms import RESELLER
from ssl_certs.authority.sandbox.terms import SANDBOX
from ssl_certs.authority.terms import MANUAL
from ssl_certs.terms import CERTIFICATES, HANDLING, VALIDATION
from support.terms import HOURS, INCIDENTS, MAIL, MAINTENANCE, PHONE, STATUS, TICKETS
from web_hosting.outsourcing.terms import OUTSOURCING
from web_hosting.panel.terms import PANEL
from web_hosting.terms import HANDLING as HOSTING_HANDLING
from web_hosting.terms import HOSTING, KEEPING, USAGE

from .source import apart, called, modules

WEB = (HOSTING, KEEPING, USAGE, HOSTING_HANDLING, PANEL, OUTSOURCING)
SSL = (CERTIFICATES, HANDLING, VALIDATION, ACME, RESELLER, SANDBOX, MANUAL)
SERVERS = (DELIVERY, TERM, RUNNING, MANAGEMENT)
SUPPORT = (TICKETS, INCIDENTS, MAINTENANCE, HOURS, MAIL, PHONE, STATUS)
TERMS = (
    EVIDENCE,
    FORECAST,
    OPERATIONS,
    UPLOADS,
    OUTBOX,
    ACCOUNTS,
    PRIVACY,
    RETENTION,
    BILLING,
    VERSIONS,
    FORMAL,
    GTLD,
    MA,
    FILES,
    TRANSFER,
    MANAGING,
    DNS,
    END,
    *SSL,
    *SUPPORT,
    *SERVERS,
    *WEB,
)
# Durations that promise nothing to anybody, each with its reason.
ALLOWED = {
    "core/numbers.py": "the units in which texts write a term",
    "core/terms.py": "defines days()",
    "core/workdays.py": "a day, a second and the year ahead are units of counting",
    "core/views.py": "how long a browser keeps the chosen language",
    "accounts/languages.py": "how long a browser keeps the chosen language",
    "hosting_portal/beat.py": "how often beat wakes the workers",
    "hosting_portal/settings.py": "how often the clock ticks",
    "core/checks.py": "the offset of the contract zone",
}
UNITS = {"microseconds", "milliseconds"}  # an instant's width, never a promise


def durations(tree: ast.Module):
    """The lines that write a duration as a number; one day is the calendar's unit, nought is none."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or called(node) not in {"timedelta", "days", "relativedelta"}:
            continue
        named = [k.value for k in node.keywords if k.arg not in UNITS]
        numbers = [c.value for v in [*node.args, *named] for c in ast.walk(v) if isinstance(c, ast.Constant)]
        a_day = called(node) == "days" or {k.arg for k in node.keywords} == {"days"}
        if any(number not in (0, 1) for number in numbers) or (numbers == [1] and not a_day):
            yield node.lineno


def amounts():
    """The contractual amounts of the terms: whole numbers too large to be anything else."""
    found = {getattr(t, f.name) for t in TERMS for f in fields(t) if f.metadata["clause"] != POLICY}
    return {value for value in found if isinstance(value, int) and value >= 1000}


def outside_terms():
    product = [(name, tree) for name, tree in modules() if not apart(name)]
    return [(name, tree) for name, tree in product if not name.endswith("/terms.py")]


def test_no_duration_hides_outside_terms():
    ours = [(name, tree) for name, tree in outside_terms() if name not in ALLOWED]
    hidden = {f"{name}:{line}" for name, tree in ours for line in durations(tree)}
    assert not hidden, "a duration belongs into a terms.py, with its clause"


def test_no_contractual_amount_hides_outside_terms():
    sought, hidden = amounts(), []
    assert 199_900 in sought
    for name, tree in outside_terms():
        hidden += [
            f"{name}:{n.lineno}" for n in ast.walk(tree) if isinstance(n, ast.Constant) and n.value in sought
        ]
    assert not hidden


def test_no_exception_outlives_its_reason():
    excused = {name for name, tree in modules() if name in ALLOWED and any(durations(tree))}
    assert excused == set(ALLOWED)


@pytest.mark.parametrize("terms", TERMS, ids=lambda terms: type(terms).__name__)
def test_every_term_names_a_clause_that_exists_or_a_law_or_is_policy(terms):
    for field in fields(terms):
        clause = field.metadata["clause"]
        assert clause == POLICY or clause.startswith(LAW) or register.clause(clause), field.name


READINGS = [
    ("timedelta(days=30)", 1),
    ("clock.days(36)", 1),
    ("timedelta(hours=1)", 1),
    ("timedelta(days=1)", 0),
    ("clock.days(1)", 0),
    ("timedelta(microseconds=1)", 0),
    ("days(terms.grace)", 0),
    ("timedelta(0)", 0),
]


@pytest.mark.parametrize(("code", "seen"), READINGS)
def test_the_reader_knows_a_duration_when_it_sees_one(code, seen):
    assert len(list(durations(ast.parse(code)))) == seen
