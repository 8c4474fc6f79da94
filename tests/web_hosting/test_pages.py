"""The pages of hosting: the shop, the order form, one space with all that can be asked for; and what staff do."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.roles import Role
from billing.models import OrderLine, Proforma
from contracts.publishing import publish_documents
from core import clock, worker
from core.models import EvidenceRecord
from tests import hosting, names
from tests.cast import join, person
from tests.hosting import ORDERED, act, again
from web_hosting.flows import accounts
from web_hosting.models import (
    HostingAccount,
    HostingDecision,
    HostingSuspension,
    ManualPanelTask,
    Mission,
    OveruseCase,
    PlanChange,
    RestoreRequest,
)
from web_hosting.panel import faults
from web_hosting.panel.faults import Fault, FaultPlan, Kind

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def today(db):
    publish_documents(clock.opening(date(2026, 11, 22)))
    hosting.plan()
    with clock.frozen(ORDERED):
        yield


@pytest.fixture
def shopper(client_of, owner):
    client = client_of(owner)
    client.cookies["language"] = "en"
    return client


def page(client, name, *args, **query):
    answer = client.get(reverse(f"web_hosting:{name}", args=args, query=query))
    assert answer.status_code == 200, answer
    return answer.content.decode()


def send(client, name, *args, **said):
    return client.post(reverse(f"web_hosting:{name}", args=args), said, follow=False)


def errors(answer) -> str:
    return " ".join(str(e) for found in answer.context["form"].errors.values() for e in found)


def ticks(answer_or_page) -> dict[str, str]:
    """Every box of documents on a page, ticked."""
    return dict.fromkeys(re.findall(r'name="(accept_[^"]+)"', answer_or_page), "on")


# --- the shop -----------------------------------------------------------------------------------------------
def test_visitors_compare_the_plans_with_and_without_tax_for_every_period(client_of):
    """HD-3.1a, HD-3.1d."""
    client = client_of(None)
    client.cookies["language"] = "en"
    shown = page(client, "plans")
    for price in (
        "290.00",
        "348.00",
        "1,190.00",
        "1,428.00",
        "590.00",
        "490.00",
        "200.00",
        "350.00",
        "700.00",
    ):
        assert price in shown, price
    by_the_month = page(client, "plans", mois=1)
    for price in ("29.00", "34.80", "59.00", "119.00", "49.00"):
        assert price in by_the_month, price
    assert "348.00" in page(client, "plans", mois="13; DROP")
    plan = page(client, "plan", "business")
    assert "no limit" in plan
    assert "HD-6.2" in plan
    assert "HD-2.3.1" in page(client, "outsourcing")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("argan.example.ma", "argan.example.ma"),
        ("https://www.Argan.example.ma/boutique?x=1", "argan.example.ma"),
        ("boutique-éléphant.ma", "xn--boutique-lphant-jnbb.ma"),
        ("أركان.com", "xn--igbi3a2eq.com"),
    ],
)
def test_a_name_is_taken_as_people_type_it(shopper, typed, kept):
    answer = send(shopper, "order", "start", domain=typed, cycle=12, holds="on")
    assert answer.status_code == 302, errors(answer)
    assert OrderLine.objects.get().options["domain"] == kept


@pytest.mark.parametrize(
    "typed",
    ["", "ma", "co.ma", "192.0.2.1", "[2001:db8::1]", "a b.ma", "x@y.ma", "localhost", "nas.local", "-x-.ma", 
     "a" * 300 + ".ma", "argan.invented", "<script>alert(1)</script>", "\x00.ma", "ex..ma", "'; DROP TABLE--"],
)  # fmt: skip
def test_what_is_no_name_of_the_public_dns_is_refused_in_words(shopper, typed):
    answer = send(shopper, "order", "start", domain=typed, cycle=12, holds="on")
    assert answer.status_code == 200
    assert errors(answer)
    assert not OrderLine.objects.exists()


def test_an_unknown_period_and_a_name_hosted_already_are_refused(shopper, customer, owner):
    hosting.an_account(customer, owner)
    for said in ({"cycle": 2}, {"cycle": 12}):
        answer = send(shopper, "order", "start", domain="argan.example.ma", holds="on", **said)
        assert errors(answer)
    assert "hosted here already" in errors(answer)


def test_an_order_pins_its_configuration_and_asks_for_the_documents(shopper):
    """Guard 1, HD-4.4."""
    send(shopper, "order", "pro", domain="argan.example.ma", cycle=3, holds="on")
    line = OrderLine.objects.get()
    assert (line.operation, line.unit_ht, line.options["pinned"]["sites"]) == ("cycle3", 17_700, 5)
    review = shopper.get(reverse("billing:review")).content.decode()
    assert "argan.example.ma" in review
    assert "3 months" in review
    assert "Fair use of the hosting" in review
    assert "Immediate activation" not in review


def test_a_consumer_chooses_and_the_loss_of_the_withdrawal_is_a_tick_of_its_own(shopper, customer):
    """C-21."""
    customer.kind = "person"
    customer.save()
    answer = send(shopper, "order", "start", domain="argan.example.ma", cycle=12, holds="on")
    assert "start" in answer.context["form"].errors
    send(shopper, "order", "start", domain="argan.example.ma", cycle=12, holds="on", start="now")
    assert "Immediate activation, no withdrawal" in shopper.get(reverse("billing:review")).content.decode()
    send(shopper, "order", "start", domain="argan.example.ma", cycle=12, holds="on", start="later")
    assert "Immediate activation" not in shopper.get(reverse("billing:review")).content.decode()
    assert OrderLine.objects.get().options["immediate"] is False


# --- one space ----------------------------------------------------------------------------------------------
def test_the_page_of_a_space_shows_its_life_its_use_and_what_comes(shopper, customer, owner):
    account = hosting.an_account(customer, owner)
    with clock.frozen(ORDERED + 3 * DAY):
        names.live_through(ORDERED + 3 * DAY)
        shown = page(shopper, "detail", account.public_id)
    for words in (
        "Paid period",
        "Unpaid, still working",
        "HD-6.2",
        "Disk space (MB)",
        "<svg",
        "Open the panel",
        "C-34",
    ):
        assert words in shown, words
    assert "argan.example.ma" in page(shopper, "list")
    assert "No hosting matches" in page(shopper, "list", q="nowhere")


@pytest.mark.parametrize("state", sorted(set(HostingAccount.State.values)))
def test_the_page_of_a_space_opens_in_every_state(shopper, customer, owner, staff_user, client_of, state):
    account = hosting.an_account(customer, owner)
    facts = {"ended_by": "notice", "closed_at": ORDERED, "data_until": date(2026, 12, 22)} if state in {
        "closing", "closed", "removing", "ended", "terminated"} else {}  # fmt: skip
    HostingAccount.objects.filter(pk=account.pk).update(
        state=state, withdraw_until=date(2026, 11, 29), **facts
    )
    assert "argan.example.ma" in page(shopper, "detail", account.public_id)
    assert "My hosting" in shopper.get(reverse("home")).content.decode()
    url = reverse("admin:web_hosting_hostingaccount_change", args=[account.pk])
    assert client_of(staff_user).get(url).status_code == 200
    for name in (
        "start_now",
        "withdraw",
        "renew",
        "password",
        "door",
        "change",
        "restore",
        "notice",
        "notice_withdraw",
    ):
        assert page(shopper, name, account.public_id)


def test_the_first_password_is_shown_once(shopper, customer, owner, client_of):
    """core.vault: sealed until then, forgotten afterwards."""
    account = hosting.an_account(customer, owner)
    assert b"-aA9" not in bytes(account.secret)
    first = send(shopper, "password", account.public_id)
    assert re.search(r"<code>.*-aA9.*</code>", first.content.decode())
    assert first["Cache-Control"] == "no-store"
    second = send(shopper, "password", account.public_id)
    assert "shown already" in errors(second)
    assert again(account).secret is None
    record = EvidenceRecord.objects.get(about=account.public_id, what="password_shown")
    assert "secret" not in record.data


def test_who_has_a_password_signs_in_anew_before_he_sees_the_first_password_or_opens_the_panel(
    shopper, customer, owner, client_of
):
    account = hosting.an_account(customer, owner)
    owner.set_password("Zellige-2026-bleu")
    owner.save()
    for name in ("password", "door", "notice"):
        answer = send(client_of(owner), name, account.public_id)
        assert reverse("account_reauthenticate") in answer["Location"], name
    assert again(account).secret


def test_the_panels_door_opens_for_a_moment_without_leaving_a_trace_of_where_one_came_from(
    shopper, customer, owner
):
    account = hosting.an_account(customer, owner)
    answer = send(shopper, "door", account.public_id)
    assert "session=" in answer.content.decode()
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "no-referrer")
    with faults.injected(FaultPlan(scripted=[Fault(Kind.UNAVAILABLE, "door")])):
        assert "does not answer now" in errors(send(shopper, "door", account.public_id))
    assert shopper.get(reverse("web_hosting:sandbox_door")).status_code == 200


def test_a_reader_sees_the_space_and_can_do_nothing_to_it(customer, owner, client_of):
    account = hosting.an_account(customer, owner)
    reader = person("reader@argan.example")
    join(reader, customer, Role.READ_ONLY)
    client = client_of(reader)
    assert client.get(account.get_absolute_url()).status_code == 200
    for name in ("renew", "password", "door", "change", "restore", "notice", "start_now", "withdraw"):
        assert send(client, name, account.public_id).status_code == 403, name


def test_the_renewal_leads_to_its_proforma(shopper, customer, owner):
    account = hosting.an_account(customer, owner)
    answer = send(shopper, "renew", account.public_id, cycle=6)
    proforma = Proforma.objects.get(origin="request")
    assert answer["Location"] == reverse("billing:pay", args=[proforma.public_id])
    assert proforma.total_ht == 17_400


def test_a_change_shows_its_price_and_leads_to_the_payment(shopper, customer, owner):
    """HD-5.2: 900 dirhams more for a whole year."""
    account = hosting.an_account(customer, owner)
    assert "900.00" in page(shopper, "change", account.public_id)
    answer = send(shopper, "change", account.public_id, plan="business", when="at_once", understood="on")
    assert answer["Location"] == reverse("billing:pay", args=[PlanChange.objects.get().proposal])
    assert (
        "plan"
        in send(shopper, "change", account.public_id, plan="email", when="at_once", understood="on")
        .context["form"]
        .errors
    )


def test_the_restore_form_says_c14_and_the_fee(shopper, customer, owner):
    """HD-3.7, HD-5.3a, C-14."""
    account = hosting.an_account(customer, owner)
    shown = page(shopper, "restore", account.public_id)
    for words in (
        "C-14",
        "HD-5.3a",
        "200.00",
        "240.00",
        "we do not recover data",
        "only if there is a backup",
    ):
        assert words in shown, words
    assert send(shopper, "restore", account.public_id, what="all").status_code == 200
    send(shopper, "restore", account.public_id, what="files", understood="on", note="deleted by mistake")
    assert RestoreRequest.objects.get().what == "files"


def test_notice_is_given_and_taken_back_on_its_pages(shopper, customer, owner):
    """HD-6.3, C-11."""
    account = hosting.an_account(customer, owner)
    assert "HD-6.2" in page(shopper, "notice", account.public_id)
    send(shopper, "notice", account.public_id, understood="on")
    assert again(account).notice_at
    assert "Take the notice back" in page(shopper, "detail", account.public_id)
    send(shopper, "notice_withdraw", account.public_id)
    assert again(account).notice_at is None


def test_a_consumer_starts_now_with_a_tick(shopper, customer, owner):
    """C-21."""
    customer.kind = "person"
    customer.save()
    account = hosting.an_account(customer, owner, immediate=False)
    assert "withdrawal period" in page(shopper, "detail", account.public_id)
    shown = page(shopper, "start_now", account.public_id)
    assert send(shopper, "start_now", account.public_id).status_code == 200
    send(shopper, "start_now", account.public_id, **ticks(shown))
    worker.settle(ORDERED)
    assert (again(account).state, again(account).immediate) == ("active", True)


def test_a_warned_customer_answers_on_a_page(shopper, customer, owner):
    """HD-5.1a."""
    account = hosting.an_account(customer, owner)
    accounts.verbs["warn_overuse"](account, act(ORDERED, "usr_staff"), seen="1 900 processes")
    case = OveruseCase.objects.get()
    assert "1 900 processes" in page(shopper, "overuse", case.public_id)
    send(shopper, "overuse", case.public_id, words="done")
    assert again(case).state == "answered"


def test_outsourcing_is_asked_for_accepted_and_followed_on_its_pages(
    shopper, customer, owner, staff_user, client_of
):
    """HD-2.3.1."""
    send(shopper, "mission_new", task="apache", title="mod_security", purpose="install it")
    mission = Mission.objects.get()
    desk = client_of(staff_user)
    verb = reverse("admin:web_hosting_mission_verb", args=[mission.pk, "offer"])
    desk.post(verb, {"minutes": 120, "words": "two hours", "reason": "asked"})
    quote = mission.quotes.get()
    shown = page(shopper, "quote", quote.public_id)
    assert "700.00" in shown
    answer = send(shopper, "quote", quote.public_id, **ticks(shown))
    hosting.pay(again(quote).proposal, ORDERED)
    assert "billing" in answer["Location"] or "/" in answer["Location"]
    desk.post(reverse("admin:web_hosting_mission_verb", args=[mission.pk, "log_time"]),
              {"minutes": 500, "worked_on": "2026-11-22", "words": "too much", "reason": "work"})  # fmt: skip
    assert mission.worked_minutes == 0
    desk.post(reverse("admin:web_hosting_mission_verb", args=[mission.pk, "log_time"]),
              {"minutes": 60, "worked_on": "2026-11-22", "words": "installed", "reason": "work"})  # fmt: skip
    assert "installed" in page(shopper, "mission", mission.public_id)
    assert "mod_security" in page(shopper, "missions")


def test_a_monthly_contract_is_ordered_and_shown(shopper, customer, owner):
    """HD-2.3.2(1)."""
    account = hosting.an_account(customer, owner)
    send(shopper, "contract_order", label="srv1", about=account.public_id)
    assert OrderLine.objects.get(kind="outsourcing.order").options["about"] == account.public_id
    contract = hosting.a_contract(customer, owner, label="srv2")
    shown = page(shopper, "contract", contract.public_id)
    assert "monitoring" in shown
    assert "120" in shown


def test_another_customers_space_cannot_be_named_in_a_request(client_of, stranger, customer, owner):
    account = hosting.an_account(customer, owner)
    answer = send(
        client_of(stranger), "mission_new", task="other", title="x", purpose="y", about=account.public_id
    )
    assert "about" in answer.context["form"].errors


# --- staff --------------------------------------------------------------------------------------------------
def staff_do(client, thing, verb, **said):
    name = f"admin:web_hosting_{type(thing)._meta.model_name}_verb"
    answer = client.post(reverse(name, args=[thing.pk, verb]), {"reason": "because", **said})
    worker.settle(ORDERED)
    return answer


def test_staff_suspend_with_a_ground_and_lift_it(customer, owner, staff_user, client_of):
    """HD-4.2."""
    account, desk = hosting.an_account(customer, owner), client_of(staff_user)
    staff_do(desk, account, "suspend", ground="abuse", detail="spam from the contact form")
    assert again(account).state == "suspended"
    staff_do(desk, HostingSuspension.objects.get(), "be_lifted")
    assert again(account).state == "active"


def test_a_breach_needs_a_second_person_at_the_desk(customer, owner, staff_user, client_of):
    """Guard 18, HD-4.5."""
    account = hosting.an_account(customer, owner)
    staff_do(client_of(staff_user), account, "enter_breach", ground="HD-4.5", detail="attacks")
    decision = HostingDecision.objects.get()
    staff_do(client_of(staff_user), decision, "execute")
    assert again(account).state == "active"
    second = person("second@portal.example", is_staff=True, is_superuser=True)
    staff_do(client_of(second), decision, "execute")
    assert again(account).state == "closed"


def test_work_at_a_panel_by_hand_is_done_from_the_desk(settings, customer, owner, staff_user, client_of):
    """A panel without an API: the task, the password on its page alone, the answer, the space."""
    settings.PANEL_ADAPTER = "manual"
    account = hosting.an_account(customer, owner)
    task = ManualPanelTask.objects.get()
    assert (account.state, task.command) == ("provisioning", "create")
    assert "-aA9" not in str(task.details)
    desk = client_of(staff_user)
    url = reverse("admin:web_hosting_manualpaneltask_answer", args=[task.pk])
    assert b"-aA9" in desk.get(url).content
    assert "form" in desk.post(url, {"code": "full"}).context
    desk.post(url, {"address": "192.0.2.9", "nameservers": "ns1.example.ma ns2.example.ma"})
    worker.settle(ORDERED + timedelta(hours=2))
    account, task = again(account), ManualPanelTask.objects.get()
    assert (account.state, account.address, task.secret) == ("active", "192.0.2.9", None)
    restore = RestoreRequest.objects.create(customer=customer, account=account, asked_at=ORDERED, asked_by="x",
                                            call_at=ORDERED, acted_through=ORDERED, next_action_at=ORDERED)  # fmt: skip
    worker.settle(ORDERED + timedelta(hours=2))
    found = ManualPanelTask.objects.get(command="backup")
    desk.post(
        reverse("admin:web_hosting_manualpaneltask_answer", args=[found.pk]),
        {"backup_at": "2026-11-22T03:00"},
    )
    worker.settle(ORDERED + timedelta(hours=4))
    assert again(restore).backup_at == clock.at_local(date(2026, 11, 22), 3)


def test_a_task_refused_by_hand_tells_the_customer(settings, customer, owner, staff_user, client_of):
    settings.PANEL_ADAPTER = "manual"
    account = hosting.an_account(customer, owner)
    url = reverse("admin:web_hosting_manualpaneltask_answer", args=[ManualPanelTask.objects.get().pk])
    client_of(staff_user).post(url, {"code": "full", "message": "no room on server 1"})
    worker.settle(ORDERED + timedelta(hours=2))
    assert again(account).state == "failed"


def test_the_back_office_opens_on_the_queues_of_hosting(customer, owner, staff_user, client_of):
    hosting.an_account(customer, owner, domain="plein.example.ma")
    desk = client_of(staff_user)
    desk.cookies["language"] = "en"
    assert "Hosting that could not be set up" in desk.get(reverse("admin:index")).content.decode()
