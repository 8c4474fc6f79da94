"""People in an account: roles, an end, always an owner."""

from datetime import UTC, datetime

import pytest

from accounts import lifecycle
from accounts.models import Membership
from accounts.roles import CAN, Capability, Role
from accounts.terms import ACCOUNTS
from core import clock
from core.acts import Act
from core.models import EvidenceRecord
from core.transitions import NotAllowed
from notifications.models import Email
from tests.cast import join, person

PEOPLE = "/compte/personnes/"
INVITE = f"{PEOPLE}inviter/"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def in_english(browser):
    browser.cookies["language"] = "en"
    return browser


@pytest.fixture
def place(colleague, customer):
    return Membership.objects.get(user=colleague, customer=customer)


def test_the_list_warns_that_the_holder_answers_for_all(client_of, owner, colleague):
    page = client_of(owner).get(PEOPLE).text
    assert "Hind Alaoui" in page
    assert "SSL-P2" in page


def test_the_owner_gives_another_role_with_proof(client_of, owner, place, customer):
    client_of(owner).post(place.get_absolute_url(), {"role": "billing"})
    place.refresh_from_db()
    assert place.role == Role.BILLING
    proof = EvidenceRecord.objects.get(about=customer.public_id)
    assert (proof.what, proof.clause, proof.actor) == ("role_changed", "SSL-P2", owner.public_id)


def test_an_ended_person_sees_nothing_any_more(client_of, owner, colleague, place):
    theirs = client_of(colleague)
    assert theirs.get(PEOPLE).status_code == 200
    client_of(owner).post(f"{place.get_absolute_url()}fin/", {"confirmed": "on"})
    assert theirs.get(PEOPLE).headers["Location"] == f"/compte/?next={PEOPLE.replace('/', '%2F')}"
    assert "Hind Alaoui" not in client_of(owner).get(PEOPLE).text


def test_access_ends_only_after_a_second_yes(client_of, owner, place):
    client_of(owner).post(f"{place.get_absolute_url()}fin/", {})
    place.refresh_from_db()
    assert place.ends_on is None


@pytest.mark.parametrize("page", ["", "fin/"])
def test_the_last_owner_stays(client_of, owner, customer, page):
    mine = Membership.objects.get(user=owner)
    answer = client_of(owner).post(mine.get_absolute_url() + page, {"role": "read_only", "confirmed": "on"})
    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors()
    mine.refresh_from_db()
    assert (mine.role, mine.ends_on) == (Role.OWNER, None)


def test_an_owner_may_leave_when_another_stays(owner, customer):
    join(person("second@argan.example"), customer)
    mine = Membership.objects.get(user=owner)
    lifecycle.end_membership(mine, Act(NOON))
    assert not Membership.objects.of(customer).in_force(Act(NOON).today).filter(user=owner).exists()


def test_an_owner_whose_end_is_near_does_not_count_as_the_one_who_stays(owner, customer):
    leaving = join(person("second@argan.example"), customer)
    leaving.ends_on = clock.local_date(NOON) + clock.days(5)
    leaving.save()
    with pytest.raises(NotAllowed):
        lifecycle.end_membership(Membership.objects.get(user=owner), Act(NOON))


@pytest.mark.parametrize(("ends", "counts"), [(22, False), (23, True)])
def test_a_place_counts_until_the_day_it_ends(place, customer, ends, counts):
    place.ends_on = clock.local_date(NOON).replace(day=ends)
    place.save()
    assert Membership.objects.of(customer).in_force(Act(NOON).today).filter(pk=place.pk).exists() is counts


def test_a_colleague_may_not_change_people(client_of, colleague, place):
    assert client_of(colleague).get(place.get_absolute_url()).status_code == 403


@pytest.mark.parametrize("page", ["", "fin/"])
def test_a_stranger_finds_nothing(client_of, stranger, place, page):
    for method in ("get", "post"):
        assert getattr(client_of(stranger), method)(place.get_absolute_url() + page).status_code == 404


