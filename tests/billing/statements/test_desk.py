"""The statements' desk: a file looked at, then imported; lines confirmed, given, kept, set apart; who may."""

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from billing import credit
from billing.models import BankAccount, BankLine, BankStatement, Payment
from core import clock
from hosting_portal import staff
from tests.billing.conftest import NOW
from tests.cast import person

from . import files

pytestmark = pytest.mark.django_db
IMPORT, QUEUE = "admin:billing_bankstatement_add", "admin:billing_bankline_queue"
ODD = b"Jour;Quoi;Combien\r\n20/11/2026;VIR ARGAN;154,80\r\n"


@pytest.fixture(autouse=True)
def now():
    with clock.frozen(NOW):
        yield


@pytest.fixture
def desk(client_of, staff_user):
    browser = client_of(staff_user)
    browser.cookies["language"] = "en"
    return browser


def look(desk, bank, content: bytes, name: str = "releve.csv"):
    file = SimpleUploadedFile(name, content, "text/csv")
    return desk.post(reverse(IMPORT), {"account": bank.pk, "file": file})


def told(page) -> str:
    return " ".join(str(message) for message in page.context["messages"])


def test_a_file_is_shown_before_anything_is_kept(desk, bank):
    page = look(desk, bank, files.csv("20/11/2026;20/11/2026;VIR ARGAN;;;154,80;10 154,80"))
    assert b"VIR ARGAN" in page.content
    assert not BankStatement.objects.exists()
    desk.post(reverse(IMPORT), {"token": page.context["token"], "act": "import"})
    assert BankLine.objects.get().amount == 154_80


def test_an_unknown_banks_columns_are_said_once(desk, bank):
    page = look(desk, bank, ODD)
    assert "columns" in told(page)
    chosen = {
        "delimiter": ";",
        "decimal": ",",
        "days": "%d/%m/%Y",
        "date": "Jour",
        "label": "Quoi",
        "amount": "Combien",
    }
    page = desk.post(reverse(IMPORT), {"token": page.context["token"], "act": "read", **chosen})
    assert b"VIR ARGAN" in page.content
    desk.post(reverse(IMPORT), {"token": page.context["token"], "act": "import", **chosen})
    assert BankAccount.objects.get(pk=bank.pk).columns["columns"]["amount"] == "Combien"
    page = look(desk, bank, ODD.replace(b"154,80", b"99,00"))
    assert page.context["n"] == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"\x00\x01rubbish", "not a text file"), (b"", "empty"), (b"x" * (11 * 1024 * 1024), "10 MB")],
)
def test_a_file_that_is_refused_says_why(desk, bank, content, said):
    page = look(desk, bank, content)
    assert said in page.content.decode()
    assert not BankStatement.objects.exists()


def test_the_same_file_is_refused_at_the_desk(desk, bank, taken):
    content = files.csv("20/11/2026;20/11/2026;VIR;;;1,00;10 001,00")
    taken(content, "premier.csv")
    assert "premier.csv" in told(look(desk, bank, content))


def test_another_persons_file_between_preview_and_import_is_nobodys(desk, bank, client_of):
    token = look(desk, bank, files.csv("20/11/2026;20/11/2026;VIR;;;1,00;10 001,00")).context["token"]
    other = client_of(person("other@portal.example", is_staff=True, is_superuser=True))
    other.post(reverse(IMPORT), {"token": token, "act": "import"})
    assert not BankStatement.objects.exists()


def test_one_click_confirms_and_the_customer_is_served(desk, taken, ordered):
    proforma = ordered()
    line = taken(files.csv(f"20/11/2026;{proforma.payment_reference};154,80", header="Date;Libellé;Montant"))[
        0
    ]
    assert proforma.payment_reference.encode() in desk.get(reverse(QUEUE)).content
    desk.post(
        reverse(QUEUE), {"line": line.public_id, "about": proforma.public_id, "act": "book", "reason": "seen"}
    )
    proforma.refresh_from_db()
    assert proforma.state == "paid"
    page = desk.get(reverse("admin:billing_bankline_change", args=[line.pk]))
    assert page.status_code == 200


