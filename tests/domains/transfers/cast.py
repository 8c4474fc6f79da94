"""What the tests of transfers share: a paid transfer, a name of ours, another registrar that asks for it."""

from datetime import UTC, datetime

from billing import cart, ordering, payments
from billing.lines import NewLine
from billing.models import OrderLine, Proforma
from core import clock
from domains.models import Domain, TransferIn
from domains.registry.sandbox_strangers import AUTH_CODE
from domains.transfers.ordering import TRANSFER_IN
from notifications.models import Email
from tests import names

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)  # a Friday
ELSEWHERE = "ailleurs-atlas.com"  # approved by silence; see domains/registry/sandbox_strangers.py
PRICE = 15_480  # 129.00 and 20 % VAT
CONTACTS = {"holder": names.CONTACT, "admin": names.CONTACT, "tech": names.CONTACT}


def ordered(customer, user, name: str = ELSEWHERE, code: str = AUTH_CODE, now: datetime = NOW) -> Proforma:
    """A confirmed order's proforma for one transfer."""
    ending = name.partition(".")[2]
    names.extension(ending)
    options = {"name": name, "extension": ending, "contacts": CONTACTS, "auth_code": code}
    act = names.act(now)
    line = NewLine(TRANSFER_IN, name, f"domain.{ending}", "transfer", "Transfer", options=options)
    cart.add(customer, user, line, act)
    order = cart.cart_for(customer)
    lines, _prices = cart.priced(order, act.today)
    accepted = {version.public_id for version in ordering.documents(lines, act.today)}
    return ordering.confirm(order, act, user, accepted, seen_ttc=cart.sums(lines).ttc)


def pay(proforma: Proforma, now: datetime = NOW) -> None:
    payments.received(proforma.total_ttc, proforma.payment_reference, clock.local_date(now), names.act(now))


def the_transfer(name: str = ELSEWHERE) -> TransferIn:
    return TransferIn.objects.select_related("extension", "customer", "domain").get(name=name)


def told(about: str, to: str = names.CONTACT["email"]) -> list[str]:
    """The kinds of mail about a thing, in order."""
    mails = Email.objects.filter(about=about, to=to)
    return list(mails.order_by("id").values_list("kind", flat=True))


def outcome() -> str:
    return OrderLine.objects.get(kind=TRANSFER_IN).outcome


def fresh(thing):
    """The thing as the database has it, with what it hangs on."""
    return type(thing)._base_manager.select_related(*thing.schedule_related).get(pk=thing.pk)


def ours(customer, name: str = "atlas.com", **facts) -> Domain:
    """A name of ours that may leave, its code known to the registry and to us."""
    from datetime import date

    from domains.registry.models import SandboxName

    domain = names.registered(name, facts.pop("expires", date(2027, 5, 1)), customer)
    Domain.objects.filter(pk=domain.pk).update(
        auth_code=SandboxName.objects.get(name=name).auth_code, **facts
    )
    return fresh(domain)
