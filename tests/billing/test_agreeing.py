"""A renewal under a new version of the contract: accepted on the pay page, before any way to pay (C-22, SSL-2.2)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from billing import ordering, payments
from billing.models import Bundle, OrderLine, Payment, Proforma
from contracts.acceptances import accept
from contracts.models import Acceptance, DocumentVersion
from contracts.publishing import publish
from core import clock
from core.acts import Act
from tests.contracts.drafts import edited

from .conftest import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=40)
SCOPES = ("domain.gtld",)


@pytest.fixture
def proposed(catalogue, published, customer, owner, act, renewal_line):
    """Two renewals of a customer who has accepted version 1.0 of everything; 2.0 is in force since."""
    versions = ordering.documents([_line()], act.today)
    accept(customer, owner, versions, "ord_1", NOW, "", "", accepted_ids={v.public_id for v in versions})
    document = DocumentVersion.objects.get(document__code="dn").document
    new = edited(document, "2.0", date(2026, 12, 22), act, {})
    publish(new, Act(NOW, "usr_staff"))
    until = {"due_on": date(2027, 1, 9), "payable_until": LATER + timedelta(days=9), "at_once": True}
    with clock.frozen(LATER):
        yield [
            ordering.propose(
                customer, [renewal_line(f"dom_{n}", f"n{n}.com", scopes=SCOPES)], Act(LATER), **until
            )
            for n in range(2)
        ]


def _line() -> OrderLine:
    return OrderLine(scopes=list(SCOPES), operation="renew")


def url(name: str, payable) -> str:
    return reverse(f"billing:{name}", args=[payable.public_id])


def test_the_pay_page_asks_for_the_new_version_first_and_keeps_the_proof(proposed, client_of, owner):
    """Guard 1: a tick with its link, then who, which text, when, from where; only then the ways to pay."""
    client, (proforma, _other) = client_of(owner), proposed
    new = DocumentVersion.objects.get(document__code="dn", label="2.0")
    page = client.get(url("pay", proforma))
    assert list(page.context["consents"].fields) == [f"accept_{new.public_id}"]
    assert new.get_absolute_url() in page.content.decode()
    assert url("pay_transfer", proforma) not in page.content.decode()
    refused = client.post(url("pay_transfer", proforma), follow=True).content.decode()
    assert new.document.title in refused
    assert f"({new.document.clause})" in refused
    client.post(url("pay_accept", proforma))
    assert not Payment.objects.exists()
    assert not Acceptance.objects.filter(version=new).exists()
    client.post(
        url("pay_accept", proforma), {f"accept_{new.public_id}": "on"}, headers={"user-agent": "Browser 1"}
    )
    row = Acceptance.objects.get(version=new)
    assert (row.about, row.user, row.accepted_at) == (proforma.public_id, owner, LATER)
    assert (row.sha256, row.user_agent, row.ip) == (new.sha256, "Browser 1", "127.0.0.1")
    assert url("pay_transfer", proforma) in client.get(url("pay", proforma)).content.decode()
    client.post(url("pay_transfer", proforma))
    assert Payment.objects.get().state == "declared"


@pytest.mark.parametrize("way", ["pay_transfer", "pay_ccp", "pay_card", "pay_paypal", "pay_code", "pay_wafacash",
                                 "pay_credit", "pay_withheld"])  # fmt: skip
def test_no_way_to_pay_goes_round_it(proposed, client_of, owner, way):
    client_of(owner).post(url(way, proposed[0]))
    assert not Payment.objects.exists()


def test_paid_together_each_proforma_keeps_its_own_acceptance(proposed, client_of, owner, customer):
    bundle = payments.bundle(customer, proposed, Act(LATER, owner.public_id))
    new = DocumentVersion.objects.get(document__code="dn", label="2.0")
    client_of(owner).post(url("pay_accept", bundle), {f"accept_{new.public_id}": "on"})
    kept = Acceptance.objects.filter(version=new).values_list("about", flat=True)
    assert set(kept) == {proforma.public_id for proforma in proposed}
    assert Bundle.objects.count() == 1


def test_money_that_comes_by_itself_is_never_lost(proposed, staff_act):
    """SSL-2.2: it is booked and renews; using the service accepts the version."""
    proforma = proposed[0]
    payments.received(proforma.total_ttc, proforma.payment_reference, date(2027, 1, 1), staff_act)
    assert Proforma.objects.get(pk=proforma.pk).state == "paid"


def test_who_has_accepted_it_elsewhere_is_not_asked_twice(proposed, client_of, owner, customer):
    new = DocumentVersion.objects.get(document__code="dn", label="2.0")
    accept(customer, owner, [new], "vno_1", LATER, "", "", accepted_ids={new.public_id})
    page = client_of(owner).get(url("pay", proposed[0]))
    assert page.context["consents"] is None
