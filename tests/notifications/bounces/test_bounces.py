"""A mail that comes back (clauses §9, §11): proof, next contact, task; nothing from a forger, a machine, a repeat."""

import smtplib
from datetime import date, timedelta

import pytest
from aiosmtpd.smtp import SMTP
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts import reach
from accounts.models import Customer
from core import clock
from core.acts import Act
from core.models import Attention, EvidenceRecord
from domains.models import Domain
from notifications import history, outbox, sending
from notifications.bounces import addresses, following, reading, taking
from notifications.lifecycle import send_again, settle
from notifications.models import Bounce, Email, FailingAddress
from notifications.terms import OUTBOX
from support.mail_in.receiver import controller
from support.models import IncomingMail
from tests import names
from tests.cast import contact_of, join, person
from tests.notifications.bounces.reports import (
    DELAYED,
    EXCHANGE,
    EXIM,
    GAVE_UP,
    POSTFIX,
    QMAIL,
    RECEIPT,
    RELAYED,
    VACATION,
    WRITTEN_BY_HAND,
    report,
)  # fmt: skip
from tests.notifications.conftest import free_port

pytestmark = pytest.mark.django_db
GONE = "compta@atlas.example"


@pytest.fixture
def told(say, customer, settings, now):
    """A contractual notice that has left for the account's address."""
    settings.EMAIL_URL = ""
    email = say(to=GONE, customer=customer, clause="DN-3.3", series="expiry")
    sending.send_due(now)
    return Email.objects.get(pk=Email.objects.get(public_id=email.public_id).pk)


def back(email: Email, shape: str = POSTFIX, at=None, sender: str = "<>", to: str = "") -> str:
    """The report comes to the mail's return address; what became of it."""
    here = to or addresses.return_address(email)
    return taking.take(report(shape, here, email), Act(at or email.sent_at, "mail"), sender, (here,))


def copies() -> list[str]:
    return list(Email.objects.filter(repeats__isnull=False).order_by("pk").values_list("to", flat=True))


# --- over the network -------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_a_mail_leaves_under_its_own_return_address_and_comes_back_there(
    say, smtp, postman, customer, owner, now
):
    """Out by SMTP with VERP, back by LMTP: the next contact has the notice, staff have a task, once."""
    senders = []
    postman.handle_MAIL = _remembering(senders)
    say(to=GONE, customer=customer, clause="DN-3.3", series="expiry")
    sending.send_due(now)
    mail = Email.objects.get()
    assert senders == [addresses.return_address(mail)]
    port = free_port()
    server = controller("127.0.0.1", port, lmtp=True)
    server.start()
    try:
        with clock.frozen(now + timedelta(hours=1)), smtplib.LMTP("127.0.0.1", port) as lmtp:
            lmtp.sendmail("", senders, report(POSTFIX, senders[0], mail))
            lmtp.sendmail("", senders, report(POSTFIX, senders[0], mail))
            forged = senders[0].replace(mail.public_id, f"eml_{'0' * 16}")
            with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
                lmtp.sendmail("", [forged], report(POSTFIX, forged, mail))
            sending.send_due(now + timedelta(hours=1))
    finally:
        server.stop()
    assert refused.value.recipients[forged][0] == 550
    mail.refresh_from_db()
    assert (mail.state, mail.bounced_at) == ("bounced", now + timedelta(hours=1))
    assert postman.received() == [GONE, owner.email]
    assert Bounce.objects.get().sent_to == owner.email
    assert not IncomingMail.objects.exists()


def _remembering(senders: list[str]):
    async def handle_mail(server, session, envelope, address, options):
        envelope.mail_from = address
        senders.append(address)
        return "250 OK"

    return handle_mail


