"""Look before you act: a lost answer costs nothing, a second try does nothing twice."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.ports import PortRefused, PortUnavailable
from domains.registry import NameTaken, faults, registry_for, renew_to
from domains.registry.faults import Fault, FaultPlan, Kind
from domains.registry.models import SandboxName, SandboxTransaction
from domains.registry.port import LOCK, DsRecord, Host, Wanted

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
J0 = date(2027, 11, 22)
CONTACTS = {"admin": {"country": "MA"}}
REPORT = {"reason": "paid"}


@pytest.fixture
def registry(settings):
    settings.REGISTRY_ADAPTER = "sandbox"
    return registry_for("com")


def days(n: int) -> datetime:
    return NOW + timedelta(days=n)


def commands() -> dict[str, tuple[int, int]]:
    """For each command: how often it was received and carried out."""
    found: dict[str, tuple[int, int]] = {}
    for t in SandboxTransaction.objects.all():
        times, done = found.get(t.command, (0, 0))
        found[t.command] = (times + t.times, done + t.done)
    return found


def lost_answer(command: str) -> FaultPlan:
    return FaultPlan(scripted=[Fault(Kind.TIMEOUT, command)])


def test_registration_whose_answer_was_lost_is_found_done(registry):
    with faults.injected(lost_answer("register")) as plan, pytest.raises(PortUnavailable):
        registry.register("atlas.com", 2, CONTACTS, "dom_1", NOW)
    assert plan.happened == {"timeout": 1}
    found = registry.register("atlas.com", 2, CONTACTS, "dom_1", days(1))
    assert (found.reference, found.created_at, found.expires_on) == ("dom_1", NOW, date(2028, 11, 22))
    assert commands() == {"register": (1, 1)}


def test_registration_under_another_reference_is_refused(registry):
    registry.register("atlas.com", 1, CONTACTS, "dom_1", NOW)
    with pytest.raises(NameTaken) as refused:
        registry.register("atlas.com", 1, CONTACTS, "dom_2", NOW)
    assert refused.value.code == 2302


def test_renewal_whose_answer_was_lost_buys_no_second_year(registry):
    registry.register("atlas.com", 1, CONTACTS, "dom_1", NOW)
    with faults.injected(lost_answer("renew")), pytest.raises(PortUnavailable):
        renew_to(registry, "atlas.com", date(2029, 11, 22), "dom_1", days(300))
    found = renew_to(registry, "atlas.com", date(2029, 11, 22), "dom_1", days(301))
    assert found.expires_on == date(2029, 11, 22)
    assert commands()["renew"] == (1, 1)


def test_plain_renewal_looks_too(registry):
    registry.register("atlas.com", 1, CONTACTS, "dom_1", NOW)
    for _try in range(2):
        assert registry.renew("atlas.com", J0, 1, "dom_1", days(300)).expires_on == date(2028, 11, 22)
    assert commands()["renew"] == (1, 1)


@pytest.mark.parametrize(("years", "sent"), [(1, None), (2, date(2029, 11, 22)), (3, date(2030, 11, 22))])
def test_renewal_in_grace_sends_one_year_less(registry, years, sent):
    """C-37: the registry has added a year by itself at expiry."""
    registry.register("atlas.com", 1, CONTACTS, "dom_1", NOW)
    target = J0.replace(year=J0.year + years)
    found = renew_to(registry, "atlas.com", target, "dom_1", days(365 + 20))
    assert found.expires_on == target
    assert commands().get("renew") == ((1, 1) if sent else None)


def test_moroccan_renewal_in_grace_sends_every_year(registry):
    registry.register("atlas.ma", 1, CONTACTS, "dom_1", NOW)
    found = renew_to(registry, "atlas.ma", date(2028, 11, 22), "dom_1", days(365 + 20))
    assert found.expires_on == date(2028, 11, 22)
    assert commands()["renew"] == (1, 1)


def test_renewal_beyond_the_target_sends_nothing(registry):
    registry.register("atlas.com", 5, CONTACTS, "dom_1", NOW)
    assert renew_to(registry, "atlas.com", date(2029, 11, 22), "dom_1", NOW).expires_on == date(2031, 11, 22)
    assert "renew" not in commands()


@pytest.mark.parametrize("shift", [-1, 0, 1])
def test_a_day_between_local_and_utc_dates_is_no_year(registry, shift):
    registry.register("atlas.com", 1, CONTACTS, "dom_1", NOW)
    target = date(2028, 11, 22) + timedelta(days=shift)
    for _try in range(2):
        assert renew_to(registry, "atlas.com", target, "dom_1", NOW).expires_on == date(2028, 11, 22)
    assert commands()["renew"] == (1, 1)


def test_renewal_of_a_name_that_is_gone_is_refused(registry):
    with pytest.raises(PortRefused) as refused:
        renew_to(registry, "atlas.com", J0, "dom_1", NOW)
    assert refused.value.code == 2303


@pytest.mark.parametrize("name", ["atlas.com", "atlas.ma"])
def test_deletion_whose_answer_was_lost_keeps_its_date(registry, name):
    registry.register(name, 1, CONTACTS, "dom_1", NOW)
    with faults.injected(lost_answer("delete")), pytest.raises(PortUnavailable):
        registry.delete(name, "dom_1", days(380))
    assert registry.delete(name, "dom_1", days(381)).being_deleted
    assert SandboxName.objects.get().deleted_at == days(380)
    assert commands()["delete"] == (1, 1)
    assert registry.delete(name, "dom_1", days(500)) is None


def test_restore_whose_answer_was_lost_is_found_done(registry):
    registry.register("atlas.com", 1, CONTACTS, "dom_1", NOW)
    registry.delete("atlas.com", "dom_1", days(380))
    with faults.injected(lost_answer("restore")), pytest.raises(PortUnavailable):
        registry.restore("atlas.com", "dom_1", REPORT, days(390))
    assert registry.restore("atlas.com", "dom_1", REPORT, days(391)).expires_on == date(2028, 11, 22)
    assert commands()["restore_report"] == (1, 1)


def test_name_that_looks_as_wanted_is_not_updated(registry):
    registry.register("atlas.com", 1, CONTACTS, "dom_1", NOW)
    wanted = Wanted(
        (Host("ns1.atlas.ma"),), {LOCK: True}, (DsRecord(12, 13, 2, "AB" * 32),), {"tech": {"email": "x"}}
    )
    for second in range(2):
        registry.update("atlas.com", wanted, "chg_1", NOW + timedelta(seconds=second))
    assert commands() == {"register": (1, 1), "update": (1, 1)}


def test_nothing_is_done_when_the_registry_is_unavailable_before(registry):
    plan = FaultPlan(scripted=[Fault(Kind.UNAVAILABLE, "register", "atlas.com")])
    with faults.injected(plan), pytest.raises(PortUnavailable):
        registry.register("atlas.com", 1, CONTACTS, "dom_1", NOW)
    assert not SandboxName.objects.exists()
    assert commands() == {}


def test_outage_hits_everything_between_its_instants(registry):
    with faults.injected(FaultPlan(outages=[(NOW, days(3))])) as plan:
        for now in (NOW, days(2)):
            with pytest.raises(PortUnavailable):
                registry.check(["atlas.com"], now)
            with pytest.raises(PortUnavailable):
                registry.info("atlas.com", now)
        registry.register("atlas.com", 1, CONTACTS, "dom_1", days(3))
    assert plan.happened == {"outage": 4}


def test_refusal_on_purpose_is_final_and_hits_only_what_may_be_refused(registry):
    registry.register("atlas.com", 1, CONTACTS, "dom_1", NOW)
    with faults.injected(FaultPlan(refusal=1.0)):
        with pytest.raises(PortRefused) as refused:
            registry.register("rif.com", 1, CONTACTS, "dom_2", NOW)
        registry.delete("atlas.com", "dom_1", NOW)
    assert refused.value.code == 2308


def test_faults_are_the_same_in_every_run():
    def struck() -> list[int]:
        plan, hit = FaultPlan(unavailable=0.3, seed=7), []
        for n in range(40):
            try:
                plan.before("renew", "atlas.com", days(n))
            except PortUnavailable:
                hit.append(n)
        return hit

    assert struck() == struck()
    assert 4 <= len(struck()) <= 20


@pytest.mark.parametrize("seed", range(5))
def test_a_year_of_faults_loses_and_doubles_nothing(registry, seed):
    """Whatever fails, asking again until it works ends in one registration, one renewal, one deletion."""
    clock = iter(NOW + timedelta(minutes=10 * n) for n in range(10_000))

    def insist(call):
        for _try in range(200):
            try:
                return call(next(clock))
            except PortUnavailable:
                continue
        raise AssertionError("the registry never answered")

    with faults.injected(FaultPlan(unavailable=0.4, timeout=0.5, seed=seed)):
        insist(lambda now: registry.register("atlas.com", 1, CONTACTS, "dom_1", now))
        insist(lambda now: renew_to(registry, "atlas.com", date(2029, 11, 22), "dom_1", now))
        insist(lambda now: registry.delete("atlas.com", "dom_1", now))
        insist(lambda now: registry.restore("atlas.com", "dom_1", REPORT, now))
    assert {command: done for command, (_times, done) in commands().items()} == {
        "register": 1, "renew": 1, "delete": 1, "restore_report": 1,
    }  # fmt: skip
    assert SandboxName.objects.get().expires_at.date() == date(2030, 11, 22)
