"""Pages of domain names as a browser sees them: search, order, pay, renew, buy back, and what each says."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from billing.models import Invoice, OrderLine, Price, Proforma
from contracts.models import Acceptance, DocumentVersion
from contracts.publishing import publish_documents
from core import clock, worker
from domains import catalogue, naming
from domains.models import Domain, Extension
from domains.terms import SEARCH
from notifications.models import Email
from notifications.sending import send_due
from tests import names
from tests.cast import contact_of
from tests.papers import accepted_identity

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
EXPIRY = date(2026, 12, 20)


@pytest.fixture(autouse=True)
def shop():
    """The whole catalogue and every document of the contract, on one day."""
    with clock.frozen(NOW):
        catalogue.load(date(2026, 1, 1))
        publish_documents(clock.opening(date(2026, 1, 1)))
        yield


@pytest.fixture
def visitor(client_of):
    return english(client_of(None))


@pytest.fixture
def shopper(client_of, owner):
    return english(client_of(owner))


def english(client):
    client.cookies["language"] = "en"
    return client


def url(page: str, /, *args: str, **query) -> str:
    return reverse(f"domains:{page}", args=args, query=query)


def text(answer) -> str:
    """The page as people read it: no-break spaces are spaces."""
    assert answer.status_code == 200, answer.status_code
    said = answer.getvalue().decode()
    return said.replace("\u00a0", " ").replace("\u202f", " ").replace("&quot;", '"')


# --- searching --------------------------------------------------------------------------------------------
def test_a_search_shows_prices_before_and_with_tax_and_says_that_it_is_indicative(visitor):
    """HD-3.1a: prices before tax, with tax beside them; DN-2.2b: indicative; DN-1.2: the published offers."""
    page = text(visitor.get(url("search", q="atlas-conseil.com")))
    assert "129.00 MAD" in page
    assert "154.80 MAD" in page
    assert "only indicative" in page
    assert "DN-2.2b" in page
    assert page.index("atlas-conseil.com") < page.index("atlas-conseil.ma")


def test_a_name_that_is_taken_cannot_be_chosen_and_a_free_one_can(visitor):
    page = text(visitor.get(url("search", q="google")))
    assert "taken" in page
    assert 'name="name" value="google.com"' not in page
    assert 'name="name" value="atlas-conseil.ma"' in text(visitor.get(url("search", q="atlas-conseil")))


def test_a_registry_that_does_not_answer_is_said_so_and_the_page_stands(visitor):
    from domains.registry import faults

    with faults.injected(faults.FaultPlan(unavailable=1.0)):
        page = text(visitor.get(url("search", q="silence-radio")))
    assert "the registry did not answer" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("a" * 64 + ".com", "too long"),
        ("a.ma", "too short"),
        ("-atlas.com", "begins or ends with a hyphen"),
        ("atlas-.com", "begins or ends with a hyphen"),
        ("ab--cd.com", "third and fourth"),
        ("xn--t-9fab.com", "encoded form"),
        ("été☀.ma", "☀"),
        ("niño.ma", "ñ"),
        ("аtlas.com", "several alphabets"),
        ("bonjour monde.com", "space"),
        ("un.deux.com", "contains a dot"),
        ("co.ma", "is itself an extension"),
    ],
)
def test_an_invalid_name_is_refused_in_words_with_the_rule(visitor, typed, said):
    """DN-2.2a: what the extension's charter does not allow is told before anything is asked of a registry."""
    page = text(visitor.get(url("search", q=typed)))
    assert said in page
    assert f">{naming.SYNTAX}</a>" in page


def test_a_term_reserved_in_morocco_goes_to_a_prior_review_and_says_so_before_it_is_ordered(
    visitor, shopper, contact
):
    """DN-A2-1.2: not silently accepted, not silently refused."""
    page = text(visitor.get(url("search", q="visit-maroc.ma")))
    assert "prior review" in page
    assert 'name="name" value="visit-maroc.ma"' in page
    page = text(shopper.get(url("order", name="visit-maroc.ma")))
    assert "the name is not held meanwhile" in page
    assert "DN-A2-1.2" in page


