"""Names as people type them: what each extension takes, what it refuses and which way out it shows."""

import unicodedata

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from domains import reserved
from domains.naming import MESSAGES, InvalidName, NameRules, parse, review_needed, search_candidates
from domains.reserved import REASONS

LISTS = reserved.bound(reserved.first_lists()[1]).by_reach
OURS, ANRTS = LISTS[""], LISTS[""] | LISTS["family:ma"]
ZONES = frozenset({"co", "net", "org", "press", "ac", "gov"})
MA = NameRules("ma", ("ma",), zones=ZONES, reserved=True, terms=ANRTS)
CO_MA = NameRules("co.ma", ("ma",), reserved=True, terms=ANRTS)
PRESS_MA = NameRules("press.ma", ("ma",), reserved=True, restricted=True, terms=ANRTS)
COM = NameRules("com", ("latin1", "arabic"), terms=OURS)
APP = NameRules("app")
MAGHRIB = NameRules("المغرب", ("arabic",))
EVERY = (MA, CO_MA, PRESS_MA, COM, APP, MAGHRIB)

ACCEPTED = [
    ("atlas", MA, "atlas.ma", "atlas.ma"),
    ("ATLAS.ma", MA, "atlas.ma", "atlas.ma"),
    ("  atlas.ma.  ", MA, "atlas.ma", "atlas.ma"),
    ("https://www.atlas.ma:8080/contact?a=b#c", MA, "atlas.ma", "atlas.ma"),
    ("http://atlas.ma", MA, "atlas.ma", "atlas.ma"),
    ("www.atlas", MA, "atlas.ma", "atlas.ma"),
    ("//atlas.ma/", MA, "atlas.ma", "atlas.ma"),
    ("atlas.co.ma", CO_MA, "atlas.co.ma", "atlas.co.ma"),
    ("atlas。com", COM, "atlas.com", "atlas.com"),
    ("www.com", COM, "www.com", "www.com"),
    ("com", COM, "com.com", "com.com"),
    ("al-maghrib", MA, "al-maghrib.ma", "al-maghrib.ma"),
    ("abc-def", MA, "abc-def.ma", "abc-def.ma"),
    ("123", MA, "123.ma", "123.ma"),
    ("été", MA, "été.ma", "xn--t-9fab.ma"),
    ("e\u0301te\u0301", MA, "été.ma", "xn--t-9fab.ma"),
    ("ÉTÉ.MA", MA, "été.ma", "xn--t-9fab.ma"),
    ("forêt-à-vivre", MA, "forêt-à-vivre.ma", "xn--fort--vivre-c7a1k.ma"),
    ("ñandú", COM, "ñandú.com", "xn--and-6ma2c.com"),
    ("straße", COM, "straße.com", "xn--strae-oqa.com"),
    ("أطلس", COM, "أطلس.com", "xn--igb6al6c.com"),
    ("أطلس.المغرب", MAGHRIB, "أطلس.المغرب", "xn--igb6al6c.xn--mgbc0a9azcg"),
    ("أطلس.xn--mgbc0a9azcg", MAGHRIB, "أطلس.المغرب", "xn--igb6al6c.xn--mgbc0a9azcg"),
    ("a" * 63, COM, "a" * 63 + ".com", "a" * 63 + ".com"),
    ("ab", MA, "ab.ma", "ab.ma"),
]