def test_a_report_is_asked_for_where_the_server_knows_them(say, smtp, postman, monkeypatch, now):
    """RFC 3461: only of failure, with the headers alone, under the mail's id."""
    asked = []

    async def knows_reports(server, session, envelope, hostname, responses):
        session.host_name, session.mails = hostname, 0
        return [*responses[:-1], "250-DSN", responses[-1]]

    monkeypatch.setattr(SMTP, "_getparams", lambda server, params: asked.append(list(params)) or {})
    postman.handle_EHLO = knows_reports
    mail = say(to="amina+x@example.ma", clause="DN-3.3")
    assert sending.send_due(now) == 1
    sent, wanted = asked
    assert {"RET=HDRS", f"ENVID={mail.public_id}".upper()} <= set(sent)
    assert wanted == ["NOTIFY=FAILURE", "ORCPT=RFC822;AMINA+2BX@EXAMPLE.MA"]


def test_a_report_that_is_faster_than_our_own_books_is_asked_for_again(told):
    Email.objects.filter(pk=told.pk).update(state="sending")
    with pytest.raises(taking.TooEarly):
        back(told)


# --- what counts ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("shape", "status", "said"), [
    (POSTFIX, "5.1.1", "550 5.1.1 <compta@atlas.example>: Recipient address rejected: User unknown"),
    (EXIM, "5.2.2", "552 5.2.2 Mailbox full"),
    (EXCHANGE, "5.7.1", "550 5.7.1 RESOLVER.RST.AuthRequired; authentication required"),
    (GAVE_UP, "4.4.1", "connect to mx.argan.example[192.0.2.25]:25: Connection timed out"),
    (QMAIL, "5.0.0", ""),
])  # fmt: skip
def test_a_failure_is_read_whoever_reports_it(told, owner, shape, status, said):
    """SSL-4.1b, DN-3.3: the code and the words stand in the evidence; who has given up has failed (4.x too)."""
    assert back(told, shape) == taking.BOUNCED
    case = Bounce.objects.get()
    assert (case.status, case.said, case.address, case.state) == (status, said, GONE, "open")
    proof = EvidenceRecord.objects.get(about="dom_1", what="bounced")
    assert (proof.clause, proof.at, proof.data["status"], proof.data["email"]) == (
        "DN-3.3", told.sent_at, status, told.public_id)  # fmt: skip


@pytest.mark.parametrize("shape", [DELAYED, RELAYED, VACATION, RECEIPT, WRITTEN_BY_HAND.replace("550", "250")],
                         ids=["delayed", "relayed", "vacation", "read", "words"])  # fmt: skip
def test_what_is_no_failure_changes_nothing(told, owner, shape):
    assert back(told, shape) == taking.IGNORED
    assert nothing_happened(told)


@pytest.mark.parametrize(("sender", "to"), [
    ("amina@example.ma", ""),  # who has a sender and no report's form writes by hand
    ("<>", "retours+eml_{mail}-0123456789abcdef@atlas-nuage.example"),
    ("<>", "retours@atlas-nuage.example"),
    ("<>", "support@atlas-nuage.example"),
])  # fmt: skip
def test_nobody_makes_a_mail_come_back_who_has_no_proof(told, sender, to):
    words = WRITTEN_BY_HAND.replace("{mail}", "")
    assert back(told, words, sender=sender, to=to.format(mail=told.public_id[4:])) != taking.BOUNCED
    assert nothing_happened(told)


def test_a_report_elsewhere_counts_by_the_message_id_that_only_its_reader_has(told, owner):
    """Some servers answer to the address in the letter; a report about another house's mail is nobody's."""
    support = "support@atlas-nuage.example"
    other = report(POSTFIX, support, told).replace(told.public_id.encode(), b"eml_0123456789abcdef")
    assert taking.take(other, Act(told.sent_at), "<>", (support,)) == taking.IGNORED
    foreign = report(POSTFIX, support, told).replace(told.message_id.encode(), b"<eml_1@elsewhere.example>")
    assert taking.take(foreign, Act(told.sent_at), "<>", (support,)) == ""
    assert nothing_happened(told)
    assert back(told, EXCHANGE, to=support, sender="postmaster@argan.example") == taking.BOUNCED


def nothing_happened(email: Email) -> bool:
    email.refresh_from_db()
    rows = Bounce.objects.count() + FailingAddress.objects.count() + Attention.objects.count()
    return (email.state, rows, copies()) == ("sent", 0, [])


