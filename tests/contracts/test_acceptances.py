"""No order without the pinned acceptance of every applicable document (guard 1); acceptances never change."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from accounts.models import Customer
from contracts import acceptances, publishing
from contracts.acceptances import AcceptanceMissing, accept, applicable, demand, missing
from contracts.models import Acceptance, Document
from core.acts import Act
from core.evidence import AppendOnly, EvidenceRecord, broken_links

from .drafts import edited

pytestmark = pytest.mark.usefixtures("published")

TODAY = date(2026, 11, 22)
ORDER = "ord_0123456789abcdef"


def codes(versions):
    return [v.document.code for v in versions]


def ids(versions):
    return {v.public_id for v in versions}


@pytest.fixture
def accepted(customer, owner, now):
    """What the owner accepted about an order for one .ma name."""
    versions = applicable({"domain.ma"}, {"register"}, TODAY)
    ticked = ids(versions)
    return accept(customer, owner, versions, ORDER, now, "203.0.113.7", "Browser 1", accepted_ids=ticked)


def test_a_ma_registration_asks_for_the_ma_documents_in_order_of_precedence():
    """The appendix wins over the special terms, they over the general (DN-1.3, DN-2.6, DN-A2-0, C-18)."""
    assert codes(applicable({"domain.ma"}, {"register"}, TODAY)) == [
        "anrt-naming",
        "ma-adr",
        "dn-ma",
        "dn",
        "cgv",
        "decl-data-exact",
        "decl-prior-rights",
        "decl-immediate-execution",
        "decl-whois",
        "decl-ma-data",
    ]


def test_a_gtld_registration_asks_for_icann_rules_and_their_disputes():
    """DN-P2, DN-7.2.1, DN-15.2: the registries' rules come first."""
    found = codes(applicable({"domain.gtld"}, {"register"}, TODAY))
    assert found[:4] == ["icann", "udrp", "dn", "cgv"]
    assert not {"dn-ma", "decl-ma-data", "decl-registrant-mandate"} & set(found)


@pytest.mark.parametrize(
    ("operation", "asked"),
    [
        ("renew", {"decl-data-exact", "decl-immediate-execution", "decl-whois"}),
        ("redeem", {"decl-data-exact", "decl-immediate-execution"}),
    ],
)
def test_declarations_follow_the_act(operation, asked):
    """WHOIS twice (DN-16.1); exact data (DN-2.1) and no withdrawal (DN-16.2, C-21) always."""
    found = applicable({"domain.gtld"}, {operation}, TODAY)
    assert {v.document.code for v in found if v.document.kind == Document.Kind.DECLARATION} == asked


@pytest.mark.parametrize("operation", ["register", "renew", "transfer"])
def test_the_terms_for_names_cover_registering_renewing_and_transferring_and_complete_the_general_ones(
    operation,
):
    """DN-1.1."""
    found = codes(applicable({"domain.gtld"}, {operation}, TODAY))
    assert found.index("dn") < found.index("cgv")


def test_the_mandate_is_asked_for_when_somebody_else_is_the_registrant():
    """DN-7.3.5, DN-7.3.4."""
    assert "decl-registrant-mandate" in codes(applicable({"domain.gtld", "mandate"}, {"register"}, TODAY))


def test_a_missing_acceptance_is_refused_and_each_document_named(customer, owner, now):
    versions = applicable({"domain.ma"}, {"register"}, TODAY)
    left_out = [v for v in versions if v.document.code in ("dn-ma", "decl-whois")]
    ticked = ids(versions) - ids(left_out)
    assert missing(versions, ticked) == left_out
    with override("fr"), pytest.raises(AcceptanceMissing) as refusal:
        accept(customer, owner, versions, ORDER, now, "", "", accepted_ids=ticked)
    assert refusal.value.versions == left_out
    for version in left_out:
        assert version.document.title_fr in refusal.value.message
    assert refusal.value.clause == "DN-A2-0"
    assert not Acceptance.objects.exists()


