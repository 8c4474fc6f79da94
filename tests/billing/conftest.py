"""A small catalogue, a cart, and the short ways that every billing test goes."""

from datetime import UTC, date, datetime

import pytest

from billing import cart, ordering
from billing.lines import NewLine
from billing.models import Price, Product
from contracts.publishing import publish_documents
from core import worker
from core.acts import Act

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.fixture
def act(owner):
    return Act(NOW, owner.public_id, ip="192.0.2.7")


@pytest.fixture
def staff_act(staff_user):
    return Act(NOW, staff_user.public_id, "seen on the statement")


@pytest.fixture
def catalogue(db):
    """domain.com at 129 / 149 / late 30 / buy-back 1 999, before tax."""
    product = Product.objects.create(code="domain.com", family="domain", name=".com")
    for operation, amount in {"register": 129_00, "renew": 149_00, "late": 30_00, "redeem": 1_999_00}.items():
        Price.objects.create(product=product, operation=operation, amount=amount, starts_on=date(2026, 1, 1))
    return product


@pytest.fixture
def name_line():
    """A line for a name to register."""

    def make(name: str = "atlas.com", years: int = 1, **facts) -> NewLine:
        common = {"scopes": ("domain.gtld",), "options": {"quantities": [1, 10], "unit": "year"}}
        return NewLine(
            "sample.register", name, "domain.com", "register", "Registration", years, **common | facts
        )

    return make


@pytest.fixture
def renewal_line():
    """A renewal of something the customer has."""

    def make(about: str = "dom_1", name: str = "atlas.com", **facts) -> NewLine:
        return NewLine("sample.renew", name, "domain.com", "renew", "Renewal", about=about, **facts)

    return make


@pytest.fixture
def ordered(catalogue, customer, owner, act, name_line):
    """A confirmed order's proforma: one name unless said otherwise."""

    def order(*names: str):
        for name in names or ("atlas.com",):
            cart.add(customer, owner, name_line(name), act)
        return confirmed(customer, owner, act)

    return order


def confirmed(customer, user, act):
    """Review and confirm the customer's cart, every document ticked."""
    order = cart.cart_for(customer)
    lines, _prices = cart.priced(order, act.today)
    ticked = {version.public_id for version in ordering.documents(lines, act.today)}
    return ordering.confirm(order, act, user, ticked, seen_ttc=cart.sums(lines).ttc)


@pytest.fixture
def settle():
    """Let the worker do what is due."""
    return lambda now=NOW: worker.settle(now)


@pytest.fixture
def published(db):
    """The contract's documents in force."""
    return publish_documents(datetime(2026, 1, 2, tzinfo=UTC))
