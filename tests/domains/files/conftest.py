"""A shop with the whole catalogue, and ways to pay for a name whose file we then follow."""

from datetime import UTC, date, datetime

import pytest

from billing import cart, ordering, payments
from billing.lines import NewLine
from contracts.publishing import publish_documents
from core import clock, worker
from domains import catalogue, renewals
from domains.models import RegistrationFile
from notifications.models import Email
from tests import names

NOW = datetime(2026, 11, 19, 10, tzinfo=UTC)  # a Thursday
REVIEWED = {"kind": "contains", "term": "maroc", "clause": "DN-A2-1.2"}
SENSITIVE = {"kind": "sensitive", "term": "nazi", "clause": "DN-7.2.3(1-4)"}


@pytest.fixture(autouse=True)
def shop(db):
    with clock.frozen(NOW):
        catalogue.load(date(2026, 1, 1))
        publish_documents(clock.opening(date(2026, 1, 1)))
        yield


@pytest.fixture
def paid(customer, owner, contact):
    """`paid(name)`: a paid name's file, once the worker has taken the line up."""

    def make(name="visit-maroc.ma", review=REVIEWED, now=NOW, holder=None, buyer=customer, user=owner):
        code = name.partition(".")[2]
        snapshot = (holder or contact).snapshot()
        options = {"name": name, "extension": code, "contacts": {"holder": snapshot, "admin": snapshot},
                   "review": review or {}}  # fmt: skip
        line = NewLine(renewals.REGISTER, name, f"domain.{code}", "register", "Registration", options=options)
        act = names.act(now)
        cart.add(buyer, user, line, act)
        order = cart.cart_for(buyer)
        lines, _prices = cart.priced(order, act.today)
        ticked = {version.public_id for version in ordering.documents(lines, act.today)}
        proforma = ordering.confirm(order, act, user, ticked, seen_ttc=cart.sums(lines).ttc)
        payments.received(proforma.total_ttc, proforma.payment_reference, act.today, act)
        worker.settle(now)
        return RegistrationFile.objects.filter(name=name, customer=buyer).first()

    return make


def now_of(file: RegistrationFile) -> RegistrationFile:
    return RegistrationFile.objects.select_related("extension", "customer", "domain").get(pk=file.pk)


def told(file: RegistrationFile) -> list[tuple[str, str, str]]:
    """The mails about a file: day, kind, clause."""
    mails = Email.objects.filter(about=file.public_id, to="salma@atlas.example").order_by("id")
    return [(clock.local_date(m.created_at).isoformat(), m.kind, m.clause) for m in mails]