def test_an_unsold_extension_is_named(visitor):
    assert "not an extension that we sell" in text(visitor.get(url("search", q="atlas.xyz")))


def test_a_harvester_is_slowed_down(visitor):
    pages = [
        text(visitor.get(url("search", q="bad name"), REMOTE_ADDR="198.51.100.9"))
        for _n in range(SEARCH.searches + 1)
    ]
    assert "many searches" not in pages[-2]
    assert "many searches" in pages[-1]


# --- extensions -------------------------------------------------------------------------------------------
def test_an_extension_page_shows_what_happens_at_expiry_and_what_recovery_costs(visitor):
    """DN-1.2, DN-5.1, C-02, C-25: phases, surcharge and buy-back are shown before any order."""
    page = text(visitor.get(url("extension", "com")))
    for said in (
        "1,999.00 MAD",
        "179.00 MAD",
        "129.00 MAD",
        "DN-5.2",
        "DN-5.3",
        "DN-5.4",
        "DN-3.3",
        "C-03",
        "1 to 10 years",
    ):
        assert said in page, said


def test_a_moroccan_extension_has_its_own_recovery_and_no_buy_back(visitor):
    """DN-5.5: .ma follows its own rules (Appendix 2); DN-A2-2.2: one to five years."""
    page = text(visitor.get(url("extension", "ma")))
    assert "1 to 5 years" in page
    assert "DN-A2-4.2.1" in page
    assert "DN-5.3" not in page


def test_the_price_list_shows_every_extension_on_sale(visitor):
    page = text(visitor.get(url("extensions")))
    for code in ("com", "ma", "press.ma", "africa"):
        assert url("extension", code) in page
    assert visitor.get(url("extension", "fr")).status_code == 404


# --- ordering ---------------------------------------------------------------------------------------------
def test_a_moroccan_name_refuses_a_foreign_administrative_contact_by_name(shopper, customer):
    """DN-A2-1.1: the administrative contact of a .ma name is established in Morocco."""
    local = contact_of(customer)
    foreign = contact_of(customer, "Jean Dupont", country="FR", phone="+33140000000")
    here = url("order", name=["atlas-conseil.ma", "atlas-conseil.com"])
    chosen = {"holder": foreign.pk, "admin": foreign.pk, "tech": "", "years_0": "1", "years_1": "1"}
    page = text(shopper.post(here, chosen))
    assert "Jean Dupont" in page
    assert "DN-A2-1.1" in page
    assert "atlas-conseil.ma" in page
    assert not OrderLine.objects.exists()
    assert shopper.post(here, chosen | {"admin": local.pk}).url == reverse("billing:cart")
    assert OrderLine.objects.count() == 2


def test_a_generic_name_takes_a_foreign_administrative_contact(shopper, customer):
    foreign = contact_of(customer, "Jean Dupont", country="FR", phone="+33140000000")
    here = url("order", name="atlas-conseil.com")
    assert shopper.post(here, {"holder": foreign.pk, "admin": foreign.pk, "years_0": "2"}).url == reverse(
        "billing:cart"
    )
    assert OrderLine.objects.get().quantity == 2


@pytest.mark.parametrize(
    ("name", "years"), [("atlas-conseil.ma", "6"), ("atlas-conseil.com", "11"), ("atlas-conseil.com", "0")]
)
def test_more_years_than_the_registry_takes_are_refused(shopper, customer, name, years):
    """DN-3.2a: one to ten years; DN-A2-2.2: one to five under .ma."""
    contact = contact_of(customer)
    answer = shopper.post(
        url("order", name=name), {"holder": contact.pk, "admin": contact.pk, "years_0": years}
    )
    assert answer.status_code == 200
    assert not OrderLine.objects.exists()


