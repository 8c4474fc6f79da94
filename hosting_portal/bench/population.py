"""A large portal, made in SQL: customers in three languages, names of four extensions, expiries over a year."""

from datetime import date, datetime, timedelta

from django.db import connection, models

from accounts.models import Customer
from billing.models import Price, Product
from core import clock
from core.ids import PublicIdField
from core.models import EvidenceRecord
from domains.models import Domain, Extension
from notifications.models import Email

TODAY = date(2026, 11, 22)
NOW = clock.at_local(TODAY, 9)
DUE = 10_000  # names whose notice of J-10 has to be given today
NAMES_PER_CUSTOMER = 10
PRICES = {"register": 12_900, "renew": 14_900, "late": 3_000, "redeem": 199_900}
CONTACT = {"full_name": "Amina Alaoui", "address": "1, avenue Hassan II", "city": "Agadir", "country": "MA"}
EMAIL = "client{}@example.ma"
EXPIRY = f"(DATE '{TODAY}' + 41 + ((n::bigint * 7919) % 355)::int)"  # the first notice is yet to come


def fill(size: int) -> None:
    """`size` names: ten thousand are due, of the others one in ten is gone."""
    extensions = [_extension(code, rank) for rank, code in enumerate(["com", "net", "org", "ma"])]
    owners = _customers(size // NAMES_PER_CUSTOMER)
    owner = f"n % {len(owners)}"
    common = {
        "name": "'name' || n || '.com'",
        "unicode_name": "'name' || n || '.com'",
        "extension_id": _one_of(extension.pk for extension in extensions),
        "customer_id": f"{owners[0]} + {owner}",
        "contacts": f"jsonb_set(contacts, '{{holder,email}}', to_jsonb({_text(EMAIL, owner)}))",
    }
    first = _first_name(extensions[0], owners[0])
    _multiply(first, 1, min(DUE, size), **common)
    _multiply(
        first, DUE, size, **common, paid_through=EXPIRY,
        state="CASE n % 10 WHEN 0 THEN 'deleted' ELSE 'registered' END",
        next_action_at=f"CASE n % 10 WHEN 0 THEN NULL ELSE {EXPIRY} - 30 + TIME '08:00' END",
    )  # fmt: skip
    make_due()
    run("ANALYZE")


def make_due() -> None:
    """This morning: the notices of J-10 are not given yet, and nothing of an earlier run is left."""
    run(f"TRUNCATE {Email._meta.db_table}, {EvidenceRecord._meta.db_table} CASCADE")
    due = Domain.objects.filter(paid_through=_first_expiry(), state="registered")
    due.update(acted_through=NOW - timedelta(days=1), next_action_at=NOW - timedelta(hours=1))
    run(f"VACUUM {Domain._meta.db_table}")


def make_quiet(now: datetime = NOW) -> None:
    """Later: all that was due has been done."""
    due = Domain.objects.filter(next_action_at__lte=now)
    due.update(acted_through=now, next_action_at=now + timedelta(days=3))
    run(f"VACUUM {Domain._meta.db_table}")


def run(statement: str) -> None:
    """Run one statement of this database only."""
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _first_expiry() -> date:
    return TODAY + timedelta(days=10)


def _extension(code: str, rank: int) -> Extension:
    product = Product.objects.create(code=f"domain.{code}", family="domain", name=f".{code}")
    prices = [
        Price(product=product, operation=op, amount=amount, starts_on=TODAY) for op, amount in PRICES.items()
    ]
    Price.objects.bulk_create(prices)
    family = "ma" if code == "ma" else "gtld"
    return Extension.objects.create(code=code, family=family, effective_on=TODAY, rank=rank)


def _customers(count: int) -> range:
    """The primary keys of `count` customers."""
    address = {key: CONTACT[key] for key in ("address", "city")}
    first = Customer.objects.create(name="Client 0", billing_email=EMAIL.format(0), created_at=NOW, **address)
    languages = _one_of(f"'{language}'" for language in ("fr", "fr", "en", "ar"))
    _multiply(first, 1, count, name="'Client ' || n", billing_email=_text(EMAIL, "n"), language=languages)
    return range(first.pk, first.pk + count)


def _first_name(extension: Extension, owner: int) -> Domain:
    holder = CONTACT | {"email": EMAIL.format(0)}
    return Domain.objects.create(
        name="name0.com", unicode_name="name0.com", extension=extension, customer_id=owner, state="registered",
        contacts={"holder": holder, "admin": holder}, paid_through=_first_expiry(), acted_through=NOW,
        registry_created_at=NOW - timedelta(days=355), late_surcharge=PRICES["late"],
    )  # fmt: skip


def _multiply(row: models.Model, first: int, end: int, **expressions: str) -> None:
    """Copy a row for each `n` from `first` to before `end`; the expressions say what differs."""
    columns = {f.column: f.column for f in row._meta.concrete_fields if not f.primary_key}
    ids = {
        f.column: f"'{f.prefix}_' || lpad(to_hex(n), 16, '0')"
        for f in row._meta.fields
        if isinstance(f, PublicIdField)
    }
    values = columns | ids | expressions
    names, table = ", ".join(f'"{column}"' for column in values), row._meta.db_table
    run(f"INSERT INTO {table} ({names}) SELECT {', '.join(values.values())} "
        f"FROM {table}, generate_series({first}, {end - 1}) AS n WHERE id = {row.pk}")  # fmt: skip


def _one_of(values) -> str:
    """One of the values, in turn."""
    options = ", ".join(map(str, values))
    return f"(ARRAY[{options}])[n % cardinality(ARRAY[{options}]) + 1]"


def _text(pattern: str, expression: str) -> str:
    before, after = pattern.split("{}")
    return f"'{before}' || ({expression}) || '{after}'"
