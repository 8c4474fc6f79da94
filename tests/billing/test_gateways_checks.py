"""Which method takes which currency, and what a portal must have before it offers one (C-35)."""

from dataclasses import replace

import pytest
from django.urls import reverse

from billing import checks, gateways
from billing.models import Payment
from core.company import company

CURRENCIES = [
    # method, MAD, EUR, USD
    ("cmi", True, False, False),
    ("paypal", False, True, True),
    ("transfer", True, True, True),
    ("ccp", True, False, False),
    ("wafacash_code", True, False, False),
    ("wafacash", True, False, False),
    ("cash", True, False, False),
]


@pytest.mark.parametrize(("method", "mad", "eur", "usd"), CURRENCIES)
def test_each_method_takes_its_currencies_and_says_why_not(method, mad, eur, usd):
    for currency, takes in {"MAD": mad, "EUR": eur, "USD": usd}.items():
        offer = next(offer for offer in gateways.offers(currency) if offer.method == method)
        assert offer.usable is takes
        assert takes or currency in offer.why_not


def test_every_method_of_the_house_is_in_the_table_and_the_other_way_round():
    assert {row[0] for row in CURRENCIES} == set(gateways.METHODS)
    assert set(Payment.Method.values) == {*gateways.METHODS, "credit", *Payment.NO_MONEY}


def test_an_installation_offers_only_what_it_names(settings):
    settings.PAYMENT_GATEWAYS = ["transfer"]
    assert [offer.method for offer in gateways.offers("MAD")] == ["transfer"]
    with pytest.raises(LookupError):
        gateways.gateway("cmi")
    assert gateways.known("cmi").method == "cmi"  # its old payments are still given back


@pytest.mark.django_db
def test_what_is_not_offered_cannot_be_used(settings, ordered, owner, client_of):
    proforma, client = ordered(), client_of(owner)
    settings.PAYMENT_GATEWAYS = ["transfer"]
    for name in ("pay_card", "pay_paypal", "pay_code", "pay_wafacash", "pay_ccp"):
        answer = client.post(
            reverse(f"billing:{name}", args=[proforma.public_id]), {"number": "123456", "sender": "A"}
        )
        assert answer.status_code == 404, name
    assert not Payment.objects.exists()


@pytest.mark.django_db
def test_staff_see_the_table_of_methods(client_of, staff_user):
    page = client_of(staff_user).get(reverse("admin:billing_methods"))
    rows = {name: dict(takes) for name, _here, takes in page.context["matrix"]}
    assert rows["PayPal"] == {"MAD": False, "EUR": True, "USD": True}


# --- checks -----------------------------------------------------------------------------------------------
def ids(found) -> list[str]:
    return [error.id for error in found]


def test_the_demo_lacks_nothing():
    found = [
        *checks.known_methods(None),
        *checks.accounts_that_are_shown(None),
        *checks.no_sandbox_money(None),
    ]
    assert found == []


def test_a_method_that_nobody_knows_is_named(settings):
    settings.PAYMENT_GATEWAYS = ["transfer", "sandbox_card"]
    assert ids(checks.known_methods(None)) == ["billing.E002"]


def test_a_portal_takes_dirhams(settings):
    settings.PAYMENT_GATEWAYS = ["paypal"]
    assert ids(checks.known_methods(None)) == ["billing.E003"]


@pytest.mark.parametrize(
    ("changed", "faults"),
    [({}, 0), ({"rib": "007780000123400000056748"}, 2), ({"iban": "MA64350810000000000123456729"}, 1)],
)
def test_a_rib_that_is_shown_is_right_and_fits_its_iban(changed, faults):
    assert len(checks.faults_of(replace(company().bank_accounts[0], **changed))) == faults


def test_a_method_of_transfers_has_an_account(settings, monkeypatch):
    bank = company().bank_accounts[:1]
    monkeypatch.setattr(checks, "company", lambda: replace(company(), bank_accounts=bank))
    monkeypatch.setattr("billing.gateways.ccp.company", lambda: replace(company(), bank_accounts=bank))
    assert ids(checks.accounts_that_are_shown(None)) == ["billing.E005"]
    settings.PAYMENT_GATEWAYS = ["transfer"]
    assert checks.accounts_that_are_shown(None) == []


def test_production_offers_nothing_that_is_not_set_up(settings):
    settings.DEMO = False
    settings.PAYMENT_GATEWAYS = ["transfer", "cmi", "paypal", "wafacash_code"]
    for name in [*checks.NEEDED["cmi"], *checks.NEEDED["paypal"], *checks.NEEDED["wafacash_code"]]:
        setattr(settings, name, "set")
    assert checks.no_sandbox_money(None) == []
    settings.CMI_GATE = settings.PAYPAL_WEBHOOK_ID = ""
    assert ids(checks.no_sandbox_money(None)) == ["billing.E001", "billing.E001"]
    settings.PAYMENT_GATEWAYS = ["transfer"]
    assert checks.no_sandbox_money(None) == []