def test_somebody_elses_contact_cannot_be_named(shopper, other_customer, contact):
    theirs = contact_of(other_customer, "Nadia Filali")
    answer = shopper.post(
        url("order", name="atlas-conseil.com"), {"holder": theirs.pk, "admin": theirs.pk, "years_0": "1"}
    )
    assert answer.status_code == 200
    assert not OrderLine.objects.exists()


def test_an_extension_without_a_price_of_registration_is_not_sold(shopper, visitor, contact):
    """A missing price means: not on sale. It is said so, and an address typed by hand orders nothing."""
    Price.objects.filter(product__code="domain.com").delete()
    found = text(visitor.get(url("search", q="zitouna.com")))
    assert "“.com” is not an extension that we sell" in found
    assert 'name="name" value="zitouna.com"' not in found
    listed = text(visitor.get(url("bulk_search", names="zitouna", extension="com")))
    assert "“.com” is not an extension that we sell" in listed
    chosen = {"holder": contact.pk, "admin": contact.pk, "years_0": "1"}
    answer = shopper.post(url("order", name="atlas-conseil.com"), chosen, follow=True)
    assert "“.com” is not an extension that we sell" in text(answer)
    assert not OrderLine.objects.exists()


def test_who_needs_no_administrative_contact_is_not_asked_for_one(shopper, customer):
    """The extension's row says which contacts its registry wants (DN-7.3.1); the holder stands in."""
    Extension.objects.filter(code="com").update(required_contacts=["holder"])
    contact = contact_of(customer)
    chosen = {"holder": contact.pk, "admin": "", "tech": "", "years_0": "1"}
    assert shopper.post(url("order", name="atlas-conseil.com"), chosen).url == reverse("billing:cart")
    assert OrderLine.objects.get().options["contacts"]["admin"] == contact.snapshot()
    both = url("order", name=["atlas-conseil.com", "atlas-conseil.net"])
    page = text(shopper.post(both, chosen | {"years_1": "1"}))
    assert "This field is required" in page


def test_the_years_on_offer_are_those_of_the_extensions_row(shopper, customer):
    """From its shortest term to its longest, and never beyond what may be paid ahead (DN-3.2a)."""
    Extension.objects.filter(code="com").update(years_min=2, years_max=10, total_years=5)
    contact_of(customer)
    form = shopper.get(url("order", name="atlas-conseil.com")).context["form"]
    assert [n for n, _label in form.fields["years_0"].choices] == [2, 3, 4, 5]


def test_an_account_without_contacts_is_led_to_make_one(shopper):
    page = text(shopper.get(url("order", name="atlas-conseil.com")))
    assert reverse("accounts:contact_new") in page


def test_a_visitor_signs_in_before_he_orders(visitor):
    answer = visitor.get(url("order", name="atlas-conseil.com"))
    assert answer.status_code == 302
    assert "atlas-conseil.com" in answer.url


