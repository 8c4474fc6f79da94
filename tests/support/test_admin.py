"""The back office of support: typed-in requests, answers, notes, incidents with clocks, guards shown as refusals."""

import html
import re
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from core import clock
from hosting_portal.staff import make_groups
from notifications.models import Email
from support import access, hours
from support.mail_in import taking
from support.models import (
    AccessUse,
    CannedAnswer,
    HourGrant,
    Incident,
    IncomingMail,
    Maintenance,
    Ticket,
    WorkEntry,
)
from tests.cast import person
from tests.helpdesk import FULLY, MANAGED, NOON, SERVER, SITE, a_ticket, act, again, an_incident, covered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now():
    with clock.frozen(NOON):
        yield


@pytest.fixture
def desk(client_of, db):
    """A member of the group "support"."""
    make_groups()
    user = person("agent@portal.example", "Salma Ait", is_staff=True)
    user.groups.set(Group.objects.filter(name="support"))
    client = client_of(user)
    client.cookies["language"] = "en"
    client.person = user
    return client


def verb(thing, name: str) -> str:
    model = thing._meta.model_name
    return reverse(f"admin:support_{model}_verb", args=[thing.pk, name])


def page(client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def test_a_call_is_typed_in_as_a_request_with_its_channel(desk, customer):
    covered(customer)
    url = reverse("admin:support_ticket_add")
    said = {"customer": customer.pk, "channel": "phone", "author_name": "M. Bennani", "about": SERVER,
            "subject": "Cannot log in", "priority": "high", "queue": "technical", "body": "Since noon."}  # fmt: skip
    assert desk.post(url, said).status_code == 302
    ticket = Ticket.objects.get()
    assert (ticket.channel, ticket.priority, ticket.label) == ("phone", "high", "s1.argan.example")
    assert desk.post(url, {**said, "about": "srv_unknown", "body": ""}).status_code == 200
    assert "Cannot log in" in page(desk, reverse("admin:support_ticket_changelist") + "?clock=waits")


def test_an_answer_is_a_canned_one_and_own_words_in_the_customers_language(desk, customer):
    ticket = a_ticket(customer)
    canned = CannedAnswer.objects.create(
        title_fr="Redémarrage", body_fr="Nous avons redémarré.", body_en="We restarted."
    )
    desk.post(verb(ticket, "answer"), {"canned": canned.pk, "body": "Regardez.", "waiting": "on"})
    ticket = again(ticket)
    assert (ticket.state, ticket.messages.last().body) == (
        "waiting_customer",
        "Nous avons redémarré.\n\nRegardez.",
    )
    assert ticket.assignee == desk.person
    assert Email.objects.filter(kind="support.ticket_answered").count() == 1
    assert desk.post(verb(ticket, "answer"), {"body": " "}).status_code == 200


def test_a_request_is_put_into_somebodys_hands(desk, customer, staff_user):
    ticket = a_ticket(customer)
    desk.post(verb(ticket, "take"), {"person": staff_user.pk, "reason": "he knows the server"})
    assert (again(ticket).state, again(ticket).assignee) == ("open", staff_user)
    desk.post(verb(ticket, "take"), {"reason": "he is away"})
    assert again(ticket).assignee == desk.person
    assert again(ticket).awaiting_since == NOON


def test_a_note_stands_in_the_back_office_only(desk, customer, client_of, owner):
    ticket = a_ticket(customer)
    desk.post(verb(ticket, "note"), {"body": "He shouts."})
    assert "He shouts." in page(desk, reverse("admin:support_ticket_change", args=[ticket.pk]))
    assert "He shouts." not in page(client_of(owner), ticket.get_absolute_url())


def test_the_list_shows_which_promise_is_over(desk, customer):
    a_ticket(customer, NOON - timedelta(days=10))
    assert "promise missed" in page(desk, reverse("admin:support_ticket_changelist") + "?clock=late")
    index = page(desk, reverse("admin:index"))
    assert "Requests to be answered" in index


def test_guard_14_is_a_button_that_refuses_in_words(desk, customer, owner):
    covered(customer)
    ticket = a_ticket(customer, about=SERVER, user=owner)
    answer = desk.post(verb(ticket, "enter_data"), {"purpose": "work", "reason": "look"}, follow=True)
    assert "has not authorised" in answer.content.decode()
    access.authorise(ticket, act(NOON, owner.public_id))
    desk.post(verb(ticket, "enter_data"), {"purpose": "work", "reason": "look"})
    assert AccessUse.objects.get().why == "look"


def test_an_incident_is_typed_in_told_diagnosed_and_resolved(desk, customer):
    covered(customer, FULLY)
    url = reverse("admin:support_incident_add")
    said = {
        "title": "Switch",
        "kind": "network",
        "major": "on",
        "public": "on",
        "sites": SITE,
        "occurred_at": "2026-11-23T13:00",
    }
    refused = desk.post(url, said)
    assert "cannot lie in the future" in refused.content.decode()
    assert not Incident.objects.exists()
    assert desk.post(url, {**said, "occurred_at": "2026-11-23T11:50"}).status_code == 302
    incident = Incident.objects.get()
    assert "SRV-A2-2.5(1)" in page(desk, reverse("admin:support_incident_change", args=[incident.pk]))
    desk.post(verb(incident, "inform"), {"words": "A switch.", "expected_at": "2026-11-23T13:00"})
    desk.post(verb(incident, "take_in_hand"), {"reason": "on it"})
    desk.post(verb(incident, "diagnose"), {"about": SERVER, "reason": "syslog"})
    desk.post(verb(incident, "resolve"), {"words": "Replaced.", "reason": "done"})
    incident = again(incident)
    assert (incident.state, incident.first_information_at, AccessUse.objects.count()) == ("resolved", NOON, 1)
    assert "Switch" in page(desk, reverse("admin:support_incident_changelist"))


def test_services_found_affected_later_are_told_what_was_told_last(desk, customer, other_customer):
    covered(customer)
    covered(other_customer, about="srv_00000000000000b2")
    incident = an_incident(words="A switch.")
    desk.post(verb(incident, "affect"), {"abouts": "srv_00000000000000b2", "reason": "same rack"})
    assert Email.objects.filter(kind="support.incident_opened", customer=other_customer).count() == 1
    assert Email.objects.filter(kind="support.incident_opened").count() == 2
    assert again(incident).affected.count() == 2


def test_guard_13_is_shown_beside_what_was_typed(desk, customer):
    covered(customer)
    url = reverse("admin:support_maintenance_add")
    said = {"title": "Switch", "why": "Old.", "kind": "platform", "starts_at": "2026-11-24T10:00",
            "ends_at": "2026-11-24T12:00", "sites": SITE, "tell": "on"}  # fmt: skip
    refused = desk.post(url, said).content.decode()
    assert "SSL-11.3(5)" in refused
    assert "Too late" in refused
    assert desk.post(url, {**said, "ends_at": "2026-11-25T12:00"}).status_code == 302
    window = Maintenance.objects.get()
    desk.post(verb(window, "start"), {"reason": "early"})
    desk.post(verb(window, "finish"), {"outcome": "Done."})
    assert again(window).state == "done"


def test_guard_15_is_shown_beside_what_was_typed_and_a_quote_opens_the_way(
    desk, customer, staff_user, client_of
):
    covered(customer, MANAGED)
    url = reverse("admin:support_workentry_add")
    assert desk.post(url, {"about": SERVER, "minutes": 120, "what": "updates"}).status_code == 302
    refused = desk.post(url, {"about": SERVER, "minutes": 10, "what": "more"}).content.decode()
    assert "SRV-A2-1.1" in refused
    grant = {
        "customer": customer.pk,
        "about": SERVER,
        "month": "2026-11-01",
        "minutes": 60,
        "reference": "Q-7",
    }
    assert desk.post(reverse("admin:support_hourgrant_add"), grant).status_code == 403
    manager = client_of(staff_user)
    assert manager.post(reverse("admin:support_hourgrant_add"), grant).status_code == 302
    assert HourGrant.objects.get().minutes == 60
    assert desk.post(url, {"about": SERVER, "minutes": 10, "what": "more"}).status_code == 302
    assert hours.balance(SERVER, NOON.date()).left == 50
    assert WorkEntry.objects.count() == 2


def test_the_quarantine_is_emptied_by_hand(desk, customer):
    ticket = a_ticket(customer)
    facts = {"sender": "who@mail.example", "received_at": NOON, "body": "It is me."}
    first = IncomingMail.objects.create(mail_id="<1@x>", subject="a", **facts)
    second = IncomingMail.objects.create(mail_id="<2@x>", subject="b", **facts)
    assert desk.post(verb(first, "attach"), {"number": "tkt_nothing", "reason": "called"}).status_code == 200
    desk.post(verb(first, "attach"), {"number": ticket.public_id, "reason": "called"})
    desk.post(verb(second, "discard"), {"reason": "spam"})
    assert [again(m).state for m in (first, second)] == ["attached", "discarded"]
    assert again(second).body == ""
    assert ticket.messages.last().author_name == "<who@mail.example>"


def test_files_of_a_request_are_for_staff_who_may_look_at_requests(desk, customer, client_of):
    from core.uploads import Upload

    ticket = a_ticket(customer, uploads=[Upload("a.log", "text/plain", b"x")])
    url = reverse("admin:support_ticket_file", args=[ticket.messages.get().attachments.get().public_id])
    assert desk.get(url).content == b"x"
    assert client_of(person("new@portal.example", is_staff=True)).get(url).status_code in (302, 403, 404)


@pytest.mark.parametrize("model", [
    "accessuse", "advice", "article", "authorisation", "cannedanswer", "coverage", "hourgrant", "incident",
    "incomingmail", "maintenance", "maintenancenotice", "servicereport", "ticket", "workentry",
])  # fmt: skip
def test_every_list_opens_for_the_manager(client_of, staff_user, customer, model):
    covered(customer)
    a_ticket(customer, about=SERVER)
    an_incident(words="x")
    page(client_of(staff_user), reverse(f"admin:support_{model}_changelist") + "?q=argan")


def test_a_request_becomes_an_incident_and_each_page_leads_to_the_other(desk, customer, owner, client_of):
    """SRV-6.1.2(5): the form is filled in with what the request says; the customer sees it once he is told."""
    covered(customer)
    ticket = a_ticket(customer, NOON, owner, about=SERVER)
    shown = page(desk, reverse("admin:support_ticket_change", args=[ticket.pk]))
    url = html.unescape(re.search(r'href="([^"]*incident/add/\?[^"]*)"', shown)[1])
    form = desk.get(url).context["adminform"].form
    assert (form.initial["number"], form.initial["title"], form.initial["abouts"]) == (
        ticket.public_id,
        ticket.subject,
        SERVER,
    )
    said = {
        "number": ticket.public_id,
        "title": "Down",
        "kind": "network",
        "abouts": SERVER,
        "words": "A switch.",
    }
    assert desk.post(url, {**said, "reported_at": form.initial["reported_at"]}).status_code == 302
    incident = Incident.objects.get()
    assert (again(ticket).incident, incident.reported_at) == (incident, NOON)
    assert ticket.subject in page(desk, reverse("admin:support_incident_change", args=[incident.pk]))
    assert "Down" in page(desk, reverse("admin:support_ticket_change", args=[ticket.pk]))
    mine = client_of(owner)
    row = incident.affected.get()
    assert row.get_absolute_url() in page(mine, ticket.get_absolute_url())
    assert ticket.get_absolute_url() in page(mine, row.get_absolute_url())


def test_a_request_joins_an_incident_that_is_open_already(desk, customer):
    covered(customer)
    ticket, incident = a_ticket(customer, about=SERVER), an_incident()
    desk.post(verb(ticket, "join"), {"incident": incident.pk, "reason": "the same switch"})
    assert again(ticket).incident == incident


def test_a_file_in_quarantine_is_opened_by_who_may_look_at_it_and_by_nobody_else(desk, client_of, owner):
    message = EmailMessage()
    message["From"], message["To"] = "stranger@mail.example", "x@portal.example"
    message.set_content("Look.")
    message.add_attachment(b"GET / 500", maintype="text", subtype="plain", filename="e.log")
    mail = taking.take(bytes(message), act(NOON, "mail"), "stranger@mail.example", ())
    url = reverse("admin:support_quarantined_file", args=[mail.files.get().public_id])
    assert url in page(desk, reverse("admin:support_incomingmail_change", args=[mail.pk]))
    answer = desk.get(url)
    assert (answer.content, answer["Content-Disposition"].split(";")[0]) == (b"GET / 500", "attachment")
    assert client_of(owner).get(url).status_code == 302


@pytest.mark.parametrize(
    "wrong", [{"sites": "Casablanca 2"}, {"kinds": "srever"}, {"abouts": "srv_00000000000000ff"}]
)
def test_a_site_kind_or_number_that_no_service_has_is_refused_and_not_told_to_nobody(desk, customer, wrong):
    """SRV-6.1.2(4): a window that concerns nobody by a slip of the hand would be told to nobody."""
    covered(customer)
    said = {"title": "New switch", "why": "Old.", "kind": "interruption", "starts_at": "2026-11-25T10:00",
            "ends_at": "2026-11-25T12:00", "tell": "on"}  # fmt: skip
    assert desk.post(reverse("admin:support_maintenance_add"), {**said, **wrong}).status_code == 200
    assert not Maintenance.objects.exists()
    incident = {"title": "Down", "kind": "network", "detected_at": "2026-11-23T11:50", **wrong}
    assert desk.post(reverse("admin:support_incident_add"), incident).status_code == 200
    assert not Incident.objects.exists()
    known = an_incident()
    desk.post(verb(known, "affect"), {"reason": "same rack", **wrong})
    assert again(known).affected.count() == 1


def test_what_is_covered_is_offered_by_name(desk, customer):
    covered(customer)
    form = page(desk, reverse("admin:support_maintenance_add"))
    assert f'value="{SITE}"' in form
    assert 'value="server"' in form


def test_an_incident_that_a_request_reports_is_not_public_by_itself(desk, customer):
    """Its title is the customer's own words: the public reads them only where staff say so."""
    covered(customer)
    ticket = a_ticket(customer, about=SERVER, subject="s1.argan.example is down")
    found = re.search(
        r'href="([^"]*incident/add/[?][^"]*)"',
        page(desk, reverse("admin:support_ticket_change", args=[ticket.pk])),
    )
    form = desk.get(html.unescape(found[1])).context["adminform"].form
    assert form.initial["public"] is not True
    assert 'name="public" id="id_public" checked' not in desk.get(html.unescape(found[1])).content.decode()
    said = {name: value for name, value in form.initial.items() if name in form.fields and value}
    desk.post(reverse("admin:support_incident_add"), {**said, "kind": "network", "words": "We look into it."})
    assert not Incident.objects.get().public


def test_a_major_incident_is_not_offered_to_become_one(desk, customer):
    covered(customer)
    incident = an_incident()
    url = reverse("admin:support_incident_change", args=[incident.pk])
    assert "it is a major one" in page(desk, url)
    desk.post(verb(incident, "escalate"), {"reason": "the whole site"})
    assert again(incident).major
    assert "it is a major one" not in page(desk, url)


def test_the_first_news_of_an_incident_is_called_so_in_french(client_of, owner, customer):
    """Not as the day on which a request was opened."""
    covered(customer)
    row = an_incident(words="Un disque.").affected.get()
    assert (
        "Première information"
        in page(client_of(owner), row.get_absolute_url()).partition("Ce qui a été annoncé")[2]
    )
