"""Which adapter speaks for a part of the outside world, and what a production portal may not leave to a sandbox."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from domains.dns import name_server
from domains.registry import registry_for
from servers.hypervisor import choosing as sites
from servers.reverse import reverse_for
from ssl_certs.authority import choosing as authorities
from web_hosting.panel import choosing as panels

PORTS = [
    (authorities.ADAPTERS, "issues no certificate"),
    (sites.ADAPTERS, "runs no machine"),
    (panels.ADAPTERS, "hosts nothing"),
]


@pytest.mark.parametrize(("adapters", "said"), PORTS)
def test_no_sandbox_speaks_for_what_production_has_not_named(settings, adapters, said):
    setattr(settings, adapters.default, "sandbox")
    assert adapters.faults() == []
    settings.DEMO = False
    [fault] = adapters.faults()
    assert said in fault.msg
    assert fault.msg.startswith(adapters.default)


@pytest.mark.parametrize(("adapters", "said"), PORTS)
def test_each_adapter_of_a_port_can_be_asked_what_is_wrong_in_its_entry(settings, adapters, said):
    for adapter in adapters.modules:
        setattr(settings, adapters.table, {"here": {"adapter": adapter}})
        assert all("here: " in fault.msg for fault in adapters.faults()), adapter


@pytest.mark.parametrize(("adapters", "said"), PORTS)
def test_an_entry_is_read_once_until_it_changes(settings, adapters, said):
    setattr(settings, adapters.table, {"here": {"adapter": "manual"}})
    before = adapters.adapter_for("here")
    assert adapters.adapter_for("here") is before
    setattr(settings, adapters.table, {"here": {"adapter": "sandbox"}})
    assert adapters.adapter_for("here") is not before


@pytest.mark.parametrize(
    ("ask", "setting", "said"),
    [
        (lambda: authorities.authority_for("here"), "AUTHORITY_ADAPTER", "The authority «here»"),
        (lambda: registry_for("com"), "REGISTRY_ADAPTER", "The registry «.com»"),
        (name_server, "DNS_ADAPTER", "DNS_ADAPTER is"),
        (reverse_for, "REVERSE_ADAPTER", "REVERSE_ADAPTER is"),
    ],
)
def test_an_adapter_that_nobody_knows_is_refused_in_words(settings, ask, setting, said):
    setattr(settings, setting, "pigeon")
    with pytest.raises(ImproperlyConfigured, match=said) as refused:
        ask()
    assert "«pigeon»; known: sandbox, manual" in str(refused.value)
