"""Billing's pages: the two confirmations, paying, downloads, and who may see what."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from billing import cart, ordering
from billing.models import Invoice, Order, Payment, Proforma
from core import clock, display

from .conftest import NOW

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 a slip"


@pytest.fixture(autouse=True)
def now():
    with clock.frozen(NOW):
        yield


def url(name, *args):
    return reverse(f"billing:{name}", args=args)


def test_cart_review_confirm_pay_by_card(client_of, owner, customer, act, catalogue, name_line, settle):
    client = client_of(owner)
    assert client.get(url("cart")).status_code == 200
    cart.add(customer, owner, name_line(), act)
    page = client.get(url("cart")).content.decode()
    assert "atlas.com" in page
    review = client.get(url("review"))
    form = review.context["form"]
    ticks = {name: "on" for name in form.fields if name.startswith("accept_")}
    answer = client.post(url("review"), {"seen_ttc": form.initial["seen_ttc"], **ticks})
    proforma = Proforma.objects.get()
    assert answer.url == url("pay", proforma.public_id)
    again = client.post(url("review"), {"seen_ttc": 1})
    assert again.url == url("order", proforma.order.public_id)
    assert client.get(answer.url).status_code == 200
    card = client.get(client.post(url("pay_card", proforma.public_id)).url)
    page = client.post(card.context["gate"], card.context["fields"])
    assert "4000000000003220" in page.content.decode()
    order = {"order": page.context["token"]}
    client.post(url("card_gate"), order | {"number": "4000 0000 0000 0002"})
    assert not Payment.objects.exists()
    client.post(url("card_gate"), order | {"number": "4000 0000 0000 3220"})
    assert not Payment.objects.exists()
    for _time in range(2):
        answer = client.post(url("card_gate"), order | {"number": "4000000000003220", "code": "1234"})
    assert Payment.objects.get().state == "confirmed"
    shown = client.post(answer.context["back"], answer.context["said"], follow=True)
    assert shown.redirect_chain[0][1] == 303
    assert shown.context["attempt"].state == "booked"
    settle()
    invoice = Invoice.objects.get()
    pdf = client.get(url("invoice_pdf", invoice.public_id))
    assert pdf.content.startswith(b"%PDF-")
    for name, args in {
        "orders": (), "proformas": (), "invoices": (), "credit": (),
        "order": (proforma.order.public_id,), "proforma": (proforma.public_id,), "pay": (proforma.public_id,),
    }.items():  # fmt: skip
        assert client.get(url(name, *args)).status_code == 200, name


def test_every_document_must_be_ticked(client_of, owner, customer, act, catalogue, name_line, published):
    cart.add(customer, owner, name_line(), act)
    client = client_of(owner)
    total = client.get(url("review")).context["form"].initial["seen_ttc"]
    page = client.post(url("review"), {"seen_ttc": total})
    assert page.status_code == 200
    assert not Proforma.objects.exists()
    assert Order.objects.get().state == "cart"


def test_a_pdf_that_is_not_ready_says_so(client_of, owner, ordered):
    answer = client_of(owner).get(url("proforma_pdf", ordered().public_id))
    assert (answer.status_code, answer["Refresh"]) == (202, "3")


def test_the_slip_is_seen_by_its_owner_only(client_of, owner, stranger, ordered):
    proforma = ordered()
    slip = SimpleUploadedFile("virement.pdf", PDF, "application/pdf")
    client_of(owner).post(url("pay_transfer", proforma.public_id), {"slip": slip, "value_date": "2026-11-20"})
    payment = Payment.objects.get()
    assert payment.state == "proof_uploaded"
    assert client_of(owner).get(url("slip", payment.public_id)).content == PDF
    assert client_of(stranger).get(url("slip", payment.public_id)).status_code == 404


@pytest.mark.parametrize("name", ["proforma", "proforma_pdf", "pay"])
def test_a_stranger_finds_nothing_and_a_visitor_signs_in(name, client, client_of, stranger, ordered):
    address = url(name, ordered().public_id)
    assert client_of(stranger).get(address).status_code == 404
    assert client.get(address).status_code == 302


def test_a_role_without_the_right_to_pay_is_told(client_of, colleague, ordered):
    assert client_of(colleague).get(url("pay", ordered().public_id)).status_code == 403


def test_lists_do_not_ask_more_as_they_grow(client_of, owner, ordered, django_assert_max_num_queries):
    client = client_of(owner)
    ordered("a.com")
    for n in range(3):
        ordered(*[f"b{n}{m}.com" for m in range(3)])
    client.get(url("orders"))  # the banner is read once a minute
    for name in ("orders", "proformas", "invoices", "credit"):
        with django_assert_max_num_queries(8):
            client.get(url(name))


def test_an_order_may_be_given_up(client_of, owner, ordered):
    proforma = ordered()
    client_of(owner).post(url("order_cancel", proforma.order.public_id))
    proforma.refresh_from_db()
    assert (proforma.state, proforma.order.state) == ("void", "cancelled")


def test_what_lapses_at_midnight_is_payable_through_the_day_before(
    client_of, owner, customer, act, catalogue, name_line
):
    """A renewal's proforma lapses as the next day begins: nobody is told that he may pay on that day."""
    ends = NOW.date() + clock.days(20)
    until = {"due_on": ends - clock.days(1), "payable_until": clock.at_local(ends), "at_once": True}
    proforma = ordering.propose(customer, [name_line()], act, **until)
    client = client_of(owner)
    with translation.override("fr"):
        wrong, right = display.day(ends, "short"), display.day(ends - clock.days(1), "short")
    for page in ("money", "proformas"):
        shown = client.get(url(page)).content.decode()
        assert right in shown
        assert wrong not in shown
    for page in ("pay", "proforma"):
        shown = client.get(url(page, proforma.public_id)).content.decode()
        assert f"{right}, 23:59" in shown
