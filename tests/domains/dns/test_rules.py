"""What a record may be and what may stand beside what; every refusal names the thing, the rule and the way out."""

import pytest
from django.utils import translation

from domains.dns import names, presets, rdata, rules, zonefile
from domains.dns.entries import Entry, difference, level, ordered, rrsets
from domains.dns.refusals import BadRecord
from domains.dns.terms import DNS

ZONE = "atlas.ma"
A = Entry("www", "A", 300, "192.0.2.1")


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def refusal(act, *arguments) -> str:
    with pytest.raises(BadRecord) as refused:
        act(*arguments)
    return str(refused.value)


VALUES = [
    ("A", " 192.0.2.1 ", "192.0.2.1"),
    ("AAAA", "2001:DB8:0:0::1", "2001:db8::1"),
    ("CNAME", "Mail", "mail.atlas.ma."),
    ("CNAME", "@", "atlas.ma."),
    ("CNAME", "Été.example", "xn--t-9fab.example."),
    ("MX", "10  Mail.Example.MA", "10 mail.example.ma."),
    ("MX", "0 .", "0 ."),
    ("TXT", 'v="é" \\', '"v=\\"\\195\\169\\" \\\\"'),
    ("TXT", '"a" "b"', '"a" "b"'),
    ("TXT", "x" * 300, f'"{"x" * 255}" "{"x" * 45}"'),
    ("SRV", "1 2 443 Sip", "1 2 443 sip.atlas.ma."),
    ("CAA", '0 issue "ca.example"', '0 issue "ca.example"'),
]


@pytest.mark.parametrize(("kind", "typed", "kept"), VALUES)
def test_a_value_is_kept_in_one_form(kind, typed, kept):
    assert rdata.parse(kind, typed, ZONE) == kept
    assert rdata.parse(kind, kept, ZONE) == kept


HOSTILE = [
    ("A", "999.1.1.1", "Expected: 192.0.2.10"),
    ("A", "192.0.2.1 192.0.2.2", "not a value"),
    ("A", "2001:db8::1", "use an A record for IPv4, AAAA for IPv6"),
    ("A", "0.0.0.0", "cannot be reached"),
    ("AAAA", "fe80::1%eth0", "not a value"),
    ("CNAME", "192.0.2.1", "is an address"),
    ("CNAME", ".", "must point to a name"),
    ("CNAME", "a b", "not a value"),
    ("NS", "ns1.exa_mple.ma", "underscore"),
    ("MX", "mail", "number of words"),
    ("MX", "-1 mail", "not a value"),
    ("MX", "99999 mail", "not a value"),
    ("MX", "10 a..b", "two dots"),
    ("MX", f"10 {'a' * 64}", "63 characters"),
    ("TXT", "a\nb IN A 192.0.2.66", "line break"),
    ("TXT", "x" * 5000, "at most 2000"),
    ("TXT", "é" * 900, "at most 2000"),
    ("SRV", "1 2 70000 sip", "not a value"),
    ("CAA", "0 phone 123", "CAA property"),
    ("CAA", "7 issue x", "Allowed: 0, 128"),
    ("SSHFP", "4 2 abcd", "not a value"),
    ("TLSA", "3 1 1 zz", "not a value"),
    ("PTR", "host", "not offered"),
    ("SOA", "a b 1 2 3 4 5", "written by us"),
    ("A\nNS", "x", "not offered"),
    ("A", "‮1.2.0.291", "invisible"),
]


@pytest.mark.parametrize(("kind", "typed", "said"), HOSTILE)
def test_a_hostile_value_is_refused_in_words(kind, typed, said):
    message = refusal(rdata.parse, kind, typed, ZONE)
    assert said in message
    assert "\n" not in message


def test_a_record_is_put_under_the_name_however_it_is_typed():
    for typed in ("www", "WWW", "www.atlas.ma", "www.atlas.ma.", " www "):
        assert names.owner(typed, "A", ZONE) == "www"
    for typed in ("", "@", "atlas.ma", "Atlas.MA."):
        assert names.owner(typed, "A", ZONE) == "@"
    assert names.owner("بريد", "A", ZONE) == "xn--ngbof4h"
    assert names.readable("xn--ngbof4h") == "بريد"


