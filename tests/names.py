"""Names for the tests: an extension, a customer, a name at the sandbox registry, and a way to live through days."""

from collections.abc import Iterator
from datetime import date, datetime

from accounts.models import Customer
from billing.models import Price, Product
from core import clock, worker
from core.acts import Act
from core.models import StateChange
from domains.models import Domain, Extension
from domains.registry import registry_for
from notifications.models import Email
from notifications.sending import send_due

LOADED_ON = date(2024, 1, 1)
CONTACT = {"full_name": "Amina Test", "email": "amina@example.ma", "country": "MA"}
PRICES = {
    "com": {"register": 12_900, "renew": 14_900, "transfer": 12_900, "redeem": 199_900, "late": 3_000},
    "ma": {"register": 12_900, "renew": 13_900, "transfer": 12_900, "late": 5_000},
}


def extension(code: str) -> Extension:
    """The extension with its product and prices."""
    family, years = ("ma", 5) if code.endswith("ma") else ("gtld", 10)
    found, _new = Extension.objects.get_or_create(
        code=code,
        defaults={
            "family": family, "years_max": years, "total_years": years, "effective_on": LOADED_ON,
            "scopes": ["domain", f"domain.{family}"], "requires_local_admin": family == "ma",
        },
    )  # fmt: skip
    product, _new = Product.objects.get_or_create(
        code=f"domain.{code}", defaults={"family": "domain", "name": f".{code}"}
    )
    for operation, amount in PRICES[code].items():
        Price.objects.get_or_create(
            product=product, operation=operation, starts_on=LOADED_ON, defaults={"amount": amount}
        )
    return found


def a_customer(**facts) -> Customer:
    """A customer account that can be billed."""
    known = {
        "name": "Atlas Conseil", "address": "1, avenue Hassan II", "city": "Agadir", "phone": "+212522000000",
        "billing_email": "compta@example.ma", "created_at": clock.opening(LOADED_ON),
    }  # fmt: skip
    return Customer.objects.create(**known | facts)


def registered(name: str, expires: date, customer: Customer, **facts) -> Domain:
    """A name held at the sandbox registry, paid through `expires`."""
    code = name.partition(".")[2]
    born = clock.years_later(expires, -1)
    domain = Domain(
        customer=customer, name=name, unicode_name=name, extension=extension(code), state="registered",
        contacts={"holder": CONTACT, "admin": CONTACT}, paid_through=expires, late_surcharge=PRICES[code]["late"],
        registry_created_at=clock.at_local(born, 12), acted_through=clock.at_local(born, 12), **facts,
    )  # fmt: skip
    domain.reschedule()
    domain.save()
    held = registry_for(code).register(name, 1, domain.contacts, domain.public_id, clock.at_local(born, 12))
    Domain.objects.filter(pk=domain.pk).update(registry_expires_at=held.expires_at)
    return Domain.objects.get(pk=domain.pk)


def live_through(until: datetime, send: bool = True) -> None:
    """Let the portal do at each event what falls due, and send the mails."""
    while event := worker.next_due(until=until):
        worker.settle(event)
        if send:
            send_due(event)


def calendar(domain: Domain) -> Iterator[tuple[str, str, str]]:
    """What has happened to a name: (day, state or mail, clause), in order."""
    moves = StateChange.objects.filter(about=domain.public_id, kind="state")
    seen = [(m.at, 0, m.seq, m.data["to"], m.clause) for m in moves]
    mails = Email.objects.filter(about=domain.public_id, to=CONTACT["email"])
    seen += [(m.created_at, 1, m.pk, m.kind + _which(m), m.clause) for m in mails]
    for at, _order, _seq, what, clause in sorted(seen):
        yield clock.local_date(at).isoformat(), what, clause


def act(instant: datetime) -> Act:
    return Act(instant, "usr_test")


def _which(mail: Email) -> str:
    code = mail.key.split(":")[3] if mail.kind.endswith("notice") else ""
    return f" {code}" if code else ""
