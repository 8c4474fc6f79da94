"""The seed: every state of a name stands, nothing is due, the proof holds, staff see their part of the house."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from unittest import mock

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse

from accounts.models import Customer, PrivacyRequest, User
from accounts.privacy.terms import PRIVACY
from billing import cart
from billing.models import CreditEntry, CreditNote, Invoice, Payment, Proforma
from contracts.models import FormalNotice
from core import clock, worker
from core.evidence import broken_links
from core.models import EvidenceRecord, Silence
from core.terms import OPERATIONS
from domains.models import Domain, Hold
from hosting_portal.demo import logins
from notifications.models import Bounce, Email
from servers.models import Server
from ssl_certs.models import Certificate, NameValidation, SslCancellation, SslOrder, VettingStep
from support import hours
from support.models import Advice, Incident, IncomingMail, ServiceReport, Ticket

NOW = datetime(2026, 11, 22, 13, 20, tzinfo=UTC)
OWN_QUEUES = {
    "support": (
        "domains_domain",
        "ssl_certs_sslorder",
        "support_ticket",
        "support_incident",
        "support_incomingmail",
        "accounts_customer",
        "notifications_email",
        "core_attention",
    ),
    "facturation": ("billing_payment", "billing_invoice", "billing_proforma", "core_attention"),
    "registre": ("domains_domain", "domains_hold", "domains_extension", "core_attention"),
    "direction": ("billing_payment", "domains_domain", "accounts_user", "core_attention", "billing_product"),
}
REFUSED = {
    "support": ("billing_payment", "billing_product"),
    "facturation": ("core_silence", "accounts_user"),
    "registre": ("billing_payment", "billing_invoice"),
}


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def seeded(django_db_setup, django_db_blocker):
    """One seed for the whole module, taken back at its end; what a test does is taken back after it.

    Its papers are composed, not printed: the smoke run seeds once more and prints them.
    """
    with django_db_blocker.unblock(), clock.frozen(NOW), transaction.atomic():
        with mock.patch("billing.pdf.printed", lambda page, **options: b"%PDF-1.7\n" + page.encode()):
            made = seed()
        yield made
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def present(seeded, db):
    """Each test sees the seeded database at its present."""


def seed() -> str:
    out = StringIO()
    call_command("seed", stdout=out)
    return out.getvalue()


def staff(client_of, who: str):
    return client_of(User.objects.get(email=f"{who}@{logins.HOUSE}"))


def test_every_state_of_a_name_stands():
    assert set(Domain.objects.values_list("state", flat=True)) == set(Domain.State.values)
    assert 120 <= Domain.objects.count() <= 200
    assert Customer.objects.count() >= 40
    assert Hold.objects.filter(closed_at=None, kind="payment").count() == 1


def test_support_has_a_request_in_every_state_an_incident_and_a_month_at_eighty_hundredths():
    assert set(Ticket.objects.values_list("state", flat=True)) == set(Ticket.State.values)
    incident = Incident.objects.get(state="new")
    assert (NOW - incident.occurred_at, incident.first_information_at) == (timedelta(minutes=25), None)
    intranet = Server.objects.get(hostname="intranet.argan-studio.example")
    assert hours.balance(intranet.public_id, clock.local_date(NOW)).share == 80
    assert 1 in {report.content["missed"] for report in ServiceReport.objects.all()}
    assert IncomingMail.objects.get().state == "quarantined"


def test_certificates_stand_at_every_notice_and_in_the_states_people_meet():
    """Facts H5: J-15, -7, -3, 0, a reissue inside the year, day 19 of the twenty, an identity check half done."""
    today = clock.local_date(NOW)
    left = {
        (order.live_until - today).days
        for order in SslOrder.objects.filter(state__in=["active", "reissue_due"])
    }
    assert {15, 7, 3, 0} <= left
    states = set(SslOrder.objects.values_list("state", flat=True))
    assert {
        "awaiting_csr",
        "validating",
        "active",
        "reissue_due",
        "expired",
        "revoked",
        "cancelled",
    } <= states
    assert Certificate.objects.filter(state="replaced", order__state="active").exists()
    assert SslOrder.objects.filter(cancel_until=today + clock.days(1), state="active").exists()
    assert NameValidation.objects.filter(state="failed").exists()
    assert VettingStep.objects.filter(order__state="validating", kind="documents", state="open").exists()
    open_steps = VettingStep.objects.filter(order__product__level="ev", state="open").values_list(
        "kind", flat=True
    )
    assert list(open_steps) == ["cross_check"]
    assert SslCancellation.objects.get().credit_note


def test_servers_stand_in_the_states_people_meet():
    """Facts H5: a dedicated server 22 hours after its payment; one cut off and said to be corrected, one abandoned."""
    states = set(Server.objects.values_list("state", flat=True))
    assert {"paid", "provisioning", "active", "non_renewal_noted", "suspended", "terminated"} <= states
    dedicated = Server.objects.get(product__kind="dedicated", state="paid")
    assert timedelta(hours=21) < NOW - dedicated.paid_at < timedelta(hours=22)
    assert set(Server.objects.filter(state="suspended").values_list("suspended_for", flat=True)) == {
        "billing",
        "security",
    }
    assert Server.objects.filter(state="suspended", corrected_at__isnull=False).exists()
    assert "no room" in Server.objects.get(state="provisioning").call_error


def test_nothing_is_due_and_nothing_is_set_aside():
    for model in worker.flows():
        assert not model._base_manager.filter(next_action_at__lte=NOW).exists(), model
        assert not model._base_manager.filter(set_aside_at__isnull=False).exists(), model
    assert not Email.objects.waiting().exists()
    assert worker.settle(NOW) == worker.Tally()


def test_all_proof_holds():
    abouts = EvidenceRecord.objects.order_by().values_list("about", flat=True).distinct()
    assert [about for about in abouts if broken_links(about)] == []


def test_money_stands_in_every_condition():
    assert {"issued", "partially_paid", "paid", "lapsed", "void"} <= set(
        Proforma.objects.values_list("state", flat=True)
    )
    assert {"declared", "proof_uploaded", "confirmed", "unmatched"} <= set(
        Payment.objects.values_list("state", flat=True)
    )
    assert CreditEntry.objects.filter(kind="surplus").exists()
    assert CreditNote.objects.exists()
    assert not Invoice.objects.filter(pdf=None).exists()
    assert Invoice.objects.filter(currency="EUR").exists()


def test_the_main_customer_has_things_to_do(client_of):
    owner = User.objects.get(email=logins.LOGINS[0].email)
    customer = owner.memberships.get().customer
    assert cart.cart_for(customer).lines.count() == 2
    page = client_of(owner).get("/")
    assert page.status_code == 200
    assert len(page.context["todos"]) >= 8
    for domain in Domain.objects.of(customer):
        assert client_of(owner).get(domain.get_absolute_url()).status_code == 200, domain.state


def test_everybody_can_sign_in(client):
    for login in logins.LOGINS:
        page = client.post(reverse("account_login"), {"login": login.email, "password": logins.PASSWORD})
        assert page.status_code == 302, login.email
        client.logout()


@pytest.mark.parametrize("who", OWN_QUEUES)
def test_staff_open_the_first_page_and_their_own_lists(client_of, who):
    client = staff(client_of, who)
    page = client.get(reverse("admin:index"))
    assert page.status_code == 200
    assert page.context["queues"]
    for queue in page.context["queues"]:
        assert client.get(queue["url"]).status_code == 200, queue
    for name in OWN_QUEUES[who]:
        assert client.get(reverse(f"admin:{name}_changelist")).status_code == 200, name


@pytest.mark.parametrize("who", REFUSED)
def test_staff_are_refused_the_lists_of_others(client_of, who):
    client = staff(client_of, who)
    for name in REFUSED[who]:
        assert client.get(reverse(f"admin:{name}_changelist")).status_code == 403, name


def test_only_their_own_desk_acts(client_of):
    domain = Domain.objects.get(name="argan-studio.com")
    url = reverse("admin:domains_domain_verb", args=[domain.pk, "open_hold"])
    answer = {"reason": "court order", "kind": "court"}
    for who in ("support", "facturation"):
        staff(client_of, who).post(url, answer)
        assert not domain.holds.exists(), who
    staff(client_of, "registre").post(url, answer)
    assert domain.holds.exists()


def test_a_manager_cannot_become_a_superuser(client_of):
    client = staff(client_of, "direction")
    admin, manager = User.objects.get(is_superuser=True), User.objects.get(email=f"direction@{logins.HOUSE}")
    change = reverse("admin:accounts_user_change", args=[manager.pk])
    assert b'name="is_superuser"' not in client.get(change).content
    assert client.post(reverse("admin:accounts_user_change", args=[admin.pk]), {}).status_code == 403


def test_the_second_seed_only_says_the_logins(seeded):
    before = Domain.objects.count(), EvidenceRecord.objects.count()
    assert seed() == seeded
    assert (Domain.objects.count(), EvidenceRecord.objects.count()) == before
    assert logins.PASSWORD in seeded


def test_setup_can_be_repeated():
    out = StringIO()
    call_command("setup", stdout=out)
    assert [line.split()[0] for line in out.getvalue().splitlines()] == ["0"] * 8


def test_production_is_never_seeded(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="setup"):
        call_command("seed")


def test_the_contract_has_its_stories_letters_requests_a_returned_notice_advice_and_an_outage():
    today = clock.local_date(NOW)
    letters = {(n.direction, n.state): n for n in FormalNotice.objects.all()}
    assert set(letters) == {("ours", "unanswered"), ("ours", "received"), ("theirs", "received")}
    assert (
        today < letters["ours", "received"].answer_until < today + clock.days(30)
    )  # SSL-8.3: its thirty days run
    asked = PrivacyRequest.objects.order_by("asked_at").values_list("state", "channel")
    assert list(asked) == [("answered", "portal"), ("identity_checked", "portal"), ("received", "web")]
    near = PrivacyRequest.objects.get(state="identity_checked")
    assert timedelta() < near.promised_at - NOW < PRIVACY.warning
    returned = Bounce.objects.get(state="open")
    assert returned.email.clause
    assert returned.email.copies.filter(state="sent").exists()  # the next contact was given it
    assert Advice.objects.filter(state="given", policy__contains="fully").exists()
    silence = Silence.objects.get()
    assert (silence.reviewed_at is not None, silence.ended_at - silence.started_at > OPERATIONS.silence) == (
        True,
        True,
    )
    late = [
        mail for mail in Email.objects.exclude(clause="").filter(created_at=silence.ended_at) if mail.late_by
    ]
    assert late
    said = EvidenceRecord.objects.filter(about=late[0].about, kind="notice", at=silence.ended_at)
    assert any("late" in record.data for record in said)
