"""Retention to the end (clauses §13): what of a former customer goes when, and that nothing of him is left."""

import json
from datetime import UTC, date, datetime

import pytest
from auditlog.models import LogEntry
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.urls import reverse

from accounts.models import Customer, Membership, PrivacyRequest, User
from accounts.privacy import retention
from billing.ledger.audit import audit
from billing.ledger.continuity import continuity
from billing.models import (
    CreditNote,
    Invoice,
    Order,
    OrderLine,
    Payment,
    Proforma,
    Receipt,
    Refund,
    StoredFile,
)
from contracts import acceptances
from contracts.models import Acceptance, DocumentVersion
from contracts.publishing import publish_documents
from core import anchors, belongings, checking, clock
from core.acts import Act
from core.attention import close_attention
from core.models import EvidenceRecord
from domains.models import Hold
from notifications.models import Email
from tests.laws.estate import build

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
DOCUMENTS = (Proforma, Invoice, CreditNote, Receipt)
SUMS = ("public_id", "number", "issued_on", "total_ht", "total_vat", "total_ttc", "pdf__sha256")
IP = "192.0.2.77"
# Day → what goes then, with nothing running since November 2026. Everything shorter has gone by the first day.
CONTRACT = {"acceptances", "change_log", "contract_files", "evidence", "mails", "requests", "work_items"}
BOOKS = {"accounting_evidence", "accounting_mails", "books_creditnote", "books_invoice", "books_proforma",
         "books_receipt", "files", "order_addresses", "order_contacts", "refund_accounts", "senders"}  # fmt: skip
WHEN = (
    (date(2031, 11, 20), set()),  # the contract and five years, less a day
    (date(2031, 11, 23), CONTRACT),
    (date(2036, 12, 30), set()),  # the year 2026 and ten years, less a day
    (date(2037, 1, 2), BOOKS | {"accounts", "people"}),
    (date(2038, 1, 1), set()),
)
PERSONAL = (
    "argan studio",
    "omar bennani",
    "@argan",
    "salma",
    "212522123456",
    "bk314159",
    "nadia alami",
    "@atlas.example",
    IP,
)
# What bears such a word and is nobody's data any more, or the house's own.
HOUSE = {"billing.SandboxOrder.data"}  # the demo's own PayPal


@pytest.fixture
def gone(customer, owner, monkeypatch):
    """A customer with a thing of every kind, with whom nothing runs any more since November 2026."""
    build(customer, owner)
    order = Order.objects.order_by("pk").first()
    publish_documents(datetime(2026, 1, 2, tzinfo=UTC))
    versions = list(DocumentVersion.objects.published()[:2])
    told = {"accepted_ids": [v.public_id for v in versions]}
    acceptances.accept(customer, owner, versions, order.public_id, NOW, IP, "Mozilla/5.0", **told)
    Order.objects.filter(pk=order.pk).update(ip=IP)
    OrderLine._base_manager.filter(order=order).update(
        options={"contacts": {"holder": {"full_name": "Salma"}}}
    )
    Payment.objects.filter(slip__isnull=False).update(sender="Omar Bennani")
    LogEntry.objects.update(timestamp=NOW)
    Refund.objects.update(holder="Omar Bennani")
    models.QuerySet(Email).update(state="sent", sent_at=NOW)
    close_attention(Act(NOW))
    Hold.objects.update(state="closed", closed_at=NOW)
    PrivacyRequest.objects.update(state="answered", closed_at=NOW)
    monkeypatch.setattr(belongings, "running", lambda keys: set())
    monkeypatch.setattr(retention, "_holds", [])
    anchors.outside().unlink(missing_ok=True)
    anchors.seal(NOW)
    retention.purge(on(date(2031, 1, 1)))
    return customer


def on(day: date) -> Act:
    return Act(clock.at_local(day, 3))


def live_through(until: date) -> None:
    for day, _what in WHEN:
        if day <= until:
            retention.purge(on(day))


def sums() -> list:
    return [list(model._base_manager.order_by("pk").values_list(*SUMS)) for model in DOCUMENTS]


def test_what_goes_when(gone):
    before = sums()
    found = [(day, {code for code, n in retention.purge(on(day)).items() if n}) for day, _what in WHEN]
    assert found == list(WHEN)
    assert sums() == before  # number, amounts, digest
    assert not continuity()
    assert not audit()
    assert not checking.faults()
    assert not set(StoredFile.objects.values_list("purged_at", flat=True)) & {None}


def test_the_words_of_a_mail_go_and_its_digest_and_delivery_stay(gone, client_of, owner):
    mail = Email.objects.filter(about__startswith="dom_").order_by("pk").first()
    words, kept = mail.words(), (mail.kind, mail.state, mail.sent_at, mail.created_at)
    live_through(date(2031, 11, 23))
    mail.refresh_from_db()
    assert (mail.to, mail.subject, mail.text, mail.html) == ("–", "–", "", "")
    assert (mail.words(), (mail.kind, mail.state, mail.sent_at, mail.created_at)) == (words, kept)
    page = client_of(owner).get(mail.get_absolute_url())
    assert page.status_code == 200


