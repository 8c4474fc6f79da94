"""Two registrars at the sandbox registry: who may take a name from whom, what is told, what silence means."""

from datetime import UTC, datetime, timedelta

import pytest

from core.ports import PortRefused, PortUnavailable
from domains.registry import LookFirst, faults
from domains.registry.faults import Fault, FaultPlan, Kind
from domains.registry.models import OTHER, SandboxTransaction
from domains.registry.port import LOCK, Wanted
from domains.registry.sandbox import SandboxRegistry
from domains.registry.sandbox_acts import ask_from_elsewhere
from domains.registry.sandbox_strangers import AUTH_CODE

pytestmark = pytest.mark.django_db

US, THEM = SandboxRegistry(), SandboxRegistry(OTHER)
ADMIN = {"admin": {"country": "MA"}}
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


def days(n: float) -> datetime:
    return NOW + timedelta(days=n)


def code_of(call, *args) -> int:
    with pytest.raises(PortRefused) as refused:
        call(*args)
    return refused.value.code


def ours(name: str = "atlas.com", age: int = 100) -> None:
    US.register(name, 1, ADMIN, "dom_1", days(-age))


def drained(registry=US, now=NOW) -> list[tuple[str, str, str]]:
    """Every waiting message as (kind, name, status of its transfer or text), acknowledged."""
    found = []
    while message := registry.next_message(now):
        transfer = message.transfer
        found.append((message.kind, message.name, transfer.status if transfer else message.text))
        registry.acknowledge(message.id, now)
    return found


def test_silence_of_five_days_moves_a_name_to_us_with_one_year_more():
    asked = US.request_transfer("ailleurs-atlas.com", AUTH_CODE, 1, "tra_1", NOW)
    assert (asked.status, asked.asked_by, asked.answered_by, asked.act_by) == (
        "pending",
        "portail",
        "autre",
        days(5),
    )
    before = US.info("ailleurs-atlas.com", days(4.9))
    assert (before.sponsor_is_us, before.statuses, before.auth_code) == (False, ("pendingTransfer",), "")
    after = US.info("ailleurs-atlas.com", days(5))
    assert (after.sponsor, after.reference, after.transferred_at) == ("portail", "tra_1", days(5))
    assert f"{after.expires_on} {before.expires_on}" == "2028-03-10 2027-03-10"
    assert after.auth_code not in {"", AUTH_CODE}
    assert US.transfer_status("ailleurs-atlas.com", "", days(6)).status == "serverApproved"
    assert drained(now=days(6)) == [("transfer", "ailleurs-atlas.com", "serverApproved")]


def test_moroccan_name_moves_with_one_year_more():
    US.request_transfer("ailleurs-atlas.ma", AUTH_CODE, 1, "tra_1", NOW)
    assert US.info("ailleurs-atlas.ma", days(5)).expires_on.isoformat() == "2028-03-10"


def test_transfer_never_leads_beyond_ten_years():
    THEM.register("atlas.com", 10, ADMIN, "x", days(-100))
    code = THEM.info("atlas.com", NOW).auth_code
    US.request_transfer("atlas.com", code, 1, "tra_1", NOW)
    assert US.info("atlas.com", days(5)).expires_at == days(5).replace(year=2036)


@pytest.mark.parametrize(("label", "status"), [("refus", "clientRejected"), ("accord", "clientApproved")])
def test_the_other_registrar_answers_on_the_next_day(label, status):
    name = f"ailleurs-{label}-atlas.com"
    US.request_transfer(name, AUTH_CODE, 1, "tra_1", NOW)
    assert drained(now=days(1)) == [("transfer", name, status)]
    assert US.info(name, days(1)).sponsor_is_us == (status == "clientApproved")


@pytest.mark.parametrize(
    ("name", "auth_code", "years", "code"),
    [
        ("ailleurs-atlas.com", "wrong", 1, 2202),
        ("ailleurs-atlas.com", "", 1, 2202),
        ("ailleurs-atlas.com", AUTH_CODE, 2, 2004),
        ("ailleurs-verrou-atlas.com", AUTH_CODE, 1, 2304),
        ("ailleurs-recent-atlas.com", AUTH_CODE, 1, 2304),
        ("google.com", AUTH_CODE, 1, 2202),
        ("nobody.com", AUTH_CODE, 1, 2303),
    ],
)
def test_transfer_is_refused(name, auth_code, years, code):
    assert code_of(US.request_transfer, name, auth_code, years, "tra_1", NOW) == code
    assert US.transfer_status(name, auth_code, NOW) is None


def test_generic_name_stays_sixty_days_and_a_moroccan_one_may_leave_at_once():
    US.register("atlas.com", 1, ADMIN, "dom_1", NOW)
    US.register("atlas.ma", 1, ADMIN, "dom_2", NOW)
    with pytest.raises(PortRefused, match="no transfer before 2027-01-21"):
        ask_from_elsewhere("atlas.com", days(59))
    assert ask_from_elsewhere("atlas.ma", NOW).status == "pending"
    assert ask_from_elsewhere("atlas.com", days(60)).status == "pending"


