"""The town: a catalogue, customers and names whose expiry days are spread over the simulated time."""

from datetime import date, datetime, timedelta
from random import Random

from accounts.models import Customer, Membership, User
from contracts.publishing import publish_documents
from core import clock
from core.workdays import seed_holidays
from domains import catalogue
from domains.models import Domain, Extension, SandboxName

from .book import Book
from .post import BOUNCING

EXTENSIONS = {"com": 40, "net": 10, "org": 10, "ma": 40}
LANGUAGES = {"fr": 70, "ar": 15, "en": 15}
CONTACT = {"full_name": "Amina Titulaire", "country": "MA", "phone": "+212522000000"}
FIRST_EXPIRY = 32  # no name is inside its notices on the first day
CUSTOMERS_PER_NAME = 0.2


class Town:
    """Who lives in the simulation and what they have at its start."""

    def __init__(self, rng: Random, book: Book):
        self.rng, self.book = rng, book
        self.users: dict[int, User] = {}

    def build(self, names: int, days: int) -> None:
        """Fill the empty database."""
        day = clock.local_date(self.book.start)
        publish_documents(self.book.start - timedelta(days=30))
        seed_holidays(range(day.year, day.year + days // 365 + 3))
        catalogue.load(day.replace(year=day.year - 2))
        Extension.objects.update(requires_identity=False)  # papers have people and tests of their own
        self.extensions = {e.code: e for e in Extension.objects.filter(code__in=EXTENSIONS)}
        self.customers = [self._customer(n) for n in range(max(3, int(names * CUSTOMERS_PER_NAME)))]
        domains = [self._name(n, day, days) for n in range(names)]
        Domain.objects.bulk_create(domains, batch_size=500)
        SandboxName.objects.bulk_create(map(_held, domains), batch_size=500)

    def contacts(self, n: int, customer: Customer) -> dict:
        """The holder of a name; some have an address of their own, some one that does not exist."""
        email = self.rng.choices(
            [customer.billing_email, f"holder{n}@example.ma", f"{BOUNCING}{n}@example.ma"], [60, 38, 2]
        )[0]
        holder = {**CONTACT, "email": email}
        return {"holder": holder, "admin": holder, "tech": holder}

    def _customer(self, n: int) -> Customer:
        language = self.rng.choices([*LANGUAGES], [*LANGUAGES.values()])[0]
        prefix = BOUNCING if n % 97 == 5 else "compta"
        customer = Customer.objects.create(
            name=f"Société {n}", address="1, avenue Hassan II", city="Agadir", phone="+212522000000",
            billing_email=f"{prefix}{n}@example.ma", language=language, created_at=self.book.start,
        )  # fmt: skip
        user = User.objects.create(email=f"user{n}@example.ma", name=f"Personne {n}", password="!")
        Membership.objects.create(user=user, customer=customer, role="owner")
        self.users[customer.pk] = user
        return customer

    def _name(self, n: int, day: date, days: int) -> Domain:
        rng = self.rng
        code = rng.choices([*EXTENSIONS], [*EXTENSIONS.values()])[0]
        customer = rng.choice(self.customers)
        expires = day + clock.days(rng.randint(FIRST_EXPIRY, max(FIRST_EXPIRY + 1, days - 1)))
        born = clock.at_local(clock.years_later(expires, -1), rng.randint(8, 20))
        domain = Domain(
            customer=customer, name=f"nom{n}.{code}", unicode_name=f"nom{n}.{code}", state="registered",
            extension=self.extensions[code], contacts=self.contacts(n, customer), paid_through=expires,
            late_surcharge=3_000, registry_created_at=born, term_started_at=born,
            registry_expires_at=clock.years_later(born, 1), acted_through=self.book.start,
        )  # fmt: skip
        domain.reschedule()
        self.book.first_terms[domain.public_id] = expires
        return domain


def _held(domain: Domain) -> SandboxName:
    return SandboxName(
        name=domain.name, reference=domain.public_id, created_at=domain.registry_created_at,
        expires_at=domain.registry_expires_at, contacts=domain.contacts,
    )  # fmt: skip


def opening(start: date) -> datetime:
    """The first instant of the simulation."""
    return clock.at_local(start, 6)
