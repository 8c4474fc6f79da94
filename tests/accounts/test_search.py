"""Search everywhere: the box above every page finds what is the customer's, in every room, and nothing else."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from core import finding
from tests import certificates, names
from tests.cast import account

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


@pytest.fixture
def asked(client_of, owner):
    """`asked(words)` is the page that answers them."""
    browser = client_of(owner)
    browser.cookies["language"] = "en"
    return lambda words: browser.get(reverse("accounts:search"), {"q": words}).content.decode()


def test_things_of_every_room_are_found_by_a_part_of_their_name(asked, customer):
    names.registered("argan-huile.com", date(2027, 5, 1), customer)
    order = certificates.an_order(customer, NOW, name="www.argan-huile.com")
    page = asked("ARGAN-h")
    assert all(title in page for title in ("Domain names", "Certificates"))
    assert order.get_absolute_url() in page
    assert "argan-huile.com" not in asked("safran")


def test_nothing_of_another_account_is_found(asked):
    names.registered("etranger.com", date(2027, 5, 1), account("Autre SARL"))
    assert "Nothing of yours contains this" in asked("etranger.com")


@pytest.mark.parametrize("words", ["", "a", "  ", "\0", "%", "'; DROP TABLE--", "é" * 5_000])
def test_odd_words_are_answered_with_a_page(asked, words):
    assert "</html>" in asked(words)


def test_no_more_than_ten_of_a_kind_are_shown_and_the_page_says_so(
    asked, customer, django_assert_max_num_queries
):
    for n in range(finding.SHOWN + 2):
        names.registered(f"serie{n}.com", date(2027, 5, 1), customer)
    asked("serie")  # the banner above every page is remembered
    who_asks = 3
    with django_assert_max_num_queries(who_asks + len(finding._shelves)):
        page = asked("serie")
    assert page.count("/domaines/dom_") == finding.SHOWN
    assert "There are more" in page


def test_a_visitor_signs_in_first(client_of):
    assert client_of(None).get(reverse("accounts:search"), {"q": "argan"}).status_code == 302


def test_the_box_leads_there_from_every_page(client_of, owner, customer):
    page = client_of(owner).get(reverse("home")).content.decode()
    assert f'action="{reverse("accounts:search")}"' in page
