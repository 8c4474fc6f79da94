"""Retention (SSL-11.3(8)): what nothing needs any more goes, with a log; accounting, proofs and disputes stay."""

import hashlib
from datetime import UTC, date, datetime, timedelta

import pytest
from auditlog.models import LogEntry
from django.db import connection
from django.urls import reverse

from accounts import lifecycle as accounts
from accounts.models import Contact, PrivacyRequest
from accounts.privacy import retention, rooms
from accounts.privacy.terms import RETENTION
from contracts.models import FormalNotice
from core import anchors, checking, evidence
from core.acts import Act
from core.models import EvidenceRecord
from domains.files import papers
from domains.models import Domain, Hold, Paper
from support import attachments
from support.models import AbuseCase, Attachment, IncomingMail
from tests import helpdesk, names
from tests.cast import contact_of
from tests.papers import accepted_identity, sent_identity, upload

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
DAY = timedelta(days=1)


def refused(contact: Contact) -> Paper:
    paper = sent_identity(contact, NOW)
    return papers.checked(paper, "refuse", Act(NOW, "usr_clerk", "unreadable"))


def log() -> dict[str, EvidenceRecord]:
    return {record.what: record for record in EvidenceRecord.objects.filter(about="purge")}


def test_a_refused_identity_paper_goes_after_its_time_with_a_line_of_the_log(contact, client_of, staff_user):
    paper = refused(contact)
    digest = paper.sha256
    assert not retention.purge(Act(NOW + RETENTION.identity_unused - DAY))["identity_unused"]
    later = Act(NOW + RETENTION.identity_unused + DAY)
    assert retention.purge(later)["identity_unused"] == 1
    paper.refresh_from_db()
    assert (bytes(paper.token), paper.size, paper.name, paper.sha256) == (b"", 0, "–", digest)
    line = log()["identity_unused"]
    assert (line.at, line.data["count"], line.data["source"]) == (later.now, 1, "09-08, art. 3")
    assert line.data["numbers"] == [hashlib.sha256(paper.public_id.encode()).hexdigest()]
    anchors.outside().unlink(missing_ok=True)
    anchors.seal(later.now)
    assert not anchors.faults()  # every chain holds, that of the paper and that of the log
    assert not evidence.broken_links(paper.public_id)
    assert not any(retention.purge(later).values())  # a second run changes nothing
    opened = client_of(staff_user).post(
        reverse("admin:domains_paper_open", args=[paper.pk]), {"ground": "check"}
    )
    assert opened.status_code == 302
    assert reverse("admin:accounts_purgerecord_changelist") in client_of(staff_user).get(
        reverse("admin:index")).content.decode()  # fmt: skip
    assert "identity_unused" in client_of(staff_user).get(
        reverse("admin:accounts_purgerecord_changelist")).content.decode()  # fmt: skip


def test_a_kill_in_the_middle_loses_nothing_and_the_log_tells_of_every_batch(customer, monkeypatch):
    monkeypatch.setattr(retention, "RETENTION", type("Small", (), {"batch": 2}))
    for n in range(5):
        refused(contact_of(customer, f"Contact {n}"))
    later, killed = Act(NOW + RETENTION.identity_unused + DAY), iter([None, None])
    record = evidence.record

    def killing(about, *args, **facts):
        if about == "purge" and next(killed, "now") == "now":
            raise KeyboardInterrupt
        record(about, *args, **facts)

    with monkeypatch.context() as patched:
        patched.setattr(evidence, "record", killing)
        with pytest.raises(KeyboardInterrupt):
            retention.purge(later)
    assert Paper.objects.filter(size=0).count() == 4  # two batches, each with its line
    assert retention.purge(later)["identity_unused"] == 1
    lines = EvidenceRecord.objects.filter(about="purge", what="identity_unused")
    assert sorted(line.data["count"] for line in lines) == [1, 2, 2]


def test_nothing_of_a_customer_with_a_dispute_or_an_open_request_is_purged(customer, contact, owner):
    refused(contact)
    later = Act(NOW + RETENTION.identity_unused + DAY)
    domain = names.registered("argan.com", date(2027, 5, 1), customer)
    hold = Hold.objects.create(customer=customer, domain=domain, kind="court", opened_at=NOW, opened_by="usr_law",
                               acted_through=NOW)  # fmt: skip
    assert not retention.purge(later)["identity_unused"]
    Hold.objects.filter(pk=hold.pk).update(state="closed", closed_at=NOW)
    asking = {"person": owner, "kind": "access", "email": owner.email, "asked_at": NOW, "asked_by": owner.public_id,
              "promised_at": NOW, "due_at": NOW, "acted_through": NOW, "state": "identity_checked"}  # fmt: skip
    request = PrivacyRequest.objects.create(customer=customer, **asking)
    assert not retention.purge(later)["identity_unused"]
    PrivacyRequest.objects.filter(pk=request.pk).update(state="withdrawn", closed_at=NOW)
    letter = FormalNotice.objects.create(customer=customer, direction="ours", state="drafted", breach="b",
                                         drafted_at=NOW, drafted_by="usr_law", acted_through=NOW)  # fmt: skip
    FormalNotice.objects.filter(pk=letter.pk).update(state="received", sent_on=NOW.date(), tracking="RR1")
    assert not retention.purge(later)["identity_unused"]
    FormalNotice.objects.filter(pk=letter.pk).update(state="withdrawn")
    assert retention.purge(later)["identity_unused"] == 1


