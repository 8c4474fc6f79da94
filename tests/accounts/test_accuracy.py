"""Inaccurate data: signs advise, a manager decides with a reason code, a second person terminates (DN-7.3.2)."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.accuracy import closing, lifecycle, looking
from accounts.lifecycle import change_account
from accounts.models import DataCase
from billing import cart
from core import clock
from core.acts import Act
from core.models import Attention, EvidenceRecord
from core.transitions import NotAllowed
from hosting_portal.staff import make_groups
from notifications.models import Email
from tests import names
from tests.cast import person
from tests.laws.estate import registration
from tests.papers import PDF, upload
from tests.servers_at_work import a_server

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
WORDS = "No person of this name lives there."


@pytest.fixture(autouse=True)
def today():
    with clock.frozen(NOW):
        yield


def act(who: str = "usr_manager") -> Act:
    return Act(NOW, who, "as the file says")


def opened(customer) -> DataCase:
    return lifecycle.open_case(customer, act("usr_finder"), ground="invented", finding="x", proof=upload())


def decided(customer) -> DataCase:
    return lifecycle.decide_end(opened(customer), act(), ground="anonymous", words=WORDS)


def test_signs_advise_staff_once_for_each_address_and_stop_nobody(customer, owner, english):
    assert list(looking.signs(customer)) == ["nobody of the account has confirmed an e-mail address"]
    customer.billing_email = "shop@inbox.mailinator.com"
    for _twice in range(2):
        change_account(customer, act())
    task = Attention.objects.get(queue="data_accuracy")
    assert (task.about, task.clause) == (customer.public_id, "DN-7.3.2")
    customer.phone = "+2120000"
    assert len(list(looking.signs(customer))) == 3
    assert not looking.is_disposable("compta@gmail.com")
    assert not looking.is_disposable("nonsense")


def test_two_people_terminate_the_account_its_names_end_and_the_customer_reads_why(
    customer, owner, client_of
):
    """Guard 18: a reason code, a second person; what else runs is shown to staff."""
    name, server = names.registered("argan.com", date(2027, 5, 1), customer), a_server(customer, NOW)
    case = decided(customer)
    for who in ("usr_manager", "clock"):
        with pytest.raises(NotAllowed):
            lifecycle.execute(case, act(who))
    with pytest.raises(IntegrityError), transaction.atomic():
        DataCase.objects.update(executed_by="usr_manager")
    lifecycle.execute(case, act("usr_second"))
    decision = name.decisions.get()
    assert (decision.clause, decision.entered_by, decision.executed_by) == (
        "DN-7.3.2",
        "usr_manager",
        "usr_second",
    )
    assert Attention.objects.get(queue="data_accuracy", about=server.public_id).closed_at is None
    mail = Email.objects.get(kind="accounts.terminated")
    assert (mail.to, WORDS in mail.text, mail.clause) == (customer.billing_email, True, "DN-7.3.2")
    assert (
        EvidenceRecord.objects.get(about=customer.public_id, what="account_closed").data["decided_by"]
        == "usr_manager"
    )


def test_a_terminated_account_orders_nothing_and_still_reads_its_papers(customer, owner, client_of, english):
    names.extension("com")
    lifecycle.execute(decided(customer), act("usr_second"))
    customer.refresh_from_db()
    with pytest.raises(NotAllowed, match="terminated"):
        cart.add(customer, owner, registration("new.com"), act(owner.public_id))
    client = client_of(owner)
    assert client.get(reverse("billing:invoices")).status_code == 200
    assert client.get(reverse("billing:review")).status_code == 403
    assert client.get(reverse("support:new")).status_code == 200
    with pytest.raises(NotAllowed):
        opened(customer)


def test_only_a_manager_decides_and_the_proof_is_opened_with_proof(customer, client_of):
    make_groups()
    people = [person(f"{role}@portal.example", role, is_staff=True) for role in ("support", "manager")]
    for one in people:
        one.groups.add(Group.objects.get(name=one.name))
    finder, manager = (client_of(one) for one in people)
    add = {"customer": customer.pk, "ground": "invented", "finding": "x"}
    bad = SimpleUploadedFile("p.pdf", b"<script>")
    assert finder.post(reverse("admin:accounts_datacase_add"), add | {"proof": bad}).status_code == 200
    finder.post(reverse("admin:accounts_datacase_add"), add | {"proof": SimpleUploadedFile("p.pdf", PDF)})
    case = DataCase.objects.get()
    decide = reverse("admin:accounts_datacase_verb", args=[case.pk, "decide_end"])
    said = {"ground": "invented", "words": WORDS, "reason": "seen"}
    finder.post(decide, said)
    assert DataCase.objects.get().state == "open"
    manager.post(decide, said)
    assert DataCase.objects.get().state == "ending"
    assert Attention.objects.filter(about=case.public_id, closed_at=None).exists(), "the second person's task"
    opened = reverse("admin:accounts_datacase_open", args=[case.pk])
    assert finder.post(opened, {"ground": "dispute"}).content == PDF
    assert EvidenceRecord.objects.filter(about=case.public_id, what="proof_opened").exists()


def test_what_is_right_after_all_is_dismissed_or_given_back(customer):
    case = lifecycle.give_back(decided(customer), act("usr_second"))
    assert (case.state, case.decided_by) == ("open", "")
    lifecycle.dismiss(case, act())
    closing.demand_open(customer)
    assert opened(customer).state == "open", "a new case may be opened"
