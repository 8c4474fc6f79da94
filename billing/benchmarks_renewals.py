"""Renewal proformas made in bulk against the one SQL statement that would insert their rows (`make bench`).

Both write the same rows for as many customers: proformas with their frozen content, their lines, their evidence.
The statement copies one that was made before and gives each its own number, reference and ids; the portal's are
proposed as a worker's batch does it, priced, worded, numbered without a gap, with evidence.
"""

import gc
import time
from datetime import UTC, date, datetime, timedelta
from statistics import median

from django.db import connection, transaction

from accounts.models import Customer
from core import evidence, unit_of_work
from core.acts import Act

from . import ordering
from .lines import NewLine
from .models import Counter, OrderLine, Price, Product, Proforma
from .prices import price_list

TOGETHER, OWNERS, ROUNDS = 500, 100, 7  # a worker's batch
NOW = datetime(2032, 1, 2, 8, tzinfo=UTC)  # a fiscal year that nothing else counts in
CODE = "bench.renewal"


def renewal_costs() -> list[dict]:
    """What a batch of renewal proformas costs as a multiple of the bare statement, and the faults in its numbers."""
    owners = _prepare()
    rounds = [(_seconds(lambda: _propose(owners)), _seconds(_insert)) for _ in range(ROUNDS + 1)][1:]
    against = f"one INSERT … SELECT of the same {TOGETHER} proformas, lines and evidence"
    value = round(median(ours / bare for ours, bare in rounds), 2)
    return [
        {"name": "renewal proformas in bulk", "value": value, "limit": 8, "better": "lower", "against": against},
        {"name": "renewal proformas: gaps and duplicates", "value": _faults(), "limit": 0, "better": "lower",
         "against": f"{(ROUNDS + 1) * TOGETHER} numbers"},
    ]  # fmt: skip


def _propose(owners: list[Customer]) -> None:
    """As the worker does: one transaction, one unit of work, one price list."""
    act, today = Act(NOW), NOW.date()
    with transaction.atomic(), unit_of_work.gathered():
        prices = price_list(today, [CODE])
        for n in range(TOGETHER):
            line = NewLine("bench.renew", f"name{n}.com", CODE, "renew", "Renewal", about=f"dom_bench{n}",
                           period_from=today, period_to=today + timedelta(days=365))  # fmt: skip
            ordering.propose(owners[n % OWNERS], [line], act, due_on=today, prices=prices,
                             payable_until=NOW + timedelta(days=30))  # fmt: skip


def _insert() -> None:
    """The same rows by one statement, copied from the last that the portal made."""
    proforma = Proforma.objects.filter(lines__product__code=CODE, number__startswith="PF-").latest("pk")
    line = proforma.lines.get()
    said = evidence.EvidenceRecord.objects.get(about=proforma.public_id)
    kept = {"public_id": "'pro_' || new.id", "number": "'B-' || new.id", "payment_reference": "new.id"}
    with connection.cursor() as cursor:
        cursor.execute(f"""
            WITH new AS (SELECT left(md5(random()::text || n), 16) AS id FROM generate_series(1, {TOGETHER}) n),
            made AS ({_copy(Proforma, proforma.pk, kept)} RETURNING id, public_id),
            lined AS ({_copy(OrderLine, line.pk, {"public_id": "'lin_' || right(new.public_id, 16)",
                                                  "proforma_id": "new.id"}, "made")})
            {_copy(evidence.EvidenceRecord, said.pk, {"about": "new.public_id"}, "made")}
        """)  # fmt: skip


def _copy(model, key: int, own: dict[str, str], each: str = "new") -> str:
    """A copy of one row for each new id, but for its own columns."""
    columns = [f.column for f in model._meta.concrete_fields if not f.primary_key]
    values = ", ".join(own.get(column, f'src."{column}"') for column in columns)
    names, table = ", ".join(f'"{column}"' for column in columns), model._meta.db_table
    new = "new" if each == "new" else f"{each} AS new"
    return f'INSERT INTO "{table}" ({names}) SELECT {values} FROM "{table}" src, {new} WHERE src.id = {key}'


def _seconds(work) -> float:
    gc.collect()
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _prepare() -> list[Customer]:
    product, _new = Product.objects.get_or_create(code=CODE, defaults={"family": "bench", "name": "bench"})
    Price.objects.get_or_create(
        product=product, operation="renew", starts_on=date(2026, 1, 1), defaults={"amount": 149_00}
    )
    facts = {"address": "1 rue du Banc", "city": "Rabat", "phone": "+212537000000", "created_at": NOW}
    owners = [Customer(name=f"Bench {n} SARL", billing_email=f"bench{n}@atlas.example", **facts)
              for n in range(OWNERS)]  # fmt: skip
    Customer.objects.bulk_create(owners)
    return list(Customer.objects.filter(name__startswith="Bench ", name__endswith=" SARL")[:OWNERS])


def _faults() -> int:
    """Gaps and duplicates among the numbers of all rounds, and a counter that says otherwise."""
    kept = Proforma.objects.filter(number__startswith=f"PF-{NOW.year}-").values_list("number", flat=True)
    taken = {int(number.rpartition("-")[2]) for number in kept}
    last = Counter.objects.get(series="PF", year=NOW.year).last
    return (last - len(taken)) + (len(kept) - len(taken))
