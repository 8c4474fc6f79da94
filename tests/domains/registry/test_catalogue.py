"""The catalogue: every extension on sale, with prices, rules and documents that hang together."""

import tomllib
from pathlib import Path

import pytest

from domains import charter, reserved
from domains.naming import NameRules, parse

CATALOGUE = tomllib.loads((Path(charter.__file__).with_name("catalogue.toml")).read_text(encoding="utf-8"))
ROWS = {row["code"]: row for row in CATALOGUE["extension"]}
ON_SALE = [row for row in ROWS.values() if row["enabled"]]

# MAD before tax: register, renew, transfer, redeem, late (facts H1)
PRICES = {
    "ma": (129, 139, 129, None, 50),
    "co.ma": (99, 109, 99, None, 50),
    "net.ma": (99, 109, 99, None, 50),
    "org.ma": (99, 109, 99, None, 50),
    "press.ma": (149, 149, 149, None, 50),
    "ac.ma": (149, 149, 149, None, 50),
    "gov.ma": (149, 149, 149, None, 50),
    "com": (129, 149, 129, 1999, 30),
    "net": (149, 169, 149, 1999, 30),
    "org": (139, 169, 139, 1999, 30),
    "info": (89, 259, 259, 1999, 30),
    "biz": (199, 229, 229, 1999, 30),
    "africa": (219, 249, 219, 1999, 30),
    "shop": (49, 399, 299, 1999, 30),
    "store": (49, 399, 299, 1999, 30),
    "online": (49, 399, 299, 1999, 30),
    "site": (49, 399, 299, 1999, 30),
    "tech": (199, 249, 199, 1999, 30),
    "app": (199, 249, 199, 1999, 30),
    "dev": (199, 249, 199, 1999, 30),
    "fr": (99, 119, 0, None, 0),
    "eu": (99, 119, 99, None, 0),
}


def test_every_extension_of_the_list_is_there_once():
    assert len(CATALOGUE["extension"]) == len(ROWS)
    assert set(ROWS) == {*PRICES, "المغرب"}


@pytest.mark.parametrize("code", PRICES)
def test_prices(code):
    prices = ROWS[code]["prices"]
    found = [prices.get(what) for what in ("register", "renew", "transfer", "redeem", "late")]
    assert found == [None if price is None else price * 100 for price in PRICES[code]]


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_row_is_complete(row):
    assert row["family"] in {"gtld", "ma", "cctld"}
    shortest, longest = row["years"]
    assert 1 <= shortest <= longest <= row["total_years"] == longest
    assert set(row["description"]) == {"fr", "en", "ar"}
    assert row["source"]
    assert row["effective_on"]
    assert row["documents"][0] == "domain"
    assert row["enabled"] or row["note"]
    assert set(row["idn"]) <= set(charter.IDN_SETS)


@pytest.mark.parametrize("row", ON_SALE, ids=[row["code"] for row in ON_SALE])
def test_extension_on_sale_follows_its_family(row):
    moroccan = row["family"] == "ma"
    assert row["documents"] == ["domain", "domain.ma" if moroccan else "domain.gtld"]
    assert row["years"] == ([1, 5] if moroccan else [1, 10])
    assert row.get("requires_local_admin", False) == moroccan == row.get("reserved", False)
    assert ("redeem" in row["prices"]) != moroccan
    assert row["prices"]["owner_change"] == (13_900 if moroccan else 0)


def test_only_three_zones_are_restricted_and_three_rows_wait():
    assert {c for c, row in ROWS.items() if row.get("restricted")} == {"press.ma", "ac.ma", "gov.ma"}
    assert {c for c, row in ROWS.items() if not row["enabled"]} == {"fr", "eu", "المغرب"}


def test_arabic_country_extension_has_its_ascii_form():
    assert NameRules("المغرب").extension_ascii == "xn--mgbc0a9azcg"


def test_rows_become_rules():
    class Row:
        code, family, idn, min_length, max_length, reserved, restricted = (
            "ma",
            "ma",
            ["ma"],
            2,
            63,
            True,
            False,
        )

    rules = charter.rules_of(Row, ROWS, book=reserved.NO_LISTS)
    assert rules.zones == set(ROWS["ma"]["zones"]) == {"ac", "co", "gov", "net", "org", "press"}
    assert rules.reserved
    assert parse("été", rules).name_ascii == "xn--t-9fab.ma"


def test_reserved_lists_hold_plain_labels():
    lists = reserved.bound(reserved.first_lists()[1]).by_reach
    assert lists["family:ma"].contains == ("maroc", "morocco", "commune", "king", "sahara")
    assert {reach: bool(terms.exact) for reach, terms in lists.items()} == {"family:ma": True, "": False}
    for terms in lists.values():
        assert all(set(term) <= charter.LDH for term in (*terms.exact, *terms.contains, *terms.sensitive))