# --- the whole way ----------------------------------------------------------------------------------------
def test_search_order_cart_review_confirm_pay_and_the_name_is_registered(shopper, customer, contact):
    """From a search to a registered name by pages alone; DN-2.2c: the first mail is no registration."""
    accepted_identity(contact, NOW)  # without it a .ma name waits for its holder's paper
    assert 'value="atlas-conseil.ma"' in text(shopper.get(url("search", q="atlas-conseil")))
    here = url("order", name=["atlas-conseil.ma", "atlas-conseil.com"])
    assert "Salma Idrissi" in text(shopper.get(here))
    shopper.post(here, {"holder": contact.pk, "admin": contact.pk, "years_0": "1", "years_1": "2"})
    cart_page = text(shopper.get(reverse("billing:cart")))
    assert "atlas-conseil.ma" in cart_page
    assert "464.40 MAD" in cart_page  # 129 + 2 × 129, with 20 %
    proforma = confirm(shopper)
    assert proforma.total_ttc == 46_440
    assert Acceptance.objects.filter(about=proforma.order.public_id).count() >= 3
    pay_page = text(shopper.get(reverse("billing:pay", args=[proforma.public_id])))
    assert proforma.payment_reference in pay_page
    assert proforma.number in text(shopper.get(proforma.get_absolute_url()))
    card(shopper, proforma)
    worker.settle(NOW)
    send_due(NOW)
    assert set(Domain.objects.values_list("name", "state")) == {
        ("atlas-conseil.ma", "registered"), ("atlas-conseil.com", "registered"),
    }  # fmt: skip
    told = list(Email.objects.filter(customer=customer).order_by("id").values_list("kind", flat=True))
    assert told[0] == "billing.order_acknowledged"
    assert told.index("billing.payment_confirmed") < told.index("domains.validated")
    acknowledgement = Email.objects.filter(kind="billing.order_acknowledged").first()
    assert acknowledgement.clause in ("DN-2.2c", "HD-3.1c")
    assert Invoice.objects.get().total_ttc == 46_440
    listing = text(shopper.get(url("list")))
    assert "atlas-conseil.ma" in listing
    assert "atlas-conseil.com" in listing


def confirm(shopper) -> Proforma:
    review = shopper.get(reverse("billing:review"))
    form = review.context["form"]
    ticks = {name: "on" for name in form.fields if name.startswith("accept_")}
    shopper.post(reverse("billing:review"), {"seen_ttc": form.initial["seen_ttc"], **ticks})
    return Proforma.objects.select_related("order").get()


def card(shopper, proforma: Proforma) -> None:
    card = shopper.get(shopper.post(reverse("billing:pay_card", args=[proforma.public_id])).url)
    order = shopper.post(card.context["gate"], card.context["fields"]).context["token"]
    typed = {"order": order, "number": "4000 0000 0000 3220", "code": "1234"}
    shopper.post(reverse("billing:card_gate"), typed)


# --- a name's page ----------------------------------------------------------------------------------------
def test_a_names_page_shows_its_life_line_what_comes_under_which_clause_and_at_what_price(shopper, customer):
    domain = names.registered("argan.com", EXPIRY, customer)
    page = text(shopper.get(domain.get_absolute_url()))
    assert "<svg" in page
    for said in (
        "30 days before expiry",
        "DN-3.3",
        "DN-5.2",
        "DN-5.3",
        "DN-5.4",
        "179.00 MAD",
        "1,999.00 MAD",
    ):
        assert said in page, said


def test_a_names_page_tells_in_each_state_the_one_thing_to_do(shopper, customer):
    domain = names.registered("argan.com", date(2026, 11, 1), customer)
    for state, way in {"grace": "renew", "redemption": "redeem"}.items():
        Domain.objects.filter(pk=domain.pk).update(state=state, redemption_on=date(2026, 12, 8))
        assert url(way, domain.public_id) in text(shopper.get(domain.get_absolute_url()))
    Domain.objects.filter(pk=domain.pk).update(state="pending_delete")
    page = text(shopper.get(domain.get_absolute_url()))
    assert "Nothing can be done" in page
    assert url("renew", domain.public_id) not in page


def test_a_refusal_is_told_in_the_readers_language_with_where_the_money_is(shopper, customer):
    """DN-2.2b: the account's language is French, its reader's English; the money is on the credit account."""
    domain = names.registered("argan.com", EXPIRY, customer)
    Domain.objects.filter(pk=domain.pk).update(state="refused", paid_through=None, call_error="2308")
    page = text(shopper.get(domain.get_absolute_url()))
    assert "policy forbids this" in page
    assert reverse("billing:credit") in page
    assert "Paid through" not in page


def test_what_the_line_to_the_registry_said_is_not_shown_to_the_customer(shopper, customer):
    domain = names.registered("argan.com", EXPIRY, customer)
    Domain.objects.filter(pk=domain.pk).update(state="pending_delete", call_error="PortUnavailable: socket")
    assert "socket" not in text(shopper.get(domain.get_absolute_url()))


