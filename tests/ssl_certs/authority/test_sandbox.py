"""The sandbox authority: certificates by the Baseline Requirements, proof used again, names that misbehave."""

from datetime import date, timedelta

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtensionOID, NameOID

from core import clock
from core.ports import PortRefused, PortUnavailable
from ssl_certs.authority import Issued, Request, Window, authority_for, faults
from ssl_certs.authority.faults import Fault, FaultPlan, Kind
from ssl_certs.authority.models import SandboxIssue
from ssl_certs.authority.sandbox import BEHAVIOURS, adapter, ca
from ssl_certs.models import ValidityLimit
from tests import certificates, names
from tests.certificates import NAME, ORDERED, ORGANISATION, again, states, tried

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def sandbox():
    certificates.product()  # the limits come with the catalogue
    return authority_for("sandbox")


def asked(*wanted: str, reference: str = "crt_1", **facts) -> Request:
    wanted = wanted or (NAME,)
    usual = {"csr": certificates.csr(*wanted), "days": 199, "methods": dict.fromkeys(wanted, "dns")}
    return Request(reference, "any", names=wanted, **usual | facts)


def given(sandbox, request: Request, now=ORDERED) -> Issued:
    sandbox.request(request, now)
    return sandbox.advance(request, request.names, True, now).issued


def leaf_of(issued: Issued) -> x509.Certificate:
    return x509.load_pem_x509_certificate(issued.pem.encode())


def subject(leaf: x509.Certificate, oid) -> str:
    found = leaf.subject.get_attributes_for_oid(oid)
    return found[0].value if found else ""


# --- what it issues -------------------------------------------------------------------------------------------
def test_a_leaf_hangs_by_an_intermediate_on_a_root_and_serves_for_tls_only(sandbox):
    issued = given(sandbox, asked(NAME, f"www.{NAME}"))
    leaf, [between] = leaf_of(issued), x509.load_pem_x509_certificates(issued.chain.encode())
    root = x509.load_pem_x509_certificate(ca.chain()[1].encode())
    leaf.verify_directly_issued_by(between)
    between.verify_directly_issued_by(root)
    found = {extension.oid: extension for extension in leaf.extensions}
    assert found[ExtensionOID.EXTENDED_KEY_USAGE].value == x509.ExtendedKeyUsage(
        [x509.oid.ExtendedKeyUsageOID.SERVER_AUTH]
    )
    key = between.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.key_identifier
    assert found[ExtensionOID.AUTHORITY_KEY_IDENTIFIER].value.key_identifier == key
    assert ExtensionOID.SUBJECT_KEY_IDENTIFIER in found
    assert not found[ExtensionOID.BASIC_CONSTRAINTS].value.ca
    assert found[ExtensionOID.KEY_USAGE].critical
    assert ExtensionOID.AUTHORITY_INFORMATION_ACCESS not in found
    sans = found[ExtensionOID.SUBJECT_ALTERNATIVE_NAME].value.get_values_for_type(x509.DNSName)
    assert (sans, subject(leaf, NameOID.COMMON_NAME)) == ([NAME, f"www.{NAME}"], NAME)
    assert leaf.not_valid_after_utc - leaf.not_valid_before_utc == 199 * DAY - timedelta(seconds=1)


@pytest.mark.parametrize(
    ("level", "policy", "organisation"),
    [
        ("dv", "2.23.140.1.2.1", ""),
        ("ov", "2.23.140.1.2.2", "Argan Studio SARL"),
        ("ev", "2.23.140.1.1", "Argan Studio SARL"),
    ],
)
def test_the_level_shows_in_policy_and_subject(sandbox, level, policy, organisation):
    """SSL-A2-p2, SSL-A2-2.1, SSL-A2-3.3."""
    leaf = leaf_of(given(sandbox, asked(level=level, organisation=ORGANISATION)))
    [found] = leaf.extensions.get_extension_for_class(x509.CertificatePolicies).value
    assert (found.policy_identifier.dotted_string, subject(leaf, NameOID.ORGANIZATION_NAME)) == (
        policy,
        organisation,
    )
    assert bool(subject(leaf, NameOID.BUSINESS_CATEGORY)) == (level == "ev")


def test_a_name_too_long_for_a_common_name_stands_among_the_names_only(sandbox):
    long = f"{'a' * 60}.example.ma"
    leaf = leaf_of(given(sandbox, asked(long, csr=certificates.csr(long, subject="x"))))
    sans = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    assert (subject(leaf, NameOID.COMMON_NAME), sans.critical) == ("", True)


