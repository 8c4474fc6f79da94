"""The adapter at pebble: external account, half of the nonces bad, one name blocked, certificates of five minutes."""

from datetime import timedelta

import pytest
from cryptography import x509

from core.ports import PortRefused
from ssl_certs import issued
from ssl_certs.authority.acme import network
from tests import certificates
from tests.authorities import BLOCKED, LIFE

pytestmark = [pytest.mark.django_db, pytest.mark.processes]


def test_a_name_is_proven_by_dns_and_its_certificate_issued(pebble, dialogue):
    talk = dialogue("argan.example.ma")
    talk.ask()
    asked = talk.of("argan.example.ma")
    assert (asked.host, asked.record, asked.method) == ("_acme-challenge.argan.example.ma", "TXT", "dns")
    assert asked.expires_at > talk.now
    facts = issued.read(talk.prove().issued)
    assert facts.names == ("argan.example.ma",)
    assert pebble.status(facts.serial)["Status"] == "Valid"


def test_a_name_is_proven_by_a_file_on_its_web_site(pebble, dialogue):
    talk = dialogue("site.example.ma", method="http")
    talk.ask()
    assert talk.of("site.example.ma").path.startswith("/.well-known/acme-challenge/")
    assert talk.prove().issued


def test_a_wildcard_and_its_base_name_are_two_records_at_one_host(pebble, dialogue):
    talk = dialogue("tous.example.ma", "*.tous.example.ma")
    talk.ask()
    hosts = {c.host for c in talk.answer.challenges}
    assert hosts == {"_acme-challenge.tous.example.ma"}
    assert len({c.value for c in talk.answer.challenges}) == 2
    assert set(issued.read(talk.prove().issued).names) == {"tous.example.ma", "*.tous.example.ma"}


@pytest.mark.parametrize(("name", "method"), [("*.tous.example.ma", "http"), ("argan.example.ma", "email")])
def test_no_wildcard_by_http_and_nothing_by_mail(pebble, dialogue, name, method):
    with pytest.raises(PortRefused) as refusal:
        dialogue(name, method=method).ask()
    assert refusal.value.code == "malformed"
    assert name in refusal.value.message


def test_the_chain_leads_from_the_leaf_to_the_authority_and_the_life_is_what_the_authority_gives(
    pebble, dialogue
):
    talk = dialogue("court.example.ma")
    talk.ask()
    facts = issued.read(talk.prove().issued)
    assert facts.not_after - facts.not_before < timedelta(seconds=LIFE)
    leaf, issuer = (x509.load_pem_x509_certificate(pem.encode()) for pem in (facts.pem, facts.chain))
    leaf.verify_directly_issued_by(issuer)


def test_a_validity_is_asked_for_where_the_authority_takes_the_wish(pebble, dialogue, settings):
    settings.AUTHORITIES = {"sectigo": {**pebble.entry, "asks_validity": True}}
    talk = dialogue("mois.example.ma")
    talk.ask()
    facts = issued.read(talk.prove().issued)
    assert timedelta(days=89) < facts.not_after - talk.now < timedelta(days=91)


def test_half_of_the_nonces_are_refused_and_nobody_notices(pebble, dialogue, monkeypatch):
    refused, problem_of = [], network.problem_of

    def counted(*said):
        problem = problem_of(*said)
        refused.extend([problem.kind] if problem.kind == network.BAD_NONCE else [])
        return problem

    monkeypatch.setattr(network, "problem_of", counted)
    talk = dialogue("nonce.example.ma", "www.nonce.example.ma")
    talk.ask()
    assert talk.prove().issued
    assert len(refused) > 2


def test_asked_again_the_same_order_is_found(pebble, dialogue):
    talk = dialogue("encore.example.ma")
    first = talk.ask()
    assert talk.ask() == first
    assert talk.prove().issued
    assert talk.ask().issued


def test_nothing_is_issued_before_the_identity_is_checked_nor_for_half_of_the_names(pebble, dialogue):
    talk = dialogue("ov.example.ma", "www.ov.example.ma")
    talk.ask()
    for challenge in talk.answer.challenges:
        talk.world.place(challenge)
    half = talk.advance("ov.example.ma")
    assert half.issued is None
    assert (talk.of("ov.example.ma").valid, talk.of("www.ov.example.ma").valid) == (True, False)
    assert talk.advance("www.ov.example.ma", vetted=False).issued is None
    assert all(c.valid for c in talk.answer.challenges)
    assert talk.advance(vetted=True).issued


