"""The reseller's server of the tests' own and the settings that lead to it; staff who work by hand, a small CA."""

import pytest

from tests.certcentral import KEY, CertCentral
from tests.ssl_certs.authority.by_hand import Desk
from tests.tiny_ca import Ca


@pytest.fixture
def central():
    with CertCentral() as server:
        yield server


@pytest.fixture
def entry(settings, tmp_path, central):
    key = tmp_path / "key"
    key.write_text(f"{KEY}\n")
    found = {"adapter": "reseller", "key_file": str(key), "base_url": central.url, "answer_seconds": 0.5}
    settings.AUTHORITIES = {"digicert": found}
    return found


@pytest.fixture
def by_hand(settings):
    settings.AUTHORITY_ADAPTER = "manual"


@pytest.fixture(scope="module")
def ca():
    return Ca()


@pytest.fixture
def desk(client_of, staff_user, monkeypatch):
    """The back office is read in English here."""
    client = client_of(staff_user)
    client.cookies["language"] = "en"
    return Desk(client, monkeypatch)