def test_a_name_registered_anew_leads_to_its_new_life_and_sells_nothing(shopper, customer):
    """DN-A2-4.1.3, C-36."""
    old = names.registered("argan.ma", date(2026, 10, 20), customer)
    Domain.objects.filter(pk=old.pk).update(state="replaced", cancelled_on=date(2026, 11, 18))
    new = Domain.objects.create(
        customer=customer, name="argan.ma", unicode_name="argan.ma", extension=old.extension,
        state="registered", paid_through=date(2027, 11, 20), acted_through=NOW,
    )  # fmt: skip
    page = text(shopper.get(old.get_absolute_url()))
    assert new.get_absolute_url() in page
    assert " MAD" not in page


def test_only_what_can_still_be_bought_has_a_price_on_the_life_line(shopper, customer):
    """DN-5.2, DN-5.3: in the grace the price of the time before is gone; in deletion there is none."""
    domain = names.registered("argan.com", date(2026, 11, 1), customer)
    Domain.objects.filter(pk=domain.pk).update(state="grace")
    page = text(shopper.get(domain.get_absolute_url()))
    assert "179.00 MAD" in page
    assert "149.00 MAD" not in page
    Domain.objects.filter(pk=domain.pk).update(state="pending_delete", redemption_on=date(2026, 10, 21))
    assert " MAD" not in text(shopper.get(domain.get_absolute_url()))


def test_the_auth_code_is_not_on_the_page(shopper, customer):
    domain = names.registered("argan.com", EXPIRY, customer, auth_code="very-s3cret")
    assert "very-s3cret" not in text(shopper.get(domain.get_absolute_url()))


# --- renewing and buying back -----------------------------------------------------------------------------
def renewal_form(shopper, domain: Domain, way: str) -> tuple[str, dict[str, str]]:
    here = url(way, domain.public_id)
    fields = shopper.get(here).context["form"].fields
    return here, {name: "on" for name in fields if name.startswith("accept_")}


def test_a_renewal_with_every_consent_makes_a_proforma_to_pay(shopper, customer):
    """DN-A2-2.2: at any time before expiry; HD-3.2a: the proforma states its period and is due on receipt."""
    domain = names.registered("argan.ma", EXPIRY, customer)
    here, ticks = renewal_form(shopper, domain, "renew")
    answer = shopper.post(here, {"years": "2", **ticks})
    proforma = Proforma.objects.get()
    assert answer.url == reverse("billing:pay", args=[proforma.public_id])
    assert (proforma.total_ht, proforma.due_on) == (2 * 13_900, date(2026, 11, 22))
    line = proforma.lines.get()
    assert (line.period_from, line.period_to) == (EXPIRY, date(2028, 12, 20))
    assert Acceptance.objects.filter(about=proforma.public_id).count() == len(ticks) > 0


@pytest.mark.parametrize("way", ["renew", "redeem"])
def test_each_document_to_accept_can_be_read_first(shopper, customer, way):
    """DN-P2, DN-16.1: the box leads to the version that is accepted."""
    expires = EXPIRY if way == "renew" else date(2026, 10, 10)
    domain = names.registered("atlas.com", expires, customer)
    if way == "redeem":
        Domain.objects.filter(pk=domain.pk).update(state="redemption", redemption_on=date(2026, 11, 16))
    answer = shopper.get(url(way, domain.public_id))
    boxes = [name for name in answer.context["form"].fields if name.startswith("accept_")]
    assert boxes
    versions = DocumentVersion.objects.filter(public_id__in=[b.removeprefix("accept_") for b in boxes])
    assert all(version.get_absolute_url() in text(answer) for version in versions)


