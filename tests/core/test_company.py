"""The company profile: configuration, read once, checked, faults named by key."""

from pathlib import Path

import pytest
from django.conf import settings

from core import company as profile
from core import identifiers
from core.company import CompanyProfileError, company

DEMO_PROFILE = Path(settings.BASE_DIR) / "hosting_portal" / "company.toml"


@pytest.fixture
def changed(tmp_path):
    """The demo profile with one piece of text replaced, written to a file of its own."""

    def write(old: str, new: str) -> Path:
        text = DEMO_PROFILE.read_text(encoding="utf-8")
        assert old in text
        path = tmp_path / "company.toml"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return path

    return write


def test_the_demo_company_is_complete():
    """C-31: name, identifiers, accounts and court (HD-8.1) of the company that invoices: configuration."""
    atlas = profile.read(DEMO_PROFILE)
    assert atlas.legal_name == "Atlas Nuage SARL"
    assert atlas.court == atlas.seller()["court"] == "Agadir"
    assert atlas.logo_path.is_file()
    assert atlas.logo_data_uri.startswith("data:image/svg+xml;base64,")
    assert [account.rib for account in atlas.bank_accounts] == [
        "007780000123400000056749",
        "350810000000000123456729",
    ]
    assert atlas.seller()["capital"] == 10_000_000
    assert atlas.accounts()[0]["iban"] == "MA64007780000123400000056749"


def test_the_profile_is_read_once(settings):
    settings.COMPANY_PROFILE = DEMO_PROFILE
    assert company() is company()


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('ice = "003141592000024"', 'ice = "003141592000046"', "`ice` is not a valid ICE"),
        ('ice = "003141592000024"\n', "", "`ice` is missing"),
        ('name = "Atlas Nuage"', 'name = ""', "`name` is missing"),
        ("56749", "56748", "`bank_accounts[1].rib` is not a valid RIB"),
        ("MA64350", "MA65350", "`bank_accounts[2].iban` is not a valid Moroccan IBAN"),
        ("ARGNMAMC", "ARGN", "`bank_accounts[1].swift` is not a SWIFT code"),
        (
            'accent = "#0f5566"',
            'accent = "#7fb4c4"',
            "`accent` has a contrast of 2.3 with white, 4.5 is needed",
        ),
        ('accent = "#0f5566"', 'accent = "teal"', "`accent` is not a #rrggbb colour"),
        ("brand/logo.svg", "brand/none.svg", "`logo` names no file (none.svg)"),
        ("brand/logo.svg", "brand/logo.gif", "`logo` must be an SVG or PNG file"),
        ("capital_mad = 100000", 'capital_mad = "100 000"', "`capital_mad` must be a whole number"),
        ('country = "MA"', 'country = "Maroc"', "`country` is not a two-letter country code"),
        ('en = "Monday to Saturday, 8 am to 9 pm"', "", "`phone_hours` lacks en"),
        (
            'email = "noms@atlas-nuage.example"',
            'email = "noms"',
            "`local_contact.email` is not an e-mail address",
        ),
        ("[technical_contact]", "[technical]", "`technical_contact` is missing"),
        ("[signatory]", "[[signatory]]", "`signatory` must be a table"),
        ('cndp = ["D-W-314/2026", "A-W-159/2026"]', 'cndp = "D-W-314/2026"', "`cndp` must be a list"),
        ("tp =", "tpe =", "`tpe` is unknown"),
        ('if_number = "31415926"', 'if_number = "IF-1"', "`if_number` must be at most 8 digits"),
        ('name = "Atlas Nuage"', 'name = "Atlas', "is not TOML"),
    ],
)
def test_each_fault_is_told_with_its_key(changed, old, new, fault):
    with pytest.raises(CompanyProfileError) as refused:
        profile.read(changed(old, new))
    assert fault in str(refused.value)


def test_all_faults_are_told_at_once(changed):
    path = changed('ice = "003141592000024"', 'ice = "1"')
    path.write_text(path.read_text().replace("#0f5566", "#ffffff"))
    with pytest.raises(CompanyProfileError) as refused:
        profile.read(path)
    assert len(refused.value.problems) == 2


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CompanyProfileError, match="cannot be read"):
        profile.read(tmp_path / "absent.toml")


def test_a_company_without_receipts_yet_is_accepted(changed):
    assert profile.read(changed('cndp = ["D-W-314/2026", "A-W-159/2026"]', "")).cndp == ()


def test_an_installation_may_keep_its_logo_elsewhere(changed, tmp_path):
    logo = tmp_path / "own.svg"
    logo.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    assert profile.read(changed("brand/logo.svg", str(logo))).logo_path == logo


@pytest.mark.parametrize("ice", ["001987654000047", "003141592000024", "002718281000008"])
def test_valid_ice(ice):
    assert identifiers.is_ice(ice)


@pytest.mark.parametrize("ice", ["001987654000046", "1987654000047", "00198765400004x", ""])
def test_invalid_ice(ice):
    assert not identifiers.is_ice(ice)


@pytest.mark.parametrize(
    "rib", ["007780000123400000056749", "350810000000000123456729", "011810000012345678901245"]
)
def test_valid_rib(rib):
    assert identifiers.is_rib(rib)


def test_invalid_rib():
    assert not identifiers.is_rib("007780000123400000056748")
    assert not identifiers.is_rib("7780000123400000056749")


@pytest.mark.parametrize(("colour", "ratio"), [("#ffffff", 1.0), ("#000000", 21.0), ("#767676", 4.54)])
def test_contrast_as_wcag_computes_it(colour, ratio):
    assert profile.contrast_with_white(colour) == pytest.approx(ratio, abs=0.01)
