"""Customer pages: what each role may do, what is shown, what is refused and how."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.roles import Role
from core import clock, worker
from core.transitions import NotAllowed
from servers.models import Site
from support import access, hours, incidents, maintenance, reports, tickets
from support.models import Attachment, Message, Ticket
from tests import names
from tests.cast import join, person
from tests.helpdesk import FULLY, MANAGED, NOON, SERVER, SITE, a_ticket, act, again, an_incident, covered
from tests.papers import picture

pytestmark = pytest.mark.django_db
PNG = picture()
STARTS = NOON + timedelta(days=2)


@pytest.fixture(autouse=True)
def now():
    with clock.frozen(NOON):
        yield


@pytest.fixture
def browser(client_of, owner):
    client = client_of(owner)
    client.cookies["language"] = "en"
    return client


def new(client, **facts):
    said = {
        "subject": "Slow",
        "body": "Everything is slow.",
        "priority": "normal",
        "queue": "technical",
        **facts,
    }
    return client.post(reverse("support:new"), said)


def text(answer) -> str:
    return answer.content.decode()


def test_a_request_is_written_read_answered_and_closed(browser, customer, staff_user):
    """Help for any anomaly is a request with its queue (SSL-11.3(4), HD-2.4)."""
    covered(customer)
    answer = new(browser, about=SERVER)
    ticket = Ticket.objects.get()
    assert answer.url == ticket.get_absolute_url()
    tickets.note(ticket, act(NOON, staff_user.public_id), body="A difficult customer.")
    tickets.reply(again(ticket), "Since when?", act(NOON, staff_user.public_id), by_staff=True, waiting=True)
    page = text(browser.get(ticket.get_absolute_url()))
    assert "Everything is slow." in page
    assert "Since when?" in page
    assert "A difficult customer." not in page
    assert "Slow" in text(browser.get(reverse("home")))
    browser.post(reverse("support:reply", args=[ticket.public_id]), {"body": "Since Monday."})
    assert again(ticket).state == "open"
    browser.post(reverse("support:close", args=[ticket.public_id]))
    assert again(ticket).state == "closed"
    assert text(browser.get(reverse("support:tickets") + "?show=done")).count("Slow") >= 1
    assert "Slow" not in text(browser.get(reverse("support:tickets") + "?show=open"))


@pytest.mark.parametrize("role", [Role.READ_ONLY, Role.OPERATOR])
def test_who_may_only_look_cannot_write(client_of, customer, role):
    ticket = a_ticket(customer)
    user = person("look@argan.example")
    join(user, customer, role)
    client = client_of(user)
    assert new(client).status_code in (302, 403)
    for name in ("reply", "close", "authorise"):
        assert client.post(
            reverse(f"support:{name}", args=[ticket.public_id]), {"body": "x"}
        ).status_code in (403, 404)
    assert Ticket.objects.count() == 1
    assert Message.objects.count() == 1


def test_billing_people_write_but_do_not_open_the_data(client_of, customer):
    covered(customer)
    ticket = a_ticket(customer, about=SERVER)
    user = person("billing@argan.example")
    join(user, customer, Role.BILLING)
    client = client_of(user)
    assert client.post(reverse("support:reply", args=[ticket.public_id]), {"body": "x"}).status_code == 302
    assert (
        client.post(
            reverse("support:authorise", args=[ticket.public_id]), {"allowed": "on", "days_open": 7}
        ).status_code
        == 403
    )


def test_the_tick_that_lets_support_in_and_its_end(browser, customer, staff_user):
    covered(customer)
    ticket = a_ticket(customer, about=SERVER)
    url = reverse("support:authorise", args=[ticket.public_id])
    assert browser.post(url, {"days_open": 7}).status_code == 200
    assert not access.authorised(SERVER, act())
    assert browser.post(url, {"allowed": "on", "days_open": 3}).status_code == 302
    access.require(SERVER, act(NOON, staff_user.public_id, "the error log"), access.WORK)
    assert "the error log" in text(browser.get(ticket.get_absolute_url()))
    assert "the error log" in text(browser.get(reverse("support:accesses")))
    browser.post(reverse("support:withdraw_access", args=[ticket.public_id]))
    assert not access.authorised(SERVER, act())


def test_files_come_and_go_as_they_were(browser, customer):
    files = [SimpleUploadedFile("../../page.png", PNG), SimpleUploadedFile("error.log", b"GET / 500\n")]
    new(browser, uploads=files)
    kept = list(Attachment.objects.order_by("pk"))
    assert [(a.name, a.media_type) for a in kept] == [("page.png", "image/png"), ("error.log", "text/plain")]
    answer = browser.get(kept[0].get_absolute_url())
    assert answer.content == PNG
    assert answer["Content-Disposition"].startswith("attachment")
    assert PNG not in bytes(kept[0].token)


@pytest.mark.parametrize(("name", "content", "words"), [
    ("big.pdf", b"%PDF-1.7" + b"x" * (30 * 1024 * 1024), ("10 MB", "link")),
    ("virus.exe", b"MZ\x90\x00\x03", ("text file", "picture")),
    ("page.png", PNG[:30], ("text file", "picture")),
    ("empty.txt", b"", ("empty",)),
])  # fmt: skip
def test_a_file_that_cannot_be_taken_is_refused_with_the_way_out(browser, name, content, words):
    answer = new(browser, uploads=[SimpleUploadedFile(name, content)])
    assert answer.status_code == 200
    for word in words:
        assert word in text(answer)
    assert not Ticket.objects.exists()


def test_six_files_at_once_are_too_many(browser):
    answer = new(browser, uploads=[SimpleUploadedFile(f"{n}.txt", b"x") for n in range(6)])
    assert "at most 5 files" in text(answer)


def test_what_a_customer_writes_never_becomes_markup(browser, customer):
    new(browser, subject="<script>alert(1)</script>", body="<img src=x onerror=alert(1)>")
    page = text(browser.get(Ticket.objects.get().get_absolute_url()))
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_only_the_customers_own_services_are_offered(browser, customer, other_customer):
    covered(customer)
    covered(other_customer, about="srv_00000000000000b2", label="s9.zellige.example")
    page = text(browser.get(reverse("support:new")))
    assert "s1.argan.example" in page
    assert "s9.zellige.example" not in page
    assert new(browser, about="srv_00000000000000b2").status_code == 200
    assert not Ticket.objects.exists()


def test_an_incident_shows_its_clocks_and_its_clauses(browser, customer):
    covered(customer, FULLY)
    incident = an_incident(major=True, words="A switch has failed.", occurred_at=NOON - timedelta(minutes=25))
    row = incident.affected.get()
    page = text(browser.get(row.get_absolute_url()))
    for said in ("A switch has failed.", "SRV-A2-2.5(1)", "SRV-A2-2.5(2)", "25 min", "kept"):
        assert said in page
    assert "Switch fault" in text(browser.get(reverse("home")))
    assert "Switch fault" in text(browser.get(reverse("support:incidents")))


def test_what_staff_have_not_told_yet_is_nowhere_on_a_page(browser, client_of, customer):
    covered(customer)
    incident = an_incident(major=True)
    for url in (reverse("support:incidents"), reverse("home"), reverse("support:status")):
        assert "Switch fault" not in text(browser.get(url))
    assert browser.get(incident.affected.get().get_absolute_url()).status_code == 404
    incidents.inform(incident, act(), words="A switch has failed.")
    for url in (reverse("support:incidents"), reverse("home"), reverse("support:status")):
        assert "Switch fault" in text(browser.get(url))


def test_the_banner_speaks_to_those_concerned_only(browser, client_of, stranger, customer, other_customer):
    covered(customer)
    maintenance.plan("New switch", "Old one.", "interruption", STARTS, STARTS + timedelta(hours=1),
                     act(), sites=[SITE])  # fmt: skip
    assert "New switch" in text(browser.get(reverse("billing:orders")))
    assert "New switch" not in text(client_of(stranger).get(reverse("billing:orders")))
    notice = maintenance.current(customer, NOON)[0]
    assert "Old one." in text(browser.get(notice.get_absolute_url()))


def test_the_page_of_hours_draws_a_bar_for_each_month(browser, customer):
    covered(customer, MANAGED)
    hours.log(SERVER, 96, act(), what="Kernel update")
    page = text(browser.get(reverse("support:hours")))
    for said in ("<svg", "1 h 36 min", "2 h", "Kernel update", "SRV-A2-1.1", "nearly used"):
        assert said in page


def test_the_status_page_tells_the_public_and_no_customers_data(client_of, customer):
    """Permanence and quality are shown as they are (HD-2.1), disturbances with nature and duration (SSL-11.3(6))."""
    Site.objects.create(
        code=SITE, name="Casablanca-Nouaceur", country="MA", clause="SRV-A3-1", data_protection="–"
    )
    covered(customer)
    covered(customer, about="hos_0000000000000001", kind="hosting", site="shared-panel-2")
    incident = an_incident(major=True, words="A switch has failed.")
    hidden = an_incident(title="Only for staff", public=False, words="Ours.")
    maintenance.plan("New switch", "Old one.", "interruption", STARTS, STARTS + timedelta(hours=1),
                     act(), sites=[SITE])  # fmt: skip
    visitor = client_of(None)
    visitor.cookies["language"] = "en"
    page = text(visitor.get(reverse("support:status")))
    told = (
        "Switch fault",
        "A switch has failed.",
        "New switch",
        "Servers – Casablanca-Nouaceur",
        "Web hosting",
    )
    for said in (*told, "<svg", "disturbed"):
        assert said in page
    for secret in (customer.name, "shared-panel-2", "s1.argan.example", SERVER, hidden.title):
        assert secret not in page
    incidents.resolve(incident, act(NOON + timedelta(hours=1)))
    incidents.resolve(hidden, act(NOON + timedelta(hours=1)))
    with clock.frozen(NOON + timedelta(days=20)):
        page = text(visitor.get(reverse("support:status")))
    assert "1 day with a disturbance" in page
    with clock.frozen(NOON + timedelta(days=91)):
        assert "no disturbance in ninety days" in text(visitor.get(reverse("support:status")))


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_public_pages_speak_three_languages(client_of, language, customer):
    from support import knowledge

    covered(customer)
    knowledge.load(NOON.date())
    visitor = client_of(None)
    visitor.cookies["language"] = language
    for name in ("support:status", "support:help"):
        assert f'lang="{language}"' in text(visitor.get(reverse(name)))


def test_a_months_report_says_what_was_kept_on_page_and_paper(browser, customer, staff_user):
    covered(customer, FULLY)
    incident = an_incident(major=True)
    incidents.inform(
        incident, act(NOON + timedelta(minutes=10), staff_user.public_id), words="A switch has failed."
    )
    incidents.resolve(incident, act(NOON + timedelta(hours=3), staff_user.public_id))
    hours.log(SERVER, 60, act(), what="Analysis")
    later = clock.at_local(clock.local_date(NOON).replace(month=12, day=1), 6)
    worker.settle(later)
    assert reports.make_due(later) == 1
    assert reports.make_due(later) == 0
    report = customer_report(customer)
    assert (report.content["kept"], report.content["missed"]) == (1, 2)
    service = report.content["services"][0]
    assert service["average"] == {"seconds": 600, "promised": 1800, "kept": True, "clause": "SRV-A2-2.2"}
    assert service["hours"]["used"] == 60
    page = text(browser.get(report.get_absolute_url()))
    for said in ("SRV-A2-2.5(2)", "missed", "3 h", "<svg", "1 h of 5 h"):
        assert said in page
    paper = browser.get(reverse("support:report_paper", args=[report.public_id]))
    assert paper.content.startswith(b"%PDF-")
    assert report.pdf.sha256


def customer_report(customer):
    from support.models import ServiceReport

    return ServiceReport.objects.get(customer=customer)


def test_a_request_about_anything_of_the_customers_starts_with_its_name_and_never_about_anothers(
    browser, customer, other_customer, owner
):
    """HD-2.4: the link on a service's page names it; a name, a certificate, a server, a space are found by number."""
    end = date(2027, 11, 23)
    mine, theirs = (
        names.registered("argan.com", end, customer),
        names.registered("z.com", end, other_customer),
    )
    form = browser.get(reverse("support:new") + f"?about={mine.public_id}").context["form"]
    assert (form.initial["subject"].strip(" :\u202f"), form.initial["about"]) == ("argan.com", mine.public_id)
    sent = {"about": mine.public_id, "subject": "x", "body": "y", "priority": "normal"}
    assert browser.post(reverse("support:new"), sent).status_code == 302
    assert (Ticket.objects.get().label, Ticket.objects.get().about) == ("argan.com", mine.public_id)
    form = browser.get(reverse("support:new") + f"?about={theirs.public_id}").context["form"]
    assert (form.initial["subject"], theirs.public_id in dict(form.fields["about"].choices)) == ("", False)
    assert browser.post(reverse("support:new"), {**sent, "about": theirs.public_id}).status_code == 200
    with pytest.raises(NotAllowed):
        a_ticket(customer, about=theirs.public_id)
    assert f"?about={mine.public_id}" in text(browser.get(mine.get_absolute_url()))


def test_a_pauses_reason_is_read_by_its_customer_and_not_where_others_are_concerned(
    browser, customer, other_customer, staff_user
):
    covered(customer)
    alone = an_incident(words="A disk.", title="Alone")
    covered(other_customer, about="srv_00000000000000b2", label="other.example")
    shared = an_incident(words="A switch.", title="Shared", abouts=[SERVER, "srv_00000000000000b2"])
    for incident in (alone, shared):
        incidents.take_in_hand(again(incident), act())
        incidents.wait(again(incident), act(reason="Say which router to restart."))
    said = {
        i.title: text(browser.get(i.affected.get(about=SERVER).get_absolute_url())) for i in (alone, shared)
    }
    assert "Say which router to restart." in said["Alone"]
    assert "Say which router to restart." not in said["Shared"]