def test_of_an_acceptance_who_accepted_which_text_and_when_stays(gone):
    before = list(
        Acceptance.objects.order_by("pk").values_list("public_id", "user", "version", "sha256", "accepted_at")
    )
    live_through(date(2031, 11, 23))
    assert (
        list(
            Acceptance.objects.order_by("pk").values_list(
                "public_id", "user", "version", "sha256", "accepted_at"
            )
        )
        == before
    )
    assert set(Acceptance.objects.values_list("ip", "user_agent")) == {("", "")}
    assert not checking.faults()


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("notifications_email", "kept_digest = 'forged'"),
        ("contracts_acceptance", "accepted_at = '2020-01-01 00:00:00+00'"),
        ("billing_invoice", "total_ttc = total_ttc + 1, total_ht = total_ht + 1"),
        ("billing_storedfile", f"sha256 = '{'f' * 64}'"),
    ],
    ids=["mail", "acceptance", "invoice", "file"],
)
def test_what_is_left_of_a_purged_thing_cannot_be_altered_unseen(gone, table, change):
    live_through(date(2037, 1, 2))
    key = f"(SELECT max(id) FROM {table} WHERE purged_at IS NOT NULL)"
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {change} WHERE id = {key}")
    assert "purged" in {fault.kind for fault in checking.faults()}


def test_nothing_that_names_the_customer_is_left_and_nobody_signs_in(gone, owner, client_of):
    live_through(date(2038, 1, 1))
    assert remains() <= HOUSE
    customer = Customer.objects.get(pk=gone.pk)
    assert (customer.name, customer.phone, customer.ice) == ("–", "", "")
    assert customer.anonymous_at
    assert customer.closed_at
    user = User.objects.get(pk=owner.pk)
    assert (user.is_active, user.has_usable_password()) == (False, False)
    assert not user.emailaddress_set.exists()
    assert client_of(user).get(reverse("accounts:profile")).status_code == 302


def remains() -> set[str]:
    """Columns of the whole database in which something of him still stands."""
    found = set()
    for model in apps.get_models():
        for row in model._base_manager.values() if not model._meta.proxy else ():
            for name, value in row.items():
                plain = "" if isinstance(value, bytes | memoryview) else value
                said = json.dumps(plain, cls=DjangoJSONEncoder, ensure_ascii=False).lower()
                if any(word in said for word in PERSONAL):
                    found.add(f"{model._meta.label}.{name}")
    return found


def test_who_still_signs_in_is_not_made_anonymous(gone, owner):
    User.objects.filter(pk=owner.pk).update(last_login=clock.at_local(date(2036, 6, 1)))
    live_through(date(2037, 1, 2))
    assert Customer.objects.get(pk=gone.pk).name == "Argan Studio SARL"
    assert User.objects.get(pk=owner.pk).is_active
    assert Membership.objects.filter(user=owner).exists()


def test_nothing_of_a_customer_with_a_dispute_goes_however_old(gone, monkeypatch):
    live_through(date(2031, 11, 20))
    monkeypatch.setattr(retention, "_holds", [lambda: [gone.pk]])
    before = (Email.objects.filter(purged_at=None).count(), StoredFile.objects.filter(purged_at=None).count())
    live_through(date(2038, 1, 1))
    mine = Email.objects.filter(purged_at=None, customer=gone)
    assert mine.count() == Email.objects.filter(customer=gone).count()
    assert StoredFile.objects.filter(purged_at=None).count() == before[1]
    assert Customer.objects.get(pk=gone.pk).name == "Argan Studio SARL"


def test_with_something_running_documents_go_and_mails_of_the_contract_stay(gone, monkeypatch):
    monkeypatch.setattr(belongings, "running", lambda keys: set(keys))
    live_through(date(2038, 1, 1))
    assert not Invoice.objects.filter(purged_at=None).exists()
    assert Email.objects.filter(customer=gone, about__startswith="dom_", purged_at=None).exists()
    assert Customer.objects.get(pk=gone.pk).name == "Argan Studio SARL"


def test_a_purged_document_says_so_and_gives_out_nothing(gone, client_of, owner):
    invoice = Invoice.objects.order_by("pk").first()
    live_through(date(2036, 12, 30))
    pdf, ubl = (
        reverse(f"billing:{name}", args=[invoice.public_id]) for name in ("invoice_pdf", "invoice_ubl")
    )
    assert client_of(owner).get(pdf).content.startswith(b"%PDF")
    User.objects.filter(pk=owner.pk).update(
        last_login=clock.at_local(date(2036, 6, 1))
    )  # the account lives on
    live_through(date(2037, 1, 2))
    assert [client_of(owner).get(page).status_code for page in (pdf, ubl)] == [410, 410]
    invoice.refresh_from_db()
    assert invoice.content["buyer"] == {"name": "–", "address": [], "country": "MA"}
    assert invoice.content["totals"]["ttc"] == invoice.total_ttc


def test_a_kill_between_the_purge_and_its_line_undoes_both(gone, monkeypatch):
    def killed(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(retention, "write_down", killed)
    with pytest.raises(KeyboardInterrupt):
        retention.purge(on(date(2031, 11, 23)))
    assert not EvidenceRecord.objects.exclude(purged_at=None).exists()
    assert not Email.objects.exclude(purged_at=None).exists()
