"""Guard 12: years up to 10 from today, under .ma up to 5, and never one day beyond (DN-A2-2.2, facts B3, B4)."""

from datetime import date, timedelta

import pytest

from core.ports import PortRefused
from core.transitions import NotAllowed
from domains.forms import RenewForm
from domains.models import Domain
from domains.ordering import order_renewals
from domains.registry import registry_for
from domains.renewals import check_years, most_years
from tests import names

from .conftest import NOW

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
CASES = [  # name, paid through, most years that fit
    ("a.com", date(2026, 11, 22), 10),
    ("a.com", date(2026, 11, 23), 9),
    ("a.com", date(2027, 11, 22), 9),
    ("a.com", date(2035, 11, 22), 1),
    ("a.com", date(2035, 11, 23), 0),
    ("a.com", date(2026, 11, 1), 10),  # in grace: the years start at J0
    ("a.ma", date(2026, 11, 22), 5),
    ("a.ma", date(2026, 11, 23), 4),
    ("a.ma", date(2030, 11, 22), 1),
    ("a.ma", date(2030, 11, 23), 0),
    ("a.ma", date(2026, 11, 1), 5),
]


def a_name(name: str, end: date, customer) -> Domain:
    state = "grace" if end < TODAY else "registered"
    extension = names.extension(name.partition(".")[2])
    return Domain.objects.create(
        name=name, unicode_name=name, extension=extension, customer=customer, state=state, paid_through=end,
        acted_through=NOW,
    )  # fmt: skip


@pytest.mark.parametrize(("name", "end", "most"), CASES)
def test_the_last_year_that_fits_is_sold_and_the_next_is_not(customer, name, end, most):
    domain = a_name(name, end, customer)
    assert most_years(domain, TODAY) == most
    if most:
        check_years(domain, most, TODAY)
    with pytest.raises(NotAllowed) as refusal:
        check_years(domain, most + 1, TODAY)
    assert refusal.value.clause == ("DN-A2-2.2" if name.endswith(".ma") else "DN-3.2a")


@pytest.mark.parametrize(("name", "end", "most"), CASES)
def test_the_form_offers_what_fits_and_refuses_the_rest(customer, name, end, most):
    domain = a_name(name, end, customer)
    form = RenewForm({"years": str(most + 1)}, domain=domain, versions=[], today=TODAY)
    assert not form.is_valid()
    if most:
        assert [n for n, _label in form.fields["years"].choices] == list(range(1, most + 1))
        assert RenewForm({"years": str(most)}, domain=domain, versions=[], today=TODAY).is_valid()


@pytest.mark.parametrize("years", [0, -1, 6, 11])
def test_the_guard_stands_behind_the_form(customer, owner, years):
    domain = a_name("a.ma", date(2027, 1, 1), customer)
    with pytest.raises(NotAllowed):
        order_renewals([domain], owner, years, set(), names.act(NOW), "")


def test_an_extension_with_a_longest_and_a_shortest_term_renews_within_both(customer):
    """DN-3.2a: the row's shortest term holds at a renewal too."""
    domain = a_name("a.com", date(2027, 1, 1), customer)
    domain.extension.years_min, domain.extension.years_max = 2, 3
    form = RenewForm({"years": "1"}, domain=domain, versions=[], today=TODAY)
    assert not form.is_valid()
    assert [n for n, _label in form.fields["years"].choices] == [2, 3]
    with pytest.raises(NotAllowed, match="2"):
        check_years(domain, 1, TODAY)
    domain.extension.total_years = 1
    assert most_years(domain, TODAY) == 0


def test_the_29th_of_february_becomes_the_28th(customer):
    domain = a_name("a.com", date(2028, 2, 29), customer)
    check_years(domain, 8, TODAY)


def test_the_registry_agrees_with_the_guard(customer):
    """The sandbox registry refuses what the guard refuses: same boundary, both sides."""
    names.extension("ma")
    held = names.registered("borne.ma", TODAY, customer)
    registry, later = (
        registry_for("ma"),
        NOW + timedelta(hours=4),
    )  # the registry counts instants, we count days
    assert registry.renew("borne.ma", TODAY, 5, held.public_id, later).expires_on == date(2031, 11, 22)
    with pytest.raises(PortRefused):
        registry.renew("borne.ma", date(2031, 11, 22), 1, held.public_id, later)