@pytest.mark.parametrize("way", ["renew", "redeem"])
def test_a_missing_consent_is_refused_and_the_document_is_named(shopper, customer, way):
    """DN-16.1, DN-16.2: consents are asked anew, each by its name; without one nothing is made."""
    state = {"renew": "registered", "redeem": "redemption"}[way]
    domain = names.registered("argan.com", EXPIRY, customer)
    Domain.objects.filter(pk=domain.pk).update(state=state, redemption_on=date(2026, 11, 20))
    here, ticks = renewal_form(shopper, domain, way)
    assert ticks
    left_out = sorted(ticks)[0]
    answer = shopper.post(here, {"years": "1", **{k: v for k, v in ticks.items() if k != left_out}})
    form = answer.context["form"]
    assert list(form.errors) == [left_out]
    assert str(form.fields[left_out].label) in text(answer)
    assert not Proforma.objects.exists()
    assert not Acceptance.objects.exists()


def test_five_years_ahead_is_the_most_a_moroccan_name_can_be_renewed(shopper, customer):
    """DN-A2-2.2: one to five years, and no more than five years from today."""
    domain = names.registered("argan.ma", date(2027, 11, 1), customer)
    offered = shopper.get(url("renew", domain.public_id)).context["form"].fields["years"].choices
    assert [n for n, _label in offered] == [1, 2, 3, 4]


def test_a_late_renewal_shows_and_charges_its_surcharge(shopper, customer):
    """C-03, HD-3.6."""
    domain = names.registered("argan.com", date(2026, 11, 1), customer)
    Domain.objects.filter(pk=domain.pk).update(state="grace")
    assert "30.00 MAD" in text(shopper.get(url("renew", domain.public_id)))
    here, ticks = renewal_form(shopper, domain, "renew")
    shopper.post(here, {"years": "1", **ticks})
    assert Proforma.objects.get().total_ht == 14_900 + 3_000


def test_the_buy_back_is_shown_and_billed_at_1999_dirhams_with_a_year(shopper, customer):
    """DN-5.3, C-25: all included."""
    domain = names.registered("argan.com", date(2026, 10, 1), customer)
    Domain.objects.filter(pk=domain.pk).update(state="redemption", redemption_on=date(2026, 11, 7))
    assert "1,999.00 MAD" in text(shopper.get(url("redeem", domain.public_id)))
    here, ticks = renewal_form(shopper, domain, "redeem")
    shopper.post(here, ticks)
    proforma = Proforma.objects.get()
    assert proforma.total_ht == 199_900
    assert [(line.operation, line.period_to) for line in proforma.lines.all()] == [
        ("redeem", date(2027, 10, 1))
    ]


def test_a_name_that_is_not_in_redemption_cannot_be_bought_back_nor_one_in_deletion_renewed(
    shopper, customer
):
    domain = names.registered("argan.com", EXPIRY, customer)
    assert shopper.get(url("redeem", domain.public_id)).status_code == 404
    Domain.objects.filter(pk=domain.pk).update(state="pending_delete", redemption_on=date(2026, 10, 1))
    assert shopper.get(url("renew", domain.public_id)).status_code == 404


def test_letting_a_name_expire_is_remembered_and_can_be_taken_back(shopper, customer):
    """DN-3.2c, HD-6.3: the customer says in advance what he wants; nothing renews by itself either way."""
    domain = names.registered("argan.com", EXPIRY, customer)
    for choice, letting in (("let_expire", True), ("keep", False)):
        shopper.post(url("choice", domain.public_id), {"choice": choice})
        domain.refresh_from_db()
        assert domain.letting_expire is letting


def test_a_stranger_finds_none_of_it(client_of, stranger, customer):
    domain = names.registered("argan.com", EXPIRY, customer)
    theirs = client_of(stranger)
    for name in ("detail", "renew", "choice"):
        assert theirs.post(
            url(name, domain.public_id), {"choice": "let_expire", "years": "1"}
        ).status_code in (404, 405)
    assert theirs.get(domain.get_absolute_url()).status_code == 404
    domain.refresh_from_db()
    assert domain.letting_expire is False
