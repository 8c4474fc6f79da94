"""Abuse: anybody reports, the customer is heard, staff decide (DN-7.4.2, SRV-7.1.1(5), SSL-10.8, HD-4.4)."""

import re
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from core import clock, worker
from core.models import Attention, EvidenceRecord
from core.transitions import NotAllowed
from notifications.models import Email
from ssl_certs.ending import decisions
from support.abuse import cases, services
from support.abuse.models import AbuseCase
from tests import certificates, hosting, names
from tests.servers_at_work import NAME, ORDERED, a_server, act, again

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
NAME_ALONE = "boutique.ma"
NOW = ORDERED + timedelta(hours=2)
SEEN = "Received: from srv1… 4 000 messages this night"


@pytest.fixture(autouse=True)
def one_hour():
    cache.clear()
    with clock.frozen(NOW):
        yield


def reported(target=NAME, category="spam", **facts) -> AbuseCase:
    usual = {"category": category, "target": target, "evidence": SEEN, "reporter_email": "nadia@elsewhere.example",
             "reporter_name": "Nadia", "language": "fr"}  # fmt: skip
    return cases.report(AbuseCase(**usual | facts), act(NOW))


def kinds(case: AbuseCase, to="") -> list[str]:
    found = Email.objects.filter(about=case.public_id).order_by("pk")
    return list((found.filter(to=to) if to else found).values_list("kind", flat=True))


# --- the public page -----------------------------------------------------------------------------------------
def test_anybody_reports_and_staff_see_it_with_its_clock(client_of, customer):
    server = a_server(customer)
    form = {"category": "spam", "target": f"https://{NAME}/login", "evidence": SEEN,
            "reporter_email": "nadia@elsewhere.example"}  # fmt: skip
    assert client_of(None).post(reverse("support:abuse"), form)["Location"] == reverse("support:abuse_thanks")
    case = AbuseCase.objects.get()
    assert (case.service, case.customer, case.clause) == (server.public_id, customer, "SRV-7.1.1(5)")
    assert case.look_by == NOW + timedelta(hours=24)
    assert Attention.objects.filter(about=case.public_id, queue="abuse").count() == 1
    assert kinds(case) == ["support.abuse_received"]
    assert SEEN not in Email.objects.get(about=case.public_id).text, "the address may be somebody else's"


def test_machines_and_floods_are_kept_out(client_of):
    client, url = client_of(None), reverse("support:abuse")
    form = {"category": "spam", "target": NAME, "evidence": SEEN, "reporter_email": "nadia@elsewhere.example"}
    assert client.post(url, form | {"website": "http://buy.example"}).status_code == 302
    assert not AbuseCase.objects.exists(), "the trap swallows it without a word"
    answers = [client.post(url, form).status_code for _n in range(6)]
    assert answers == [302] * 5 + [200]
    assert client.post(url, form | {"target": "nothing"}).status_code == 200


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("https://Élan.ma/page?x=1", "xn--lan-9la.ma"), ("WWW.Example.MA", "www.example.ma"),
        ("192.0.2.7:8080", "192.0.2.7"),
        ("http://[2001:db8::1]/", "2001:db8::1"), ("http://[oops", ""), ("", ""), ("a" * 300 + "é", ""),
    ],
)  # fmt: skip
def test_the_host_is_read_out_of_whatever_was_typed(typed, host):
    assert services.host_of(typed) == host


def test_a_service_is_found_by_name_address_and_number_and_not_after_its_end(customer):
    server = a_server(customer)
    ip = server.addresses.first().ip
    for typed in (NAME, f"www.{NAME}", ip, f"http://{ip}/x", server.public_id):
        assert [found.about for found in services.found(typed)] == [server.public_id], typed
    type(server).objects.filter(pk=server.pk).update(state="ended")
    assert services.found(NAME) == []
    assert services.found("nobody.example.org") == []


# --- asked and heard --------------------------------------------------------------------------------------------
def test_the_customer_is_asked_in_staffs_words_and_answers(customer, owner, stranger, client_of):
    a_server(customer)
    case = reported()
    url = case.get_absolute_url()
    assert client_of(owner).get(url).status_code == 404, "not before he is asked"
    cases.ask(case, act(NOW), question="Which program sends this mail?")
    page = client_of(owner).get(url).content.decode()
    assert "Which program sends this mail?" in page
    assert not [record for record in EvidenceRecord.objects.all() if SEEN in record.content()]
    for secret in (SEEN, "Nadia", "nadia@elsewhere.example"):
        assert secret not in page
        assert not [mail for mail in Email.objects.filter(to=customer.billing_email) if secret in mail.text]
    assert client_of(stranger).get(url).status_code == 404
    client_of(owner).post(url, {"answer": "A stolen password; changed."})
    case.refresh_from_db()
    assert (case.state, case.answer) == ("answered", "A stolen password; changed.")


def test_late_looks_and_late_answers_are_shown_to_staff(customer):
    a_server(customer)
    urgent, case = reported(category="children"), reported(target=f"www.{NAME}")
    cases.ask(case, act(NOW), question="?")
    worker.settle(NOW + timedelta(hours=1))
    late = EvidenceRecord.objects.filter(kind="breach", what="late_look")
    assert list(late.values_list("about", flat=True)) == [urgent.public_id]
    worker.settle(NOW + clock.days(2))
    assert Attention.objects.filter(queue="abuse_late").count() == 2