REFUSED = [
    ("", MA, "empty", ""),
    ("   ", MA, "empty", ""),
    (".ma", MA, "empty", ""),
    ("http://", MA, "empty", ""),
    ("a", MA, "too_short", ""),
    ("é", MA, "too_short", ""),
    ("a" * 64, COM, "too_long", ""),
    ("a" * 300, MA, "too_long", ""),
    ("é" * 60, MA, "too_long", ""),
    ("my shop", MA, "spaces", "my-shop.ma"),
    ("my\u00a0shop.ma", MA, "spaces", "my-shop.ma"),
    ("blog.atlas.ma", MA, "dots", "atlas.ma"),
    ("atlas.com", MA, "dots", "atlas.ma"),
    ("-atlas", MA, "hyphen_edge", "atlas.ma"),
    ("atlas-.ma", MA, "hyphen_edge", "atlas.ma"),
    ("-", MA, "hyphen_edge", ""),
    ("ab--cd", MA, "hyphen_3_4", "ab-cd.ma"),
    ("xn--t-9fab", MA, "punycode", "été.ma"),
    ("XN--T-9FAB.ma", MA, "punycode", "été.ma"),
    ("xn--igb6al6c.com", COM, "punycode", "أطلس.com"),
    ("xn--and-6ma2c", MA, "punycode", "nandu.ma"),
    ("xn--!", MA, "punycode", ""),
    ("ñandu", MA, "characters", "nandu.ma"),
    ("œuvre", MA, "characters", "oeuvre.ma"),
    ("mädchen", MA, "characters", "madchen.ma"),
    ("été", APP, "characters", "ete.app"),
    ("my_shop", COM, "characters", "my-shop.com"),
    ("l'atlas", MA, "characters", "l-atlas.ma"),
    ("contact@atlas.ma", MA, "characters", "atlas.ma"),
    ("atlas!", MA, "characters", "atlas.ma"),
    ("atlas😀", MA, "characters", "atlas.ma"),
    ("😀", MA, "characters", ""),
    ("أطلس", MA, "characters", ""),
    ("сахара", COM, "characters", ""),
    ("at\u200blas", MA, "invisible", "atlas.ma"),
    ("\u202eatlas", COM, "invisible", "atlas.com"),
    ("atlas\u200f.com", COM, "invisible", "atlas.com"),
    ("at\x00las", MA, "invisible", "atlas.ma"),
    ("\ud800", MA, "invisible", ""),
    ("аtlas", COM, "mixed_script", ""),
    ("atlasأ", COM, "mixed_script", ""),
    ("1أطلس", COM, "direction", ""),
    ("أطلس1٢", COM, "direction", ""),
    ("co", MA, "zone", ""),
    ("press.ma", MA, "zone", ""),
]


@pytest.mark.parametrize(("typed", "rules", "name", "ascii_name"), ACCEPTED)
def test_typed_name_becomes_both_forms(typed, rules, name, ascii_name):
    parsed = parse(typed, rules)
    assert (parsed.name_unicode, parsed.name_ascii) == (name, ascii_name)
    assert parsed.extension == rules.extension
    assert parsed.name_unicode == f"{parsed.label_unicode}.{rules.extension}"
    assert parsed.name_ascii == f"{parsed.label_ascii}.{rules.extension_ascii}"


@pytest.mark.parametrize(("typed", "rules", "code", "suggestion"), REFUSED)
def test_wrong_name_is_refused_with_its_rule_and_a_way_out(typed, rules, code, suggestion):
    with pytest.raises(InvalidName) as refused:
        parse(typed, rules)
    refusal = refused.value
    assert (refusal.code, refusal.suggestion) == (code, suggestion)
    assert refusal.clause == "DN-2.2a"
    assert suggestion in str(refusal)
    if suggestion:
        assert parse(suggestion, rules).name_unicode == suggestion


@pytest.mark.parametrize("letter", "àâçèéêëîïôùûüÿ")
def test_ma_takes_exactly_fourteen_accented_letters(letter):
    assert parse(f"caf{letter}", MA).label_unicode == f"caf{letter}"


@pytest.mark.parametrize("letter", "áãäåæìíñòóõöøœßúýþðčş")
def test_ma_takes_no_other_letter(letter):
    with pytest.raises(InvalidName, match=letter):
        parse(f"caf{letter}", MA)


def test_every_refusal_quotes_something_and_hides_nothing():
    for typed, rules, code, _suggestion in REFUSED:
        with pytest.raises(InvalidName) as refused:
            parse(typed, rules)
        with translation.override("en"):
            message = str(refused.value)
        assert "“" in message, code
        assert not any(unicodedata.category(c)[0] == "C" for c in message)
    assert {code for _typed, _rules, code, _s in REFUSED} | {"extension"} == set(MESSAGES)


def test_long_name_is_quoted_short():
    with pytest.raises(InvalidName) as refused:
        parse("a" * 300, MA)
    assert "a" * 41 not in str(refused.value)