@pytest.mark.parametrize("page", ["", "fin/"])
def test_a_visitor_is_sent_to_sign_in(client_of, place, page):
    assert "/connexion/login/" in client_of(None).get(place.get_absolute_url() + page).headers["Location"]


def test_an_operator_has_none_of_the_holders_rights():
    """DN-13.1"""
    holder = {Capability.HOLD, Capability.ORDER, Capability.MANAGE_CONTACTS, Capability.MANAGE_PEOPLE}
    assert not CAN[Role.OPERATOR] & holder


def test_every_role_sees_and_only_the_owner_may_do_everything():
    assert all(Capability.SEE_NAMES in CAN[role] for role in Role)
    assert [role for role in Role if CAN[role] == set(Capability)] == [Role.OWNER]


def test_the_page_says_how_a_colleague_s_address_is_corrected(client_of, owner, colleague, place):
    """The address of a sign-in is the person's own: he changes it, or gets a new place in the account."""
    for page in (PEOPLE, place.get_absolute_url()):
        shown = in_english(client_of(owner)).get(page).text
        assert "nobody else changes it, not even the holder" in shown
        assert INVITE in shown
    assert "nobody else changes it" not in in_english(client_of(colleague)).get(PEOPLE).text
    client_of(owner).post(place.get_absolute_url(), {"role": Role.TECHNICAL, "email": "thief@argan.example"})
    colleague.refresh_from_db()
    assert colleague.email == "tech@argan.example"


def test_an_owner_adds_a_colleague_who_is_told_and_signs_in_with_a_password_of_his_own(
    client_of, owner, customer
):
    answer = client_of(owner).post(INVITE, {"email": " Nadia@Argan.example ", "role": "billing"}, follow=True)
    assert "nadia@argan.example" in answer.text
    place = Membership.objects.get(user__email="nadia@argan.example")
    assert (place.customer, place.role, place.user.has_usable_password()) == (customer, Role.BILLING, False)
    proof = EvidenceRecord.objects.get(about=customer.public_id, what="person_joined")
    assert (proof.clause, proof.actor) == ("SSL-P2", owner.public_id)
    mail = Email.objects.get(kind="accounts.invited")
    assert (mail.to, mail.language, mail.customer_id) == ("nadia@argan.example", "fr", None)
    assert "Facturation" in mail.text
    assert "/connexion/password/reset/" in mail.text


def test_who_works_in_the_account_is_not_added_again_and_an_ended_place_is_taken_up(client_of, owner, place):
    answer = client_of(owner).post(INVITE, {"email": place.user.email, "role": "billing"})
    assert answer.context["form"].non_field_errors()
    place.refresh_from_db()
    assert place.role == Role.TECHNICAL
    lifecycle.end_membership(place, Act(clock.now()))
    assert client_of(owner).post(INVITE, {"email": place.user.email, "role": "billing"}).status_code == 302
    place.refresh_from_db()
    assert (place.role, place.ends_on) == (Role.BILLING, None)


def test_only_an_owner_adds_people_and_nobody_adds_an_operator_here(client_of, owner, colleague, customer):
    assert client_of(colleague).post(INVITE, {"email": "x@argan.example", "role": "owner"}).status_code == 403
    answer = client_of(owner).post(INVITE, {"email": "x@argan.example", "role": "operator"})
    assert answer.context["form"].errors["role"]
    assert not Membership.objects.filter(user__email="x@argan.example").exists()


def test_invitations_are_counted_by_the_day(client_of, owner):
    browser = client_of(owner)
    for n in range(ACCOUNTS.invitations):
        assert browser.post(INVITE, {"email": f"n{n}@argan.example", "role": "read_only"}).status_code == 302
    answer = browser.post(INVITE, {"email": "more@argan.example", "role": "read_only"})
    assert answer.context["form"].non_field_errors()
    assert Email.objects.filter(kind="accounts.invited").count() == ACCOUNTS.invitations
