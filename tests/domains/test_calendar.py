"""The simulated years of a generic and of a .ma name equal their literal tables, whatever is done to them."""

import pytest

from billing import credit
from domains.models import Domain
from domains.registry import registry_for
from tests.domains.calendars import deeds, gtld, ma

BRANCHES = [
    *(("atlas.com", *branch) for branch in gtld.BRANCHES),
    *(("atlas.ma", *branch) for branch in ma.BRANCHES),
]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "deed", "n", "expected"), BRANCHES, ids=[f"{b[0]}: {b[1]} on J{b[2]:+}" for b in BRANCHES]
)
def test_a_name_lives_the_contract_day_by_day(name, deed, n, expected):
    """DN-5 for a generic name; under .ma the notices of DN-A2-2.1 and the end of DN-A2-4."""
    assert deeds.lived(name, getattr(deeds, deed), n) == expected


@pytest.mark.django_db
def test_a_ma_name_cannot_be_renewed_on_j_35_and_the_money_is_on_the_account():
    """DN-A2-4.2.1, C-01: after the cut-off there is no renewal, and nothing is lost."""
    deeds.lived("atlas.ma", deeds.pay_too_late, 27)
    domain = Domain.objects.get()
    assert (domain.state, credit.balance(domain.customer)) == ("deleted", 22_680)


@pytest.mark.django_db
def test_a_name_registered_anew_is_linked_to_what_it_was_and_has_a_new_age():
    """DN-A2-4.1.3, C-36."""
    deeds.lived("atlas.ma", deeds.register_anew, 40)
    old, new = Domain.objects.order_by("pk")
    assert (old.state, new.state, new.predecessor) == ("replaced", "registered", old)
    held = registry_for("ma").info("atlas.ma", deeds.act(41).now)
    assert (held.reference, held.created_at) == (new.public_id, deeds.act(40).now)


@pytest.mark.django_db
def test_a_name_awarded_to_somebody_else_is_his_at_the_registry_and_in_his_account():
    """DN-6.1.1."""
    deeds.lived("atlas.com", deeds.award, -50)
    domain = Domain.objects.get()
    assert (domain.customer.name, domain.contacts["holder"]["full_name"]) == (
        "Zellige Conseil",
        "Nadia Filali",
    )
