"""Official rates: typed, imported, fetched; what a document in foreign currency says, and what waits for a rate."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import httpx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfReader

from billing import cart, credit, invoicing, lines, ordering, payments
from billing.models import CreditNote, ExchangeRate, Invoice, OrderLine, Price
from billing.prices import NoPrice
from billing.rates import Published, bam, book, desk, files
from core import clock
from core.acts import Act
from core.models import Attention, EvidenceRecord
from core.ports import PortRefused, PortUnavailable
from core.transitions import NotAllowed

from .conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
TODAY = NOW.date()
RATE = Decimal("10.8453")


@pytest.fixture(autouse=True)
def by_hand(settings):
    """No invented rates: what is not entered is missing."""
    settings.RATES_ADAPTER = "manual"


@pytest.fixture
def customer(customer):
    customer.currency, customer.country, customer.ice = "EUR", "DE", ""
    customer.save()
    return customer


@pytest.fixture
def catalogue(catalogue):
    Price.objects.create(
        product=catalogue, operation="register", amount=12_00, currency="EUR", starts_on=date(2026, 1, 1)
    )
    return catalogue


def entered(day=TODAY, rate=RATE, currency="EUR", act=None) -> ExchangeRate:
    return book.enter(Published(currency, day, rate, "Bank Al-Maghrib"), act or Act(NOW))[0]


def paid(proforma, act):
    return payments.received(
        proforma.total_ttc, proforma.payment_reference, act.today, act, currency=proforma.currency
    )


# --- the book ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("age", "found"),
    [(0, True), (1, True), (7, True), (8, False)],
)
def test_the_last_rate_within_seven_days_counts(age, found):
    entered(TODAY - timedelta(days=age))
    assert bool(book.find("EUR", TODAY)) is found


def test_a_later_rate_never_serves_an_earlier_day():
    entered(TODAY)
    assert book.find("EUR", TODAY - timedelta(days=1)) is None


@pytest.mark.parametrize(
    ("centimes", "rate", "dirhams"),
    [(100, "10.8453", 1085), (12_00, "10.8453", 130_14), (1, "10.5", 11), (1, "10.49", 10), (0, "9", 0)],
)
def test_dirhams_are_rounded_half_up(centimes, rate, dirhams):
    assert book.to_home(centimes, entered(rate=Decimal(rate))) == dirhams


def test_a_fee_in_dirhams_becomes_euros():
    assert book.from_home(1_999_00, entered()) == 184_32


@pytest.mark.parametrize("rate", ["0", "-1", "1000", "108453"])
def test_a_slip_of_the_comma_is_refused(rate):
    with pytest.raises(NotAllowed):
        entered(rate=Decimal(rate))


def test_the_same_again_changes_nothing_and_another_figure_wants_a_reason():
    rate = entered()
    entered()
    assert EvidenceRecord.objects.filter(about=rate.public_id).count() == 1
    with pytest.raises(NotAllowed, match="Say why"):
        entered(rate=Decimal("10.9"))
    entered(rate=Decimal("10.9"), act=Act(NOW, "usr_1", "the bank has corrected it"))
    rate.refresh_from_db()
    assert rate.written == "10.9000"
    assert EvidenceRecord.objects.filter(about=rate.public_id).latest("pk").data["was"] == "10.8453"


# --- lists ------------------------------------------------------------------------------------------------
LISTS = {
    "ours": "day,currency,rate\n2026-11-20,EUR,10.8453\n2026-11-20,USD,9.3\n",
    "a spreadsheet's": "\ufeffDate;Devise;Cours\r\n20/11/2026;EUR;10,8453\r\n20/11/2026;USD;9,3\r\n\r\n",
    "the bank's": "Date\tlibDevise\tMoyen\tUnité devise\n2026-11-20T08:30\tEUR\t10.8453\t1\n"
                  "2026-11-20T08:30\tUSD\t930\t100\n2026-11-20T08:30\tJPY\t6,1\t100\n",
    "in names": "Jour;Monnaie;Taux\n20-11-2026;1 EURO;10,8453\n20-11-2026;1 DOLLAR U.S.A.;9,3\n",
}  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
@pytest.mark.parametrize("text", LISTS.values(), ids=LISTS)
def test_lists_as_people_have_them(text, encoding):
    found = files.read(text.encode(encoding, "ignore"), "BAM")
    assert [(rate.currency, rate.day, rate.rate) for rate in found] == [
        ("EUR", date(2026, 11, 20), RATE), ("USD", date(2026, 11, 20), Decimal("9.3")),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"a;b\n1;2\n", "names no column"),
        (b"day,currency,rate\n2026-11-20,JPY,6\n", "no rate of EUR"),
        (b"day,currency,rate\n2026-11-20,EUR,many\n", "Line 2"),
        (b"day,currency,rate\n2026-11-20,EUR,1.1\n31/31/2026,EUR,1\n", "Line 3"),
        (b"day,currency,rate\n2026-11-20,EUR\n", "Line 2"),
        (b"\0\1\2", "not a list"),
        (b"x" * 1_000_001, "not a list"),
    ],
)
def test_what_is_no_list_is_refused_in_words(content, said):
    with pytest.raises(files.BadList, match=said):
        files.read(content, "BAM")


# --- documents --------------------------------------------------------------------------------------------
@pytest.mark.paper
def test_the_invoice_says_its_rate_and_its_sums_in_dirhams(ordered, act, settle):
    entered(TODAY - timedelta(days=2))
    paid(ordered(), act)
    settle()
    invoice = Invoice.objects.get()
    assert invoice.content["exchange"] == {
        "rate": "10.8453", "on": "2026-11-20", "source": "Bank Al-Maghrib", "ht": 130_14,
        "vat": [{"rate": 2000, "base": 130_14, "vat": 26_03}], "ttc": 156_17,
    }  # fmt: skip
    said = PdfReader(BytesIO(invoice.pdf.read())).pages[0].extract_text()
    said = " ".join(said.split())
    for words in ("1 EUR = 10,8453 MAD", "20 novembre 2026", "130,14 MAD", "26,03 MAD", "156,17 MAD"):
        assert words in said


def test_without_a_rate_the_payment_counts_and_the_invoice_waits(ordered, act, settle):
    proforma = ordered()
    payment = paid(proforma, act)
    settle()
    proforma.refresh_from_db()
    assert (payment.state, proforma.state) == ("confirmed", "paid")
    assert OrderLine.objects.get().paid_at
    assert not Invoice.objects.exists()
    assert Attention.objects.get(queue="rates").about == proforma.public_id
    assert invoicing.issue_waiting(act) == 0


def test_the_rate_issues_what_waited_once(ordered, act, settle):
    paid(ordered(), act)
    later = Act(NOW + timedelta(days=1), "usr_1")
    assert desk.enter([Published("EUR", TODAY, RATE, "BAM")], later) == 1
    invoice = Invoice.objects.get()
    assert (invoice.number, invoice.issued_on) == ("FA-2026-000001", TODAY + timedelta(days=1))
    assert invoice.content["payment"]["paid_on"] == TODAY.isoformat()
    assert not Attention.objects.filter(queue="rates", closed_at=None).exists()
    desk.enter([Published("EUR", TODAY, RATE, "BAM")], later)
    assert Invoice.objects.count() == 1


def test_what_waits_for_its_invoice_is_not_credited_before(ordered, act):
    proforma = ordered()
    paid(proforma, act)
    line = OrderLine.objects.get()
    lines.take(line, act)
    with pytest.raises(NotAllowed, match="waits for the official rate"):
        lines.credit_line(line, act, "not available")
    desk.enter([Published("EUR", TODAY, RATE, "BAM")], act)
    lines.credit_line(line, act, "not available")
    assert credit.balance(proforma.customer, "EUR") == proforma.total_ttc


def test_a_credit_note_undoes_with_the_invoices_own_rate(ordered, act):
    entered()
    paid(ordered(), act)
    entered(TODAY + timedelta(days=5), Decimal("11.2"))
    line = OrderLine.objects.get()
    lines.take(line, act)
    lines.credit_line(line, Act(NOW + timedelta(days=5)), "not available")
    assert CreditNote.objects.get().content["exchange"] == Invoice.objects.get().content["exchange"]


def test_dirhams_need_no_rate(customer, ordered, act):
    customer.currency = "MAD"
    customer.save()
    paid(ordered(), act)
    assert "exchange" not in Invoice.objects.get().content


# --- C-23: fees in dirhams -----------------------------------------------------------------------------------
def proposal(customer, act, operation="redeem"):
    line = lines.NewLine("sample.redeem", "argan.com", "domain.com", operation, "Rachat", about="dom_1")
    until = {"due_on": TODAY, "payable_until": NOW + timedelta(days=9)}
    return ordering.propose(customer, [line], act, at_once=True, **until)


@pytest.mark.paper
def test_a_fee_in_dirhams_is_converted_with_the_rate_of_the_day_and_shown_beside(
    customer, catalogue, act, settle
):
    entered()
    made = proposal(customer, act)
    assert made.total_ht == 184_32
    assert made.content["lines"][0]["home"] == {"unit": 1_999_00, "rate": "10.8453", "on": "2026-11-22"}
    settle()
    made.refresh_from_db()
    said = PdfReader(BytesIO(made.pdf.read())).pages[0].extract_text()
    said = " ".join(said.split())
    assert "184,32" in said
    assert "1 999,00 MAD" in said


def test_the_pinned_fee_does_not_follow_the_rate(customer, catalogue, act):
    entered()
    made = proposal(customer, act)
    entered(TODAY + timedelta(days=1), Decimal("11.9"))
    made.refresh_from_db()
    assert made.total_ht == 184_32


def test_without_a_rate_a_fee_has_no_price_in_euros(customer, catalogue, act):
    with pytest.raises(NoPrice):
        proposal(customer, act)


def test_what_is_no_fee_is_not_converted(customer, catalogue, act):
    entered()
    with pytest.raises(NoPrice):
        proposal(customer, act, "renew")


def test_a_price_in_the_account_s_currency_comes_first(customer, catalogue, act):
    entered()
    facts = {"currency": "EUR", "starts_on": date(2026, 1, 1)}
    Price.objects.create(product=catalogue, operation="redeem", amount=150_00, **facts)
    made = proposal(customer, act)
    assert made.total_ht == 150_00
    assert "home" not in made.content["lines"][0]


def test_the_cart_keeps_what_the_fee_was(customer, owner, catalogue, act):
    entered()
    new = lines.NewLine("sample.late", "argan.com", "domain.com", "late", "Late")
    cart.add(customer, owner, new, act)
    assert cart.priced(cart.cart_for(customer), TODAY)[0][0].options["home"]["unit"] == 30_00


# --- who is asked -----------------------------------------------------------------------------------------
class Source:
    def __init__(self, answer):
        self.answer, self.asked = answer, []

    def published(self, currency, day):
        self.asked.append((currency, day))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer and Published(currency, day, Decimal(self.answer), "BAM")


def test_the_rates_of_the_day_are_fetched_once(act):
    source = Source("10.5")
    assert desk.fetch(act, source) == 2
    assert desk.fetch(act, source) == 0
    assert source.asked == [("EUR", TODAY), ("USD", TODAY)]


@pytest.mark.parametrize("answer", [None, PortUnavailable("down"), PortRefused("shape")])
def test_a_silent_source_is_asked_again_and_a_person_told_in_time(answer, act):
    entered(TODAY - timedelta(days=3))
    assert desk.fetch(act, Source(answer)) == 0
    assert not Attention.objects.exists()
    assert desk.fetch(Act(NOW + timedelta(days=1)), Source(answer)) == 0
    assert Attention.objects.get().about == "rate_EUR"
    desk.fetch(Act(NOW + timedelta(days=1)), Source("10.5"))
    assert not Attention.objects.filter(closed_at=None).exists()


def answering(status=200, **said):
    return httpx.MockTransport(lambda request: httpx.Response(status, **said))


@pytest.fixture
def bank(settings):
    settings.RATES_URL, settings.RATES_KEY = "https://rates.example/cours", "key"

    def published(transport):
        return bam.BankAlMaghrib(transport).published("EUR", TODAY)

    return published


def test_the_banks_shape(bank):
    row = {"date": "2026-11-22T08:30:00", "libDevise": "EUR", "moyen": 1084.53, "uniteDevise": 100}
    assert bank(answering(json=[row])) == Published("EUR", TODAY, RATE, "Bank Al-Maghrib")
    assert bank(answering(json=[])) is None
    assert bank(answering(json=[row | {"date": "2026-11-20T08:30:00"}])) is None


@pytest.mark.parametrize(
    ("transport", "error"),
    [
        (answering(503), PortUnavailable),
        (answering(401, text="no key"), PortRefused),
        (answering(text="<html>"), PortRefused),
        (answering(json=[{"a": 1}]), PortRefused),
        (answering(json=[{"date": "2026-11-22", "libDevise": "EUR", "moyen": None}]), PortRefused),
    ],
)
def test_what_the_bank_does_not_say_is_never_guessed(bank, transport, error):
    with pytest.raises(error):
        bank(transport)


# --- the desk ---------------------------------------------------------------------------------------------
@pytest.fixture
def office(client_of, staff_user):
    with clock.frozen(NOW):
        yield client_of(staff_user)


def test_staff_type_a_rate_and_correct_it(office):
    add = reverse("admin:billing_exchangerate_add")
    typed = {"currency": "EUR", "day": "2026-11-20", "rate": "10,8453", "source": "BAM", "reason": ""}
    assert office.post(add, typed).status_code == 302
    assert ExchangeRate.objects.get().written == "10.8453"
    refused = office.post(add, typed | {"rate": "10.9"}, follow=True).content.decode()
    assert "10.9000" not in refused
    assert ExchangeRate.objects.get().written == "10.8453"
    office.post(add, typed | {"rate": "10.9", "reason": "misread"})
    assert ExchangeRate.objects.get().written == "10.9000"


def test_staff_import_a_list_twice(office, ordered, act):
    paid(ordered(), act)
    page = reverse("admin:billing_exchangerate_import")
    for _ in range(2):
        sent = SimpleUploadedFile("rates.csv", LISTS["a spreadsheet's"].encode())
        assert office.post(page, {"file": sent, "source": "BAM"}).status_code == 302
    assert ExchangeRate.objects.count() == 2
    assert Invoice.objects.count() == 1


def test_a_bad_list_is_shown_with_its_fault(office):
    sent = SimpleUploadedFile("rates.csv", b"day,currency,rate\n2026-11-20,EUR,many\n")
    page = office.post(reverse("admin:billing_exchangerate_import"), {"file": sent, "source": "BAM"})
    assert page.status_code == 200
    assert page.context["form"].errors["file"]
    assert not ExchangeRate.objects.exists()


def test_a_proforma_in_euros_names_no_postal_account(ordered):
    """The post takes dirhams only (C-35): what the pay page does not offer the paper does not ask for."""
    assert [account["rib"][:3] for account in ordered().content["bank_accounts"]] == ["007"]