def test_no_certificate_lives_longer_than_the_limits_of_its_day_allow(sandbox):
    """C-09: 200 days now, 47 from 2029-03-15, whatever was asked for."""
    for day, most in ((date(2026, 11, 22), 200), (date(2027, 3, 15), 100), (date(2029, 3, 15), 47)):
        now = clock.at_local(day, 10)
        leaf = leaf_of(given(sandbox, asked(reference=f"crt_{most}", days=365), now))
        assert (leaf.not_valid_after_utc - leaf.not_valid_before_utc).days + 1 == most


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"csr": "hello"}, "badCSR"),
        ({"csr": certificates.csr(NAME, key=certificates.rsa_key(1024))}, "badPublicKey"),
        ({"level": "ov"}, "organisation"),
        ({"names": (f"*.{NAME}",), "methods": {f"*.{NAME}": "http"}}, "malformed"),
        ({"names": (f"*.{NAME}",), "level": "ev", "organisation": ORGANISATION}, "rejectedIdentifier"),
        ({"names": ("refuse.example.ma",)}, "rejectedIdentifier"),
    ],
)
def test_what_no_authority_would_take_is_refused(sandbox, facts, code):
    usual = {"names": (NAME,), "csr": certificates.csr(NAME), "days": 199, "methods": {}}
    with pytest.raises(PortRefused) as refused:
        sandbox.request(Request("crt_1", "any", **usual | facts), ORDERED)
    assert refused.value.code == code
    assert not SandboxIssue.objects.exists()


# --- proof used again (C-09, facts C) -----------------------------------------------------------------------------
def reissued(sandbox, now, *wanted: str):
    """A first certificate, and what is asked for its reissue at that instant."""
    first = asked()
    given(sandbox, first)
    known = SandboxIssue.objects.get().reference
    return sandbox.request(asked(*wanted, reference="crt_2", replaces=known), now)


def test_a_reissue_with_fresh_proof_needs_no_new_one(sandbox):
    answer = reissued(sandbox, ORDERED + 90 * DAY)
    assert [one.valid for one in answer.challenges] == [True]


def test_a_reissue_with_old_proof_asks_for_new_tokens(sandbox):
    """Since 2027-03-15 proof is good for 100 days: 179 are too many."""
    answer = reissued(sandbox, clock.at_local(date(2027, 5, 20), 10))
    [one] = answer.challenges
    assert (one.valid, bool(one.value), answer.issued) == (False, True, None)


def test_proof_of_one_name_is_none_of_another(sandbox):
    answer = reissued(sandbox, ORDERED + DAY, NAME, f"new.{NAME}")
    assert {one.name: one.valid for one in answer.challenges} == {NAME: True, f"new.{NAME}": False}


def test_proof_that_was_used_again_grows_no_younger(sandbox):
    """A third certificate counts from the first proof, not from the second certificate."""
    given(sandbox, asked())
    known = SandboxIssue.objects.get().reference
    given(sandbox, asked(reference="crt_2", replaces=known), ORDERED + 90 * DAY)
    known = SandboxIssue.objects.get(our_reference="crt_2").reference
    answer = sandbox.request(asked(reference="crt_3", replaces=known), ORDERED + 190 * DAY)
    assert [one.valid for one in answer.challenges] == [False]


def test_a_reissue_inside_the_year_is_issued_by_itself_while_the_proof_is_young(customer):
    """SSL-11.3(2): asked for in advance, same key, no new proof, nobody does anything."""
    ValidityLimit.objects.all().delete()
    live = certificates.an_issued(customer, clock.at_local(date(2026, 3, 20), 10), auto=True)
    assert ValidityLimit.on(date(2026, 9, 10)).domain_days == 200
    names.live_through(clock.at_local(date(2026, 9, 17)))
    assert [c.state for c in live.order.certificates.order_by("number")] == ["replaced", "issued"]


# --- names that behave otherwise ----------------------------------------------------------------------------------
def test_each_behaviour_says_what_it_does():
    assert all(words and words[0].islower() for words in BEHAVIOURS.values())


