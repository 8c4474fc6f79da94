"""The back office of accounts: staff find, correct and never delete."""

import pytest
from auditlog.models import LogEntry
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.models import Contact, Customer, Membership, User
from core.models import EvidenceRecord
from hosting_portal.staff import make_groups
from tests.cast import person


@pytest.fixture
def staff(client_of, staff_user):
    return client_of(staff_user)


def page(model, thing=None, what="changelist") -> str:
    name = f"admin:accounts_{model._meta.model_name}_{what}"
    return reverse(name, args=[thing.pk] if thing else [])


@pytest.mark.parametrize("model", [User, Customer, Contact])
def test_staff_find_people_accounts_and_contacts(staff, owner, contact, model):
    assert "argan" in staff.get(page(model) + "?q=argan").text.lower()


@pytest.mark.parametrize("name", ["customer", "contact", "owner"])
def test_nothing_is_deleted(staff, request, name):
    thing = request.getfixturevalue(name)
    assert staff.get(page(type(thing), thing, "change")).status_code == 200
    assert staff.post(page(type(thing), thing, "delete"), {"post": "yes"}).status_code == 403


@pytest.fixture
def filled(staff, customer):
    """What the account's admin page would send back unchanged."""
    context = staff.get(page(Customer, customer, "change")).context
    forms = [
        context["adminform"].form,
        *(i.formset.management_form for i in context["inline_admin_formsets"]),
    ]
    fields = [form[name] for form in forms for name in form.fields]
    return {field.html_name: "" if field.value() is None else field.value() for field in fields}


def test_staff_correct_an_account_with_proof(staff, staff_user, customer, filled):
    staff.post(page(Customer, customer, "change"), filled | {"city": "Agadir"})
    proof = EvidenceRecord.objects.get(about=customer.public_id)
    assert proof.data["changed"] == {"city": ["Casablanca", "Agadir"]}
    assert proof.actor == staff_user.public_id


def test_staff_give_a_person_a_place_in_an_account(staff, customer, filled):
    newcomer = person("new@argan.example")
    place = {"TOTAL_FORMS": 1, "0-user": newcomer.pk, "0-role": "billing"}
    staff.post(page(Customer, customer, "change"), filled | {f"memberships-{k}": v for k, v in place.items()})
    assert Membership.objects.get(user=newcomer).role == "billing"
    assert EvidenceRecord.objects.get(about=customer.public_id).what == "person_joined"


def test_staff_create_a_colleague_whose_address_is_kept_in_lower_case(staff):
    secret = "a-long-walk-in-Fes-1912"
    data = {"email": "Amina@Portal.example", "name": "Amina", "language": "fr", "usable_password": "true"}
    answer = staff.post(page(User, what="add"), data | {"password1": secret, "password2": secret})
    assert answer.status_code == 302, answer.text
    assert User.objects.get(email="amina@portal.example").check_password(secret)


def test_every_change_is_logged_without_the_password(owner):
    owner.name = "Omar B."
    owner.set_password("a-long-walk-in-Fes-1912")
    owner.save()
    logged = LogEntry.objects.get_for_object(owner).first()
    assert set(logged.changes_dict) == {"name"}


@pytest.mark.parametrize(("group", "seen"), [("registry", True), ("support", False), ("manager", False)])
def test_the_number_of_an_identity_card_is_for_the_registrys_staff(client_of, contact, group, seen):
    """SSL-11.3(8)."""
    make_groups()
    clerk = person(f"{group}@portal.example", is_staff=True)
    clerk.groups.add(Group.objects.get(name=group))
    shown = client_of(clerk).get(page(Contact, contact, "change"))
    assert shown.status_code == 200
    assert ("BK314159" in shown.text) is seen
    assert "…59" in shown.text or seen
    if group == "support":
        form = shown.context["adminform"].form
        sent = {name: form[name].value() or "" for name in form.fields} | {"city": "Rabat"}
        sent["changed_effective_on"] = "2026-11-22"
        assert client_of(clerk).post(page(Contact, contact, "change"), sent).status_code == 302
        contact.refresh_from_db()
        assert (contact.city, contact.cin) == ("Rabat", "BK314159")