def test_the_contact_of_a_live_name_stays_and_is_made_nobody_when_no_name_carries_him(customer, contact):
    domain = names.registered("argan.com", date(2027, 5, 1), customer)
    Domain.objects.filter(pk=domain.pk).update(contacts={"holder": contact.snapshot()})
    paper = accepted_identity(contact, NOW)
    accounts.archive_contact(contact, Act(NOW, "usr_owner"))
    later = Act(NOW + RETENTION.contacts + DAY)
    assert not {"contacts", "identity_ended"} & {code for code, n in retention.purge(later).items() if n}
    Domain.objects.filter(pk=domain.pk).update(state="deleted")
    done = retention.purge(later)
    assert (done["identity_ended"], done["contacts"]) == (1, 1)
    paper.refresh_from_db()
    contact.refresh_from_db()
    assert paper.size == 0
    assert (contact.full_name, contact.cin, contact.phone) == ("–", "", "")
    assert "Salma" not in contact.email
    domain.refresh_from_db()
    assert domain.contacts["holder"]["full_name"] == "Salma Idrissi"  # what proves the contract stays


def test_accounting_and_the_proofs_of_a_running_contract_are_not_touched_for_ten_years(
    customer, owner, contact
):
    from billing.models import CreditNote, Invoice, Payment, Proforma, StoredFile
    from contracts.models import Acceptance
    from notifications.models import Email
    from tests.laws.estate import build

    kept = (Invoice, Proforma, CreditNote, Payment, StoredFile, Acceptance)

    def content():
        mails = (
            Email._base_manager.filter(customer=customer)
            .order_by("pk")
            .values_list("pk", "to", "subject", "text")
        )
        return [list(mails), *(list(model._base_manager.order_by("pk").values_list()) for model in kept)]

    build(customer, owner)
    before, proven = content(), EvidenceRecord.objects.count()
    done = retention.purge(Act(NOW + timedelta(days=3600)))
    assert sum(done.values())  # the job did run
    assert content() == before
    assert EvidenceRecord.objects.exclude(about="purge").count() >= proven


def test_files_of_closed_requests_reporters_strange_mail_and_addresses_go(customer, client_of, owner):
    ticket = helpdesk.a_ticket(customer, NOW, owner)
    attachments.keep(ticket.messages.get(), [upload("scan.pdf")])
    type(ticket).objects.filter(pk=ticket.pk).update(state="closed", resolved_at=NOW, closed_at=NOW)
    case = AbuseCase.objects.create(category="spam", target="x.example", evidence="e", language="fr", ip="192.0.2.1",
                                    reporter_email="ana@x.example", reporter_name="Ana", reported_at=NOW,
                                    state="dismissed", decided_at=NOW, acted_through=NOW)  # fmt: skip
    IncomingMail.objects.create(
        state="discarded", mail_id="<1@x>", sender="eve@x.example", body="b", received_at=NOW
    )
    change = LogEntry.objects.filter(remote_addr=None).first() or LogEntry.objects.log_create(
        customer, force_log=True
    )
    LogEntry.objects.filter(pk=change.pk).update(remote_addr="192.0.2.9", timestamp=NOW)
    assert not any(retention.purge(Act(NOW + 80 * DAY)).values())
    done = retention.purge(Act(NOW + 800 * DAY))
    assert (done["attachments"], done["reporters"], done["strangers"]) == (1, 1, 1)
    assert done["addresses"] >= 1
    attachment = Attachment.objects.get()
    assert bytes(attachment.token) == b""
    assert client_of(owner).get(attachment.get_absolute_url()).status_code == 404
    case.refresh_from_db()
    assert "ana" not in case.reporter_email.lower()
    assert (case.reporter_name, case.ip, IncomingMail.objects.get().sender) == ("", "", "")
    assert LogEntry.objects.get(pk=change.pk).remote_addr is None


def test_everybody_reads_how_long_each_kind_is_kept(client_of):
    page = client_of(None).get(reverse("accounts:personal_data")).content.decode()
    assert "CGI, art. 211" in page
    assert page.count("09-08, art. 3") >= 8
    assert {rule.code for rule in rooms.RULES} <= {rule.code for rule in retention.rules()}


def test_evidence_of_a_former_customer_loses_its_content_after_its_time_and_every_chain_still_holds(
    customer, contact
):
    """SSL-11.3(8): contract life + 5 years; the digests stay, and a purge that nobody logged shows."""
    domain = names.registered("argan.com", date(2027, 5, 1), customer)
    act = Act(NOW, "usr_owner", "because", "192.0.2.1")
    for what in ("first", "second"):
        evidence.record(domain.public_id, "act", what, act, "DN-3.3", secret="a fact")
    evidence.record("pay_0123456789abcdef", "act", "paid", act, "HD-3.1a")
    anchors.outside().unlink(missing_ok=True)
    anchors.seal(NOW)
    later = NOW + RETENTION.contract + DAY
    assert not retention.purge(Act(later))["evidence"]  # the name still runs
    Domain.objects.filter(pk=domain.pk).update(state="deleted")
    assert not retention.purge(Act(NOW + RETENTION.contract - DAY))["evidence"]
    assert retention.purge(Act(later))["evidence"] >= 2
    record = EvidenceRecord.objects.get(about=domain.public_id, what="second")
    assert (record.data, record.reason, record.ip, record.at) == ({}, "", "", NOW)
    assert EvidenceRecord.objects.get(about="pay_0123456789abcdef").reason == "because"
    evidence.record(domain.public_id, "act", "later", Act(later), "DN-3.3")
    assert not checking.faults()
    assert not any(retention.purge(Act(later)).values())
    evidence.forget_content([EvidenceRecord.objects.get(about=domain.public_id, what="later")], later)
    assert [fault.kind for fault in checking.faults()] == ["purged"]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE core_evidencerecord SET actor = 'usr_x', reason = 'forged' WHERE what = 'first'"
        )
    assert sorted(fault.kind for fault in checking.faults()) == ["chain", "purged", "purged"]
