"""Operators use the names licensed to them and nothing else of the account; the holder stays the holder (DN-13.1)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts import operators
from accounts.models import Membership, User
from accounts.roles import Role
from core import clock, worker
from core.models import EvidenceRecord
from core.transitions import NotAllowed
from domains.managing.lifecycle import begin_review
from domains.models import RegistryChange
from notifications.models import Email
from tests import names
from tests.cast import join, person

from .conftest import NOW
from .test_settings import TWO, page, words

pytestmark = pytest.mark.django_db
UNTIL = date(2026, 12, 31)


@pytest.fixture
def other(customer):
    return names.registered("other.com", date(2027, 5, 1), customer)


@pytest.fixture
def yasmine(atlas, other, customer) -> User:
    """Operates atlas.com until the end of the year."""
    user = person("yasmine@web.example", "Yasmine")
    operators.license_to(customer, user.email, atlas.public_id, UNTIL, names.act(NOW))
    return user


@pytest.fixture
def hers(browser_of, yasmine):
    return browser_of(yasmine)


def test_the_holder_names_an_operator_who_is_told_what_it_is_not(mine, atlas):
    mine.post(page("operators", atlas), {"email": "New@Web.example", "ends_on": "2026-12-31"})
    licence = Membership.objects.get(role=Role.OPERATOR)
    assert (licence.user.email, licence.licensed) == ("new@web.example", [atlas.public_id])
    assert not licence.user.has_usable_password()
    assert Email.objects.get(kind="domains.licensed").to == "new@web.example"


@pytest.mark.parametrize("bad", [{"email": "x"}, {"email": "a@b.ma", "ends_on": "2026-11-22"}, {"email": "a@b.ma"},
                                 {"email": "a@b.ma", "ends_on": "2020-01-01"}])  # fmt: skip
def test_a_licence_needs_an_address_and_a_day_to_come(mine, atlas, bad):
    assert mine.post(page("operators", atlas), bad).status_code == 200
    assert not Membership.objects.filter(role=Role.OPERATOR).exists()


def test_a_colleague_loses_no_rights_by_a_licence(mine, atlas, colleague):
    answer = mine.post(page("operators", atlas), {"email": colleague.email, "ends_on": "2026-12-31"})
    assert "needs no licence" in words(answer)
    assert Membership.objects.get(user=colleague).role == Role.TECHNICAL


def test_an_operator_sees_his_name_and_no_other(hers, atlas, other):
    listed = words(hers.get(reverse("domains:list")))
    assert "atlas.com" in listed
    assert "other.com" not in listed
    assert hers.get(atlas.get_absolute_url()).status_code == 200
    assert hers.get(other.get_absolute_url()).status_code == 404
    assert "other.com" not in hers.get(reverse("domains:export")).content.decode()


def test_an_operator_changes_the_name_servers_under_his_own_name(hers, atlas, yasmine, settle, dns):
    assert hers.post(page("nameservers", atlas), TWO).status_code == 302
    assert settle(atlas).nameservers
    assert EvidenceRecord.objects.get(what="nameservers_asked").actor == yasmine.public_id


@pytest.mark.parametrize("what", ["nameservers", "glue", "dnssec", "dnssec_remove"])
def test_a_technical_page_of_another_name_is_not_found(hers, atlas, other, what):
    assert hers.get(page(what, atlas)).status_code == 200
    assert hers.get(page(what, other)).status_code == 404
    assert hers.post(page(what, other), {}).status_code == 404


@pytest.mark.parametrize(
    "what",
    [
        "lock",
        "contacts",
        "operators",
        "publication",
        "renew",
        "redeem",
        "choice",
        "leave",
        "code_ask",
        "code_show",
        "holder_ask",
    ],
)
def test_what_is_the_holders_is_refused_to_an_operator(hers, atlas, what):
    for method in (hers.get, hers.post):
        assert method(page(what, atlas)).status_code in {403, 405}
    assert not RegistryChange.objects.exists()


ACCOUNT = ["accounts:contacts", "accounts:people", "billing:orders", "billing:proformas", "billing:invoices",
           "billing:credit", "domains:contact_review"]  # fmt: skip


@pytest.mark.parametrize("name", ACCOUNT)
def test_the_account_itself_is_shut_to_an_operator(hers, name):
    assert hers.get(reverse(name)).status_code in {302, 403}


def test_an_operator_reads_no_mail_and_no_data_of_the_account(hers, atlas, customer, mine):
    begin_review(customer, names.act(NOW - timedelta(days=366)))
    worker.settle(NOW)
    (mail,) = Email.objects.filter(kind="domains.review_contacts")
    assert mail.public_id in words(mine.get(reverse("notifications:messages")))
    assert mail.public_id not in words(hers.get(reverse("notifications:messages")))
    assert hers.get(reverse("notifications:message", args=[mail.public_id])).status_code == 404
    assert customer.billing_email not in words(hers.get(reverse("accounts:profile")))
    seen = words(hers.get(atlas.get_absolute_url()))
    assert names.CONTACT["email"] not in seen
    assert reverse("domains:renew", args=[atlas.public_id]) not in seen
    assert hers.get(reverse("home"))["Location"] == reverse("domains:list")


def test_a_licence_ends_on_its_day(hers, atlas):
    with clock.frozen(clock.opening(UNTIL) - clock.days(1)):
        assert hers.get(atlas.get_absolute_url()).status_code == 200
    with clock.frozen(clock.opening(UNTIL)):
        assert hers.get(atlas.get_absolute_url()).status_code != 200


def test_the_holder_takes_a_licence_back_and_only_that_one(mine, hers, atlas, other, customer, yasmine):
    operators.license_to(customer, yasmine.email, other.public_id, UNTIL, names.act(NOW))
    licence = Membership.objects.get(user=yasmine)
    mine.post(page("operator_end", atlas), {"licence": licence.public_id})
    assert hers.get(atlas.get_absolute_url()).status_code == 404
    assert hers.get(other.get_absolute_url()).status_code == 200
    mine.post(page("operator_end", other), {"licence": licence.public_id})
    assert hers.get(other.get_absolute_url()).status_code != 200


def test_a_licence_cannot_be_ended_by_a_stranger_or_through_another_name(
    browser_of, stranger, atlas, yasmine
):
    licence = Membership.objects.get(user=yasmine)
    assert (
        browser_of(stranger).post(page("operator_end", atlas), {"licence": licence.public_id}).status_code
        == 404
    )
    assert Membership.objects.get(user=yasmine).licensed == [atlas.public_id]


def test_an_operator_with_an_account_of_his_own_works_in_his_own_first(
    browser_of, yasmine, other_customer, atlas
):
    join(yasmine, other_customer)
    browser = browser_of(yasmine)
    assert browser.get(atlas.get_absolute_url()).status_code == 404
    browser.post(reverse("accounts:switch"), {"customer": atlas.customer.public_id})
    assert browser.get(atlas.get_absolute_url()).status_code == 200
    assert other_customer.name in words(browser.get(reverse("domains:list")))


def test_a_refused_change_of_the_lock_is_not_the_operators_to_send_again(hers, atlas, yasmine):
    change = RegistryChange.objects.create(
        customer=atlas.customer, domain=atlas, kind="lock", wanted={"on": False}, state="failed", clause="DN-8.2",
        asked_at=NOW, asked_by="usr_x", acted_through=NOW,
    )  # fmt: skip
    hers.post(reverse("domains:change", args=[change.public_id]), {"do": "again"})
    change.refresh_from_db()
    assert change.state == "failed"


def test_naming_an_operator_twice_extends_the_licence(customer, atlas, yasmine):
    operators.license_to(customer, yasmine.email, atlas.public_id, date(2027, 1, 31), names.act(NOW))
    licence = Membership.objects.get(user=yasmine)
    assert (licence.licensed, licence.ends_on) == ([atlas.public_id], date(2027, 1, 31))


def test_an_owner_is_never_turned_into_an_operator(customer, owner, atlas):
    with pytest.raises(NotAllowed):
        operators.license_to(customer, owner.email, atlas.public_id, UNTIL, names.act(NOW))
