"""The account's own page: opening it, keeping it up to date, refusing what is wrong in words."""

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.models import Customer, Membership
from core.models import EvidenceRecord
from tests.cast import person

COMPANY = {
    "kind": "company",
    "name": "Médina Web SARL",
    "ice": "002 718 281 000 008",
    "if_number": "40123456",
    "rc": "98765",
    "rc_town": "Fès",
    "address": "3, place Seffarine\nPorte B",
    "postal_code": "30000",
    "city": "Fès",
    "country": "MA",
    "phone": "05 35 12 34 56",
    "billing_email": "factures@medina.example",
    "language": "fr",
}
PROFILE = "/compte/"


@pytest.fixture
def newcomer(db):
    return person("new@medina.example", "Youssef Berrada")


def test_a_visitor_is_sent_to_sign_in_and_back(client_of):
    response = client_of(None).get(PROFILE)
    assert response.headers["Location"] == f"{reverse('account_login')}?next={PROFILE}"


def test_a_newcomer_opens_the_account_and_owns_it(client_of, newcomer):
    response = client_of(newcomer).post(PROFILE, COMPANY)
    assert response.headers["Location"] == PROFILE
    customer = Customer.objects.get()
    assert (customer.name, customer.ice, customer.phone) == (
        "Médina Web SARL",
        "002718281000008",
        "+212535123456",
    )
    assert Membership.objects.get(user=newcomer).role == "owner"
    assert list(EvidenceRecord.objects.filter(about=customer.public_id).values_list("what", "actor")) == [
        ("account_opened", newcomer.public_id),
        ("person_joined", newcomer.public_id),
    ]


def test_the_form_starts_from_what_the_sign_in_knows(client_of, newcomer):
    page = client_of(newcomer).get(PROFILE)
    assert page.context["form"]["billing_email"].value() == "new@medina.example"
    assert "Youssef Berrada" in page.text


def test_opening_the_account_leads_back_to_where_one_was_going(client_of, newcomer):
    response = client_of(newcomer).post(f"{PROFILE}?next=/compte/contacts/", COMPANY)
    assert response.headers["Location"] == "/compte/contacts/"


def test_it_never_leads_to_another_site(client_of, newcomer):
    response = client_of(newcomer).post(PROFILE, COMPANY | {"next": "https://evil.example/"})
    assert response.headers["Location"] == PROFILE


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("ice", "", "A company gives its ICE"),
        ("ice", "001987654000046", "the last two are a key, like 001987654000047"),
        ("ice", "12345", "15 digits"),
        ("phone", "12", "+212 5 22 12 34 56"),
        ("phone", "+212 9 99", "+212 5 22 12 34 56"),
        ("address", "a\nb\nc\nd", "at most 3 lines"),
        ("billing_email", "nobody", ""),
        ("name", "", ""),
    ],
)
def test_a_wrong_value_is_refused_beside_its_field(client_of, newcomer, settings, field, value, said):
    client = client_of(newcomer)
    client.cookies["language"] = "en"
    page = client.post(PROFILE, COMPANY | {field: value})
    assert list(page.context["form"].errors) == [field]
    with translation.override("en"):
        assert said in page.context["form"].errors[field][0]
    assert not Customer.objects.exists()


def test_a_private_person_needs_no_ice_and_has_no_trade_register(client_of, newcomer):
    client_of(newcomer).post(PROFILE, COMPANY | {"kind": "person", "ice": "", "cin": "bk 123456"})
    customer = Customer.objects.get()
    assert (customer.ice, customer.rc, customer.rc_town, customer.cin) == ("", "", "", "BK123456")


def test_a_field_of_the_other_kind_never_refuses_a_form(client_of, newcomer):
    client_of(newcomer).post(PROFILE, COMPANY | {"cin": "far too long for an identity card"})
    assert Customer.objects.get().cin == ""


def test_a_number_of_another_country_is_read_there(client_of, newcomer):
    client_of(newcomer).post(PROFILE, COMPANY | {"country": "FR", "phone": "01 42 68 53 00"})
    assert Customer.objects.get().phone == "+33142685300"


def test_the_owner_reads_the_account_with_its_clause_and_history(client_of, owner):
    page = client_of(owner).get(PROFILE).text
    for words in ("Argan Studio SARL", "001987654000047", "+212 5 22 12 34 56", "20000 Casablanca", "HD-7.1"):
        assert words in page


def test_a_change_is_kept_with_what_was_before(client_of, owner, customer):
    client = client_of(owner)
    client.post("/compte/modifier/", COMPANY)
    proof = EvidenceRecord.objects.get(about=customer.public_id)
    assert (proof.what, proof.clause, proof.actor) == ("account_changed", "HD-7.1", owner.public_id)
    assert proof.data["changed"]["city"] == ["Casablanca", "Fès"]
    assert "Omar Bennani" in client.get(PROFILE).text


def test_saving_without_a_change_leaves_no_proof(client_of, owner, customer):
    client = client_of(owner)
    form = client.get("/compte/modifier/").context["form"]
    client.post("/compte/modifier/", {name: form[name].value() or "" for name in form.fields})
    assert not EvidenceRecord.objects.filter(about=customer.public_id).exists()


def test_an_identity_card_leaves_no_trace_in_the_proof(client_of, owner, customer):
    client_of(owner).post("/compte/modifier/", COMPANY | {"kind": "person", "cin": "BK123456"})
    assert "BK123456" not in str(EvidenceRecord.objects.get(about=customer.public_id).data)


def test_a_colleague_reads_the_account_and_may_not_change_it(client_of, colleague):
    client = client_of(colleague)
    assert "/compte/modifier/" not in client.get(PROFILE).text
    refused = client.get("/compte/modifier/")
    assert refused.status_code == 403
    assert "Argan Studio SARL" in refused.text


def test_the_form_tells_what_becomes_of_the_data(client_of, newcomer):
    page = client_of(newcomer).get(PROFILE).text
    assert "09-08" in page


def test_a_document_names_the_buyer(customer):
    assert customer.snapshot() == {
        "name": "Argan Studio SARL",
        "address": ["12, rue des Orangers", "20000 Casablanca"],
        "country": "MA",
        "ice": "001987654000047",
        "customer": customer.public_id,
    }
