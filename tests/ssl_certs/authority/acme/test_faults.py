"""The authority down, silent, forgetful or false; our account refused: an honest word each time, and on it goes."""

import socket
from dataclasses import replace
from io import StringIO

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command

from core.ports import PortRefused, PortUnavailable
from ssl_certs.authority import authority_for
from ssl_certs.authority.acme import account
from ssl_certs.models import AuthorityAccount
from tests.authorities import entry_of, free_ports

pytestmark = [pytest.mark.django_db, pytest.mark.processes]


def test_an_authority_that_has_forgotten_our_account_is_told_of_it_with_the_same_key(pebble, dialogue):
    talk = dialogue("argan.example.ma")
    talk.ask()
    before = AuthorityAccount.objects.get()
    pebble.stop()
    pebble.start()
    again = dialogue("argan.example.ma")
    again.ask()
    after = AuthorityAccount.objects.get()
    assert after.url != before.url
    assert after.key == before.key
    assert again.prove().issued


def test_an_order_that_the_authority_has_forgotten_is_made_anew(pebble, dialogue):
    talk = dialogue("oubli.example.ma")
    first = talk.ask()
    pebble.stop()
    pebble.start()
    talk.advance()
    assert talk.answer.reference != first.reference
    assert talk.of("oubli.example.ma").value != first.challenges[0].value
    assert talk.prove().issued


def test_down_in_the_middle_of_an_order_it_is_asked_again_later(pebble_server, pebble, dialogue):
    talk = dialogue("panne.example.ma")
    talk.ask()
    pebble_server.process.send_signal(19)  # stopped, not ended: its book is kept
    slow = replace(talk.authority.config, connect_seconds=0.3, answer_seconds=0.3)
    down = type(talk.authority)(slow)
    try:
        with pytest.raises(PortUnavailable):
            down.advance(talk.wanted, {"panne.example.ma"}, True, talk.now)
    finally:
        pebble_server.process.send_signal(18)
    assert talk.prove().issued


def test_nobody_listens_there(dialogue, tmp_path, pebble, settings):
    settings.AUTHORITIES = {
        "sectigo": {**pebble.entry, "directory": f"https://127.0.0.1:{free_ports(1)[0]}/dir"}
    }
    with pytest.raises(PortUnavailable):
        dialogue("argan.example.ma").ask()


def test_somebody_listens_and_never_answers(dialogue, pebble, settings):
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        url = f"https://127.0.0.1:{deaf.getsockname()[1]}/dir"
        settings.AUTHORITIES = {"sectigo": {**pebble.entry, "directory": url, "connect_seconds": 0.3}}
        with pytest.raises(PortUnavailable):
            dialogue("argan.example.ma").ask()


def test_a_server_that_no_trusted_authority_vouches_for_is_told_nothing(dialogue, pebble, settings):
    entry = {k: v for k, v in pebble.entry.items() if k != "ca_file"}
    settings.AUTHORITIES = {"sectigo": entry}
    with pytest.raises(PortUnavailable, match="CERTIFICATE_VERIFY_FAILED"):
        dialogue("argan.example.ma").ask()


def test_a_link_to_plain_http_is_not_followed(dialogue, pebble, monkeypatch):
    from ssl_certs.authority.acme.session import Session

    opened = Session.open

    def misled(self):
        opened(self)
        self.directory._jobj["newOrder"] = self.directory._jobj["newOrder"].replace("https:", "http:")

    monkeypatch.setattr(Session, "open", misled)
    with pytest.raises(PortUnavailable, match="InvalidSchema"):
        dialogue("argan.example.ma").ask()


def test_a_wrong_key_of_the_external_account_is_our_fault_not_the_customers(
    dialogue, pebble, settings, tmp_path
):
    entry = entry_of(tmp_path, pebble.entry["directory"]) | {"ca_file": pebble.entry["ca_file"]}
    (tmp_path / "hmac").write_text("d3JvbmctaG1hYy1rZXktZm9yLXRoaXMtYWNjb3VudA")
    settings.AUTHORITIES = {"sectigo": entry}
    with pytest.raises(PortRefused) as refusal:
        dialogue("argan.example.ma").ask()
    assert refusal.value.code == "accountDoesNotExist"


def test_an_external_account_that_is_not_named_is_asked_of_staff(dialogue, pebble, settings):
    entry = {k: v for k, v in pebble.entry.items() if not k.startswith("eab")}
    settings.AUTHORITIES = {"sectigo": entry}
    with pytest.raises(PortRefused) as refusal:
        dialogue("argan.example.ma").ask()
    assert refusal.value.code == "externalAccountRequired"


def test_a_second_process_that_registers_the_same_key_is_given_the_same_account(dialogue, pebble):
    dialogue("argan.example.ma").ask()
    first = AuthorityAccount.objects.get()
    AuthorityAccount.objects.update(url="")  # as the second one saw it
    dialogue("argan.example.ma").ask()
    assert AuthorityAccount.objects.get().url == first.url


def test_after_a_rotation_of_the_vault_the_account_is_still_ours(pebble, dialogue, settings):
    dialogue("argan.example.ma").ask()
    before = account.key_of(AuthorityAccount.objects.get()).thumbprint()
    new = Fernet.generate_key().decode()
    settings.PAPER_KEYS = [new, *settings.PAPER_KEYS]
    call_command("rotate_papers", stdout=StringIO())
    settings.PAPER_KEYS = [new]
    assert account.key_of(AuthorityAccount.objects.get()).thumbprint() == before


def test_the_key_is_sealed_and_every_process_opens_the_same(pebble, settings):
    config = authority_for("sectigo").config
    first, second = account.ours(config), account.ours(config)
    assert first.pk == second.pk
    assert b"PRIVATE KEY" not in bytes(first.key)
    assert account.key_of(first).thumbprint() == account.key_of(second).thumbprint()
