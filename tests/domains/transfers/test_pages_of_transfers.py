"""Transfers as both sides see them: the customer's pages and the back office."""

from datetime import date

import pytest
from django.urls import reverse

from billing.models import OrderLine
from contracts.publishing import publish_documents
from core import clock, worker
from core.models import EvidenceRecord
from domains import catalogue
from domains.holds import open_hold
from domains.models import CodeRequest, Domain, Extension, Proceeding, TransferIn
from domains.registry.sandbox_acts import ask_from_elsewhere
from domains.registry.sandbox_strangers import AUTH_CODE
from domains.transfers import codes, departures
from tests import names
from tests.cast import contact_of, join, person

from .cast import ELSEWHERE, NOW, fresh, ordered, ours, pay, the_transfer

pytestmark = pytest.mark.django_db
PASSWORD = "Zellige-2026-bleu"


@pytest.fixture(autouse=True)
def shop():
    with clock.frozen(NOW):
        catalogue.load(date(2026, 1, 1))
        publish_documents(clock.opening(date(2026, 1, 1)))
        yield


def english(client):
    client.cookies["language"] = "en"
    return client


@pytest.fixture
def shopper(client_of, owner):
    return english(client_of(owner))


@pytest.fixture
def office(client_of, staff_user):
    return english(client_of(staff_user))


def url(page: str, *args: str, **query) -> str:
    return reverse(f"domains:{page}", args=args, query=query)


def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ").replace("&#x27;", "'")


def verb(office, thing, name: str, **data):
    page = f"admin:domains_{thing._meta.model_name}_verb"
    return office.post(reverse(page, args=[thing.pk, name]), {"reason": "seen by a person", **data})


# --- bringing a name --------------------------------------------------------------------------------------
def test_price_expiry_and_what_is_not_refunded_are_shown_before_the_order(shopper, customer):
    """HD-3.1a, DN-6.2.5: before tax and with it, the year that comes with it, and that a request is not refunded."""
    contact_of(customer)
    page = text(shopper.get(url("transfer_new", name=ELSEWHERE)))
    for said in ("129.00 MAD", "154.80 MAD", "10 March 2028", "DN-6.2.5", "DN-6.p3", "autre"):
        assert said in page, said


@pytest.mark.parametrize(
    ("name", "clause", "said"),
    [
        ("ailleurs-verrou-atlas.com", "DN-6.p1(3)", "clientTransferProhibited"),
        ("ailleurs-recent-atlas.com", "DN-6.p1(1)", "ask again then"),
        ("libre-comme-l-air.com", "DN-6.2.1a", "register it"),
    ],
)
def test_name_that_cannot_come_is_refused_with_rule_and_way_out(shopper, name, clause, said):
    page = text(shopper.get(url("transfer_new", name=name)))
    assert clause in page
    assert said in page
    assert "csrfmiddlewaretoken" not in page.partition("search-form")[2].partition("</main>")[0]


def test_name_without_its_extension_is_asked_for_in_full(shopper):
    assert "atlas.com" in text(shopper.get(url("transfer_new", name="atlas")))


def test_order_asks_for_the_documents_of_a_registration(shopper, customer):
    """DN-P2: naming rules, dispute rules and declarations are accepted for a transfer as for a registration."""
    contact = contact_of(customer)
    chosen = {"code": AUTH_CODE, "holder": contact.pk, "admin": contact.pk, "tech": ""}
    assert shopper.post(url("transfer_new", name=ELSEWHERE), chosen).url == reverse("billing:cart")
    assert OrderLine.objects.get().kind == "domain.transfer"
    review = text(shopper.get(reverse("billing:review")))
    assert AUTH_CODE not in review
    asked = {f for f in shopper.get(reverse("billing:review")).context["form"].fields if "accept_" in f}
    assert len(asked) >= 6


