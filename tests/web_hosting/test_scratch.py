from datetime import date
import pytest
from core import clock, worker
from tests import hosting, names
from tests.hosting import ORDERED, calendar, act
from web_hosting.flows import accounts
from web_hosting.models import *
from core.models import Attention
pytestmark = pytest.mark.django_db

def show(t, *things):
    print("\n==", t)
    for th in things:
        for row in calendar(th): print(" ", row)
    for a in Attention.objects.all(): print("  !", a.queue, a.title, a.detail[:200])

def test_unpaid(customer, owner):
    a = hosting.an_account(customer, owner, cycle=12)
    names.live_through(clock.at_local(date(2028, 6, 1)))
    show("unpaid year", a, HostingDecision.objects.get())

def test_monthly(customer, owner):
    a = hosting.an_account(customer, owner, cycle=1, now=clock.at_local(date(2027,1,31),10))
    names.live_through(clock.at_local(date(2027, 2, 20)))
    from billing.models import Proforma
    hosting.pay(Proforma.objects.filter(state="issued").get(), clock.at_local(date(2027,2,20),9))
    names.live_through(clock.at_local(date(2027, 3, 29)))
    hosting.pay(Proforma.objects.filter(state="issued").get(), clock.at_local(date(2027,4,4),9))
    names.live_through(clock.at_local(date(2027, 4, 10)))
    show("monthly", a); a.refresh_from_db(); print(a.paid_through)

def test_notice(customer, owner):
    a = hosting.an_account(customer, owner, cycle=12)
    accounts.verbs["give_notice"](a, act(clock.at_local(date(2027,10,1),9)))
    names.live_through(clock.at_local(date(2028, 6, 1)))
    show("notice", a)

def test_consumer(customer, owner):
    customer.kind="person"; customer.save()
    a = hosting.an_account(customer, owner, cycle=12, immediate=False)
    names.live_through(clock.at_local(date(2026, 12, 10)))
    show("consumer", a)
    b = hosting.an_account(customer, owner, cycle=12, immediate=False, domain="b.example.ma")
    accounts.verbs["withdraw"](b, act(clock.at_local(date(2026,11,25),9)))
    accounts.verbs["pay_back"](b, act(clock.at_local(date(2026,11,26),9)), reference="VIR1")
    show("withdraw", b)

def test_rest(customer, owner):
    from web_hosting.restores import restoring
    a = hosting.an_account(customer, owner, cycle=12)
    now = clock.at_local(date(2026,11,24),9)
    names.live_through(now)
    r = restoring.ask(hosting.again(a), act(now), "all")
    worker.settle(now); r = hosting.again(r); print(r.state, r.backup_at, r.proposal)
    hosting.pay(r.proposal, now); show("restore", a, r)
    from web_hosting.changes import changing
    ch = changing.ask(hosting.again(a), act(now), hosting.plan("business")); worker.settle(now)
    print(ch.old_ht, ch.new_ht, ch.days_left, ch.days_in_period)
    hosting.pay(ch.proposal, now); show("change", a, ch)
    ch = changing.ask(hosting.again(a), act(now), hosting.plan("start")); worker.settle(now)
    show("down", a, ch); ch.refresh_from_db(); print(ch.credit_note.total_ht, ch.to_credit_ht)

def test_outs(customer, owner):
    from web_hosting.outsourcing import missions
    a = hosting.a_contract(customer, owner)
    names.live_through(clock.at_local(date(2026, 12, 10)))
    names.live_through(clock.at_local(date(2026, 12, 14))); hosting.pay(hosting.again(a).proposal, clock.at_local(date(2026, 12, 14)))
    names.live_through(clock.at_local(date(2027, 3, 10)))
    show("contract", a)
    m = missions.ask(customer, act(ORDERED), "install", "Apache", "please"); worker.settle(ORDERED)
    missions.offer(m, act(ORDERED), minutes=90, words="mod_x")
    q = m.quotes.get()
    from contracts.publishing import publish_documents
    missions.accept(q, owner, {v.public_id for v in missions.documents(ORDERED.date())}, act(ORDERED))
    q.refresh_from_db(); hosting.pay(q.proposal, ORDERED); m = hosting.again(m)
    missions.log_time(m, act(ORDERED), minutes=45, worked_on=ORDERED.date(), words="x")
    missions.finish(m, act(ORDERED), report="done"); worker.settle(ORDERED)
    show("mission", m, q)
