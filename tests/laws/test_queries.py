"""The law of queries: what a page asks of the database is fixed, however many rows there are."""

from datetime import date

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.models import Attention, EvidenceRecord
from core.views import OwnedListView
from domains.models import Domain
from tests import names

from .estate import GROWERS, NOW, build, grow
from .streets import streets

pytestmark = pytest.mark.django_db
A_PAGE, MORE_THAN_A_PAGE = 25, 60
LIST_LIMIT, HOME_LIMIT = 6, 10


def lists():
    """Every list page of the customer space."""
    views = {s.name: getattr(s.view, "view_class", None) for s in streets() if not s.variables}
    read = {name: view for name, view in views.items() if view and "get" in view.http_method_names}
    return {name: view for name, view in read.items() if issubclass(view, OwnedListView)}


@pytest.fixture(autouse=True)
def today():
    with clock.frozen(NOW):
        yield


def queries(client, url: str) -> list[str]:
    """What one visit asks, once everything that is asked once in a process has been asked."""
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    return [q["sql"] for q in asked]


def test_the_law_knows_how_to_fill_every_list():
    unknown = {name for name, view in lists().items() if view.model not in GROWERS}
    assert not unknown, "add how its rows are made to GROWERS in tests/laws/estate.py"
    assert len(lists()) >= 8


@pytest.mark.parametrize("name", sorted(lists()))
def test_a_list_page_asks_at_most_six_questions_and_no_more_as_it_grows(name, client_of, customer, owner):
    client, model = client_of(owner), lists()[name].model
    grow(model, customer, owner, A_PAGE)
    few = queries(client, reverse(name))
    grow(model, customer, owner, MORE_THAN_A_PAGE)
    many = queries(client, reverse(name))
    assert len(many) <= LIST_LIMIT, "\n".join(many)
    assert len(many) == len(few), "\n".join(many)


def test_the_home_page_with_a_thousand_names_asks_at_most_ten_questions(client_of, customer, owner):
    build(customer, owner)
    few = queries(client_of(owner), reverse("home"))
    extension = names.extension("com")
    held = {"customer": customer, "extension": extension, "state": "registered", "acted_through": NOW}
    Domain.objects.bulk_create(
        Domain(name=f"n{n}.com", unicode_name=f"n{n}.com", paid_through=date(2026, 11, 23), **held)
        for n in range(1000)
    )
    many = queries(client_of(owner), reverse("home"))
    assert len(many) <= HOME_LIMIT, "\n".join(many)
    assert len(many) <= len(few) + 1, "\n".join(many)


def test_a_name_page_asks_the_same_whatever_has_happened(client_of, customer, owner):
    domain = names.registered("argan.com", date(2026, 11, 20), customer)
    few = queries(client_of(owner), domain.get_absolute_url())
    names.live_through(NOW)
    many = queries(client_of(owner), domain.get_absolute_url())
    assert len(many) <= len(few) + 1, "\n".join(many)


ADMIN_LISTS = sorted(
    (m for m in admin.site._registry if m in GROWERS or m in (EvidenceRecord, Attention)),
    key=lambda m: m.__name__,
)


@pytest.mark.parametrize("model", ADMIN_LISTS, ids=lambda m: m.__name__)
def test_an_admin_list_asks_no_more_as_it_grows(model, client_of, customer, owner, staff_user):
    client, url = (
        client_of(staff_user),
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"),
    )
    source = model if model in GROWERS else Domain
    grow(source, customer, owner, 4)
    few = queries(client, url)
    grow(source, customer, owner, 14)
    if source is Domain:
        names.live_through(clock.at_local(date(2027, 5, 3)))
    many = queries(client, url)
    assert len(many) == len(few), "\n".join(many)
