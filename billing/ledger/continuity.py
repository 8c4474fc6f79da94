"""Continuity: numbers without gap or double per series and fiscal year, and days that never go back (facts D)."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from django.apps import apps

from billing.models import Counter
from billing.models.documents import Document

from .sums import Fault


def continuity() -> list[Fault]:
    """Every fault in the numbers of issued documents; empty when an inspector would find none."""
    return [fault for series, found in _numbered().items() for fault in _faults(*series, found)] + [
        *_unused()
    ]


def _numbered() -> dict[tuple[str, int], list[tuple[int, date]]]:
    """The numbers and days of each series and year, in order of number; of every kind of document there is."""
    found: dict[tuple[str, int], list[tuple[int, date]]] = {}
    for model in apps.get_app_config("billing").get_models():
        if not issubclass(model, Document):
            continue
        rows = model._base_manager.exclude(number=None).order_by()
        for number, day in rows.values_list("number", "issued_on"):
            series, year, n = number.split("-")
            found.setdefault((series, int(year)), []).append((int(n), day))
    return {key: sorted(rows) for key, rows in sorted(found.items())}


def _faults(series: str, year: int, found: list[tuple[int, date]]) -> Iterator[Fault]:
    name, numbers = f"{series}-{year}", [n for n, _day in found]
    missing = sorted(set(range(1, numbers[-1] + 1)) - set(numbers))
    if missing:
        yield Fault("a gap in the numbers", name, ", ".join(map(str, missing[:20])))
    if len(set(numbers)) != len(numbers):
        yield Fault("a number given twice", name, f"{len(numbers) - len(set(numbers))}")
    for (_n, before), (n, day) in pairwise(found):
        if day < before:
            yield Fault("a day that goes back", f"{name}-{n:06d}", f"{day} after {before}")
    for n, day in found:
        if day.year != year:
            yield Fault("a number of another year", f"{name}-{n:06d}", f"{day}")
    counter = Counter.objects.filter(series=series, year=year).first()
    if counter is None or counter.last != numbers[-1]:
        yield Fault("the counter", name, f"{counter and counter.last}, but the last number is {numbers[-1]}")


def _unused() -> Iterator[Fault]:
    """A counter that has counted what no document bears."""
    known = _numbered()
    for counter in Counter.objects.all():
        if counter.last and (counter.series, counter.year) not in known:
            yield Fault("a series without documents", f"{counter.series}-{counter.year}", f"{counter.last}")
