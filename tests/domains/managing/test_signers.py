"""DS records: the examples of the RFCs are understood, weak and mistyped ones refused."""

import dns.rdata
import pytest

from domains.managing import lookups
from domains.managing.signers import WrongRecord, records

# RFC 6605, 6.1: a P-256 key of example.net. and its DS record
KEY = "257 3 13 GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA=="
DS = "55648 13 2 b4c8c1fe2e7477127b27115656ad6256f424625bf5c1e2770ce6d6e37df61d17"
PLAIN = {"key_tag": 55648, "algorithm": 13, "digest_type": 2, "digest": DS.split()[3].upper()}


@pytest.mark.parametrize(
    "typed",
    [DS, KEY, f"example.net. 3600 IN DS {DS}", f"example.net. IN DNSKEY {KEY} ; ksk", f"\n\n  {DS}  \n",
     "55648 13 2 ( b4c8c1fe2e747712 7b27115656ad6256 f424625bf5c1e277 0ce6d6e37df61d17 )"],
)  # fmt: skip
def test_the_record_of_the_rfc_is_understood_however_it_is_pasted(typed):
    assert records(typed, "example.net") == [PLAIN]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "none"), ("hello", "unreadable"), ("1 2 3", "unreadable"), ("a b c d", "unreadable"),
        (DS.replace(" 13 ", " 5 "), "algorithm"), (DS.replace(" 13 ", " 1 "), "algorithm"),
        (DS.replace(" 13 ", " 7 "), "algorithm"), (DS.replace(" 13 ", " 12 "), "algorithm"),
        (DS.replace(" 13 ", " 253 "), "algorithm"), (DS.replace(" 13 2 ", " 13 1 "), "digest_type"),
        (DS.replace(" 13 2 ", " 13 3 "), "digest_type"), (DS[:-2], "digest"), (DS.replace("55648", "70000"), "tag"),
        (KEY.replace("257", "0"), "unreadable"), (KEY.replace("257", "385"), "not_zone_key"),
        (KEY[:40] + "!!", "unreadable"), (f"{DS}\n{KEY}", "twice"), ("-1 13 2 00", "unreadable"),
        ("٥٥٦٤٨ 13 2 00", "unreadable"),
    ],
)  # fmt: skip
def test_a_weak_or_mistyped_record_is_refused_in_words(typed, code):
    with pytest.raises(WrongRecord) as refusal:
        records(typed, "example.net")
    assert refusal.value.code == code
    assert str(refusal.value)


def test_no_more_than_six_records():
    many = "\n".join(DS.replace("55648", str(n)) for n in range(1, 8))
    with pytest.raises(WrongRecord) as refusal:
        records(many, "example.net")
    assert refusal.value.code == "many"


def test_a_record_is_compared_with_the_keys_that_the_zone_shows():
    key = dns.rdata.from_text("IN", "DNSKEY", KEY)
    assert lookups.unsigned("example.net", [PLAIN], [key]) == []
    (orphan,) = lookups.unsigned("example.net", [PLAIN | {"key_tag": 55649}], [key])
    assert "55649" in orphan


def test_a_zone_without_keys_is_a_warning():
    assert len(lookups.unsigned("example.net", [PLAIN], [])) == 1
