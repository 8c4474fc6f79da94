"""Typed names: what an authority may certify, and of everything else which rule forbids it (SSL-A3-1, SSL-A3-2)."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssl_certs.name_refusals import REFUSALS
from ssl_certs.names import InvalidNames, Rules, parse, readable, registrable

ONE, WILD, MANY = Rules("single", "dv"), Rules("wildcard", "dv"), Rules("multi", "dv", 250)


def refused(typed: str, rules: Rules = ONE) -> list[str]:
    with pytest.raises(InvalidNames) as wrong:
        parse(typed, rules)
    assert all(str(refusal) and refusal.clause for refusal in wrong.value.refusals)
    return [refusal.code for refusal in wrong.value.refusals]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("argan.ma", "argan.ma"),
        ("  WWW.Argan.CO.MA.  ", "www.argan.co.ma"),
        ("https://www.argan.ma:8443/panier?x=1#y", "www.argan.ma"),
        ("http://omar:secret@argan.ma/", "argan.ma"),
        ("argan.ma:443", "argan.ma"),
        ("«argan.ma»", "argan.ma"),
        ("DNS:argan.ma", "argan.ma"),
        ("argan。ma", "argan.ma"),
        ("Thé-à-la-menthe.ma", "xn--th--la-menthe-rdb7k.ma"),
        ("the\u0301.ma", "xn--th-cja.ma"),
        ("موقع.المغرب", "xn--4gbrim.xn--mgbc0a9azcg"),
        ("xn--4gbrim.xn--mgbc0a9azcg", "xn--4gbrim.xn--mgbc0a9azcg"),
        ("faß.de", "xn--fa-hia.de"),
        ("にほん語カナ.jp", "xn--r9j6a7dqexgy236c.jp"),
        ("a.b.c.d.argan.ma", "a.b.c.d.argan.ma"),
        ("3com.com", "3com.com"),
    ],
)
def test_what_people_type_becomes_the_name_they_mean(typed, name):
    assert parse(typed, ONE).names == (name,)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "empty"), (" ,;\n", "empty"), ("localhost", "single"), ("serveur1", "single"),
        ("intranet.local", "internal"), ("imprimante.lan", "internal"), ("db.internal", "internal"),
        ("mail.example", "internal"), ("x.onion", "internal"), ("atlas.casa1", "internal"),
        ("1.0.0.127.in-addr.arpa", "internal"),
        ("10.0.0.1", "address_reserved"), ("192.168.1.1:443", "address_reserved"), ("127.0.0.1", "address_reserved"),
        ("[fe80::1]", "address_reserved"), ("fd00::1", "address_reserved"), ("https://10.0.0.1/", "address_reserved"),
        ("196.200.131.1", "address"), ("2001:4860:4860::8888", "address"),
        ("ma", "suffix"), ("co.ma", "suffix"), ("net.ma", "suffix"), ("xn--mgbc0a9azcg", "suffix"), ("co.uk", "suffix"),
        ("omar@argan.ma", "email"), ("_dmarc.argan.ma", "underscore"), ("argan..ma", "empty_label"),
        (".argan.ma", "empty_label"), ("argan.ma..", "empty_label"), ("-argan.ma", "hyphens"),
        ("ar--gan.ma", "hyphens"),
        ("argan$.ma", "characters"), ("ar'gan.ma", "characters"), ("argan\u202e.ma", "invisible"),
        ("argan\x00.ma", "invisible"), ("ａ\u200d.ma", "idna"),
        ("pаypal.com", "mixed_script"), ("xn--pypal-4ve.com", "mixed_script"), ("xn--zzzzzzzz.ma", "punycode"),
        ("xn--.ma", "punycode"), ("א1ב٢.ma", "idna"),
        ("a" * 64 + ".ma", "label_long"), ("é" * 60 + ".ma", "label_long"), ("a." * 130 + "ma", "too_long"),
        ("a" * 5000, "too_long"), ("x" * 100_001, "too_much"), ("a.ma " * 2001, "too_much"),
        ("*.argan.ma", "wildcard_not_sold"), ("*.*.argan.ma", "wildcard_place"), ("www*.argan.ma", "wildcard_place"),
        ("www.*.argan.ma", "wildcard_place"), ("*", "wildcard_place"), ("*argan.ma", "wildcard_place"),
        ("*.ma", "wildcard_suffix"), ("*.co.ma", "wildcard_suffix"),
        ("argan.ma www.argan.ma", "too_many"),
    ],
)  # fmt: skip
def test_what_no_authority_may_certify_is_refused_by_name(typed, code):
    assert refused(typed) == [code]


def test_every_wrong_name_of_a_list_is_told_and_quoted():
    with pytest.raises(InvalidNames) as wrong:
        parse("argan.ma, localhost, a_b.ma", MANY)
    told = " ".join(map(str, wrong.value.refusals))
    assert "localhost" in told
    assert "a_b.ma" in told
    assert "“argan.ma" not in told


def test_nothing_invisible_and_nothing_endless_is_quoted_back():
    with pytest.raises(InvalidNames) as wrong:
        parse("\u202e" + "x" * 900 + ".ma", ONE)
    told = str(wrong.value.refusals[0])
    assert "\u202e" not in told
    assert len(told) < 400


def test_a_wildcard_brings_its_base_name_and_swallows_what_it_covers():
    names = parse("*.Été.ma www.été.ma", WILD)
    assert names.names == ("*.xn--t-9fab.ma", "xn--t-9fab.ma")
    assert names.added == ("xn--t-9fab.ma",)
    assert {r.code for r in names.remarks} == {"base", "covered"}
    assert parse("argan.ma *.argan.ma", WILD).names == ("*.argan.ma", "argan.ma")


@pytest.mark.parametrize(
    ("typed", "code"),
    [("argan.ma", "wildcard_missing"), ("*.argan.ma *.atlas.ma", "wildcard_two"),
     ("*.argan.ma a.b.argan.ma", "not_covered"),
     ("*.argan.ma atlas.ma", "not_covered"), ("*.ma", "wildcard_suffix"), ("*.press.ma", "wildcard_suffix"),
     ("*.srv.local", "internal")],
)  # fmt: skip
def test_a_wildcard_is_one_star_one_level_under_a_name_of_ones_own(typed, code):
    assert refused(typed, WILD) == [code]


def test_no_wildcard_is_certified_with_extended_validation():
    assert refused("*.argan.ma", Rules("multi", "ev", 5)) == ["wildcard_ev"]
    assert refused("*.argan.ma", Rules("wildcard", "ev")) == ["wildcard_ev"]


def test_a_list_of_250_names_with_duplicates_and_letters_of_all_sorts_is_read_in_a_moment():
    names = [f"é{n}.argan.ma" for n in range(125)]
    names += [f"srv{n}.argan.ma" for n in range(125)]
    typed = "\n".join(names) + "\n" + ", ".join(name.upper() + "." for name in names)
    parse("argan.ma", ONE)
    began = time.perf_counter()
    found = parse(typed, MANY)
    assert time.perf_counter() - began < 1
    assert len(found.names) == 250
    assert found.names[0] == "xn--0-9fa.argan.ma"
    assert [r.code for r in found.remarks] == ["duplicates"]
    assert refused(typed, Rules("multi", "dv", 249)) == ["too_many"]


def test_one_name_comes_with_the_advice_that_www_is_another():
    assert [r.code for r in parse("argan.ma", ONE).remarks] == ["one_name"]


def test_names_are_shown_as_people_read_them():
    assert readable("*.xn--t-9fab.ma") == "*.été.ma"
    assert readable("xn--zzzzzzzz.ma") == "xn--zzzzzzzz.ma"
    assert registrable("*.a.b.argan.co.ma") == "argan.co.ma"


def test_every_refusal_has_words_and_a_clause():
    assert all(clause.startswith("SSL-") and words for clause, words in REFUSALS.values())


@settings(max_examples=300)
@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("*.-_@:/[]xn--مé")), max_size=80))
def test_whatever_is_typed_is_a_name_or_a_refusal_in_words(typed):
    for rules in (ONE, WILD, MANY):
        try:
            found = parse(typed, rules).names
        except InvalidNames as wrong:
            found = ()
            words = [str(refusal) for refusal in wrong.refusals]
        assert found or all(words)
        assert all(name == name.lower() and name.isascii() for name in found)
        assert not found or parse("\n".join(found), rules).names == found
