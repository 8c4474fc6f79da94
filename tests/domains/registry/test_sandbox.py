"""The sandbox registry by itself: it behaves as a real one, and a repeated command shows."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from core.ports import PortRefused
from domains.registry import NameTaken, refusal_text
from domains.registry.models import SandboxName, SandboxTransaction
from domains.registry.port import LOCK, Host, Wanted
from domains.registry.refusals import REFUSALS
from domains.registry.sandbox import SandboxRegistry
from domains.registry.sandbox_book import saved

pytestmark = pytest.mark.django_db

REGISTRY = SandboxRegistry()
ADMIN = {"admin": {"name": "Amina", "country": "MA"}}
NEVER = timedelta(seconds=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def registered(name: str, expires: str, reference: str = "dom_1") -> datetime:
    """A name registered for one year, which ends at the given instant."""
    expiry = at(expires)
    REGISTRY.register(name, 1, ADMIN, reference, expiry.replace(year=expiry.year - 1))
    return expiry


def shown(name: str, instant: str):
    found = REGISTRY.info(name, at(instant))
    return found and (f"{found.expires_at:%Y-%m-%d}", *found.statuses, *found.rgp)


def refusal_code(call, *args) -> int:
    with pytest.raises(PortRefused) as refused:
        call(*args)
    assert str(refusal_text(refused.value.code))
    return refused.value.code


def test_whole_life_of_a_generic_name_that_nobody_renews():
    """The worked check: expiry 2026-11-22, deleted after day 36, redeemable 30 days, gone after 5 more."""
    registered("atlas.com", "2026-11-22T10:00")
    assert shown("atlas.com", "2026-11-22T09:59") == ("2026-11-22", "ok")
    assert shown("atlas.com", "2026-11-22T10:00") == ("2027-11-22", "ok", "autoRenewPeriod")
    REGISTRY.delete("atlas.com", "dom_1", at("2026-12-29T00:00"))
    assert shown("atlas.com", "2026-12-29T00:00") == ("2026-11-22", "pendingDelete", "redemptionPeriod")
    assert shown("atlas.com", "2027-01-27T23:59") == ("2026-11-22", "pendingDelete", "redemptionPeriod")
    assert shown("atlas.com", "2027-01-28T00:00") == ("2026-11-22", "pendingDelete", "pendingDelete")
    assert shown("atlas.com", "2027-02-01T23:59") == ("2026-11-22", "pendingDelete", "pendingDelete")
    assert shown("atlas.com", "2027-02-02T00:00") is None
    assert REGISTRY.check(["atlas.com"], at("2027-02-02T00:00"))["atlas.com"].free


def test_whole_life_of_a_moroccan_name_that_is_cancelled_at_the_cutoff():
    """The worked check: expiry 2026-11-22, cut-off 2026-12-21 18:00, then 30 days of cancellation grace."""
    registered("atlas.ma", "2026-11-22T10:00")
    assert shown("atlas.ma", "2026-12-21T17:59") == ("2026-11-22", "ok")
    REGISTRY.delete("atlas.ma", "dom_1", at("2026-12-21T18:00"))
    assert shown("atlas.ma", "2026-12-22T10:00") == ("2026-11-22", "pendingDelete")
    assert shown("atlas.ma", "2027-01-20T17:59") == ("2026-11-22", "pendingDelete")
    assert shown("atlas.ma", "2027-01-20T18:00") is None


def test_moroccan_name_without_a_command_is_renewed_tacitly_after_day_30():
    registered("atlas.ma", "2026-11-22T10:00")
    assert shown("atlas.ma", "2026-12-22T09:59") == ("2026-11-22", "ok")
    assert shown("atlas.ma", "2026-12-22T10:00") == ("2027-11-22", "ok")
    assert shown("atlas.ma", "2028-12-01T00:00") == ("2028-11-22", "ok")


def test_generic_name_without_a_command_is_renewed_every_year():
    registered("atlas.com", "2026-11-22T10:00")
    assert shown("atlas.com", "2027-01-06T09:59") == ("2027-11-22", "ok", "autoRenewPeriod")
    assert shown("atlas.com", "2027-01-06T10:00") == ("2027-11-22", "ok")
    assert shown("atlas.com", "2028-11-22T10:00") == ("2029-11-22", "ok", "autoRenewPeriod")


def test_deletion_after_the_auto_renew_period_keeps_the_added_year():
    registered("atlas.com", "2026-11-22T10:00")
    REGISTRY.delete("atlas.com", "dom_1", at("2027-01-06T10:00"))
    assert shown("atlas.com", "2027-01-07T00:00") == ("2027-11-22", "pendingDelete", "redemptionPeriod")


def test_restore_with_its_report_brings_the_name_back_for_a_year():
    registered("atlas.com", "2026-11-22T10:00")
    REGISTRY.delete("atlas.com", "dom_1", at("2026-12-29T00:00"))
    REGISTRY.restore("atlas.com", "dom_1", {"reason": "paid"}, at("2027-01-10T00:00"))
    assert shown("atlas.com", "2027-01-10T00:00") == ("2027-11-22", "ok")
    REGISTRY.delete("atlas.com", "dom_1", at("2027-12-29T00:00"))
    assert set(SandboxTransaction.objects.values_list("done", flat=True)) == {1}


def test_restore_waits_for_its_report_and_falls_back_without():
    registered("atlas.com", "2026-11-22T10:00")
    REGISTRY.delete("atlas.com", "dom_1", at("2026-12-29T00:00"))
    REGISTRY.restore("atlas.com", "dom_1", {}, at("2027-01-10T00:00"))
    assert shown("atlas.com", "2027-01-16T23:59") == ("2026-11-22", "pendingDelete", "pendingRestore")
    assert shown("atlas.com", "2027-01-17T00:00") == ("2026-11-22", "pendingDelete", "redemptionPeriod")
    REGISTRY.restore("atlas.com", "dom_1", {}, at("2027-01-27T00:00"))
    assert shown("atlas.com", "2027-02-02T12:00") == ("2026-11-22", "pendingDelete", "pendingRestore")
    REGISTRY.restore("atlas.com", "dom_1", {"reason": "paid"}, at("2027-02-02T12:00"))
    assert shown("atlas.com", "2027-02-02T12:00") == ("2027-11-22", "ok")


def test_restore_only_in_redemption():
    registered("atlas.com", "2026-11-22T10:00")
    registered("atlas.ma", "2026-11-22T10:00", "dom_2")
    report = {"reason": "paid"}
    assert refusal_code(REGISTRY.restore, "atlas.com", "dom_1", report, at("2026-11-30T00:00")) == 2304
    REGISTRY.delete("atlas.com", "dom_1", at("2026-12-29T00:00"))
    REGISTRY.delete("atlas.ma", "dom_2", at("2026-12-21T18:00"))
    assert refusal_code(REGISTRY.restore, "atlas.com", "dom_1", report, at("2027-01-28T00:00")) == 2304
    assert refusal_code(REGISTRY.restore, "atlas.ma", "dom_2", report, at("2026-12-22T00:00")) == 2304
    assert refusal_code(REGISTRY.restore, "atlas.com", "dom_1", report, at("2027-02-02T00:00")) == 2303


def test_renewal_needs_the_registrys_own_expiry():
    expiry = registered("atlas.com", "2026-11-22T10:00")
    wrong = ("atlas.com", date(2027, 11, 22), 1, "dom_1", expiry - NEVER)
    assert refusal_code(REGISTRY.renew, *wrong) == 2306
    REGISTRY.renew("atlas.com", date(2026, 11, 22), 2, "dom_1", expiry - NEVER)
    assert shown("atlas.com", "2026-11-22T09:00") == ("2028-11-22", "ok")


def test_renewal_in_the_auto_renew_period_goes_beyond_the_added_year():
    registered("atlas.com", "2026-11-22T10:00")
    REGISTRY.renew("atlas.com", date(2027, 11, 22), 2, "dom_1", at("2026-12-01T00:00"))
    assert shown("atlas.com", "2026-12-01T00:00") == ("2029-11-22", "ok")


def test_no_generic_name_goes_beyond_ten_years_and_no_moroccan_one_beyond_five():
    registered("atlas.com", "2026-11-22T10:00")
    registered("atlas.ma", "2026-11-22T10:00", "dom_2")
    day, now = date(2026, 11, 22), at("2026-10-23T10:00")
    assert refusal_code(REGISTRY.renew, "atlas.com", day, 10, "dom_1", now) == 2105
    assert refusal_code(REGISTRY.renew, "atlas.ma", day, 5, "dom_2", now) == 2105
    REGISTRY.renew("atlas.com", day, 9, "dom_1", now)
    REGISTRY.renew("atlas.ma", day, 4, "dom_2", now)
    assert shown("atlas.com", "2026-10-24T00:00") == ("2035-11-22", "ok")
    assert shown("atlas.ma", "2026-10-24T00:00") == ("2030-11-22", "ok")
    assert refusal_code(REGISTRY.renew, "atlas.com", date(2035, 11, 22), 0, "dom_1", now) == 2105


@pytest.mark.parametrize(("name", "years"), [("atlas.com", 0), ("atlas.com", 11), ("atlas.ma", 6)])
def test_term_outside_the_registrys_range_is_refused(name, years):
    assert refusal_code(REGISTRY.register, name, years, ADMIN, "dom_1", at("2026-11-22T00:00")) == 2004


def test_moroccan_name_needs_an_admin_contact_in_morocco():
    abroad = {"admin": {"country": "FR"}}
    now = at("2026-11-22T00:00")
    assert refusal_code(REGISTRY.register, "atlas.ma", 1, abroad, "dom_1", now) == 2306
    REGISTRY.register("atlas.com", 1, abroad, "dom_1", now)


def test_name_is_registered_once():
    now = at("2026-11-22T00:00")
    REGISTRY.register("atlas.com", 1, ADMIN, "dom_1", now)
    for reference in ("dom_1", "dom_2"):
        with pytest.raises(NameTaken):
            REGISTRY.register("atlas.com", 1, ADMIN, reference, now)
    assert SandboxName.objects.get().reference == "dom_1"
    ledger = {t.reference: (t.times, t.done, t.result) for t in SandboxTransaction.objects.all()}
    assert ledger == {"dom_1": (2, 1, 2302), "dom_2": (1, 0, 2302)}


def test_of_two_orders_at_once_the_second_is_refused():
    """Both found the name free; the book takes one row per name."""
    now = at("2026-11-22T00:00")
    REGISTRY.register("atlas.com", 1, ADMIN, "dom_1", now)
    with pytest.raises(NameTaken):
        saved(SandboxName(name="atlas.com", reference="dom_2", created_at=now, expires_at=now))


@pytest.mark.parametrize("name", ["google.com", "maroc-telecom.ma", "pris-atlas.com", "taken-1.ma"])
def test_some_names_belong_to_somebody_else(name):
    now = at("2026-11-22T00:00")
    assert refusal_code(REGISTRY.register, name, 1, ADMIN, "dom_1", now) == 2302
    found = REGISTRY.check([name], now)[name]
    assert (found.free, found.reason) == (False, "taken")
    assert not REGISTRY.info(name, now).sponsor_is_us
    assert refusal_code(REGISTRY.delete, name, "dom_1", now) == 2201


def test_check_answers_for_many_names_with_one_query(django_assert_num_queries):
    registered("atlas.com", "2026-11-22T10:00")
    names = ["atlas.com", "atlas.ma", "google.ma", *(f"n{i}.com" for i in range(50))]
    with django_assert_num_queries(1):
        found = REGISTRY.check(names, at("2026-11-22T09:00"))
    assert [n for n in names if not found[n].free] == ["atlas.com", "google.ma"]


def test_cancelled_moroccan_name_is_free_for_its_last_holder_only():
    registered("atlas.ma", "2026-11-22T10:00")
    REGISTRY.delete("atlas.ma", "dom_1", at("2026-12-21T18:00"))
    found = REGISTRY.check(["atlas.ma"], at("2026-12-25T00:00"))["atlas.ma"]
    assert (found.free, found.reason) == (False, "cancel_grace")
    anew = REGISTRY.register("atlas.ma", 2, ADMIN, "dom_2", at("2026-12-25T00:00"))
    assert (anew.created_at, anew.expires_at) == (at("2026-12-25T00:00"), at("2028-12-25T00:00"))
    assert shown("atlas.ma", "2027-02-01T00:00") == ("2028-12-25", "ok")


def test_generic_name_in_redemption_is_nobodys_to_register():
    registered("atlas.com", "2026-11-22T10:00")
    REGISTRY.delete("atlas.com", "dom_1", at("2026-12-29T00:00"))
    order = ("atlas.com", 1, ADMIN, "dom_2")
    assert refusal_code(REGISTRY.register, *order, at("2027-02-01T23:59")) == 2302
    REGISTRY.register(*order, at("2027-02-02T00:00"))
    assert shown("atlas.com", "2027-02-02T00:00") == ("2028-02-02", "ok")


def test_lock_and_delegation():
    registered("atlas.com", "2026-11-22T10:00")
    now = at("2026-06-01T00:00")
    locked = REGISTRY.update("atlas.com", Wanted(statuses={LOCK: True}), "chg_1", now)
    assert locked.statuses == ("clientTransferProhibited",)
    assert REGISTRY.update("atlas.com", Wanted(statuses={LOCK: False}), "chg_2", now).statuses == ("ok",)
    hosts = (Host("ns1.atlas.ma"), Host("ns2.atlas.ma"))
    found = REGISTRY.update("atlas.com", Wanted(nameservers=hosts), "chg_3", now)
    assert found.nameservers == ("ns1.atlas.ma", "ns2.atlas.ma")


def test_name_being_deleted_takes_no_other_command():
    registered("atlas.com", "2026-11-22T10:00")
    now = at("2026-12-29T00:00")
    REGISTRY.delete("atlas.com", "dom_1", now)
    assert refusal_code(REGISTRY.renew, "atlas.com", date(2026, 11, 22), 1, "dom_1", now) == 2304
    assert refusal_code(REGISTRY.delete, "atlas.com", "dom_1", now) == 2304
    assert refusal_code(REGISTRY.update, "atlas.com", Wanted(statuses={LOCK: True}), "dom_1", now) == 2304
    assert SandboxTransaction.objects.get(command="delete").times == 2


@pytest.mark.parametrize("command", ["renew", "delete", "update"])
def test_unknown_name(command):
    args = {"renew": (date(2026, 1, 1), 1, "dom_1"), "delete": ("dom_1",), "update": (Wanted(), "dom_1")}[
        command
    ]
    assert refusal_code(getattr(REGISTRY, command), "atlas.com", *args, at("2026-01-01T00:00")) == 2303


def test_leap_day_expiry_moves_to_the_28th():
    REGISTRY.register("atlas.com", 1, ADMIN, "dom_1", at("2028-02-29T12:00"))
    assert shown("atlas.com", "2028-03-01T00:00") == ("2029-02-28", "ok")


def test_words_about_a_fault_of_ours_promise_no_second_try_that_nobody_makes():
    """The money has become credit by then, and the name stands where it stood."""
    with translation.override("en"):
        assert all("send it again" not in str(refusal_text(code)) for code in (2000, 2001, 2002, 2100))


def test_every_code_has_words_and_an_unknown_one_too():
    assert str(refusal_text(2302)) != str(refusal_text(2999)) == str(refusal_text("odd"))
    every = {
        *range(2000, 2006),
        *range(2100, 2107),
        *range(2200, 2203),
        *range(2300, 2309),
        2400,
        *range(2500, 2503),
    }
    assert set(REFUSALS) == every, "RFC 5730 section 3"
