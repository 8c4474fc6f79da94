"""The DNS record, looked for before the authority looks: found, wrong, elsewhere, on some servers only."""

import pytest
from django.utils import translation

from core import worker
from notifications.models import Email
from ssl_certs import looking
from ssl_certs.lifecycle import proving
from tests.certificates import act

from .conftest import NOW, codes, row_of, validating
from .world import SECOND

pytestmark = pytest.mark.django_db
LATER = 31  # seconds


@pytest.fixture
def row(world, customer):
    world.zone()
    return row_of(validating(customer, "argan.example.ma"))


def place(world, row, value: str | None = None) -> None:
    world.put(row.host, row.record, f'"{value or row.value}"')


def check(row, anyway: bool = False) -> None:
    """The customer says that all is in place; the worker does what is due, and the authority's next turn comes."""
    from datetime import timedelta

    proving.submit_names(row.certificate, act(NOW), [row.name], anyway)
    worker.settle(NOW)
    worker.settle(NOW + timedelta(seconds=LATER))
    row.refresh_from_db()


def said(row) -> str:
    with translation.override("en"):
        found = [looking.said(one) for one in row.found]
    return " ".join(f"{one.text} {' '.join(one.values)} {one.advice}" for one in found)


def test_a_record_in_place_is_found_and_the_authority_issues(world, row):
    place(world, row)
    check(row)
    assert row.state == "valid"
    assert "record_found" in codes(row)


def test_before_anything_is_done_the_page_can_say_that_nothing_is_there_yet(world, row):
    assert "record_missing" in codes(row)
    assert row.state == "waiting"


def test_a_wrong_value_keeps_the_authority_away_and_is_shown(world, row):
    """A token that the authority does not find may be lost (RFC 8555 7.1.6)."""
    place(world, row, "v=spf1 -all")
    check(row)
    assert (row.state, row.ours_first) == ("waiting", False)
    assert "record_other" in codes(row)
    assert "v=spf1 -all" in said(row)
    assert not Email.objects.filter(kind="ssl_certs.name_failed").exists()


def test_who_wants_it_anyway_has_the_authority_look(world, row):
    place(world, row, "something else")
    check(row, anyway=True)
    assert row.state == "valid"  # the sandbox authority is easily satisfied


def test_the_right_value_among_others_is_found(world, row):
    world.put(row.host, "TXT", '"other"', f'"{row.value}"')
    check(row)
    assert row.state == "valid"


def test_a_value_split_into_strings_is_one_value(world, row):
    world.put(row.host, "TXT", f'"{row.value[:10]}" "{row.value[10:]}"')
    check(row)
    assert row.state == "valid"


def test_a_secondary_that_is_left_behind_is_named(world, row):
    """Multi-perspective checks may meet any server (facts C)."""
    place(world, row)
    world.only[SECOND][row.host, "TXT"] = []
    check(row)
    assert row.state == "waiting"
    assert "record_stale" in codes(row)
    assert "ns2.host.ma" in said(row)
    assert "ns1.host.ma" not in said(row)


def test_what_the_servers_have_and_a_resolver_has_not_yet_is_no_obstacle(world, row):
    place(world, row)
    world.only["127.0.0.1"][row.host, "TXT"] = []
    check(row)
    assert row.state == "valid"
    assert "record_cached" in codes(row)


def test_a_silent_server_is_told_and_keeps_nobody_away(world, row):
    place(world, row)
    world.silent.add(SECOND)
    check(row)
    assert row.state == "valid"
    assert "servers_silent" in codes(row)


def test_a_name_typed_twice_is_recognised(world, row):
    """The commonest mistake: the editor adds the zone by itself."""
    world.put(f"{row.host}.example.ma", "TXT", f'"{row.value}"')
    check(row)
    assert "record_doubled" in codes(row)
    assert row.host.removesuffix(".example.ma") in said(row)


def test_a_record_of_another_type_is_recognised(world, row):
    world.put(row.host, "CNAME", "elsewhere.example.net.")
    check(row)
    assert "record_type" in codes(row)
    assert "elsewhere.example.net" in said(row)


def test_a_record_that_is_delegated_by_a_cname_is_followed(world, row):
    world.put(row.host, "CNAME", "proofs.host.ma.")
    world.put("host.ma", "NS", "ns1.host.ma.")
    world.put("proofs.host.ma", "TXT", f'"{row.value}"')
    check(row)
    assert row.state == "valid"


def test_a_name_that_nobody_has_registered_is_said_to_be_so(world, customer):
    world.zone()
    row = row_of(validating(customer, "nobody.ma"))
    assert codes(row) == {"no_such_name"}


def test_broken_dnssec_is_told_apart_from_servers_that_fail(world, customer):
    """Since 2026-03-15 a failure of DNSSEC stops every authority (facts C)."""
    world.zone()
    world.broken.add("example.ma")
    row = row_of(validating(customer, "argan.example.ma"))
    check(row)
    assert codes(row) == {"dnssec_broken"}
    assert "DNSSEC" in said(row)
    world.failing.add("example.ma")
    check(row)
    assert codes(row) == {"servfail"}
    assert row.state == "waiting"


def test_good_signatures_are_said_to_hold(world, customer):
    world.zone()
    world.put("argan.example.ma", "SOA", "ns1.host.ma. hostmaster.host.ma. 1 3600 600 86400 300")
    world.signed.add("example.ma")
    assert "dnssec_fine" in codes(row_of(validating(customer, "argan.example.ma")))


def test_what_hostile_servers_say_is_cut_short_and_made_visible(world, row):
    world.put(row.host, "TXT", '"\\027[31m<script>"', *(f'"{n}{"y" * 125}"' for n in range(7)))
    check(row)
    there = next(one for one in row.found if one["code"] == "record_other")["facts"]["there"]
    assert len(there) <= 6
    assert all(len(value) <= 121 and value.isprintable() for value in there)


def test_a_look_that_breaks_does_not_stop_the_authority(world, row, monkeypatch):
    from ssl_certs.looking import really

    monkeypatch.setattr(really, "look", lambda row, now: 1 / 0)
    check(row)
    assert row.state == "valid"


def test_an_answer_about_an_earlier_token_is_thrown_away(world, row):
    """The look had begun before the authority gave another token."""
    from ssl_certs.flows import validations

    old = looking.Look(("argan.example.ma", "dns", row.host, "TXT", "", "another token"), ())
    before = row.looked_at
    validations.verbs["note_look"](row, act(NOW), answer=old)
    row.refresh_from_db()
    assert row.looked_at == before
    assert row.found


def test_many_names_are_looked_at_in_turn_and_not_all_at_once(world, customer):
    world.zone()
    names = [f"n{n}.example.ma" for n in range(45)]
    certificate = validating(customer, *names, code="positivessl-multi", names_bought=45)
    looked = certificate.validations.exclude(looked_at=None).count()
    assert looked == 20