@pytest.mark.parametrize(
    ("typed", "kind", "said"),
    [
        ("www.evil.com.", "A", "lies outside atlas.ma"),
        (".", "A", "lies outside"),
        ("a.*.b", "A", "star must stand alone and first"),
        ("a*", "A", "star must stand alone and first"),
        ("_x", "A", "underscore"),
        ("a_b", "MX", "underscore"),
        ("sip", "SRV", "_sip._tcp"),
        ("www", "TLSA", "_443._tcp"),
        ("a b", "A", "no space"),
        ("-a", "A", "hyphen"),
        (".".join(["a" * 60] * 5), "TXT", "253"),
    ],
)
def test_a_wrong_owner_name_is_refused_in_words(typed, kind, said):
    assert said in refusal(names.owner, typed, kind, ZONE)


BROKEN = [
    ([Entry("@", "CNAME", 300, "x.example.")], "cannot stand at atlas.ma itself"),
    ([A, Entry("www", "CNAME", 300, "x.example.")], "stands alone"),
    ([Entry("a", "CNAME", 300, "x."), Entry("a", "CNAME", 300, "y.")], "two CNAME"),
    ([Entry("a", "CNAME", 300, "b.atlas.ma."), Entry("b", "CNAME", 300, "a.atlas.ma.")], "in a circle"),
    (
        [Entry("m", "CNAME", 300, "x.example."), Entry("@", "MX", 300, "10 m.atlas.ma.")],
        "Point to “x.example”",
    ),
    ([Entry("@", "NS", 300, "ns.example.")], "switch our DNS off"),
    ([Entry("sub", "NS", 300, "ns.example."), Entry("sub", "TXT", 300, '"x"')], "delegated"),
    ([Entry("sub", "NS", 300, "ns.example."), Entry("a.sub", "MX", 300, "0 .")], "lies below sub.atlas.ma"),
    ([A._replace(ttl=59)], "outside 60 to 86400"),
    ([A._replace(ttl=86_401)], "outside 60 to 86400"),
    ([A, A._replace(ttl=600)], "exists already"),
    ([Entry("@", "TXT", 300, '"v=spf1 -all"'), Entry("@", "TXT", 300, '"v=spf1 mx -all"')], "two SPF"),
]


@pytest.mark.parametrize(("entries", "said"), BROKEN, ids=[said for _entries, said in BROKEN])
def test_a_zone_that_breaks_a_rule_is_refused_in_words(entries, said):
    assert any(said in str(problem) for problem in rules.problems(entries, ZONE))


def test_a_zone_holds_so_many_records_and_no_more():
    many = [Entry(f"h{n}", "A", 300, "192.0.2.1") for n in range(DNS.max_records)]
    assert list(rules.problems(many, ZONE)) == []
    assert f"at most {DNS.max_records}" in refusal(rules.check, [*many, A], ZONE)


def test_addresses_of_delegated_name_servers_may_stand_below_the_cut():
    zone = [Entry("sub", "NS", 300, "ns1.sub.atlas.ma."), Entry("ns1.sub", "A", 300, "192.0.2.3")]
    assert list(rules.problems(zone, ZONE)) == []


def test_a_record_set_has_one_ttl_the_lowest():
    levelled = level([A, A._replace(ttl=60, content="192.0.2.2")])
    assert {e.ttl for e in levelled} == {60}
    assert rrsets(levelled, ZONE)[0].contents == ("192.0.2.1", "192.0.2.2")


def test_a_difference_leads_from_one_zone_to_the_other():
    change = difference([A], [A._replace(ttl=60)])
    assert (len(change.added), len(change.removed)) == (1, 1)
    assert not difference([A], [A])
    assert [e.name for e in ordered([A, A._replace(name="@"), A._replace(name="b.www")])] == [
        "@",
        "www",
        "b.www",
    ]