@pytest.mark.parametrize("raw", [
    b"", b"\xff\x00", b"Content-Type: multipart/report; boundary=x\r\n\r\n--x\r\nContent-Type: message/delivery-status"
    b"\r\n\r\nAction: failed\r\nStatus: 5\r\nFinal-Recipient: \xff\r\n\r\n--x--",
    b"Content-Type: multipart/report\r\n\r\n",
])  # fmt: skip
def test_a_broken_report_breaks_nothing(told, raw):
    assert taking.take(raw, Act(told.sent_at), "<>", (addresses.return_address(told),)) == taking.IGNORED


def test_what_a_server_said_is_kept_harmless_and_short():
    assert reading.cleaned("550\u202e 5.1.1\x00 no\r\n such <b>user</b>") == "550 5.1.1 no such <b>user</b>"
    assert len(reading.cleaned("x" * 5_000)) == 300
    assert [reading.status_of(said) for said in ("550 5.7.26 spf", "552 full", "OSError: disk")] == [
        "5.7.26", "5.0.0", ""]  # fmt: skip


# --- what follows -----------------------------------------------------------------------------------------
def test_the_notice_goes_from_contact_to_contact_until_nobody_is_left(
    told, customer, owner, colleague, contact, now
):
    """Each address of this account once, in its order; then the task is urgent and says so."""
    join(person("op@elsewhere.example"), customer, "operator")  # works on one name, is not the account
    contact_of(customer, "Owner again", email=owner.email.upper())
    asked = [told]
    for hour in range(1, 5):
        assert back(asked[-1], at=now + timedelta(hours=hour)) == taking.BOUNCED
        sending.send_due(now + timedelta(hours=hour))
        asked = [*Email.objects.order_by("pk")]
    assert copies() == [owner.email, colleague.email, contact.email]
    assert [case.urgent for case in Bounce.objects.order_by("pk")] == [False, False, False, True]
    titles = Attention.objects.filter(queue="bounces").order_by("pk").values_list("title", flat=True)
    assert [("téléphonez" in title or "telephone" in title) for title in titles] == [
        False,
        False,
        False,
        True,
    ]
    assert {case.customer for case in Bounce.objects.all()} == {customer}
    first, copy = asked[:2]
    assert (copy.subject, copy.text, copy.series, copy.clause, copy.repeats) == (
        first.subject, first.text, first.series, first.clause, first)  # fmt: skip
    assert reverse("accounts:addresses") in copy.as_html()
    assert reverse("accounts:addresses") not in first.as_html()


def test_other_accounts_are_never_written_to(told, customer, stranger, other_customer):
    """Nobody of another account, though nobody of his own is left."""
    assert back(told) == taking.BOUNCED
    assert (copies(), Bounce.objects.get().urgent) == ([], True)
    assert not FailingAddress.objects.filter(customer=other_customer).exists()


def test_a_notice_to_two_people_is_given_to_a_third_only_once(say, customer, owner, colleague, settings, now):
    """Holder and account are told at once: both fail, and the next two are told, none of them twice."""
    settings.EMAIL_URL = ""
    for to in (GONE, "holder@argan.example"):
        say(to=to, customer=customer, clause="DN-3.3", series="expiry")
    sending.send_due(now)
    for email in Email.objects.order_by("pk"):
        assert back(email) == taking.BOUNCED
    assert copies() == [owner.email, colleague.email]
    assert following.notice_of(Email.objects.last()).count() == 4
    with transaction.atomic():  # two workers at once find the same next contact: his copy has one natural key
        outbox.repeat(Email.objects.first(), owner.email, Act(now))
        outbox.repeat(Email.objects.all()[2], owner.email, Act(now))
    assert copies() == [owner.email, colleague.email]


