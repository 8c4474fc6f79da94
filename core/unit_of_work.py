"""Unit of work: inside one transaction, new rows are gathered and written together.

`add(row)` outside a unit writes at once; inside `gathered()` it waits for the end of the block. Rows that
belong to a chain (evidence) get their place when they are written, by the model's `prepare(rows)`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import models, transaction

from . import bulk

_open: ContextVar[list[models.Model] | None] = ContextVar("unit_of_work", default=None)


def add(row: models.Model) -> None:
    """Write the row with the current unit, or now where there is none."""
    rows = _open.get()
    if rows is None:
        with transaction.atomic(savepoint=False):
            _write([row])
    else:
        rows.append(row)


@contextmanager
def gathered() -> Iterator[None]:
    """Gather the rows of this block; an exception drops them with the transaction."""
    around = _open.get()
    if around is not None:
        kept = len(around)
        try:
            yield
        except BaseException:
            del around[kept:]  # what was undone has left no rows either
            raise
        return
    rows: list[models.Model] = []
    token = _open.set(rows)
    try:
        yield
    finally:
        _open.reset(token)
    _write(rows)


@contextmanager
def own() -> Iterator[None]:
    """The rows of this block go with the open unit; where there is none, with one and a transaction of its own."""
    if _open.get() is not None:
        yield
        return
    with transaction.atomic(), gathered():
        yield


def _write(rows: list[models.Model]) -> None:
    """One model after the other; what is `written_last` goes at the end, with what the others' `prepare` adds."""
    end: list[models.Model] = []
    token = _open.set(end)
    try:
        for model, group in _by_model(rows):
            if getattr(model, "written_last", False):
                end += group
            else:
                _write_group(model, group)
    finally:
        _open.reset(token)
    for model, group in _by_model(end):
        _write_group(model, group)


def _by_model(rows: list[models.Model]) -> Iterable[tuple[type[models.Model], list[models.Model]]]:
    found: dict[type[models.Model], list[models.Model]] = defaultdict(list)
    for row in rows:
        found[type(row)].append(row)
    return found.items()


def _write_group(model: type[models.Model], group: list[models.Model]) -> None:
    prepare = getattr(model, "prepare", None)
    if prepare:
        group = prepare(group)
    if not group:  # all of it has been said before
        return
    once = getattr(model, "written_once", False)
    if getattr(model, "write_only", False):
        bulk.insert(group, once)
        return
    found_by = getattr(model, "found_by", "")
    for layer in _layers(group):
        if found_by:
            bulk.insert(layer, once, found_by)
        else:
            model._base_manager.bulk_create(layer, ignore_conflicts=once, batch_size=1000)


def _layers(group: list[models.Model]) -> Iterator[list[models.Model]]:
    """Rows that hang on another row of the group (a late surcharge on its renewal) are written after it."""
    own = [field.name for field in group[0]._meta.fields if field.related_model is type(group[0])]
    hanging = [row for row in group if any(_unwritten(row, name) for name in own)]
    if len(hanging) in (0, len(group)):
        yield group
        return
    later = {id(row) for row in hanging}
    yield [row for row in group if id(row) not in later]
    yield from _layers(hanging)


def _unwritten(row: models.Model, relation: str) -> bool:
    parent = row._state.fields_cache.get(relation)
    return parent is not None and parent._state.adding
