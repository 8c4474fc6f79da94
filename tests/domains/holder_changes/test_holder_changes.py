"""Changes of holder: both say yes, the fee is paid, the documents hold, the registry signs — or nothing happens."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.roles import Role
from billing import credit, payments
from billing.models import Proforma
from contracts.publishing import publish_documents
from core import clock, worker
from core.models import EvidenceRecord
from core.transitions import NotAllowed
from domains import catalogue
from domains.files import papers as file_papers
from domains.holder_changes import emails, lifecycle
from domains.holds import open_hold
from domains.models import Domain, HolderChange, Paper
from domains.registry import faults, registry_for
from domains.registry.faults import Fault, FaultPlan, Kind
from domains.transfers.guards import leaves_from
from notifications.models import Email
from tests import names
from tests.cast import contact_of, join, person
from tests.papers import PDF, accepted_identity

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
FEE = 13_900


@pytest.fixture(autouse=True)
def shop(db):
    with clock.frozen(NOW):
        catalogue.load(date(2026, 1, 1))
        publish_documents(clock.opening(date(2026, 1, 1)))
        yield


@pytest.fixture
def buyer(customer):
    """The new holder: a contact of the account."""
    return contact_of(customer, "Nadia Alami", email="nadia@example.ma")


@pytest.fixture
def ask(client_of, owner, buyer):
    """`ask(domain)`: the customer asks on his page; the change, or the page that refuses."""

    def asked(domain, **more):
        client = client_of(owner)
        client.cookies["language"] = "en"
        url = reverse("domains:holder_ask", args=[domain.public_id])
        page = client.get(url)
        ticks = {name: "on" for name in page.context["form"].fields if name.startswith("accept_")}
        answer = client.post(url, {"holder": buyer.pk, "reason": "sold", **ticks, **more})
        return HolderChange.objects.filter(domain=domain).first() or answer.content.decode()

    return asked


@pytest.fixture
def com(customer):
    return names.registered("atlas.com", date(2028, 3, 1), customer)


@pytest.fixture
def maroc(customer):
    return names.registered("atlas.ma", date(2027, 6, 1), customer)


def say(client, change, side, word="yes", confirmed=True):
    url = reverse("domains:holder_confirm", args=[emails.token(change, side)])
    return client.post(url, {"word": word} | ({"confirmed": "on"} if confirmed else {}))


def fresh(change) -> HolderChange:
    return HolderChange.objects.select_related(*HolderChange.schedule_related).get(pk=change.pk)


def pay_fee(change, now=NOW):
    worker.settle(now)
    proforma = Proforma.objects.get(public_id=fresh(change).proforma)
    payments.received(proforma.total_ttc, proforma.payment_reference, clock.local_date(now), names.act(now))
    worker.settle(now)
    return proforma


def send_forms(client, change):
    forms = {kind: SimpleUploadedFile(f"{kind}.pdf", PDF) for kind in ("old_holder", "new_holder")}
    return client.post(reverse("domains:holder_documents", args=[change.public_id]), forms)


def staff(now=NOW):
    return names.act(now).because("looked at it")


# --- gTLD: no fee, no forms, a lock ----------------------------------------------------------------------
def test_a_generic_name_changes_hands_without_a_proforma_and_is_locked_for_sixty_days(ask, com, client_of):
    """DN-14.1(1), DN-14.1(2): both say yes, nothing is to pay; DN-6.p1(1): no transfer for `lock_days`."""
    Domain.objects.filter(pk=com.pk).update(registry_created_at=NOW - timedelta(days=400))
    change, visitor = ask(com), client_of(None)
    say(visitor, change, "old")
    assert fresh(change).state == "requested"
    say(visitor, change, "new")
    assert not Proforma.objects.exists()
    worker.settle(NOW)
    com.refresh_from_db()
    assert fresh(change).state == "done"
    assert com.contacts["holder"]["full_name"] == "Nadia Alami"
    assert leaves_from(com) == date(2027, 1, 22)
    assert com.paid_through == date(2028, 3, 1)
    assert registry_for("com").info("atlas.com", NOW).contacts["holder"]["full_name"] == "Nadia Alami"
    told = Email.objects.filter(kind="domains.holder_changed").values_list("to", flat=True)
    assert {"amina@example.ma", "nadia@example.ma"} <= set(told)


def test_an_extension_without_a_lock_locks_nothing(ask, com, client_of):
    """DN-6.p1(1): the registry's own number counts."""
    com.extension.lock_days = 0
    com.extension.save()
    change = ask(com)
    for side in ("old", "new"):
        say(client_of(None), change, side)
    worker.settle(NOW)
    com.refresh_from_db()
    assert (fresh(change).state, leaves_from(com)) == ("done", None)


