"""Two people act on one thing at the same moment: one wins, the other is told, and nobody waits for ever."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import connection

from contracts.publishing import publish_documents
from core import clock, worker
from core.transitions import NotAllowed
from tests import hosting
from tests.hosting import ORDERED, act
from web_hosting.entry import first_password
from web_hosting.flows import accounts, overuses
from web_hosting.lifecycle import suspending
from web_hosting.models import HostingAccount, Mission, OveruseCase
from web_hosting.outsourcing import missions

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs a server with many connections"),
]
ROUNDS = 6


def together(*deeds) -> list[str]:
    """What became of acts that begin at the same moment."""
    start = Barrier(len(deeds))

    def do(deed):
        try:
            start.wait()
            deed()
        except NotAllowed:
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(deeds)) as people:
        return sorted(found.result(timeout=30) for found in [people.submit(do, deed) for deed in deeds])


def account_of(key: int) -> HostingAccount:
    return HostingAccount.objects.select_related("plan", "customer").get(pk=key)


def close(key: int) -> None:
    overuses.verbs["close"](OveruseCase.objects.get(pk=key), act(ORDERED))


def suspend(key: int) -> None:
    suspending.suspend(account_of(key), act(ORDERED), ground="abuse")


def test_of_two_who_ask_for_the_first_password_one_sees_it(customer, owner):
    publish_documents(clock.opening(clock.local_date(ORDERED)))
    account = hosting.an_account(customer, owner)
    seen = together(*[lambda: first_password.reveal(account_of(account.pk), act(ORDERED))] * 2)
    assert seen == ["done", "refused"]


def test_two_colleagues_never_work_more_together_than_was_accepted(customer, owner):
    """Guard 15: forty and forty of sixty minutes."""
    publish_documents(clock.opening(clock.local_date(ORDERED)))
    hosting.plan()
    mission = missions.ask(customer, act(ORDERED), "other", "two at once", "x")
    missions.offer(mission, act(ORDERED), minutes=60, words="an hour")
    quote = mission.quotes.get()
    ticked = {version.public_id for version in missions.documents(clock.local_date(ORDERED))}
    hosting.pay(missions.accept(quote, owner, ticked, act(ORDERED)), ORDERED)

    def work():
        mine = Mission.objects.select_related("customer").get(pk=mission.pk)
        missions.log_time(mine, act(ORDERED), minutes=40, worked_on=clock.local_date(ORDERED), words="x")

    assert together(work, work) == ["done", "refused"]
    assert Mission.objects.get().worked_minutes == 40


def test_a_case_closed_while_its_account_is_suspended_for_something_else_blocks_nobody(customer, owner):
    """The account is locked first from either end."""
    publish_documents(clock.opening(clock.local_date(ORDERED)))
    for n in range(ROUNDS):
        account = hosting.an_account(customer, owner, domain=f"n{n}.example.ma")
        accounts.verbs["warn_overuse"](account, act(ORDERED), seen="heavy", emergency=True)
        worker.settle(ORDERED)
        case = OveruseCase.objects.get(account=account)
        together(partial(close, case.pk), partial(suspend, account.pk))
        worker.settle(ORDERED)
        assert account_of(account.pk).state == "suspended"
        assert OveruseCase.objects.get(pk=case.pk).state == "closed"