def test_an_acceptance_pins_who_what_when_and_from_where(accepted, owner, customer, now):
    """Subscribing binds (DN-P1): the electronic contract keeps its proof (HD-0.4, law 53-05)."""
    row = Acceptance.objects.get(about=ORDER, version__document__code="dn")
    assert (row.user, row.customer, row.accepted_at) == (owner, customer, now)
    assert (row.ip, row.user_agent) == ("203.0.113.7", "Browser 1")
    assert row.sha256 == row.version.sha256 == row.version.digest()
    assert row.public_id.startswith("acc_")


def test_each_acceptance_leaves_evidence_with_its_clause(accepted):
    proofs = EvidenceRecord.objects.filter(about=ORDER, kind="acceptance")
    assert {("DN-A2-0", "dn-ma"), ("DN-16.2", "decl-immediate-execution")} <= {
        (proof.clause, proof.data["document"]) for proof in proofs
    }
    assert len(proofs) == len(accepted)
    assert not broken_links(ORDER)


def test_accepting_twice_is_accepting_once(accepted, customer, owner, now):
    versions = [row.version for row in accepted]
    again = accept(customer, owner, versions, ORDER, now, "", "", accepted_ids=ids(versions))
    assert again == []
    assert Acceptance.objects.filter(about=ORDER).count() == len(accepted)


def test_what_was_accepted_once_is_not_demanded_again_and_of_another_customer_it_is(accepted, customer):
    versions = [row.version for row in accepted]
    demand(customer, versions)
    with pytest.raises(AcceptanceMissing):
        demand(Customer(pk=customer.pk + 1), versions)


def test_a_later_version_is_asked_for_and_the_accepted_one_stays_pinned(accepted, now):
    document = Document.objects.get(code="dn")
    draft = edited(
        document, "2.0", date(2026, 12, 22), Act(now), {"fr": ("Ces conditions", "Nos conditions")}
    )
    assert "2.0" not in [v.label for v in acceptances.in_force(date(2026, 12, 23))]
    publishing.publish(draft, Act(now))
    for day, label in ((TODAY, "1.0"), (draft.effective_on, "2.0")):
        assert [v.label for v in acceptances.in_force(day) if v.document == document] == [label]
    assert Acceptance.objects.get(about=ORDER, version__document=document).version.label == "1.0"


def test_acceptances_are_never_edited_or_deleted(accepted):
    row = Acceptance.objects.first()
    rows = Acceptance.objects.all()
    for attempt in (row.save, row.delete, rows.delete, lambda: rows.update(ip="")):
        with pytest.raises(AppendOnly):
            attempt()
    row.pk, row.public_id = None, "acc_again"
    with pytest.raises(IntegrityError), transaction.atomic():
        Acceptance.objects.bulk_create([row])


def test_another_customers_acceptances_are_out_of_reach(accepted, customer):
    assert Acceptance.objects.of(customer).count() == len(accepted)
    assert not Acceptance.objects.of(None).exists()


def test_queries_do_not_grow_with_the_documents(customer, owner, now, django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        versions = applicable({"domain.ma"}, {"register"}, TODAY)
    with django_assert_max_num_queries(6):
        accept(customer, owner, versions, ORDER, now, "", "", accepted_ids=ids(versions))


@pytest.mark.parametrize("operation", ["register", "renew", "transfer"])
def test_the_special_terms_complete_the_general_ones_for_each_act_on_a_name(operation):
    """DN-1.1."""
    assert {"dn", "cgv"} <= set(codes(applicable({"domain.gtld"}, {operation}, TODAY)))


def test_a_certificate_is_ordered_under_its_own_terms_and_with_exact_data():
    """SSL-P1, SSL-1.1, SSL-1.2, SSL-10.4b: special terms before the general ones, and the declaration of the data."""
    found = codes(applicable({"ssl"}, {"order"}, TODAY))
    assert found.index("ssl") < found.index("cgv")
    assert "decl-ssl-data" in found


def test_hosting_has_no_special_terms_the_general_conditions_rule():
    """HD-1.2."""
    versions = applicable({"hosting"}, {"month12"}, TODAY)
    assert [v.document.code for v in versions if v.document.kind == Document.Kind.DOCUMENT] == ["cgv"]
