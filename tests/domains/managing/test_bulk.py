"""Several names at once: each on its own, refused ones named with their reason; the list, its filters and its file."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from billing.models import OrderLine, Proforma
from contracts.publishing import publish_documents
from core import clock
from domains.managing.listing import harmless
from domains.models import Domain, RegistryChange
from domains.registry import faults
from domains.registry.faults import Fault, FaultPlan, Kind
from tests import names
from tests.cast import contact_of

from .test_settings import words

pytestmark = pytest.mark.django_db
BULK = "domains:bulk"
HOSTS = "ns1.example.ma\nns2.example.ma"


@pytest.fixture
def three(atlas, atlas_ma, customer):
    dying = names.registered("dying.com", date(2026, 10, 1), customer)
    Domain.objects.filter(pk=dying.pk).update(state="redemption", redemption_on=date(2026, 11, 7))
    return [atlas, atlas_ma, dying]


def ask(client, do: str, domains, **data):
    return client.post(reverse(BULK), {"do": do, "name": [d.public_id for d in domains], **data})


def test_the_confirmation_says_for_each_name_what_will_happen_and_changes_nothing(mine, three):
    seen = words(ask(mine, "nameservers", three, hosts=HOSTS))
    assert "name servers: ns1.example.ma, ns2.example.ma" in seen
    assert "dying.com is in redemption" in seen
    assert not RegistryChange.objects.exists()


def test_each_name_is_its_own_change_and_the_refused_one_stops_no_other(mine, three, settle):
    seen = words(ask(mine, "nameservers", three, hosts=HOSTS, confirmed="yes"))
    assert seen.count("on its way to the registry") == 2
    assert "dying.com is in redemption" in seen
    with faults.injected(FaultPlan(scripted=[Fault(Kind.REFUSAL, "update", "atlas.com", code=2306)])):
        settle(three[0])
    states = dict(RegistryChange.objects.values_list("domain__name", "state"))
    assert states == {"atlas.com": "failed", "atlas.ma": "synced"}


def test_a_host_under_one_of_the_names_needs_its_own_page(mine, three):
    seen = words(ask(mine, "nameservers", three, hosts="ns1.atlas.com ns2.example.ma", confirmed="yes"))
    assert "nobody would find it without its address" in seen
    assert RegistryChange.objects.count() == 1


def test_names_are_locked_together_and_a_moroccan_one_is_refused(mine, three):
    seen = words(ask(mine, "lock", three, confirmed="yes"))
    assert "no registrar lock" in seen
    assert list(RegistryChange.objects.values_list("domain__name", "kind")) == [("atlas.com", "lock")]


def test_contacts_are_set_for_several_names_and_one_abroad_is_refused_for_ma(mine, three, customer):
    paris = contact_of(customer, "Paul Martin", country="FR", phone="+33140000000")
    seen = words(ask(mine, "contacts", three[:2], admin=paris.public_id, confirmed="yes"))
    assert "DN-A2-5.3(3)" in seen
    assert list(RegistryChange.objects.values_list("domain__name", flat=True)) == ["atlas.com"]


def test_several_names_are_renewed_by_one_proforma(mine, three):
    publish_documents(clock.opening(date(2026, 1, 1)))
    form = mine.get(reverse(BULK), {"do": "renew", "name": [d.public_id for d in three]}).context["form"]
    boxes = {name: "on" for name in form.fields if name.startswith("accept_")}
    assert not Proforma.objects.exists()
    seen = words(ask(mine, "renew", three, years="2", confirmed="yes", **boxes))
    proforma = Proforma.objects.get()
    lines = OrderLine.objects.filter(proforma=proforma).values_list("subject", "quantity")
    assert sorted(lines) == [("atlas.com", 2), ("atlas.ma", 2)]
    assert reverse("billing:pay", args=[proforma.public_id]) in seen
    assert "dying.com is in redemption" in seen


def test_without_the_consents_nothing_is_ordered(mine, three):
    publish_documents(clock.opening(date(2026, 1, 1)))
    ask(mine, "renew", three, years="1", confirmed="yes")
    assert not Proforma.objects.exists()


def test_another_customers_name_in_the_form_is_not_found(mine, three, other_customer):
    theirs = names.registered("theirs.com", date(2027, 5, 1), other_customer)
    for method in ("get", "post"):
        data = {"do": "lock", "name": [three[0].public_id, theirs.public_id], "confirmed": "yes"}
        assert getattr(mine, method)(reverse(BULK), data).status_code == 404
    assert not RegistryChange.objects.exists()


@pytest.mark.parametrize("do", ["", "destroy", "../lock", "renew\x00"])
def test_an_act_that_does_not_exist_is_not_found(mine, three, do):
    assert ask(mine, do, three).status_code == 404


def test_nothing_chosen_is_said_and_each_act_has_its_right(mine, browser_of, colleague, three):
    assert "Choose at least one name" in words(mine.get(reverse(BULK), {"do": "lock"}))
    assert ask(browser_of(colleague), "unlock", three, confirmed="yes").status_code == 403
    assert ask(browser_of(colleague), "renew", three, confirmed="yes").status_code == 403


# --- the list ---------------------------------------------------------------------------------------------
def shown(client, **query) -> list[str]:
    return [str(domain) for domain in client.get(reverse("domains:list"), query).context["object_list"]]


def test_the_list_is_filtered_and_ordered_by_the_pages_address(mine, three, customer):
    names.registered("soon.com", date(2026, 12, 10), customer)
    assert shown(mine, q="ATLAS") == ["atlas.com", "atlas.ma"]
    assert shown(mine, state="redemption") == ["dying.com"]
    assert shown(mine, extension="ma") == ["atlas.ma"]
    assert shown(mine, within="30") == ["soon.com"]
    assert shown(mine, sort="name") == ["atlas.com", "atlas.ma", "dying.com", "soon.com"]
    assert shown(mine, sort="late")[-1] == "dying.com"


@pytest.mark.parametrize("odd", [{"state": "x"}, {"within": "-1"}, {"within": "9" * 30}, {"sort": "name; DROP"},
                                 {"extension": "' OR 1=1"}, {"q": "%\x00_" * 9}, {"page": "zzz"}])  # fmt: skip
def test_an_odd_address_breaks_nothing(mine, three, odd):
    assert mine.get(reverse("domains:list"), odd).status_code in {200, 404}
    assert mine.get(reverse("domains:export"), odd).status_code == 200


def test_the_file_holds_what_the_filter_leaves_and_opens_in_a_spreadsheet(mine, three):
    answer = mine.get(reverse("domains:export"), {"q": "atlas"})
    text = answer.content.decode("utf-8")
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text[1:])))
    assert [row[0] for row in rows] == ["Name", "atlas.com", "atlas.ma"]
    assert "attachment" in answer["Content-Disposition"]


def test_the_file_counts_days_in_morocco(mine, atlas):
    """Half past midnight in Casablanca is still the day before in UTC."""
    Domain.objects.filter(pk=atlas.pk).update(registry_created_at=datetime(2026, 5, 9, 23, 30, tzinfo=UTC))
    rows = list(csv.reader(io.StringIO(mine.get(reverse("domains:export")).content.decode()[1:])))
    assert rows[1][4] == "2026-05-10"


@pytest.mark.parametrize("cell", ["=1+1", "+A1", "-1", "@SUM(A1)", "\t=1", "  =cmd|' /C calc'!A0", "\r=1"])
def test_no_cell_is_a_formula(cell):
    assert harmless(cell).startswith("'")
    assert harmless("Amina") == "Amina"


def test_a_holder_called_like_a_formula_is_text_in_the_file(mine, atlas):
    holder = names.CONTACT | {"full_name": '=HYPERLINK("http://evil")'}
    Domain.objects.filter(pk=atlas.pk).update(contacts={"holder": holder})
    text = mine.get(reverse("domains:export")).content.decode()
    assert "'=HYPERLINK" in text