FILE = """$TTL 1h
$ORIGIN atlas.ma.
@ IN SOA ns1.old host.old ( 1 2 3 ; serial
    4 5 )
  IN NS ns1.old.example.
@ 300 IN MX 10 mail
mail IN A 192.0.2.1
     IN AAAA 2001:db8::1
www CNAME @ ; the site
txt TXT "a;b" "c("
$ORIGIN sub.atlas.ma.
host A 192.0.2.9
"""


def test_a_zone_file_is_read_as_other_servers_read_it():
    reading = zonefile.read(FILE, ZONE)
    assert reading.errors == []
    assert [r.line for r in reading.notes] == [3, 5]
    assert set(reading.entries) == {
        Entry("@", "MX", 300, "10 mail.atlas.ma."), Entry("mail", "A", 3600, "192.0.2.1"),
        Entry("mail", "AAAA", 3600, "2001:db8::1"), Entry("www", "CNAME", 3600, "atlas.ma."),
        Entry("txt", "TXT", 3600, '"a;b" "c("'), Entry("host.sub", "A", 3600, "192.0.2.9"),
    }  # fmt: skip


def test_each_wrong_line_of_a_hostile_file_is_told_with_its_number():
    hostile = [
        "$INCLUDE /etc/passwd", "$GENERATE 1-4294967295 h$ A 192.0.2.$", "bad A 999.1.1.1",
        "x.other.example. A 192.0.2.1", "fast 5 A 192.0.2.1", "ptr PTR host.", "a" * 5000, "\x00\x01 A 1",
        "w TYPE65400 \\# 0",
        "p ( TXT \"a\"",
    ]  # fmt: skip
    reading = zonefile.read("\n".join(hostile), ZONE)
    assert [r.line for r in reading.errors] == list(range(1, len(hostile) + 1))
    assert reading.entries == []
    assert all("\n" not in str(r.message) for r in reading.errors)


def test_a_file_that_is_too_large_is_not_read_at_all():
    for text in ("; x\n" * (DNS.import_lines + 2), "x" * (DNS.import_bytes + 1)):
        reading = zonefile.read(text, ZONE)
        assert (len(reading.errors), reading.entries) == (1, [])


def test_what_is_written_is_read_back_the_same():
    entries = [Entry("@", "MX", 300, "10 m.example."), Entry("*.a", "TXT", 60, '"x \\" ;"'), A]
    assert set(zonefile.read(zonefile.write(ZONE, (), entries), ZONE).entries) == set(entries)


def test_templates_replace_what_they_replace_and_leave_the_rest():
    before = [A, Entry("@", "MX", 300, "10 old.example."), Entry("@", "TXT", 300, '"v=spf1 -all"'),
              Entry("@", "TXT", 300, '"proof=1"')]  # fmt: skip
    google = presets.mail(before, ZONE, "google")
    assert {e.content for e in google if e.name == "@"} == {
        "1 smtp.google.com.", '"v=spf1 include:_spf.google.com ~all"', '"proof=1"',
    }  # fmt: skip
    microsoft = presets.mail(before, "atlas-conseil.ma", "microsoft")
    assert "0 atlasconseil-ma.mail.protection.outlook.com." in {e.content for e in microsoft}
    site = presets.website(before, ZONE, ["192.0.2.5", "2001:db8::5"])
    assert {(e.name, e.type) for e in site if e.type in presets.WEB} == {
        ("@", "A"),
        ("@", "AAAA"),
        ("www", "CNAME"),
    }
    wish = presets.Authenticity(
        ("203.0.113.4", "_spf.google.com"), True, "s1", "MIIB" * 60, "reject", "d@atlas.ma"
    )
    said = {(e.name, e.content[:40]) for e in presets.authenticity(before, ZONE, wish)}
    assert ("@", '"v=spf1 mx ip4:203.0.113.4 include:_spf.') in said
    assert {name for name, _content in said} == {"@", "www", "_dmarc", "s1._domainkey"}
    for zone in (google, site, presets.no_mail(before, ZONE), presets.parking()):
        assert list(rules.problems(zone, ZONE)) == []
