"""Renewal information (RFC 9773) and the revocation list, at acme2certifier; the certificate's name there."""

from datetime import date, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from core import clock, worker
from ssl_certs import issued
from ssl_certs.authority import Window
from ssl_certs.authority.acme import renewal
from ssl_certs.flows import orders
from tests import certificates

EXAMPLE_KEY = bytes.fromhex("69885b6b87464041e1b37b847ba0ae2cde01c8d4")


def named(serial: int) -> str:
    """The name of a certificate whose issuer's key is RFC 9773's own example."""
    now = datetime(2026, 11, 1)
    identifier = x509.AuthorityKeyIdentifier(EXAMPLE_KEY, None, None)
    leaf = (
        x509.CertificateBuilder().subject_name(x509.Name([])).issuer_name(x509.Name([]))
        .public_key(certificates.ec_key().public_key()).serial_number(serial).not_valid_before(now)
        .not_valid_after(now + timedelta(days=1)).add_extension(identifier, critical=False)
        .sign(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256())
    )  # fmt: skip
    return renewal.certificate_id(leaf)


@pytest.mark.parametrize(
    ("serial", "end"), [(0x8765432100, "AIdlQyEA"), (0x87654321, "AIdlQyE"), (0x7F, "fw"), (0x80, "AIA")]
)
def test_a_certificates_name_is_that_of_the_standard(serial, end):
    assert named(serial) == f"aYhba4dGQEHhs3uEe6CuLN4ByNQ.{end}"


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"suggestedWindow": {"start": "soon", "end": "later"}},
        {"suggestedWindow": {"start": "2026-12-02T00:00:00Z", "end": "2026-12-01T00:00:00Z"}},
    ],
)
def test_a_window_that_makes_no_sense_is_none(said):
    with pytest.raises((KeyError, ValueError)):
        renewal.window_of(said)


@pytest.mark.django_db
@pytest.mark.processes
class TestAtAcme2certifier:
    def test_it_issues_and_says_when_it_wants_the_certificate_replaced(self, acme2certifier, dialogue):
        talk = dialogue("ari.example.ma")
        talk.ask()
        certificate = talk.prove().issued
        facts = issued.read(certificate)
        window = talk.authority.renewal_window(certificate, talk.answer.reference, talk.now)
        assert window.start - facts.not_before == (facts.not_after - facts.not_before) / 2
        assert window.end <= facts.not_after

    def test_a_reissue_names_the_certificate_that_it_replaces(self, acme2certifier, dialogue, monkeypatch):
        talk = dialogue("suite.example.ma")
        talk.ask()
        before = talk.prove()
        from ssl_certs.authority.acme import session

        sent = []
        monkeypatch.setattr(session, "Payload", lambda **facts: sent.append(facts) or _payload(facts))
        again = dialogue("suite.example.ma", replaces=before.reference, replaces_pem=before.issued.pem)
        again.ask()
        leaf = x509.load_pem_x509_certificate(before.issued.pem.encode())
        assert [f["replaces"] for f in sent if "replaces" in f] == [renewal.certificate_id(leaf)]
        assert issued.read(again.prove().issued).serial != f"{leaf.serial_number:x}"

    def test_a_wildcard_is_shown_with_its_star(self, acme2certifier, dialogue):
        talk = dialogue("*.etoile.example.ma")
        assert [c.name for c in talk.ask().challenges] == ["*.etoile.example.ma"]
        assert issued.read(talk.prove().issued).names == ("*.etoile.example.ma",)

    def test_what_is_revoked_stands_in_the_list_and_twice_changes_nothing(self, acme2certifier, dialogue):
        talk = dialogue("liste.example.ma")
        talk.ask()
        certificate = talk.prove().issued
        assert talk.authority.revoke(certificate, talk.answer.reference, 1, talk.now)
        leaf = x509.load_pem_x509_certificate(certificate.pem.encode())
        assert acme2certifier.revocation_list().get_revoked_certificate_by_serial_number(leaf.serial_number)
        assert talk.authority.revoke(certificate, talk.answer.reference, 1, talk.now)

    def test_a_wrong_answer_is_told_and_once_mended_the_certificate_is_issued(self, acme2certifier, dialogue):
        talk = dialogue("faux.example.ma")
        first = talk.ask()
        talk.advance("faux.example.ma")
        assert talk.answer.reference != first.reference
        assert talk.of("faux.example.ma").code == "unauthorized"
        assert talk.prove().issued


def _payload(facts):
    from ssl_certs.authority.acme.network import Payload

    return Payload(**facts)


@pytest.mark.django_db
def test_a_window_that_is_open_already_makes_the_reissue_due_the_next_morning(customer):
    """RFC 9773 4.2: an authority that revokes soon says so by a window in the past; asked again it changes nothing."""
    now = clock.at_local(date(2026, 11, 22), 14)
    order = certificates.an_issued(customer, now).order
    for hours in (0, 6, 12):
        at = now + timedelta(hours=hours)
        past = Window(at - timedelta(days=2), at - timedelta(days=1))
        orders.verbs["bring_forward"](order, certificates.act(at), window=past)
        assert order.reissue_on == date(2026, 11, 23)
    worker.settle(clock.at_local(date(2026, 11, 23), 9))
    order.refresh_from_db()
    assert order.state == "reissue_due"