@pytest.mark.parametrize(
    ("typed", "rules", "kind", "term"),
    [
        ("rabat", MA, "reserved", "rabat"),
        ("fès", MA, "reserved", "fes"),
        ("avocat.co.ma", CO_MA, "reserved", "avocat"),
        ("maroc-voyages", MA, "contains", "maroc"),
        ("my-morocco", MA, "contains", "morocco"),
        ("commune-de-salé", MA, "contains", "commune"),
        ("parking", MA, "contains", "king"),
        ("sàhara-tours", MA, "contains", "sahara"),
        ("atlas-presse", PRESS_MA, "zone", "press.ma"),
        ("nazi-shop", COM, "sensitive", "nazi"),
    ],
)
def test_term_that_must_be_reviewed_makes_a_valid_name_wait(typed, rules, kind, term):
    review = review_needed(parse(typed, rules), rules)
    assert (review.kind, review.term) == (kind, term)
    assert review.clause == ("DN-7.2.3(1-4)" if kind == "sensitive" else "DN-A2-1.2")
    assert typed.partition(".")[0] in str(review.message) or term in str(review.message)
    assert review.kind in REASONS


@pytest.mark.parametrize(
    ("typed", "rules"), [("atlas", MA), ("rabat", COM), ("maroc-voyages", COM), ("rabatjoie", MA)]
)
def test_other_names_need_no_review(typed, rules):
    assert review_needed(parse(typed, rules), rules) is None


def test_search_without_extension_asks_all_in_the_given_order():
    found = search_candidates("atlas", (MA, CO_MA, COM))
    assert [c.name.name_unicode for c in found] == ["atlas.ma", "atlas.co.ma", "atlas.com"]


def test_search_puts_the_typed_extension_first():
    found = search_candidates("https://www.Atlas.co.ma/", (COM, MA, CO_MA))
    assert [c.name.name_unicode for c in found] == ["atlas.co.ma", "atlas.com", "atlas.ma"]


def test_search_with_an_unknown_extension_says_so_and_offers_ours():
    found = search_candidates("atlas.xyz", (MA, COM))
    assert (found[0].extension, found[0].refusal.code) == ("xyz", "extension")
    assert [c.name.name_unicode for c in found[1:]] == ["atlas.ma", "atlas.com"]


def test_search_shows_which_extension_cannot_take_the_name():
    found = search_candidates("ñandu", (MA, COM))
    assert found[0].refusal.code == "characters"
    assert found[1].name.name_ascii == "xn--andu-fqa.com"


def test_search_marks_names_to_review():
    found = search_candidates("maroc-voyages", (MA, COM))
    assert [c.review.kind if c.review else None for c in found] == ["contains", None]


@pytest.mark.parametrize("query", ["", "my shop", "x" * 300, "-", "blog.atlas.ma"])
def test_search_that_no_extension_can_take_raises_the_refusal(query):
    with pytest.raises(InvalidName):
        search_candidates(query, (MA, COM))


TYPED = st.one_of(
    st.text(max_size=80),
    st.text(alphabet="abcé-ñأط.: /@www_0٢xn\u202e\u0301ß", max_size=70),
    st.builds(
        "{}{}.{}".format,
        st.sampled_from(["", "http://", "www.", "xn--"]),
        st.text(max_size=20),
        st.sampled_from(["ma", "com"]),
    ),
)


def parsed_or_refusal(typed, rules):
    try:
        return parse(typed, rules)
    except InvalidName as refusal:
        return refusal


@given(TYPED, st.sampled_from(EVERY))
def test_parse_raises_nothing_but_invalid_name_and_is_idempotent(typed, rules):
    found = parsed_or_refusal(typed, rules)
    if isinstance(found, InvalidName):
        assert str(found)
        assert not found.suggestion or parse(found.suggestion, rules).name_unicode == found.suggestion
        return
    assert parse(found.name_unicode, rules) == found
    assert 2 <= len(found.label_unicode) <= len(found.label_ascii) <= 63
    assert found.name_ascii.isascii()
    review_needed(found, rules)


@given(TYPED)
def test_search_raises_nothing_but_invalid_name(query):
    try:
        found = search_candidates(query, EVERY)
    except InvalidName:
        return
    assert all(bool(c.name) != bool(c.refusal) for c in found)