def test_moroccan_transfer_refuses_a_foreign_administrative_contact(shopper, customer):
    """DN-A2-1.1."""
    foreign = contact_of(customer, "Jean Dupont", country="FR", phone="+33140000000")
    chosen = {"code": AUTH_CODE, "holder": foreign.pk, "admin": foreign.pk, "tech": ""}
    page = text(shopper.post(url("transfer_new", name="ailleurs-atlas.ma"), chosen))
    assert "DN-A2-1.1" in page
    assert not OrderLine.objects.exists()


def test_page_of_a_transfer_says_who_must_act_until_when(shopper, customer, owner):
    pay(ordered(customer, owner))
    worker.settle(NOW)
    page = text(shopper.get(the_transfer().get_absolute_url()))
    for said in ("autre", "25 Nov 2026", "the registry itself decides", "Present registrar"):
        assert said in page, said
    assert ELSEWHERE in text(shopper.get(url("transfers")))


def test_another_code_is_given_on_the_page(shopper, customer, owner):
    pay(ordered(customer, owner, code="wrong"))
    worker.settle(NOW)
    here = url("transfer_code", the_transfer().public_id)
    assert here in text(shopper.get(the_transfer().get_absolute_url()))
    shopper.post(here, {"code": AUTH_CODE})
    worker.settle(NOW)
    assert the_transfer().state == "pending"


def test_taking_back_wants_an_explicit_yes(shopper, customer, owner):
    pay(ordered(customer, owner))
    worker.settle(NOW)
    here = url("transfer_take_back", the_transfer().public_id)
    shopper.post(here, {})
    assert the_transfer().state == "pending"
    shopper.post(here, {"confirmed": "on"})
    worker.settle(NOW)
    assert the_transfer().state == "cancelled"


def test_who_may_only_order_does_not_decide_over_a_transfer(client_of, customer, owner):
    """DN-13.1: transfers are the holder's right."""
    clerk = person("clerk@argan.example")
    join(clerk, customer, "billing")
    domain = ours(customer)
    assert client_of(clerk).post(url("code_ask", domain.public_id)).status_code == 403
    assert not CodeRequest.objects.exists()


# --- leaving ----------------------------------------------------------------------------------------------
def test_code_is_shown_only_to_who_has_just_signed_in_anew(client_of, customer, owner):
    """DN-6.p1(2): password again, then once; who, from where and when is logged, and it is never cached."""
    owner.set_password(PASSWORD)
    owner.save()
    domain, client = ours(customer), english(client_of(owner))
    assert url("code_show", domain.public_id) in text(client.get(url("leave", domain.public_id)))
    here = url("code_show", domain.public_id)
    first = client.post(here)
    assert first.status_code == 302
    assert "reauthenticate" in first.url
    assert not EvidenceRecord.objects.filter(what="code_shown").exists()
    client.post(first.url, {"password": PASSWORD})
    shown = client.post(here)
    assert domain.auth_code in text(shown)
    assert "no-store" in shown["Cache-Control"]
    seen = EvidenceRecord.objects.filter(about=domain.public_id, what="code_shown").latest("seq")
    assert (seen.actor, seen.ip) == (owner.public_id, "127.0.0.1")
    assert domain.auth_code not in text(client.get(url("leave", domain.public_id)))


@pytest.mark.parametrize("way", ["young", "dispute", "redemption"])
def test_page_says_why_a_name_may_not_leave_and_shows_no_way_to_its_code(shopper, customer, way):
    """Guard 10."""
    domain = ours(customer)
    if way == "dispute":
        open_hold(domain, names.act(NOW).because("udrp"), kind="udrp")
    elif way == "young":
        Domain.objects.filter(pk=domain.pk).update(registry_created_at=NOW)
    else:
        Domain.objects.filter(pk=domain.pk).update(state="redemption")
    page = text(shopper.get(url("leave", domain.public_id)))
    assert {"dispute": "DN-6.2.4", "young": "19", "redemption": "C-07"}[way] in page
    assert url("code_show", domain.public_id) not in page


