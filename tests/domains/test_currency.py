"""An account in euros reads euros: on every page of a name, in every mail, in the back office, as on its documents."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from billing.models import Price, Proforma
from billing.prices import price_list
from billing.rates import sandbox
from contracts.publishing import publish_documents
from core import clock, worker
from domains import catalogue
from domains.models import Domain
from hosting_portal.demo import euros
from notifications.models import Email
from tests import names
from tests.cast import contact_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
LATE = 2_75  # euros, in centimes, as pinned at the order


@pytest.fixture(autouse=True)
def shop(monkeypatch):
    """The whole catalogue in dirhams and in euros, every document of the contract, a rate that stands still."""
    monkeypatch.setattr(sandbox, "STEP", 0)
    with clock.frozen(NOW):
        catalogue.load(date(2026, 1, 1))
        euros.add_prices(date(2026, 1, 1))
        publish_documents(clock.opening(date(2026, 1, 1)))
        yield


@pytest.fixture
def customer(customer):
    customer.currency, customer.language = "EUR", "en"
    customer.save()
    return customer


@pytest.fixture
def shopper(client_of, owner):
    client = client_of(owner)
    client.cookies["language"] = "en"
    return client


def held(customer, expires: date, state: str = "registered", **facts) -> Domain:
    domain = names.registered("argan.com", expires, customer)
    Domain.objects.filter(pk=domain.pk).update(state=state, late_surcharge=LATE, **facts)
    return Domain.objects.select_related("extension", "customer").get(pk=domain.pk)


def price(operation: str) -> str:
    return euro(price_list(NOW.date(), ["domain.com"], "EUR").get("domain.com", operation))


def euro(centimes: int) -> str:
    return f"{centimes / 100:,.2f} EUR"


def read(answer) -> str:
    """The page as people read it: no-break spaces are spaces."""
    assert answer.status_code == 200, answer.status_code
    return answer.getvalue().decode().replace("\u00a0", " ").replace("\u202f", " ")


def test_a_visitor_is_shown_dirhams_and_an_account_in_euros_is_shown_euros(client_of, shopper):
    """HD-3.1b: the search, the price list and each extension's page speak the account's currency."""
    pages = [
        reverse("domains:search", query={"q": "atlas-conseil.com"}),
        reverse("domains:extensions"),
        reverse("domains:extension", args=["com"]),
    ]
    for page in pages:
        visited, signed_in = read(client_of(None).get(page)), read(shopper.get(page))
        assert " MAD" in visited, page
        assert " EUR" not in visited, page
        assert price("renew") in signed_in, page
        assert " MAD" not in signed_in, page


def test_the_order_the_cart_and_its_review_are_in_euros(shopper, customer):
    contact = contact_of(customer)
    here = reverse("domains:order", query={"name": "atlas-conseil.com"})
    shopper.post(here, {"holder": contact.pk, "admin": contact.pk, "years_0": "1"})
    for page in ("billing:cart", "billing:review"):
        assert price("register") in read(shopper.get(reverse(page)))
        assert " MAD" not in read(shopper.get(reverse(page)))


@pytest.mark.parametrize(
    ("state", "expires", "page", "operation"),
    [
        ("registered", date(2026, 12, 20), "renew", "renew"),
        ("registered", date(2026, 12, 20), "detail", "redeem"),
        ("grace", date(2026, 11, 10), "renew", "renew"),
        ("redemption", date(2026, 10, 1), "redeem", "redeem"),
        ("redemption", date(2026, 10, 1), "detail", "redeem"),
    ],
)
def test_each_page_of_a_name_shows_its_prices_in_euros(shopper, customer, state, expires, page, operation):
    """C-03: the timeline, the life line and the forms of renewal and buy-back."""
    lost = {"redemption_on": date(2026, 11, 7)} if state == "redemption" else {}
    domain = held(customer, expires, state, **lost)
    shown = read(shopper.get(reverse(f"domains:{page}", args=[domain.public_id])))
    assert price(operation) in shown
    assert " MAD" not in shown


def test_the_surcharge_shown_is_the_surcharge_invoiced(shopper, customer):
    """C-03, HD-3.6: in the grace the page, the proforma and the home page say the same amount in euros."""
    domain = held(customer, date(2026, 11, 10), "grace")
    here = reverse("domains:renew", args=[domain.public_id])
    page = shopper.get(here)
    assert euro(LATE) in read(page)
    ticks = {name: "on" for name in page.context["form"].fields if name.startswith("accept_")}
    shopper.post(here, {"years": "1", **ticks})
    proforma = Proforma.objects.get()
    assert proforma.currency == "EUR"
    late = proforma.lines.get(operation="late")
    assert (late.unit_ht, late.product.code) == (LATE, "domain.com")
    home = read(shopper.get(reverse("home")))
    assert euro(proforma.total_ttc) in home
    assert " MAD" not in home


def test_the_renewal_that_the_clock_proposes_is_priced_from_the_list_in_euros(customer):
    """HD-3.5: a batch with accounts in two currencies gives each its own prices."""
    beside = names.a_customer(billing_email="dirhams@example.ma")
    mine = names.registered("euros.com", date(2026, 12, 20), customer)
    theirs = names.registered("dirhams.com", date(2026, 12, 20), beside)
    Domain.objects.update(late_surcharge=LATE)
    worker.settle(NOW)
    found = {p.lines.get().about: (p.currency, p.total_ht) for p in Proforma.objects.all()}
    renewals = {
        p.currency: p.amount for p in Price.objects.filter(product__code="domain.com", operation="renew")
    }
    assert found == {
        mine.public_id: ("EUR", renewals["EUR"]),
        theirs.public_id: ("MAD", renewals["MAD"]),
    }


def test_every_mail_of_a_names_end_is_in_euros(customer):
    """DN-3.3, DN-5.2, DN-5.3: what to pay is told in the account's currency."""
    domain = held(customer, date(2026, 12, 22))
    names.live_through(datetime(2027, 3, 20, tzinfo=UTC))
    mails = Email.objects.filter(about=domain.public_id, to=customer.billing_email)
    bodies = {m.kind: m.as_text().replace("\u00a0", " ") + m.as_html().replace("\u00a0", " ") for m in mails}
    said = {
        "domains.expiry_notice": price("renew"),
        "domains.grace": euro(LATE + Price.objects.get(
            product__code="domain.com", operation="renew", currency="EUR").amount),
        "domains.redemption": price("redeem"),
        "domains.redemption_notice": price("redeem"),
    }  # fmt: skip
    for kind, amount in said.items():
        assert amount in bodies[kind], kind
    assert not [kind for kind, body in bodies.items() if " MAD" in body]


def test_the_back_office_shows_the_accounts_currency(client_of, staff_user, customer):
    domain = held(customer, date(2026, 12, 20))
    client = client_of(staff_user)
    client.cookies["language"] = "en"
    page = read(client.get(reverse("admin:domains_domain_change", args=[domain.pk])))
    assert euro(LATE) in page
    assert price("redeem") in page
    assert " MAD" not in page