def test_locked_name_is_not_given_away():
    ours()
    US.update("atlas.com", Wanted(statuses={LOCK: True}), "chg_1", NOW)
    with pytest.raises(PortRefused, match="2304"):
        ask_from_elsewhere("atlas.com", NOW)


@pytest.mark.parametrize(
    ("approve", "status", "sponsor"),
    [(True, "clientApproved", "autre"), (False, "clientRejected", "portail")],
)
def test_we_answer_another_registrar(approve, status, sponsor):
    ours()
    ask_from_elsewhere("atlas.com", NOW)
    assert drained() == [("transfer", "atlas.com", "pending")]
    assert code_of(THEM.answer_transfer, "atlas.com", approve, "x", NOW) == 2201
    assert US.answer_transfer("atlas.com", approve, "tra_1", days(1)).status == status
    assert US.info("atlas.com", days(1)).sponsor == sponsor
    assert (drained(), drained(THEM)) == ([], [("transfer", "atlas.com", status)])
    assert code_of(US.cancel_transfer, "atlas.com", "x", days(2)) == 2301


def test_name_waiting_for_a_transfer_takes_no_other_command():
    ours()
    ask_from_elsewhere("atlas.com", NOW)
    assert code_of(US.delete, "atlas.com", "dom_1", NOW) == 2304
    assert code_of(US.update, "atlas.com", Wanted(statuses={LOCK: True}), "chg", NOW) == 2304
    assert (
        code_of(THEM.request_transfer, "atlas.com", US.info("atlas.com", NOW).auth_code, 1, "x", NOW) == 2300
    )
    US.answer_transfer("atlas.com", False, "tra", NOW)
    US.update("atlas.com", Wanted(statuses={LOCK: True}), "chg", NOW)


def test_transfer_is_taken_back_by_who_asked():
    US.request_transfer("ailleurs-atlas.com", AUTH_CODE, 1, "tra_1", NOW)
    assert code_of(THEM.cancel_transfer, "ailleurs-atlas.com", "x", NOW) == 2201
    assert US.cancel_transfer("ailleurs-atlas.com", "tra_1", days(1)).status == "clientCancelled"
    assert US.info("ailleurs-atlas.com", days(6)).sponsor == "autre"
    assert drained(THEM) == [
        ("transfer", "ailleurs-atlas.com", "pending"),
        ("transfer", "ailleurs-atlas.com", "clientCancelled"),
    ]


def test_transfer_after_the_registrys_own_renewal_counts_from_the_paid_year():
    """The year that the registry added at expiry is taken back when a name moves in those 45 days."""
    US.register("atlas.com", 1, ADMIN, "dom_1", NOW)
    ask_from_elsewhere("atlas.com", days(370))
    assert THEM.info("atlas.com", days(375)).expires_on.isoformat() == "2028-11-22"


def test_registry_that_approved_while_we_refuse_tells_how_it_ended():
    ours()
    ask_from_elsewhere("atlas.com", NOW)
    assert LookFirst(US).answer_transfer("atlas.com", False, "tra_1", days(6)).status == "serverApproved"
    assert drained(now=days(6))[-1] == ("transfer", "atlas.com", "serverApproved")


def test_lost_answers_of_transfers_change_nothing_twice():
    registry = LookFirst(US)
    lost = FaultPlan(scripted=[Fault(Kind.TIMEOUT, c) for c in ("request_transfer", "cancel_transfer")])
    with faults.injected(lost):
        for ask in (
            lambda now: registry.request_transfer("ailleurs-atlas.com", AUTH_CODE, 1, "tra_1", now),
            lambda now: registry.cancel_transfer("ailleurs-atlas.com", "tra_1", now),
        ):
            with pytest.raises(PortUnavailable):
                ask(NOW)
            ask(days(1))
    assert {t.command: t.times for t in SandboxTransaction.objects.all()} == {
        "request_transfer": 1, "cancel_transfer": 1,
    }  # fmt: skip


def test_transfer_that_was_won_is_not_asked_for_again():
    registry = LookFirst(US)
    registry.request_transfer("ailleurs-atlas.com", AUTH_CODE, 1, "tra_1", NOW)
    assert (
        registry.request_transfer("ailleurs-atlas.com", AUTH_CODE, 1, "tra_1", days(6)).status
        == "serverApproved"
    )


def test_repeated_acknowledgement_takes_no_second_message():
    ours()
    ours("rif.com")
    for name in ("atlas.com", "rif.com"):
        ask_from_elsewhere(name, NOW)
    first = US.next_message(NOW)
    for _try in range(2):
        LookFirst(US).acknowledge(first.id, NOW)
    assert code_of(US.acknowledge, first.id, NOW) == 2303
    assert US.next_message(NOW).name == "rif.com"
