"""Bulk writing: to PostgreSQL many new rows travel as one JSON document, not as one parameter for each value.

For rows that nobody asks again for (mails, evidence) their keys in the database are not read back; for others they
are, by the field `found_by` that their makers have filled (proformas, order lines).
"""

import json
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

TOGETHER = 1_000  # rows


def insert(rows: list[models.Model], once: bool = False, found_by: str = "") -> None:
    """Write new rows of one model; with `once`, those whose natural key exists already are passed over."""
    model = type(rows[0])
    if connection.vendor != "postgresql":
        model._base_manager.bulk_create(rows, ignore_conflicts=once, batch_size=TOGETHER)
        return
    fields = {f.attname: f.column for f in model._meta.concrete_fields if not f.primary_key}
    columns, table = ", ".join(f'"{column}"' for column in fields.values()), f'"{model._meta.db_table}"'
    statement = (
        f"INSERT INTO {table} ({columns}) SELECT {columns} FROM json_populate_recordset(NULL::{table}, %s::json)"
        + (" ON CONFLICT DO NOTHING" if once else "")
        + (f' RETURNING "{found_by}", "{model._meta.pk.column}"' if found_by else "")
    )
    with connection.cursor() as cursor:
        for start in range(0, len(rows), TOGETHER):
            written = rows[start : start + TOGETHER]
            if found_by:
                _point(written)
            records = [_record(row, fields) for row in written]
            cursor.execute(statement, [json.dumps(records, cls=DjangoJSONEncoder, ensure_ascii=False)])
            if found_by:
                _know(written, found_by, dict(cursor.fetchall()))


def _point(rows: list[models.Model]) -> None:
    """Rows that hang on others written just before know their keys now."""
    relations = {f.name: f.attname for f in rows[0]._meta.concrete_fields if f.is_relation}
    for row in rows:
        for name, attname in relations.items():
            if (parent := row._state.fields_cache.get(name)) is not None:
                setattr(row, attname, parent.pk)


def _know(rows: list[models.Model], found_by: str, keys: dict[Any, Any]) -> None:
    """The rows are in the database now, under these keys."""
    for row in rows:
        row.pk, row._state.adding, row._state.db = keys[getattr(row, found_by)], False, connection.alias


def _record(row: models.Model, fields: dict[str, str]) -> dict[str, Any]:
    return {column: _exact(getattr(row, name)) for name, column in fields.items()}


def _exact(value: Any) -> Any:
    """Django's encoder would cut an instant to milliseconds."""
    return value.isoformat() if isinstance(value, datetime) else value