def test_holder_answers_another_registrars_request_on_the_page(shopper, customer):
    """DN-6.p2."""
    domain = ours(customer)
    departure = departures.notice(domain, ask_from_elsewhere(domain.name, NOW), names.act(NOW))
    assert "autre" in text(shopper.get(domain.get_absolute_url()))
    page = text(shopper.get(url("leave", domain.public_id)))
    assert "25 Nov 2026" in page
    shopper.post(url("transfer_wish", departure.public_id), {"wish": "object"})
    assert fresh(departure).wish == "object"


def test_stranger_finds_neither_transfer_nor_code(client_of, stranger, customer, owner):
    domain = ours(customer)
    pay(ordered(customer, owner))
    worker.settle(NOW)
    theirs = client_of(stranger)
    for page in (url("leave", domain.public_id), url("code_show", domain.public_id),
                 url("transfer", the_transfer().public_id)):  # fmt: skip
        assert theirs.get(page).status_code == 404
        assert theirs.post(page).status_code in (404, 405)


# --- the back office --------------------------------------------------------------------------------------
def test_staff_give_a_code_and_the_item_leaves_their_queue(office, shopper, customer):
    """C-05, DN-A2-3.1b: asked on the page, given in the back office."""
    domain = ours(customer, "atlas.ma")
    Extension.objects.filter(code="ma").update(auth_code="by_hand", lock_days=0)
    shopper.post(url("code_ask", domain.public_id))
    request = CodeRequest.objects.get()
    assert "DN-A2-3.1c" in text(shopper.get(url("leave", domain.public_id)))
    assert "Authorisation codes to give" in text(office.get(reverse("admin:index")))
    verb(office, request, "give", code="ANRT-4711")
    assert fresh(domain).auth_code == "ANRT-4711"
    assert "ANRT-4711" not in text(office.get(reverse("admin:domains_coderequest_change", args=[request.pk])))


def test_late_items_stand_on_top_and_say_so(office, customer):
    for n, hours in enumerate((0, 90)):
        domain = ours(customer, f"atlas{n}.ma")
        Extension.objects.filter(code="ma").update(auth_code="by_hand", lock_days=0)
        codes.ask(fresh(domain), names.act(NOW + clock.days(hours // 24)))
    with clock.frozen(NOW + clock.days(4)):
        page = text(office.get(reverse("admin:domains_coderequest_changelist")))
    assert page.index("atlas0.ma") < page.index("atlas1.ma")
    assert "late" in page


def test_staff_refuse_a_transfer_away_on_a_ground_only(office, customer):
    """C-07."""
    domain = ours(customer)
    departure = departures.notice(domain, ask_from_elsewhere(domain.name, NOW), names.act(NOW))
    verb(office, departure, "refuse")
    assert fresh(departure).state == "pending"
    verb(office, departure, "refuse", ground="dispute")
    assert fresh(departure).state == "pending"
    verb(office, departure, "refuse", ground="fraud")
    worker.settle(NOW)
    assert fresh(departure).state == "refused"


def test_staff_approve_a_transfer_away(office, customer):
    domain = ours(customer)
    departure = departures.notice(domain, ask_from_elsewhere(domain.name, NOW), names.act(NOW))
    verb(office, departure, "approve")
    worker.settle(NOW)
    assert fresh(domain).state == "transferred_away"


def test_staff_open_and_close_proceedings(office, customer, owner):
    """DN-6.2.1b."""
    office.post(
        reverse("admin:domains_proceeding_add"), {"customer": customer.pk, "detail": "a contested bill"}
    )
    opened = Proceeding.objects.get()
    assert EvidenceRecord.objects.filter(about=opened.public_id, what="opened").exists()
    pay(ordered(customer, owner))
    worker.settle(NOW)
    assert TransferIn.objects.get().state == "held"
    verb(office, opened, "close")
    worker.settle(NOW)
    assert TransferIn.objects.get().state == "pending"


@pytest.mark.parametrize("model", ["transferin", "transferout", "coderequest", "proceeding"])
def test_lists_of_the_back_office_open(office, model):
    assert office.get(reverse(f"admin:domains_{model}_changelist")).status_code == 200
