"""The story of a name that is managed: its owner in the browser, an operator, staff, and the worker between clicks."""

from datetime import date

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import User
from core import clock, worker
from domains.managing import lookups
from domains.models import Domain, RegistryChange
from domains.registry import faults
from domains.registry.faults import Fault, FaultPlan, Kind
from tests import names
from tests.cast import contact_of

from .steps import PASSWORD, press, submit, tick, until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = date(2026, 11, 23)
DS = "55648 13 2 B4C8C1FE2E7477127B27115656AD6256F424625BF5C1E2770CE6D6E37DF61D17"


@pytest.fixture
def atlas(customer, owner, monkeypatch):
    """A name of the owner, who has a password; the DNS outside is not asked."""
    monkeypatch.setattr(lookups, "silent_hosts", lambda zone, rows: [f"{rows[0]['name']}: ?"])
    monkeypatch.setattr(lookups, "unsigned", lambda zone, records: [])
    let_in(owner)
    names.registered("atlas.ma", date(2027, 11, 22), customer)
    return names.registered("atlas.com", date(2027, 11, 22), customer)


def let_in(user) -> None:
    """A password, and an address that is proved."""
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)


def sign_in(page, email: str) -> None:
    page.goto(reverse("account_login"))
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    submit(page)


def go(page, name: str, domain: Domain) -> None:
    page.goto(reverse(f"domains:{name}", args=[domain.public_id]))


def test_a_name_is_managed_by_its_owner_his_operator_and_staff(live, atlas, owner, customer, staff_user):
    page = live
    with until(DAY):
        sign_in(page, owner.email)
        change_name_servers(page, atlas)
        sign_zone_and_lock(page, atlas)
        change_contact(page, atlas, customer)
        lock_several(page, atlas)
        name_operator(page, atlas)
        page.context.clear_cookies()
        operate(page, atlas, customer)
        page.context.clear_cookies()
        let_in(staff_user)
        settle_refusal(page, atlas, staff_user)


def change_name_servers(page, atlas) -> None:
    """Two hosts, one under the name with its glue; the DNS warns, the owner goes on, the registry answers."""
    page.goto(atlas.get_absolute_url() + "#manage")
    press(page, page.locator("#settings a[href$='/serveurs/']"))
    page.fill("input[name=host_1]", "ns1.atlas.com")
    page.fill("input[name=addresses_1]", "8.8.8.8")
    page.fill("input[name=host_2]", "ns2.exemple.ma")
    submit(page)
    page.check("input[name=anyway]")
    submit(page)
    tick()
    page.goto(atlas.get_absolute_url())
    expect(page.locator("#settings")).to_contain_text("ns2.exemple.ma")


def sign_zone_and_lock(page, atlas) -> None:
    go(page, "dnssec", atlas)
    page.fill("textarea[name=records]", DS)
    submit(page)
    go(page, "lock", atlas)
    page.check("input[name=confirmed]")
    submit(page)
    tick()
    atlas.refresh_from_db()
    assert (atlas.locked, len(atlas.ds_records)) == (True, 1)


def change_contact(page, atlas, customer) -> None:
    """Another technical contact, whose registry refuses once: the page says why, and it is sent again."""
    hind = contact_of(customer, "Hind Alaoui")
    go(page, "contacts", atlas)
    page.select_option("select[name=tech]", hind.public_id)
    with faults.injected(FaultPlan(scripted=[Fault(Kind.REFUSAL, "update", code=2306)])):
        submit(page)
        tick()
    go(page, "contacts", atlas)
    press(page, page.locator("button[name=do][value=again]"))
    tick()
    atlas.refresh_from_db()
    assert atlas.contacts["tech"]["full_name"] == "Hind Alaoui"
    go(page, "publication", atlas)
    expect(page.locator("main")).not_to_contain_text("Hind Alaoui")


def lock_several(page, atlas) -> None:
    """Both names are chosen in the list: the .ma name is refused with its reason."""
    page.goto(reverse("domains:list") + "?q=atlas")
    for box in page.locator("main table input[type=checkbox]").all():
        box.check()
    press(page, page.locator("button[name=do][value=lock]"))
    submit(page)
    expect(page.locator("main")).to_contain_text(".ma")
    submit(page)
    expect(page.locator("main table tbody tr")).to_have_count(2)


def name_operator(page, atlas) -> None:
    go(page, "operators", atlas)
    page.fill("input[name=email]", "yasmine@web.example")
    page.fill("input[name=ends_on]", "2027-01-31")
    submit(page)
    expect(page.locator("main")).to_contain_text("yasmine@web.example")


def operate(page, atlas, customer) -> None:
    """The operator sees the one name, may change its name servers, and meets a shut door elsewhere."""
    operator = User.objects.get(email="yasmine@web.example")
    let_in(operator)
    sign_in(page, operator.email)
    page.goto(reverse("domains:list"))
    expect(page.locator("main table tbody tr")).to_have_count(1)
    go(page, "nameservers", atlas)
    expect(page.locator("input[name=host_1]")).to_have_value("ns1.atlas.com")
    assert page.goto(reverse("domains:lock", args=[atlas.public_id])).status == 403
    other = Domain.objects.get(name="atlas.ma")
    assert page.goto(other.get_absolute_url()).status == 404


def settle_refusal(page, atlas, staff_user) -> None:
    """Staff find the refused change in their queue and send it again with a reason."""
    change = RegistryChange.objects.filter(kind="lock").first()
    RegistryChange.objects.filter(pk=change.pk).update(
        state="failed", refusal_code="2304", settled_at=clock.now()
    )
    sign_in(page, staff_user.email)
    page.goto(reverse("admin:domains_registrychange_changelist") + "?state__exact=failed")
    press(page, page.locator("#result_list tbody tr th a").first)
    press(page, page.locator("a[href$='verb/send_again/']"))
    page.fill("textarea[name=reason]", "réglé par téléphone")
    press(page, page.locator("main form button, #content form button, form input[type=submit]").last)
    worker.settle(clock.now())
    change.refresh_from_db()
    assert change.state == "synced"
