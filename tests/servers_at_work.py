"""Servers for the tests: the catalogue, machines in stock, paid orders at the sandbox hypervisor."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from accounts.models import Customer
from billing import cart, ordering, payments
from billing.models import OrderLine, Proforma
from core import clock, worker
from core.acts import Act
from core.models import EvidenceRecord, StateChange
from notifications.models import Email
from notifications.sending import send_due
from servers import catalogue
from servers.lifecycle import checklist, provisioning
from servers.models import Image, Machine, SandboxGuest, Server, ServerProduct, Site
from servers.ordering import Choice, line_of
from servers.orders import Sold, opened

LOADED_ON = date(2024, 1, 1)
ORDERED = clock.at_local(date(2026, 11, 22), 10)
NAME = "srv1.argan.example.ma"
CHOSEN = ("cycle", "options", "site", "withdrawal", "ssh_keys")
PASSWORD = "Staff-chosen-7391"


def product(code: str = "c2") -> ServerProduct:
    """A configuration of the demo's catalogue, with its prices, sites and addresses."""
    if not ServerProduct.objects.filter(code=code).exists():
        catalogue.load(LOADED_ON)
    return ServerProduct.objects.get(code=code)


def a_choice(code: str = "c2", name: str = NAME, site: str = "ma", **facts) -> Choice:
    """What a customer chooses on the order form."""
    sold = product(code)
    place, image = Site.objects.get(code=site), Image.objects.get(code="debian-12")
    return Choice(sold, place, image, name, **facts)


def ordered(customer: Customer, user, now: datetime, choice: Choice) -> Proforma:
    """In the cart, reviewed, every document accepted, confirmed."""
    by = Act(now, user.public_id)
    cart.add(customer, user, line_of(choice), by)
    mine = cart.cart_for(customer)
    found, _prices = cart.priced(mine, by.today)
    ticked = {version.public_id for version in ordering.documents(found, by.today)}
    return ordering.confirm(mine, by, user, ticked, seen_ttc=cart.sums(found).ttc)


def pay(proforma: Proforma, now: datetime, value_date: date | None = None) -> None:
    """The money is there, confirmed now."""
    proforma.refresh_from_db()
    by = Act(now, "usr_billing")
    payments.received(proforma.remaining, proforma.payment_reference, value_date or by.today, by)


def bought(
    customer: Customer, user, now: datetime = ORDERED, code: str = "c2", name: str = NAME, **facts
) -> Server:
    """Ordered, paid at once, and the worker has done what falls due."""
    with clock.frozen(now):
        pay(ordered(customer, user, now, a_choice(code, name, **facts)), now)
        worker.settle(now)
    return Server.objects.get(customer=customer, hostname=name)


def a_server(
    customer: Customer, now: datetime = ORDERED, code: str = "c2", name: str = NAME, **facts
) -> Server:
    """A server that runs at the sandbox hypervisor, without the order behind it."""
    new = line_of(a_choice(code, name, **{k: facts.pop(k) for k in CHOSEN if k in facts}))
    line = OrderLine(customer=customer, kind=new.kind, subject=new.subject, options=new.options, paid_at=now)
    server = opened(line, Act(now), Sold())
    server.save()
    worker.settle(now)
    if facts:
        Server.objects.filter(pk=server.pk).update(**facts)
        server.refresh_from_db()
        server.reschedule()
        Server.objects.filter(pk=server.pk).update(next_action_at=server.next_action_at)
    return again(server)


def machine(code: str = "d1", serial: str = "SN-0001", site: str = "ma", rack: str = "A1-U01") -> Machine:
    """A machine in stock."""
    place = {"site": Site.objects.get(code=site), "rack": rack}
    return Machine.objects.create(serial=serial, product=product(code), model="Dell R240", **place)


def delivered(server: Server, now: datetime, stock: Machine | None = None) -> Server:
    """Staff assign a machine, tick everything, deliver."""
    server = again(server)
    provisioning.assign(server, act(now), machine=stock or machine(server.product.code))
    provisioning.tick(server, act(now), done=list(checklist.ITEMS))
    provisioning.deliver(server, act(now), password=PASSWORD)
    worker.settle(now)
    return again(server)


def again(server: Server) -> Server:
    """The server as it is now."""
    return Server.objects.select_related(*Server.schedule_related).get(pk=server.pk)


def guest(server: Server) -> SandboxGuest:
    """Its machine in the sandbox hypervisor's book."""
    return SandboxGuest.objects.get(reference=server.public_id)


def live_through(until: datetime) -> None:
    """Event by event, as the clock does it, the outbox sent after each."""
    now = until - timedelta(days=800)
    while event := worker.next_due(after=now, until=until):
        with clock.frozen(event):
            worker.settle(event)
            send_due(event)
        now = event
    with clock.frozen(until):
        worker.settle(until)
        send_due(until)


def calendar(server: Server) -> Iterator[tuple[str, str, str]]:
    """What has happened to a server: (day, state or mail, clause), in order."""
    moves = StateChange.objects.filter(about=server.public_id, kind="state")
    seen = [(m.at, 0, m.pk, m.data["to"], m.clause) for m in moves]
    mails = Email.objects.filter(about=server.public_id)
    seen += [(m.created_at, 1, m.pk, _said(m), m.clause) for m in mails]
    for at, _order, _seq, what, clause in sorted(seen):
        yield clock.local_date(at).isoformat(), what, clause


def breaches(server: Server) -> list[tuple[str, str]]:
    """Missed promises: what and clause."""
    return list(
        EvidenceRecord.objects.filter(about=server.public_id, kind="breach").values_list("what", "clause")
    )


def mails(server: Server) -> list[str]:
    """The kinds of mails about a server, in order."""
    return list(Email.objects.filter(about=server.public_id).order_by("pk").values_list("kind", flat=True))


def act(instant: datetime, who: str = "usr_test", reason: str = "test") -> Act:
    return Act(instant, who, reason)


def _said(mail: Email) -> str:
    notice = mail.key.rpartition(":")[2]
    return f"{mail.kind} {notice}" if mail.kind == "servers.term_notice" else mail.kind