def test_a_slow_mail_is_the_only_way_for_its_name_and_takes_hours(customer):
    certificate = certificates.begun(customer, "lent.example.ma")
    row = tried(certificate, ORDERED + HOUR).validations.get()
    assert (row.state, "by e-mail only" in row.problem) == ("failed", True)
    other = certificates.begun(customer, "lent.example.ma", method="email")
    assert tried(other, ORDERED + HOUR).validations.get().state == "submitted"
    names.live_through(ORDERED + 6 * HOUR)
    assert states(other) == ("issued", "active")


def test_a_late_issue_comes_a_day_after_all_is_proven(customer):
    certificate = tried(certificates.begun(customer, "tard.example.ma"), ORDERED + HOUR)
    assert (certificate.state, certificate.validations.get().state) == ("validating", "valid")
    names.live_through(ORDERED + 20 * HOUR)
    assert again(certificate).state == "validating"
    names.live_through(ORDERED + 28 * HOUR)
    assert states(certificate) == ("issued", "active")


def test_the_authority_may_want_a_certificate_replaced_earlier(customer):
    """RFC 9773: the window brings the reissue forward."""
    live = certificates.an_issued(customer, ORDERED, "ari.example.ma")
    names.live_through(ORDERED + HOUR)
    live.order.refresh_from_db()
    assert live.order.reissue_on == date(2027, 6, 9) - 40 * DAY


def test_a_window_on_demand_is_what_a_mass_revocation_looks_like(customer):
    live = certificates.an_issued(customer, ORDERED)
    adapter.suggest(live.serial, Window(ORDERED + 3 * DAY, ORDERED + 5 * DAY))
    found = authority_for("sandbox").renewal_window(Issued(live.pem, live.chain), live.reference, ORDERED)
    assert found == Window(ORDERED + 3 * DAY, ORDERED + 5 * DAY)


# --- revocation, repetition, faults -------------------------------------------------------------------------------
def test_what_is_revoked_stands_on_the_list_with_its_reason(sandbox):
    issued = given(sandbox, asked())
    assert sandbox.revoke(issued, "", 1, ORDERED + DAY) == ORDERED + DAY
    assert sandbox.revoke(issued, "", 4, ORDERED + 2 * DAY) == ORDERED + DAY, "a second time changes nothing"
    found = ca.revocation_list(ORDERED + 2 * DAY)
    [entry] = list(found)
    assert entry.serial_number == leaf_of(issued).serial_number
    assert (
        entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
        == x509.ReasonFlags.key_compromise
    )
    between = x509.load_pem_x509_certificate(ca.chain()[0].encode())
    assert found.is_signature_valid(between.public_key())


def test_a_certificate_of_another_authority_is_not_ours_to_revoke(sandbox):
    from tests.tiny_ca import Ca, pem

    stranger = pem(Ca().leaf(certificates.csr(NAME), [NAME], ORDERED, False))
    with pytest.raises(PortRefused, match="no certificate of ours"):
        sandbox.revoke(Issued(stranger, ""), "", 0, ORDERED)


def test_the_same_reference_is_the_same_request(sandbox):
    first = sandbox.request(asked(), ORDERED)
    assert sandbox.request(asked(), ORDERED + HOUR) == first
    assert SandboxIssue.objects.count() == 1


def test_one_plan_hits_the_authority_and_leaves_the_registry_alone(sandbox):
    from domains.registry import registry_for

    plan = FaultPlan(scripted=[Fault(Kind.UNAVAILABLE)])
    with faults.injected(plan):
        registry_for("com").check(["atlas.com"], ORDERED)
        with pytest.raises(PortUnavailable):
            sandbox.request(asked(), ORDERED)
    assert not SandboxIssue.objects.exists(), "down before the work"


def test_nothing_is_issued_before_the_identity_is_checked(sandbox):
    """SSL-A2-2.1."""
    request = asked(level="ov", organisation=ORGANISATION)
    sandbox.request(request, ORDERED)
    answer = sandbox.advance(request, request.names, False, ORDERED)
    assert ([one.valid for one in answer.challenges], answer.issued) == ([True], None)
    assert sandbox.advance(request, (), True, ORDERED + HOUR).issued


def test_a_cancelled_request_is_never_issued(sandbox):
    request = asked()
    sandbox.request(request, ORDERED)
    assert sandbox.cancel(request, ORDERED).issued is None
    with pytest.raises(PortRefused, match="cancelled"):
        sandbox.advance(request, request.names, True, ORDERED + HOUR)