# --- the mailed page --------------------------------------------------------------------------------------
def test_opening_the_mailed_link_decides_nothing_only_the_form_does(ask, com, client_of):
    """No "approve now" by a mere GET: mail scanners open links too (facts B3)."""
    change, visitor = ask(com), client_of(None)
    mail = Email.objects.get(kind="domains.holder_confirm", to="nadia@example.ma")
    link = re.search(r"/domaines/titulaires/mot/\S+", mail.text).group(0)
    assert visitor.get(link).status_code == 200
    assert fresh(change).new_confirmed_at is None
    say(visitor, change, "new", confirmed=False)
    assert fresh(change).new_confirmed_at is None
    assert visitor.post(link, {"word": "yes", "confirmed": "on"}).status_code == 302
    assert fresh(change).new_confirmed_at == NOW
    assert fresh(change).old_confirmed_at is None
    assert visitor.get(link.replace("mot/", "mot/x")).status_code == 404


def test_the_mails_to_the_holders_are_shown_to_nobody_else_in_the_portal(ask, com):
    """The link speaks for its addressee: the account's other people must not find it under Messages."""
    ask(com)
    assert set(Email.objects.filter(kind="domains.holder_confirm").values_list("customer", flat=True)) == {
        None
    }


@pytest.mark.parametrize("side", ["old", "new"])
def test_a_no_of_either_holder_ends_it_and_both_are_told(ask, com, client_of, side):
    change = ask(com)
    say(client_of(None), change, side, "no")
    worker.settle(NOW)
    com.refresh_from_db()
    assert fresh(change).state == "refused"
    assert com.contacts["holder"]["full_name"] == "Amina Test"
    assert Email.objects.filter(kind="domains.holder_change_ended").count() >= 2


# --- .ma: a trade ----------------------------------------------------------------------------------------
def test_a_moroccan_trade_waits_for_fee_forms_and_identity_and_starts_a_new_year(
    ask, maroc, buyer, client_of, owner, staff_user
):
    """DN-14.1(2), DN-14.1(3), facts B4: 139.00 before tax, one year from the registry's signature."""
    change, mine, desk = ask(maroc), client_of(owner), client_of(staff_user)
    assert (change.fee, change.promised_until) == (FEE, date(2027, 11, 22))
    for side in ("old", "new"):
        say(client_of(None), change, side)
    assert fresh(change).state == "documents_pending"
    verb = reverse("admin:domains_holderchange_verb", args=[change.pk, "accept_documents"])
    desk.post(verb, {"reason": "complete"})
    assert fresh(change).documents_accepted_at is None
    assert send_forms(mine, change).status_code == 302
    accepted_identity(buyer, NOW)
    desk.post(verb, {"reason": "complete"})
    worker.settle(NOW)
    assert fresh(change).state == "documents_pending", "not sent before the fee is paid"
    assert pay_fee(change).total_ht == FEE
    maroc.refresh_from_db()
    assert fresh(change).state == "done"
    assert maroc.paid_through == date(2027, 11, 22)
    assert leaves_from(maroc) is None
    moves = EvidenceRecord.objects.filter(about=change.public_id, kind="state").order_by("seq")
    assert [m.data["to"] for m in moves] == [
        "documents_pending",
        "paid",
        "sent",
        "signed_by_registry",
        "done",
    ]


def test_paid_time_is_never_taken_away_without_an_explicit_tick(ask, maroc, customer):
    """The page warns and shows the new date before anything is paid."""
    Domain.objects.filter(pk=maroc.pk).update(paid_through=date(2029, 6, 1))
    page = ask(maroc)
    assert isinstance(page, str)
    assert "lost and not paid back" in page
    assert "Nov 22, 2027" in page or "22 November 2027" in page or "November 22, 2027" in page
    assert ask(maroc, accepts_loss="on").accepts_loss


def test_a_paid_trade_that_the_registry_refuses_is_credited_and_both_are_told(
    ask, maroc, buyer, customer, client_of, owner
):
    change = ask(maroc)
    for side in ("old", "new"):
        say(client_of(None), change, side)
    send_forms(client_of(owner), change)
    accepted_identity(buyer, NOW)
    lifecycle.accept_documents(fresh(change), staff())
    with faults.injected(FaultPlan(scripted=[Fault(Kind.REFUSAL, "trade", code=2306)])):
        proforma = pay_fee(change)
    assert fresh(change).state == "refused"
    assert credit.balance(customer) == proforma.total_ttc
    maroc.refresh_from_db()
    assert maroc.contacts["holder"]["full_name"] == "Amina Test"


def test_a_kill_in_the_middle_of_the_trade_trades_once(ask, com, client_of, monkeypatch):
    from core import calls

    change = ask(com)
    for side in ("old", "new"):
        say(client_of(None), change, side)

    def dying(row, *args, **kwargs):
        raise SystemExit("kill -9")

    monkeypatch.setattr(calls, "_apply", dying)
    with pytest.raises(SystemExit):
        worker.settle(NOW)
    monkeypatch.undo()
    assert fresh(change).state == "sent"
    names.live_through(NOW + timedelta(hours=1))
    assert fresh(change).state == "done"
    assert EvidenceRecord.objects.filter(about=com.public_id, what="holder_changed").count() == 1


