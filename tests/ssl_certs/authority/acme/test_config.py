"""What is missing or wrong in an authority's entry is said in words, at the start."""

import pytest

from ssl_certs.authority import choosing
from ssl_certs.authority.acme import faults, opened
from ssl_certs.authority.acme.config import Misconfigured
from tests.self_signed import server_certificate

DIRECTORY = {"adapter": "acme", "directory": "https://ca.example/directory"}


@pytest.fixture
def key(tmp_path):
    (tmp_path / "hmac").write_text("zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W\n")
    return str(tmp_path / "hmac")


def test_a_whole_entry_has_no_fault_and_opens(key, tmp_path):
    server_certificate(tmp_path)
    entry = {
        **DIRECTORY, "eab_kid": "kid", "eab_key_file": key, "ca_file": str(tmp_path / "server.pem"),
        "contact": ["hostmaster@portal.example"], "profile": "tlsserver", "asks_validity": True,
    }  # fmt: skip
    assert faults("ca", entry) == []
    assert "zWND" not in repr(opened("ca", entry).config)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"adapter": "acme"}, "«directory» is missing"),
        ({**DIRECTORY, "directory": "http://ca.example/directory"}, "must begin with https://"),
        ({**DIRECTORY, "directory": 3}, "directory must be a text"),
        ({**DIRECTORY, "eab_kid": "kid"}, "«eab_key_file» is missing"),
        ({**DIRECTORY, "eab_key_file": "/none"}, "«eab_kid» is missing"),
        ({**DIRECTORY, "ca_file": "/none/ca.pem"}, "ca_file names /none/ca.pem, which is not there"),
        ({**DIRECTORY, "contact": "hostmaster"}, "contact must be a list of e-mail addresses"),
        ({**DIRECTORY, "asks_validity": "yes"}, "asks_validity must be true or false"),
        ({**DIRECTORY, "answer_seconds": 0}, "answer_seconds must be a number above 0"),
        ({**DIRECTORY, "verify": False}, "«verify» is no setting of an ACME authority"),
        ({**DIRECTORY, "eab_algorithm": "none"}, "eab_algorithm is none"),
    ],
)
def test_each_fault_is_named(entry, said, settings):
    assert any(said in one for one in faults("ca", entry)), faults("ca", entry)
    settings.AUTHORITIES = {"ca": entry}
    assert [error.id for error in choosing.faults()]
    with pytest.raises(Misconfigured):
        opened("ca", entry)


@pytest.mark.parametrize("content", ["", "two\nlines", "not base64url!", "\udcff"])
def test_a_key_file_without_a_key_is_a_fault(content, tmp_path):
    (tmp_path / "hmac").write_bytes(content.encode(errors="surrogateescape"))
    entry = {**DIRECTORY, "eab_kid": "kid", "eab_key_file": str(tmp_path / "hmac")}
    assert "does not hold a key in base64url" in faults("ca", entry)[0]


def test_a_file_of_authorities_that_holds_none_is_a_fault(tmp_path):
    (tmp_path / "ca.pem").write_text("nothing here")
    assert "holds no certificate" in faults("ca", {**DIRECTORY, "ca_file": str(tmp_path / "ca.pem")})[0]
