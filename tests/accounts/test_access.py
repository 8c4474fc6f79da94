"""Access: whose account a request works in, and who may come in."""

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import RequestFactory

from accounts.access import customer_required
from accounts.middleware import CurrentCustomerMiddleware
from accounts.roles import Capability
from tests.cast import join, person


@pytest.fixture
def request_of():
    def build(user):
        request = RequestFactory().get("/")
        request.user, request.session = user, {}
        CurrentCustomerMiddleware(lambda r: HttpResponse())(request)
        return request

    return build


def test_a_request_asks_once_whose_account_it_is(request_of, owner, customer, django_assert_num_queries):
    request = request_of(owner)
    with django_assert_num_queries(1):
        assert request.customer == customer
        assert request.membership.user_id == owner.pk
        assert len(request.memberships) == 1


def test_a_page_that_does_not_ask_pays_nothing(request_of, owner, django_assert_num_queries):
    with django_assert_num_queries(0):
        request_of(owner)


def test_a_user_without_an_account_has_no_customer(request_of, db):
    assert not request_of(person("nobody@portal.example")).customer


def test_a_user_without_an_account_is_asked_to_open_one(client_of, db):
    response = client_of(person("nobody@portal.example")).get("/compte/contacts/")
    assert response.headers["Location"] == "/compte/?next=%2Fcompte%2Fcontacts%2F"
    assert list(get_messages(response.wsgi_request))


def test_a_person_with_two_accounts_chooses_where_to_work(client_of, owner, customer, other_customer):
    join(owner, other_customer, "read_only")
    client = client_of(owner)
    assert client.get("/compte/").context["customer"] == customer
    client.post("/compte/changer/", {"customer": other_customer.public_id})
    assert client.get("/compte/").context["customer"] == other_customer
    assert client.get("/compte/modifier/").status_code == 403


def test_nobody_chooses_an_account_that_is_not_his(client_of, owner, other_customer):
    client = client_of(owner)
    assert client.post("/compte/changer/", {"customer": other_customer.public_id}).status_code == 404
    assert client.get("/compte/").context["customer"] != other_customer


@pytest.mark.parametrize(
    ("capability", "status"), [(Capability.MANAGE_TECHNICAL, 200), (Capability.PAY, 403)]
)
def test_a_role_opens_what_it_can_and_refuses_in_words(request_of, colleague, capability, status):
    page = customer_required(capability)(lambda request: HttpResponse("in"))
    answer = page(request_of(colleague))
    assert answer.status_code == status
    assert status == 200 or "Argan Studio SARL" in answer.text
