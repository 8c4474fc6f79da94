"""Contacts: kept current at every registry, late ones flagged, other holders and admins abroad refused (DN-7.3.1)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts import lifecycle as accounts
from accounts.models import Contact
from core import clock, worker
from core.transitions import NotAllowed
from domains.managing.lifecycle import begin_review
from domains.managing.links import verification_link
from domains.models import AddressVerification, ContactReview, Domain, RegistryChange
from domains.registry import faults
from domains.registry.faults import Fault, FaultPlan, Kind
from notifications.models import Email
from tests import names
from tests.cast import contact_of

from .conftest import NOW
from .test_settings import page, words

pytestmark = pytest.mark.django_db


def carried(domain: Domain, contact: Contact, *roles: str) -> Domain:
    known = {**domain.contacts, **dict.fromkeys(roles, contact.snapshot())}
    Domain.objects.filter(pk=domain.pk).update(contacts=known)
    domain.refresh_from_db()
    return domain


@pytest.fixture
def salma(atlas, contact):
    carried(atlas, contact, "holder", "admin")
    return contact


def edit(contact: Contact, at=NOW, **facts):
    for name, value in facts.items():
        setattr(contact, name, value)
    return accounts.save_contact(contact, names.act(at))


def test_a_new_address_reaches_every_name_that_carries_the_contact(salma, atlas, customer, settle):
    """DN-8.2, DN-A2-6(1)"""
    other = carried(names.registered("other.com", date(2027, 5, 1), customer), salma, "tech")
    edit(salma, city="Rabat")
    assert RegistryChange.objects.filter(kind="contacts", state="sending").count() == 3
    settle(atlas)
    other.refresh_from_db()
    found = [
        atlas.contacts["holder"]["city"],
        atlas.contacts["admin"]["city"],
        other.contacts["tech"]["city"],
    ]
    assert found == ["Rabat"] * 3


def test_each_role_shows_whether_the_registry_knows(mine, atlas, salma, customer, settle):
    hind = contact_of(customer, "Hind Alaoui")
    mine.post(page("contacts", atlas), {"admin": hind.public_id, "effective_on": "2026-11-20"})
    assert "on its way" in words(mine.get(page("contacts", atlas)))
    with faults.injected(FaultPlan(scripted=[Fault(Kind.REFUSAL, "update", code=2306)])):
        settle(atlas)
    assert "The registry has refused the change of a contact" in words(mine.get(page("contacts", atlas)))
    mine.post(page("contacts", atlas), {"tech": hind.public_id, "effective_on": "2026-11-20"})
    settle(atlas)
    assert atlas.contacts["tech"]["full_name"] == "Hind Alaoui"
    assert atlas.contacts["admin"]["full_name"] == "Salma Idrissi"


@pytest.mark.parametrize(("days", "late"), [(7, False), (8, True)])
def test_a_change_told_after_more_than_seven_days_is_flagged_and_done(
    mine, atlas, salma, customer, settle, days, late
):
    hind = contact_of(customer, "Hind Alaoui")
    day = clock.local_date(NOW) - timedelta(days=days)
    answer = mine.post(page("contacts", atlas), {"tech": hind.public_id, "effective_on": day}, follow=True)
    assert ("this one is noted as late" in words(answer)) is late
    assert RegistryChange.objects.get(kind="contacts").told_late is late
    assert settle(atlas).contacts["tech"]["full_name"] == "Hind Alaoui"


def test_another_name_is_another_holder_and_is_refused_here(mine, atlas, salma, customer):
    """DN-14.1(1): a change of holder has its own procedure."""
    with pytest.raises(NotAllowed) as refusal:
        edit(salma, full_name="Somebody Else")
    assert "DN-14.1(1)" in refusal.value.message
    other = contact_of(customer, "Somebody Else")
    answer = mine.post(page("contacts", atlas), {"holder": other.public_id, "effective_on": "2026-11-22"})
    assert "is a change of holder" in words(answer)
    assert page("holder_ask", atlas) in words(answer)
    assert not RegistryChange.objects.exists()


def test_the_form_of_the_contact_says_so_too_and_keeps_the_old_data(mine, atlas, salma):
    fields = ("kind", "full_name", "address", "city", "postal_code", "country", "email", "phone")
    form = {name: getattr(salma, name) for name in fields} | {"changed_effective_on": "2026-11-22"}
    answer = mine.post(salma.get_absolute_url(), form | {"full_name": "Somebody Else"})
    assert "DN-14.1(1)" in words(answer)
    assert Contact.objects.get(pk=salma.pk).full_name == "Salma Idrissi"


def test_blanks_and_case_make_no_other_holder(salma, atlas):
    edit(salma, full_name="SALMA  Idrissi")
    assert RegistryChange.objects.filter(kind="contacts").exists()


def test_the_admin_contact_of_a_moroccan_name_does_not_leave_morocco(mine, atlas_ma, contact):
    """Guard 11, DN-A2-5.3(3)"""
    carried(atlas_ma, contact, "admin")
    with pytest.raises(NotAllowed) as refusal:
        edit(contact, country="FR", phone="+33140000000")
    assert "DN-A2-5.3(3)" in refusal.value.message
    with pytest.raises(NotAllowed):
        edit(Contact.objects.get(pk=contact.pk), phone="+33140000000")
    assert not RegistryChange.objects.exists()


def test_another_customers_contact_cannot_be_chosen(mine, atlas, salma, other_customer):
    theirs = contact_of(other_customer, "Salma Idrissi")
    mine.post(page("contacts", atlas), {"tech": theirs.public_id, "effective_on": "2026-11-22"})
    assert not RegistryChange.objects.exists()


# --- a holder's new address -------------------------------------------------------------------------------
def verification() -> AddressVerification:
    return AddressVerification.objects.get()


def test_old_and_new_address_are_told(salma, atlas, settle):
    edit(salma, email="new@atlas.example")
    settle(atlas)
    to = set(Email.objects.filter(kind="domains.change_synced").values_list("to", flat=True))
    assert {"salma@atlas.example", "new@atlas.example"} <= to


def test_a_new_holder_address_is_confirmed_by_its_reader(salma, atlas, client_of, settle):
    """DN-7.3.2, facts B3: the link opens without signing in; a robot that follows it confirms nothing."""
    edit(salma, email="new@atlas.example")
    (mail,) = Email.objects.filter(kind="domains.verify_address")
    assert (mail.to, mail.customer) == ("new@atlas.example", None)
    link = verification_link(verification()).partition("testserver")[2] or verification_link(verification())
    path = "/" + link.split("://")[-1].partition("/")[2]
    assert client_of(None).get(path).status_code == 200
    assert verification().state == "asked"
    client_of(None).post(path)
    assert verification().state == "confirmed"
    worker.settle(NOW + timedelta(days=40))
    atlas.refresh_from_db()
    assert not atlas.on_hold


def test_a_forged_link_confirms_nothing(salma, atlas, client_of):
    edit(salma, email="new@atlas.example")
    url = reverse("domains:verify_address", args=[verification().public_id + ":x:y"])
    assert client_of(None).post(url).status_code == 404
    assert verification().state == "asked"


def test_unconfirmed_it_is_reminded_twice_and_then_the_name_leaves_the_dns_until_confirmed(
    salma, atlas, client_of
):
    """DN-9.5(1)"""
    edit(salma, email="new@atlas.example")
    for day, mails, hold in [(6, 1, False), (7, 2, False), (12, 3, False), (14, 3, False), (15, 3, True)]:
        worker.settle(NOW + timedelta(days=day))
        atlas.refresh_from_db()
        sent = Email.objects.filter(kind="domains.verify_address").count()
        assert (day, sent, atlas.on_hold) == (day, mails, hold)
    assert Email.objects.filter(kind="domains.address_not_verified").count() == 2
    path = "/" + verification_link(verification()).split("://")[-1].partition("/")[2]
    with clock.frozen(NOW + timedelta(days=20)):
        client_of(None).post(path)
        worker.settle(clock.now())
    atlas.refresh_from_db()
    assert not atlas.on_hold


def test_a_moroccan_name_asks_for_no_proof_of_the_address(atlas_ma, contact, settle):
    carried(atlas_ma, contact, "holder")
    edit(contact, email="new@atlas.example")
    assert not AddressVerification.objects.exists()


def test_an_address_that_was_proved_once_is_not_asked_again(salma, atlas, settle):
    edit(salma, email="new@atlas.example")
    AddressVerification.objects.update(state="confirmed")
    settle(atlas)
    edit(salma, email="salma@atlas.example")
    settle(atlas)
    edit(salma, email="new@atlas.example")
    asked = AddressVerification.objects.values_list("address", flat=True)
    assert sorted(asked) == ["new@atlas.example", "salma@atlas.example"]


# --- the yearly look --------------------------------------------------------------------------------------
def test_once_a_year_the_contacts_are_asked_about_and_confirmed(mine, atlas, customer):
    begin_review(customer, names.act(NOW))
    assert "Are your contacts still right?" not in words(mine.get(reverse("home")))
    worker.settle(NOW + timedelta(days=364))
    assert not Email.objects.filter(kind="domains.review_contacts").exists()
    worker.settle(NOW + timedelta(days=366))
    assert "Are your contacts still right?" in words(mine.get(reverse("home")))
    worker.settle(NOW + timedelta(days=400))
    assert Email.objects.filter(kind="domains.review_contacts").count() == 2
    mine.post(reverse("domains:contact_review"))
    assert ContactReview.objects.get().state == "current"
    assert "Are your contacts still right?" not in words(mine.get(reverse("home")))


def test_an_account_without_names_is_left_in_peace(customer):
    begin_review(customer, names.act(NOW))
    worker.settle(NOW + timedelta(days=370))
    assert not Email.objects.filter(kind="domains.review_contacts").exists()
