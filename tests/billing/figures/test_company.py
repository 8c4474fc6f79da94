"""The company's figures: each adds up with the documents, costs one question, says the same as CSV."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from billing import credit, disputes, invoicing, lines, payments, renewals
from billing.figures import company
from billing.figures.figure import Figure, Money, harmless, short
from billing.models import CreditNote, Invoice, OrderLine, Payment, Proforma
from billing.tasks import prove_books
from core import clock
from core.models import Attention
from hosting_portal import staff
from tests import names
from tests.billing.conftest import NOW
from tests.cast import account, person

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


@pytest.fixture
def paid(ordered, staff_act):
    """An order that is paid, on some day."""

    def pay(*names: str, at=NOW, value=None):
        proforma = ordered(*names)
        act = staff_act.__class__(at, staff_act.actor, "seen")
        payments.received(proforma.total_ttc, proforma.payment_reference, value or act.today, act)
        return proforma

    return pay


def money(figure: Figure, column: int) -> list[tuple]:
    return [(row[0], row[column].centimes) for row in figure.rows]


def test_revenue_is_what_was_invoiced_less_what_was_credited(paid, staff_act):
    paid("a.com", at=NOW - timedelta(days=40))
    undone = paid("b.com", "c.com")
    lines.take(line := OrderLine.objects.filter(proforma=undone).first(), staff_act)
    lines.credit_line(line, staff_act, "taken")
    invoicing.credit_amount(OrderLine.objects.filter(proforma=undone).last(), 29_00, staff_act, "not used")
    figure = company.revenue(NOW)
    assert money(figure, 2) == [("Nov 26", 100_00), ("Oct 26", 129_00)]
    assert figure.rows[0][1] == "Domain names"
    invoiced = sum(i.total_ht for i in Invoice.objects.all()) - sum(
        n.total_ht for n in CreditNote.objects.all()
    )
    assert sum(row[2].centimes for row in figure.rows) == invoiced


def test_the_vat_of_a_month_is_that_of_its_documents(paid, staff_act):
    for n in range(7):
        paid(f"a{n}.com", f"b{n}.com")
    undone = OrderLine.objects.first()
    invoicing.credit_amount(undone, 33_33, staff_act, "not used")
    vat = sum(i.total_vat for i in Invoice.objects.all()) - sum(n.total_vat for n in CreditNote.objects.all())
    figure = company.taxes(NOW)
    assert [row[1] for row in figure.rows] == ["VAT 20%"]
    assert sum(row[3].centimes for row in figure.rows) == vat


@pytest.mark.parametrize(
    ("due", "age"), [(0, "not due"), (10, "1–30 days"), (60, "31–60 days"), (200, "over 90 days")]
)
def test_what_is_unpaid_stands_with_its_age(ordered, due, age):
    proforma = ordered()
    Proforma._base_manager.filter(pk=proforma.pk).update(due_on=TODAY - timedelta(days=due), paid=54_80)
    assert [list(row) for row in company.unpaid(NOW).rows] == [[age, 1, Money(100_00, "MAD")]]


def test_what_was_taken_back_is_unpaid_too(paid, staff_act):
    proforma = paid("a.com")
    disputes.charge_back(proforma.payments.get(), staff_act.because("the bank wrote so"))
    assert [list(row) for row in company.unpaid(NOW).rows] == [["taken back", 1, Money(154_80, "MAD")]]


def test_the_lag_runs_from_the_value_date_to_the_confirmation(paid):
    paid("a.com", value=TODAY - timedelta(days=4))
    paid("b.com", value=TODAY - timedelta(days=2))
    row = company.lag(NOW).rows[0]
    assert row[:4] == ["Nov 26", 2, "3 days", "4 days"]


def test_methods_are_counted_by_what_they_brought(paid, ordered, act):
    paid("a.com")
    second = ordered("b.com")
    payments.captured(second, "paypal", "x", second.total_ttc, "MAD", act)
    assert sorted(row[1] for row in company.methods(NOW).rows) == [1, 1]


def test_renewals_to_come_are_priced_and_repeat_with_their_term(customer, catalogue):
    names.registered("argan.com", date(2027, 5, 1), customer)
    names.registered("late.com", date(2026, 11, 1), customer)
    gone = names.registered("gone.com", date(2027, 5, 1), customer)
    gone.__class__.objects.filter(pk=gone.pk).update(letting_expire=True)
    found = {(r.on, r.n, r.ht) for r in renewals.to_come(TODAY)}
    assert found == {(date(2027, 5, 1), 1, 149_00), (TODAY, 1, 149_00), (date(2027, 11, 1), 1, 149_00)}
    assert [(r.subject, r.ttc) for r in renewals.of(customer, TODAY)] == [
        ("late.com", 178_80),
        ("argan.com", 178_80),
    ]
    assert renewals.of(account("Autre SARL"), TODAY) == []


@pytest.mark.parametrize("name", [*company.FIGURES])
def test_a_figure_costs_the_same_however_much_there_is(name, paid, django_assert_max_num_queries):
    for n in range(3):
        paid(f"a{n}.com")
    with django_assert_max_num_queries(2 if name == "renewals" else 1):
        figure = company.FIGURES[name](NOW)
        assert all(len(row) == len(figure.heads) for row in figure.rows)
        assert figure.csv().decode("utf-8-sig").count("\r\n") == len(figure.rows) + 1


def test_a_head_stands_at_the_side_of_its_numbers():
    rows = [["not due", 2, Money(100, "MAD")], ["over 90 days", 1, ""]]
    figure = Figure("x", "X", ("Due", "How many", "Left"), rows)
    assert figure.columns == [("Due", False), ("How many", True), ("Left", True)]


def test_a_csv_runs_no_formula_and_reads_in_french():
    figure = Figure("x", "X", ("What", "n"), [["=cmd|' /C calc'!A0", Money(-1_234_50, "MAD")], ["+1", 3]])
    assert figure.csv().decode("utf-8-sig").splitlines()[1:] == ["'=cmd|' /C calc'!A0;-1234,50", "'+1;3"]
    assert [harmless(text) for text in ("@x", "\tx", "x")] == ["'@x", "'\tx", "x"]


@pytest.mark.parametrize(
    ("centimes", "said"),
    [
        (950_00, "950"),
        (346_80, "347"),
        (12_340_00, "12.3 k"),
        (12_360_00, "12.4 k"),
        (1_400_000_00, "1.4 M"),
        (2_000_00, "2 k"),
        (0, "0"),
    ],
)
def test_an_amount_above_a_bar(centimes, said):
    assert short(centimes).replace("\u00a0", " ") == said


def test_the_page_draws_and_says_the_same(client_of, staff_user, paid):
    paid("a.com")
    browser = client_of(staff_user)
    browser.cookies["language"] = "en"
    with clock.frozen(NOW):
        page = browser.get(reverse("admin:billing_figures")).content.decode()
    assert page.count("<svg") >= 3
    assert "129.00" in page


@pytest.mark.parametrize(
    ("group", "status"), [("billing", 200), ("manager", 200), ("support", 403), ("registry", 403)]
)
def test_only_accountants_and_managers_see_figures(client_of, group, status):
    staff.make_groups()
    clerk = person("clerk@portal.example", is_staff=True)
    clerk.groups.set(Group.objects.filter(name=group))
    browser = client_of(clerk)
    for address in (reverse("admin:billing_figures"), reverse("admin:billing_month_end"),
                    reverse("admin:billing_figure_csv", args=["revenue"])):  # fmt: skip
        assert browser.get(address).status_code == status


def test_the_months_end_says_what_is_still_open(client_of, staff_user, ordered, act):
    payments.declare_transfer(ordered(), act)
    payments.received(7_00, "VIR", TODAY, act)
    browser = client_of(staff_user)
    browser.cookies["language"] = "en"

    def shown():
        page = browser.get(reverse("admin:billing_month_end"))
        return {str(item.title): item.open for item in page.context["items"]}

    with clock.frozen(NOW + timedelta(days=10)):
        assert shown()["The ledger balances"] == 1, "no night has proved it yet"
        prove_books()
        items = shown()
        Payment._base_manager.filter(state="unmatched").update(amount=8_00)
        prove_books()
        assert (shown()["The ledger balances"], Attention.objects.get(about="books_audit").queue) == (
            2,
            "payments",
        )
    assert items["Money has its owner"] == items["Declared payments looked for"] == 1
    assert items["Bank lines matched"] == items["The ledger balances"] == items["No number is missing"] == 0
    assert credit.balance(Proforma.objects.get().customer) == 0