def test_a_blocked_name_is_refused_by_its_name(pebble, dialogue):
    with pytest.raises(PortRefused) as refusal:
        dialogue("argan.example.ma", BLOCKED).ask()
    assert refusal.value.code == "rejectedIdentifier"
    assert BLOCKED in refusal.value.message


def test_a_request_for_other_names_is_refused_as_a_request_when_it_is_to_be_issued(pebble, dialogue):
    talk = dialogue("argan.example.ma", pem=certificates.csr("argan.example.ma", "autre.example.ma"))
    talk.ask()
    with pytest.raises(PortRefused) as refusal:
        talk.prove()
    assert refusal.value.code == "badCSR"


def test_a_wrong_answer_is_told_and_once_mended_the_certificate_is_issued(pebble, dialogue):
    """RFC 8555 7.1.6: the order is lost; another takes its place at once, what was proven is not asked again."""
    talk = dialogue("bon.example.ma", "mauvais.example.ma")
    first = talk.ask()
    talk.world.place(talk.of("bon.example.ma"))
    talk.advance("bon.example.ma")
    talk.world.record(talk.of("mauvais.example.ma").host, "something-else")
    talk.advance("mauvais.example.ma")
    wrong, spoiled = talk.of("mauvais.example.ma"), next(c for c in first.challenges if "mauvais" in c.name)
    assert talk.answer.reference != first.reference
    assert (wrong.valid, wrong.open, wrong.value != spoiled.value) == (False, True, True)
    assert wrong.code == "unauthorized"
    assert "Correct value not found" in wrong.problem
    assert talk.of("bon.example.ma").valid
    talk.world.tell("clear-txt", host=f"{wrong.host}.")
    assert talk.prove().issued


def test_a_name_without_a_web_site_is_told_so(pebble, dialogue):
    talk = dialogue("vide.example.ma", method="http")
    talk.ask()
    talk.world.tell("add-a", host="vide.example.ma.", addresses=["127.0.0.99"])
    talk.advance("vide.example.ma")
    assert talk.of("vide.example.ma").code == "connection"


def test_a_certificate_is_revoked_with_its_reason_and_a_second_time_changes_nothing(pebble, dialogue):
    talk = dialogue("fin.example.ma")
    talk.ask()
    certificate = talk.prove().issued
    serial = issued.read(certificate).serial
    for _time in range(2):
        assert talk.authority.revoke(certificate, talk.answer.reference, 4, talk.now) == talk.now
    assert (pebble.status(serial)["Status"], pebble.status(serial)["Reason"]) == ("Revoked", 4)


def test_a_reason_that_the_authority_does_not_take_does_not_stop_a_revocation(pebble, dialogue):
    talk = dialogue("fin9.example.ma")
    talk.ask()
    certificate = talk.prove().issued
    assert talk.authority.revoke(certificate, talk.answer.reference, 7, talk.now)
    assert pebble.status(issued.read(certificate).serial)["Status"] == "Revoked"


def test_a_certificate_of_an_account_that_we_no_longer_use_is_revoked_by_that_account(
    pebble, dialogue, settings
):
    """Another external account is another account with another key; the old one still answers for its certificates."""
    talk = dialogue("jadis.example.ma")
    talk.ask()
    certificate = talk.prove().issued
    from ssl_certs.models import AuthorityAccount

    AuthorityAccount.objects.update(eab_kid="kid-0")
    assert talk.authority.revoke(certificate, talk.answer.reference, 0, talk.now)
    assert AuthorityAccount.objects.count() == 2
    assert pebble.status(issued.read(certificate).serial)["Status"] == "Revoked"


def test_a_request_given_up_is_never_issued(pebble, dialogue):
    talk = dialogue("non.example.ma", "www.non.example.ma")
    talk.ask()
    assert talk.cancel().issued is None
    given_up = talk.wanted.reference
    for challenge in talk.answer.challenges:
        talk.world.place(challenge)
    talk.advance(*talk.wanted.names)
    assert talk.answer.issued is None
    assert talk.answer.reference != given_up


def test_given_up_when_all_was_proven_it_is_not_issued_either(pebble, dialogue):
    talk = dialogue("presque.example.ma")
    talk.ask()
    talk.world.place(talk.of("presque.example.ma"))
    talk.advance("presque.example.ma", vetted=False)
    given_up = talk.wanted.reference
    assert talk.cancel().issued is None
    assert talk.advance().reference != given_up


def test_given_up_too_late_what_was_issued_is_handed_over(pebble, dialogue):
    talk = dialogue("tard.example.ma")
    talk.ask()
    certificate = talk.prove().issued
    assert talk.cancel().issued == certificate
