"""People in an account: roles, an end, always an owner."""

from datetime import UTC, datetime

import pytest

from accounts import lifecycle
from accounts.models import Membership
from accounts.roles import CAN, Capability, Role
from core import clock
from core.acts import Act
from core.models import EvidenceRecord
from core.transitions import NotAllowed
from tests.cast import join, person

PEOPLE = "/compte/personnes/"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


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


def test_the_page_says_how_a_colleague_s_address_is_corrected(client_of, owner, colleague, place, english):
    """The address of a sign-in is the person's own: he changes it, or gets a new place in the account."""
    for page in (PEOPLE, place.get_absolute_url()):
        shown = client_of(owner).get(page).text
        assert "nobody else changes it, not even the holder" in shown
        assert "/assistance/nouvelle/" in shown
    assert "nobody else changes it" not in client_of(colleague).get(PEOPLE).text
    client_of(owner).post(place.get_absolute_url(), {"role": Role.TECHNICAL, "email": "thief@argan.example"})
    colleague.refresh_from_db()
    assert colleague.email == "tech@argan.example"
