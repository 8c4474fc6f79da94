"""Name servers as people type them: what is understood, what is refused, and with which words."""

import pytest

from domains.managing.hosts import WrongHost, addresses, check_host, check_set, host_name
from domains.managing.terms import MANAGING

GOOD = [
    ("ns1.example.ma", "ns1.example.ma"),
    (" NS1.Example.MA. ", "ns1.example.ma"),
    ("ns1。exemple。ma", "ns1.exemple.ma"),
    ("ns1.été.ma", "ns1.xn--t-9fab.ma"),
    ("ns1.xn--t-9fab.ma", "ns1.xn--t-9fab.ma"),
]
BAD = [
    ("192.0.2.1", "address_as_name"), ("2001:db8::1", "address_as_name"), ("localhost", "no_dot"), ("", "name"),
    ("ns1..example.ma", "name"), ("-ns.example.ma", "name"), ("ns_1.example.ma", "name"), ("ns1.example.1", "name"),
    ("<script>.ma", "name"), ("ns1.exam ple.ma", "name"), ("a" * 64 + ".ma", "name"), ("x." * 200 + "ma", "name"),
    ("ns1.example.ma\u202e", "name"), ("ns1.xn--zzzzzz\x00.ma", "name"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "meant"), GOOD)
def test_a_host_is_understood_in_any_script(typed, meant):
    assert host_name(typed) == meant


@pytest.mark.parametrize(("typed", "code"), BAD)
def test_what_is_no_host_is_refused_in_words(typed, code):
    with pytest.raises(WrongHost) as refusal:
        host_name(typed)
    assert refusal.value.code == code
    assert str(refusal.value)


def test_addresses_are_public_normal_and_once():
    assert addresses("8.8.8.8, 2A00:1450:0::1  8.8.8.8") == ["8.8.8.8", "2a00:1450::1"]


@pytest.mark.parametrize(
    "typed",
    ["10.0.0.1", "127.0.0.1", "192.168.1.1", "169.254.1.1", "224.0.0.1", "::1", "fe80::1", "fc00::1", "0.0.0.0",
     "::ffff:8.8.8.8", "2001:db8::1", "fe80::1%eth0"],
)  # fmt: skip
def test_an_address_that_the_internet_does_not_reach_is_refused(typed):
    with pytest.raises(WrongHost) as refusal:
        addresses(typed)
    assert refusal.value.code in {"private", "address"}


@pytest.mark.parametrize("typed", ["8.8.8", "8.8.8.256", "1.2.3.4/24", "08.8.8.8", "٨.٨.٨.٨", "deadbeef"])
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(WrongHost):
        addresses(typed)


def test_glue_is_asked_for_under_the_name_and_nowhere_else():
    check_host("ns1.atlas.ma", ["8.8.8.8"], "atlas.ma")
    check_host("ns1.other.ma", [], "atlas.ma")
    for host, found, code in [
        ("ns1.atlas.ma", [], "needs_glue"), ("ns1.other.ma", ["8.8.8.8"], "no_glue"), ("atlas.ma", [], "itself"),
        ("ns1.notatlas.ma", ["8.8.8.8"], "no_glue"),
        ("ns1.atlas.ma", [f"8.8.8.{n}" for n in range(5)], "many_addresses"),
    ]:  # fmt: skip
        with pytest.raises(WrongHost) as refusal:
            check_host(host, found, "atlas.ma")
        assert refusal.value.code == code


def rows(n: int) -> list[dict]:
    return [{"name": f"ns{i}.example.ma", "addresses": []} for i in range(n)]


@pytest.mark.parametrize(("n", "code"), [(0, "few"), (1, "few"), (14, "many")])
def test_a_name_has_two_to_thirteen_servers(n, code):
    check_set(rows(2))
    check_set(rows(MANAGING.hosts_max))
    with pytest.raises(WrongHost) as refusal:
        check_set(rows(n))
    assert refusal.value.code == code


def test_a_server_stands_once():
    with pytest.raises(WrongHost) as refusal:
        check_set([*rows(2), rows(1)[0]])
    assert refusal.value.code == "twice"
