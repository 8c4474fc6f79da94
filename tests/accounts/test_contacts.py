"""Contacts: exact, kept current within 7 days, never lost, never another's."""

from datetime import UTC, datetime

import pytest

from accounts.models import Contact
from core import clock
from core.models import EvidenceRecord
from tests.cast import contact_of

LIST, NEW = "/compte/contacts/", "/compte/contacts/nouveau/"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SALMA = {
    "kind": "person",
    "full_name": "Salma Idrissi",
    "address": "12, rue des Orangers",
    "postal_code": "20000",
    "city": "Casablanca",
    "country": "MA",
    "email": "salma@atlas.example",
    "phone": "+212 5 22 12 34 56",
}


def test_a_list_shows_the_contacts_of_the_account_only(client_of, owner, contact, other_customer):
    contact_of(other_customer, "Nadia Filali")
    page = client_of(owner).get(LIST).text
    assert "Salma Idrissi" in page
    assert "Nadia Filali" not in page
    assert "DN-7.3.1" in page


def test_an_empty_list_says_what_contacts_are_for(client_of, owner):
    assert NEW in client_of(owner).get(LIST).text


def test_a_new_contact_starts_from_the_address_of_the_account(client_of, owner):
    form = client_of(owner).get(NEW).context["form"]
    assert (form["city"].value(), form["phone"].value()) == ("Casablanca", "+212 5 22 12 34 56")
    assert "changed_effective_on" not in form.fields


def test_a_contact_is_added_with_proof(client_of, owner, customer):
    client_of(owner).post(NEW, SALMA)
    contact = Contact.objects.get()
    assert (contact.customer, contact.phone) == (customer, "+212522123456")
    proof = EvidenceRecord.objects.get(about=contact.public_id)
    assert (proof.what, proof.clause, proof.actor) == ("contact_added", "DN-7.3.1", owner.public_id)


def test_adding_from_an_order_leads_back_to_the_order(client_of, owner):
    assert client_of(owner).post(NEW, SALMA | {"next": "/panier/"}).headers["Location"] == "/panier/"


@pytest.mark.parametrize(
    ("effective", "late"), [("2026-11-22", False), ("2026-11-15", False), ("2026-11-14", True)]
)
def test_a_change_older_than_7_days_is_saved_and_noted_as_late(client_of, owner, contact, effective, late):
    with clock.frozen(NOON):
        page = client_of(owner).post(
            contact.get_absolute_url(),
            SALMA | {"city": "Rabat", "changed_effective_on": effective},
            follow=True,
        )
    contact.refresh_from_db()
    assert (contact.city, contact.changed_late, contact.changed_at) == ("Rabat", late, NOON)
    proof = EvidenceRecord.objects.get(about=contact.public_id)
    assert proof.data["changed"]["city"] == ["Casablanca", "Rabat"]
    assert proof.data["changed"]["changed_effective_on"] == [None, effective]
    assert ("7" in "".join(str(m) for m in page.context["messages"])) is late


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"full_name": ""}, "full_name"),
        ({"address": ""}, "address"),
        ({"email": ""}, "email"),
        ({"phone": ""}, "phone"),
        ({"fax": "7"}, "fax"),
        ({"kind": "organisation"}, "organisation"),
        ({"kind": "organisation", "organisation": "Atlas", "ice": "1"}, "ice"),
    ],
)
def test_every_field_but_the_fax_is_needed(client_of, owner, changes, field):
    """DN-7.3.1(1), DN-7.3.1(2): the same for an administrative and a technical contact."""
    page = client_of(owner).post(NEW, SALMA | changes)
    assert list(page.context["form"].errors) == [field]


def test_an_archived_contact_is_offered_no_more_and_stays_readable(client_of, owner, contact, customer):
    client = client_of(owner)
    address = f"{contact.get_absolute_url()}archiver/"
    client.post(address, {})
    assert Contact.objects.of(customer).usable().exists()
    client.post(address, {"confirmed": "on"})
    assert not Contact.objects.of(customer).usable().exists()
    assert contact not in client.get(LIST).context["object_list"]
    assert contact in client.get(f"{LIST}?archives").context["object_list"]


@pytest.mark.parametrize("page", ["", "archiver/"])
def test_a_stranger_finds_nothing(client_of, stranger, contact, page):
    for method in ("get", "post"):
        assert getattr(client_of(stranger), method)(contact.get_absolute_url() + page).status_code == 404


@pytest.mark.parametrize("page", ["", "archiver/"])
def test_a_visitor_is_sent_to_sign_in(client_of, contact, page):
    assert "/connexion/login/" in client_of(None).get(contact.get_absolute_url() + page).headers["Location"]


def test_the_technical_colleague_keeps_contacts_current(client_of, colleague, contact):
    assert client_of(colleague).get(contact.get_absolute_url()).status_code == 200


def test_a_list_costs_the_same_queries_as_it_grows(
    client_of, owner, customer, contact, django_assert_max_num_queries
):
    for n in range(20):
        contact_of(customer, f"Contact {n}")
    client = client_of(owner)
    client.get(LIST)  # the banner is read once a minute
    with django_assert_max_num_queries(6):
        client.get(LIST)


@pytest.mark.parametrize(
    ("facts", "established"),
    [
        ({}, True),
        ({"country": "FR"}, False),
        ({"phone": "+33142685300"}, False),
    ],
)
def test_a_ma_name_wants_a_contact_in_morocco(customer, facts, established):
    """DN-A2-1.1"""
    assert contact_of(customer, **facts).established_in_morocco is established


def test_an_order_keeps_the_contact_as_it_was(contact):
    kept = contact.snapshot()
    assert (kept["public_id"], kept["full_name"], kept["country"]) == (
        contact.public_id,
        "Salma Idrissi",
        "MA",
    )
    assert all(isinstance(value, str) for value in kept.values())