# --- decided -----------------------------------------------------------------------------------------------------
def test_confirmed_the_server_is_cut_and_both_are_told(customer):
    server = a_server(customer)
    case = reported()
    cases.uphold(case, act(NOW), measure="cut", decision="Spam was sent from it.")
    server = again(server)
    assert (server.state, server.suspended_for, server.suspension_text) == (
        "suspended",
        "abuse",
        "Spam was sent from it.",
    )
    assert kinds(case, "nadia@elsewhere.example") == ["support.abuse_received", "support.abuse_decided"]
    assert kinds(case, customer.billing_email) == ["support.abuse_told"]


def a_name(customer, owner):
    return names.registered(NAME_ALONE, date(2027, 6, 1), customer)


def a_space(customer, owner):
    return hosting.an_account(customer, owner, domain=NAME_ALONE)


def a_certificate(customer, owner):
    return certificates.an_issued(customer, ORDERED, NAME_ALONE).order


@pytest.mark.parametrize("made", [a_name, a_space, a_certificate], ids=["domain", "hosting", "certificate"])
def test_confirmed_a_name_and_a_space_are_stopped_and_a_certificates_end_is_entered(customer, owner, made):
    """DN-9.4, HD-4.4, SSL-10.9: each by its product's own verb; a certificate's revocation takes a second person."""
    thing = made(customer, owner)
    case = reported(target=NAME_ALONE, category="intrusion")
    assert case.service == thing.public_id
    cases.uphold(case, act(NOW, "usr_staff"), measure="cut", decision="A page of phishing.")
    told = Email.objects.get(about=case.public_id, to=customer.billing_email).text
    if made is a_name:
        assert thing.suspensions.get().detail == "A page of phishing."
    elif made is a_space:
        assert (hosting.again(thing).state, thing.suspensions.get().ground) == ("suspending", "abuse")
    else:
        decision = thing.decisions.get()
        assert (decision.effect, decision.ground, decision.state) == ("terminate", "misuse", "entered")
        assert Attention.objects.filter(queue="ssl_decisions", about=decision.public_id).exists()
        with pytest.raises(NotAllowed):
            decisions.execute(decision, act(NOW, "usr_staff"))
    assert ("suspendu maintenant" in told) is (made is not a_certificate)


def test_an_authoritys_order_keeps_the_service_silent_too(customer):
    """C-29: a server that is cut under an authority's delay tells its customer nothing before it is over."""
    server = a_server(customer)
    mails = Email.objects.filter(customer=customer).exclude(kind="servers.activated")
    case = reported(category="children")
    cases.uphold(case, act(NOW), measure="cut", decision="Ordered.", gag_until=date(2026, 11, 25))
    assert (again(server).state, again(server).suspended_for, mails.count()) == ("suspended", "authority", 0)
    worker.settle(clock.opening(date(2026, 11, 26)))
    assert {"servers.suspended", "support.abuse_told"} <= set(mails.values_list("kind", flat=True))


def test_an_authoritys_order_delays_the_customers_notice(customer):
    a_server(customer)
    case = reported(category="content", language="en")
    cases.uphold(case, act(NOW), measure="acted", decision="Ordered.", gag_until=date(2026, 11, 25))
    assert kinds(case, customer.billing_email) == []
    told = Email.objects.get(about=case.public_id, kind="support.abuse_decided")
    for text in (told.text, told.html):
        assert "Your report has been dealt with." in text, "not what was found: he might pass it on"
        assert "right" not in text
    worker.settle(clock.opening(date(2026, 11, 26)))
    assert kinds(case, customer.billing_email) == ["support.abuse_told"]


def test_a_customer_who_was_asked_sees_no_decision_before_an_authority_allows_it(customer, owner, client_of):
    """C-29: his page looks as it did before the decision, and takes his answer as before."""
    a_server(customer)
    case = reported(category="content")
    cases.ask(case, act(NOW), question="Whose page is it?")
    before = page_of(client_of(owner), case)
    cases.uphold(case, act(NOW), measure="acted", decision="Ordered.", gag_until=date(2026, 11, 25))
    assert page_of(client_of(owner), case) == before
    answer = client_of(owner).post(case.get_absolute_url(), {"answer": "Nobody's."}, follow=True)
    assert "confirmé" not in answer.content.decode()
    case.refresh_from_db()
    assert (case.state, case.answer) == ("upheld", "Nobody's.")
    worker.settle(clock.opening(date(2026, 11, 26)))
    assert "confirmé" in page_of(client_of(owner), case)
    late = client_of(owner).post(case.get_absolute_url(), {"answer": "Once more."}, follow=True)
    assert "Once more." not in AbuseCase.objects.get().answer
    assert late.status_code == 200


def page_of(client, case) -> str:
    """What the customer reads of it."""
    page = client.get(case.get_absolute_url())
    assert page.status_code == 200
    main = page.content.decode().partition('id="main"')[2]
    return re.sub(r"csrfmiddlewaretoken[^>]*", "", main)


def test_what_is_not_so_is_dismissed_and_who_was_never_asked_hears_nothing(customer):
    a_server(customer)
    case = reported()
    cases.dismiss(case, act(NOW), decision="No trace of it.")
    assert kinds(case) == ["support.abuse_received", "support.abuse_decided"]


def test_nothing_is_decided_against_nobody_and_staff_can_name_the_service(customer):
    server, case = a_server(customer), reported(target="cdn.elsewhere.example")
    assert case.service == ""
    with pytest.raises(NotAllowed):
        cases.uphold(case, act(NOW), measure="warned", decision="x")
    with pytest.raises(NotAllowed):
        cases.name_service(case, act(NOW), about="srv_0000000000000000")
    case.refresh_from_db()
    cases.name_service(case, act(NOW), about=server.public_id)
    cases.uphold(case, act(NOW), measure="warned", decision="x")
    assert case.customer == customer
    with pytest.raises(NotAllowed):
        cases.dismiss(case, act(NOW), decision="again")
