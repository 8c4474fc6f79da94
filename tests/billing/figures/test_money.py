"""The customer's own money: everything that is his, nothing of anybody else's, at the same cost however much it is."""

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from billing import credit, lines, payments
from billing.figures import account, money, papers
from billing.models import CreditEntry, Invoice, OrderLine, Proforma
from billing.refunds import requests
from core import clock
from tests import names
from tests.billing.conftest import NOW

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
TTC = 154_80
PAGES = ("money", "papers", "statement")


@pytest.fixture(autouse=True)
def now():
    with clock.frozen(NOW):
        yield


@pytest.fixture
def reader(client_of, owner):
    client = client_of(owner)
    client.cookies["language"] = "en"
    return client


@pytest.fixture
def life(ordered, staff_act, act, customer):
    """Paid, paid too much, paid in part, credited, given, used, paid back."""
    first = ordered("a.com")
    payments.received(TTC + 45_20, first.payment_reference, date(2026, 11, 3), staff_act)
    second = ordered("b.com")
    payments.received(TTC, second.payment_reference, date(2026, 11, 5), staff_act)
    line = OrderLine.objects.get(proforma=second)
    lines.take(line, staff_act)
    note = lines.credit_line(line, staff_act, "the name is taken")
    requests.of_note(note, staff_act)
    credit.enter(
        customer, 10_00, CreditEntry.Kind.GOODWILL, customer.public_id, staff_act, reason="our fault"
    )
    third = ordered("c.com")
    payments.pay_with_credit(third, act)
    payments.received(20_00, third.payment_reference, TODAY, staff_act)
    return third


def test_the_closing_balance_is_what_we_keep_of_his_money(life, customer):
    statement = account.of(customer, date(2026, 1, 1), TODAY)
    partly = sum(Proforma.objects.filter(state__in=Proforma.OPEN).values_list("paid", flat=True))
    assert statement.closing == credit.balance(customer) + partly == 75_20
    assert [(str(r.day), r.kind, r.amount) for r in statement.rows] == [
        ("2026-11-03", "payment", 200_00),
        ("2026-11-05", "payment", TTC),
        ("2026-11-22", "payment", 20_00),
        ("2026-11-22", "invoice", -TTC),
        ("2026-11-22", "invoice", -TTC),
        ("2026-11-22", "credit_note", TTC),
        ("2026-11-22", "goodwill", 10_00),
        ("2026-11-22", "paid_out", -TTC),
    ]


def test_a_later_period_begins_with_the_balance_before(life, customer):
    statement = account.of(customer, date(2026, 11, 4), TODAY)
    assert (statement.opening, statement.closing) == (200_00, 75_20)
    assert statement.opening + statement.credits - statement.debits == statement.closing


def test_the_money_page_shows_what_is_his(life, reader, customer):
    names.registered("argan.com", date(2027, 5, 1), customer)
    page = reader.get(reverse("billing:money"))
    text = page.content.decode()
    found = page.context["money"]
    assert (found.due, found.credit, found.year) == (79_60, 0, TTC)
    assert [r.subject for r in found.renewals] == ["argan.com"]
    for shown in (str(life), "argan.com", "<svg", "partly paid"):
        assert shown in text


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({}, {"PF", "FA", "AV"}),
        ({"kind": "invoice"}, {"FA"}),
        ({"year": "2025"}, set()),
        ({"words": "b.com"}, {"PF", "FA", "AV"}),
        ({"words": "AV-2026"}, {"AV"}),
        ({"words": "nothing like it"}, set()),
    ],
)
def test_documents_are_filtered_and_searched(life, reader, asked, numbers):
    page = reader.get(reverse("billing:papers"), asked)
    found = page.context["papers"]
    assert {paper.number[:2] for paper in found} == numbers
    if asked.get("words") == "b.com":
        assert len(found) == 3


def test_documents_stand_on_pages(life, reader, customer):
    assert papers.of(customer).count() == len(reader.get(reverse("billing:papers")).context["papers"]) == 6


@pytest.mark.paper
def test_the_statement_can_be_taken_away_on_paper(life, reader, customer):
    answer = reader.get(reverse("billing:statement_pdf"), {"first": "2026-11-04", "last": "2026-11-22"})
    assert answer["Content-Type"] == "application/pdf"
    words = " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    words = re.sub(r"\s+", " ", words.replace("\u202f", " ").replace("\u00a0", " "))
    for said in (customer.name, "200.00", "75.20", "AV-2026-000001"):
        assert said in words


def test_structured_data_stand_beside_the_paper(life, reader):
    page = reader.get(reverse("billing:papers"), {"kind": "invoice"})
    assert all(paper.ubl in page.content.decode() for paper in page.context["papers"])
    assert reader.get(page.context["papers"][0].ubl).status_code == 200


def test_a_period_that_ends_before_it_begins_is_said(reader):
    page = reader.get(reverse("billing:statement"), {"first": "2026-11-20", "last": "2026-11-01"})
    assert "exchange them" in page.content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_a_stranger_sees_nothing_of_it(name, life, client_of, stranger, client):
    page = client_of(stranger).get(reverse(f"billing:{name}"))
    assert page.status_code == 200
    for number in (
        *Proforma.objects.values_list("number", flat=True),
        *Invoice.objects.values_list("number", flat=True),
    ):
        assert number not in page.content.decode()
    assert client.get(reverse(f"billing:{name}")).status_code == 302


@pytest.mark.parametrize("name", PAGES)
def test_a_page_costs_the_same_as_it_grows(
    name, life, ordered, reader, customer, django_assert_max_num_queries
):
    for n in range(5):
        ordered(f"n{n}.com")
        names.registered(f"r{n}.com", TODAY + timedelta(days=100 + n), customer)
    reader.get(reverse("billing:orders"))  # the banner is read once a minute
    with django_assert_max_num_queries(8):
        reader.get(reverse(f"billing:{name}"))


def test_an_empty_account_has_its_pages_too(reader):
    for name in (*PAGES, "statement_pdf"):
        assert reader.get(reverse(f"billing:{name}")).status_code == 200
    assert money.of(reader.get(reverse("billing:money")).wsgi_request.customer, NOW).due == 0