# --- what stands in the way -------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["udrp", "court", "lawsuit"])
def test_a_name_in_dispute_does_not_change_hands(ask, com, client_of, owner, kind):
    """DN-6.2.4."""
    open_hold(com, names.act(NOW).because("a complaint"), kind=kind)
    page = client_of(owner).get(reverse("domains:holder_ask", args=[com.public_id])).content.decode()
    assert "DN-6.2.4" in page
    assert isinstance(ask(com), str)


def test_a_dispute_that_opens_meanwhile_stops_it_before_the_registry_is_asked(ask, com, client_of):
    change = ask(com)
    for side in ("old", "new"):
        say(client_of(None), change, side)
    open_hold(com, names.act(NOW).because("a complaint"), kind="udrp")
    worker.settle(NOW)
    assert fresh(change).state == "refused"
    assert registry_for("com").info("atlas.com", NOW).contacts["holder"]["full_name"] == "Amina Test"


@pytest.mark.parametrize("state", ["redemption", "pending_delete", "deleted"])
def test_a_name_that_expired_beyond_renewal_does_not_change_hands(ask, com, state):
    """Facts B3: beyond the renewal right there is nothing to pass on."""
    Domain.objects.filter(pk=com.pk).update(state=state, redemption_on=date(2026, 11, 1))
    assert "only a registered name changes hands" in ask(com)


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.OPERATOR, 403),
        (Role.TECHNICAL, 403),
        (Role.BILLING, 403),
        (Role.READ_ONLY, 403),
        (Role.OWNER, 200),
    ],
)
def test_only_the_holder_of_the_account_can_ask(com, client_of, customer, role, status):
    """DN-13.1: an operator uses the name and has none of the holder's rights."""
    user = person(f"{role}@argan.example")
    join(user, customer, role)
    assert client_of(user).get(reverse("domains:holder_ask", args=[com.public_id])).status_code == status


def test_two_changes_at_once_are_one_too_many(ask, com, client_of, owner):
    first = ask(com)
    ask(com)
    assert list(HolderChange.objects.all()) == [first]


def test_a_holder_whose_data_lack_something_is_refused_by_name(ask, maroc, buyer):
    """DN-7.3.1(1), facts B4: a person's CIN under .ma."""
    buyer.cin = ""
    buyer.save()
    assert "Nadia Alami lacks" in ask(maroc)


# --- time ------------------------------------------------------------------------------------------------
def test_a_change_that_nobody_carries_on_is_reminded_of_and_lapses(ask, com):
    change = ask(com)
    names.live_through(NOW + timedelta(days=40))
    mails = Email.objects.filter(about=change.public_id, to="nadia@example.ma").order_by("id")
    assert [(clock.local_date(m.created_at).isoformat(), m.kind) for m in mails] == [
        ("2026-11-22", "domains.holder_confirm"),
        ("2026-11-29", "domains.holder_confirm"),
        ("2026-12-13", "domains.holder_confirm"),
        ("2026-12-22", "domains.holder_change_ended"),
    ]
    assert fresh(change).state == "expired"


def test_a_fee_that_comes_after_the_end_is_credited(ask, maroc, customer, client_of, owner):
    change = ask(maroc)
    for side in ("old", "new"):
        say(client_of(None), change, side)
    worker.settle(NOW)
    proforma = Proforma.objects.get(public_id=fresh(change).proforma)
    client_of(owner).post(reverse("domains:holder_withdraw", args=[change.public_id]))
    assert fresh(change).state == "refused"
    proforma.refresh_from_db()
    assert proforma.state == "void"
    payments.received(proforma.total_ttc, proforma.payment_reference, NOW.date(), names.act(NOW))
    worker.settle(NOW)
    assert credit.balance(customer) == proforma.total_ttc


def test_staff_refuse_with_a_reason_that_both_holders_read(ask, com, client_of, staff_user):
    change = ask(com)
    url = reverse("admin:domains_holderchange_verb", args=[change.pk, "refuse"])
    client_of(staff_user).post(url, {"reason": "the signature is not the holder's"})
    assert fresh(change).state == "refused"
    mail = Email.objects.filter(kind="domains.holder_change_ended", to="nadia@example.ma").get()
    assert "the signature is not the holder" in mail.text
    with pytest.raises(NotAllowed):
        lifecycle.refuse(fresh(change), staff())


def test_a_refused_form_is_wanted_again(ask, maroc, buyer, client_of, owner):
    change = ask(maroc)
    for side in ("old", "new"):
        say(client_of(None), change, side)
    send_forms(client_of(owner), change)
    accepted_identity(buyer, NOW)
    form = Paper.objects.select_related("contact", "customer").get(kind="old_holder")
    file_papers.checked(form, "refuse", names.act(NOW).because("not signed"))
    with pytest.raises(NotAllowed):
        lifecycle.accept_documents(fresh(change), staff())