def test_all_certain_ones(desk, taken, ordered):
    first, second = ordered("a.com"), ordered("b.com")
    lines = taken(files.csv(*(f"20/11/2026;{p.payment_reference};154,80" for p in (first, second)),
                            header="Date;Libellé;Montant"))  # fmt: skip
    page = desk.post(reverse(QUEUE), {"act": "certain", "line": [line.pk for line in lines]}, follow=True)
    assert "2" in told(page)
    assert Payment.objects.filter(state="confirmed").count() == 2


@pytest.mark.parametrize(
    ("verb", "facts", "state", "balance"),
    [
        ("credit", {"customer": True}, "matched", 7_00),
        ("hold", {}, "matched", 0),
        ("set_apart", {}, "apart", 0),
    ],
)
def test_what_else_a_line_may_be(desk, taken, customer, verb, facts, state, balance):
    line = taken(files.csv("20/11/2026;VIR;7,00", header="Date;Libellé;Montant"))[0]
    given = {"customer": customer.pk} if facts else {}
    address = reverse("admin:billing_bankline_verb", args=[line.pk, verb])
    assert desk.get(address).status_code == 200
    desk.post(address, {"reason": "looked at", **given})
    line.refresh_from_db()
    assert (line.state, credit.balance(customer)) == (state, balance)


def test_the_first_page_counts_the_lines_and_how_many_are_late(desk, taken):
    taken(files.csv("20/11/2026;VIR;7,00", "20/11/2026;FRAIS;-5,00", header="Date;Libellé;Montant"))

    def counted():
        rows = {
            str(q["url"]): (q["count"], q["late"]) for q in desk.get(reverse("admin:index")).context["queues"]
        }
        return rows[reverse(QUEUE)]

    assert counted() == (1, 0)
    with clock.frozen(NOW + clock.days(1)):
        assert counted() == (1, 1)


def test_a_label_that_a_spreadsheet_would_run_is_only_text(desk, taken):
    taken(files.csv('20/11/2026;"=HYPERLINK(""http://x"")";7,00', header="Date;Libellé;Montant"))
    assert "=HYPERLINK(&quot;" in desk.get(reverse(QUEUE)).content.decode()


def test_a_rib_is_checked_when_an_account_is_added(desk, bank):
    facts = {
        "bank": "X",
        "holder": "Y",
        "rib": files.OTHER_RIB[:-1] + "6",
        "currency": "EUR",
        "ledger": "5141",
    }
    desk.post(reverse("admin:billing_bankaccount_add"), facts)
    assert not BankAccount.objects.filter(bank="X").exists()
    desk.post(reverse("admin:billing_bankaccount_add"), facts | {"rib": files.OTHER_RIB, "active": "on"})
    assert BankAccount.objects.get(bank="X").currency == "EUR"


def test_the_file_can_be_opened_again(desk, taken):
    content = files.csv("20/11/2026;20/11/2026;VIR;;;1,00;10 001,00")
    taken(content)
    statement = BankStatement.objects.get()
    assert desk.get(reverse("admin:billing_bankstatement_change", args=[statement.pk])).status_code == 200
    assert desk.get(reverse("admin:billing_bankstatement_paper", args=[statement.pk])).content == content
    assert desk.get(reverse("admin:billing_bankstatement_changelist")).status_code == 200


@pytest.mark.parametrize(("group", "allowed"), [("billing", True), ("support", False), ("registry", False)])
def test_only_the_payment_desk_sees_statements(client_of, bank, group, allowed):
    staff.make_groups()
    clerk = person("clerk@portal.example", is_staff=True)
    clerk.groups.set(Group.objects.filter(name=group))
    browser = client_of(clerk)
    for address in (
        IMPORT,
        QUEUE,
        "admin:billing_bankline_changelist",
        "admin:billing_bankaccount_changelist",
    ):
        assert (browser.get(reverse(address)).status_code == 200) is allowed, address