def test_the_same_bounce_twice_is_one(told, owner):
    assert [back(told), back(told, EXIM)] == [taking.BOUNCED, taking.REPEATED]
    assert (Bounce.objects.count(), len(copies()), Attention.objects.count()) == (1, 1, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Bounce.objects.create(
            email=told, customer=told.customer, at=told.sent_at, address="x", status="5.0.0"
        )


def test_a_mail_that_is_no_notice_marks_the_address_and_asks_nobody(say, customer, owner, settings, now):
    settings.EMAIL_URL = ""
    say(to=GONE, customer=customer)
    sending.send_due(now)
    assert back(Email.objects.get()) == taking.BOUNCED
    assert (Bounce.objects.get().state, copies(), Attention.objects.count()) == ("noted", [], 0)
    assert FailingAddress.objects.get().address == GONE


def test_a_conversation_with_support_is_passed_on_to_nobody(say, customer, owner, settings, now):
    """HD-2.4: what one person wrote with support is no notice to the account; staff are told that he is not reached."""
    settings.EMAIL_URL = ""
    say(to=GONE, customer=customer, clause="HD-2.4", about="tkt_0123456789abcdef")
    sending.send_due(now)
    assert back(Email.objects.get()) == taking.BOUNCED
    case = Bounce.objects.get()
    assert (case.state, case.urgent, copies()) == ("open", False, [])


def test_a_private_mail_is_given_to_nobody_else(say, owner, settings, now):
    """A link that speaks for its reader: staff are told, no copy leaves."""
    settings.EMAIL_URL = ""
    say(to=GONE, clause="DN-14.1(1)")
    sending.send_due(now)
    assert back(Email.objects.get()) == taking.BOUNCED
    assert (Bounce.objects.count(), copies(), Attention.objects.count()) == (0, [], 1)


def test_a_refusal_at_sending_goes_the_same_way_and_a_kill_in_between_does_nothing_twice(
    say, smtp, postman, customer, owner, now, monkeypatch
):
    postman.answers["RCPT", GONE] = "550 5.1.1 no such user"
    say(to=GONE, customer=customer, clause="DN-3.3", series="expiry")

    def killed(*facts):
        raise KeyboardInterrupt

    monkeypatch.setattr(following, "_open_case", killed)
    with pytest.raises(KeyboardInterrupt):
        sending.send_due(now)
    assert (copies(), FailingAddress.objects.count(), Email.objects.get().state) == ([], 0, "sending")
    monkeypatch.undo()
    later = now + OUTBOX.lease
    sending.send_due(later)
    assert postman.received() == [owner.email]
    case = Bounce.objects.get()
    assert (case.status, case.said, case.sent_to) == ("5.1.1", "550 5.1.1 no such user", owner.email)
    assert outbox.sent_at("dom_1", "expiry") == [later]


def test_our_own_fault_blames_no_address(told, owner):
    """A document that cannot be read after days of trying: staff are told, the address is not called failing."""
    following.follow(told, Act(told.sent_at), "refused", reading.status_of("OSError: disk"), "OSError: disk")
    assert (Bounce.objects.get().state, FailingAddress.objects.count()) == ("open", 0)


# --- no notice, no deletion -------------------------------------------------------------------------------
def test_a_notice_that_came_back_counts_from_its_copy_or_from_the_telephone_call_only(told, owner, now):
    """DN-3.3: what came back was not given; the copy counts from its own day, the call from its hour."""
    assert outbox.last_sent("dom_1", "expiry") == now
    day = timedelta(days=1)
    assert back(told, at=now + day) == taking.BOUNCED
    assert outbox.sent_at("dom_1", "expiry") == []
    sending.send_due(now + day)
    assert outbox.sent_at("dom_1", "expiry") == [now + day]
    back(Email.objects.get(to=owner.email), at=now + 2 * day)
    assert outbox.sent_at("dom_1", "expiry") == []
    alone = Bounce.objects.get(urgent=True)
    settle(alone, Act(now + 3 * day, "usr_staff", "spoke with Mrs Idrissi"), told=True)
    assert outbox.sent_at("dom_1", "expiry") == [now + 3 * day]


def test_a_name_whose_notices_all_came_back_is_not_given_up(settings):
    """DN-3.3: nothing irreversible until the notice was given; then the contractual time runs from there."""
    settings.EMAIL_URL = ""
    expiry = date(2026, 11, 22)
    lonely = names.a_customer(billing_email=names.CONTACT["email"])
    domain = names.registered("atlas.com", expiry, lonely)
    names.live_through(clock.at_local(date(2026, 12, 1)))
    for email in Email.objects.filter(series__startswith="expiry:"):
        assert back(email) == taking.BOUNCED
    names.live_through(clock.at_local(date(2026, 12, 29), 12))
    domain = Domain.objects.select_related("extension", "customer").get(pk=domain.pk)
    assert domain.state == "grace"
    assert "DN-3.3" in Attention.objects.get(queue="blocked").title
    assert not Bounce.objects.exclude(urgent=True).exists()


# --- what people see --------------------------------------------------------------------------------------
def test_a_customer_sees_the_address_and_the_way_out_until_it_is_corrected(
    told, client_of, owner, customer, now
):
    back(told)
    client = client_of(owner)
    client.cookies["language"] = "en"
    page = client.get(reverse("accounts:addresses")).content.decode()
    assert GONE in page
    assert "the address does not exist" in page
    assert reverse("accounts:profile_edit") in page
    assert "User unknown" not in page  # what a stranger's server said is for staff
    for view in ("home", "accounts:profile"):
        assert GONE in client.get(reverse(view)).content.decode()
    Customer.objects.filter(pk=customer.pk).update(billing_email="neu@atlas.example")
    assert GONE not in client.get(reverse("home")).content.decode()
    assert not reach.failing(customer, now).exists()


def test_an_address_that_works_again_is_said_so_and_marked_anew_if_it_does_not(
    told, client_of, owner, customer, now
):
    back(told)
    failing = FailingAddress.objects.get()
    client_of(owner).post(reverse("accounts:address_works", args=[failing.public_id]), {"confirmed": "on"})
    assert not reach.failing(customer, now).exists()
    send_again(Email.objects.get(pk=told.pk), Act(now, "usr_staff", "he has emptied his mailbox"))
    sending.send_due(now)
    told.refresh_from_db()
    assert (told.state, back(told, EXIM)) == ("sent", taking.BOUNCED)
    assert reach.failing(customer, now).get().status == "5.2.2"
    said = EvidenceRecord.objects.filter(about=customer.public_id).values_list("what", flat=True)
    assert list(said) == ["address_failing", "address_working", "address_failing"]


def test_staff_settle_a_bounce_with_a_reason_and_the_task_is_gone(told, client_of, staff_user, now):
    back(told)
    case, office = Bounce.objects.get(), client_of(staff_user)
    office.cookies["language"] = "en"
    queue = next(q for q in office.get(reverse("admin:index")).context["queues"] if "bounce" in q["url"])
    assert (queue["count"], queue["late"], office.get(queue["url"]).status_code) == (1, 1, 200)
    url = reverse("admin:notifications_bounce_verb", args=[case.pk, "settle"])
    assert "reason" in office.post(url, {"told": "on"}).context["form"].errors
    with clock.frozen(now + timedelta(days=1)):
        office.post(url, {"told": "on", "reason": "called 0522…"})
    case.refresh_from_db()
    assert (case.state, case.told_at) == ("settled", now + timedelta(days=1))
    assert not Attention.objects.filter(closed_at=None).exists()
    told_so = EvidenceRecord.objects.get(about="dom_1", what="told_another_way")
    assert (told_so.actor, told_so.reason) == (staff_user.public_id, "called 0522…")


def test_in_the_demo_a_person_lets_a_mail_come_back_and_nowhere_else(told, client, owner, settings):
    url = reverse("notifications:mailbox_mail", args=[told.public_id])
    settings.DEMO = False
    assert client.post(url).status_code == 404
    settings.DEMO = True
    assert client.post(url).url == url
    assert (Bounce.objects.get().status, copies()) == ("5.1.1", [owner.email])


def test_the_history_says_at_whom_it_did_not_arrive(told, owner):
    back(told)
    events = history.history("dom_1", {})
    assert sum(GONE in event.detail for event in events) == 2
    assert any(owner.email in event.detail for event in events)
