"""What a test with real transactions has written is deleted again, from the tables that hold rows.

Django would empty every table and make all permissions and content types anew, which takes longer than most tests do.
Those belong to the tables and to no test: they stay.
"""

from functools import lru_cache

import pytest
from django.db import connections, transaction
from django.test import TransactionTestCase

KEPT = {"django_migrations", "django_content_type", "auth_permission"}


@pytest.fixture(scope="session", autouse=True)
def emptied_quickly():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", _leave_nothing)
        yield


def _leave_nothing(case: TransactionTestCase) -> None:
    for alias in case._databases_names(include_mirrors=False):
        _empty(alias)


def _empty(alias: str) -> None:
    """In one transaction (foreign keys are checked at its end), once nobody else writes any more."""
    connection, tables = connections[alias], _tables(alias)
    with transaction.atomic(using=alias), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"LOCK TABLE {', '.join(tables)} IN ACCESS EXCLUSIVE MODE")
        cursor.execute(" UNION ALL ".join(f"SELECT '{t}' WHERE EXISTS (SELECT 1 FROM {t})" for t in tables))
        for (table,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {table}")


@lru_cache
def _tables(alias: str) -> list[str]:
    connection = connections[alias]
    found = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return [connection.ops.quote_name(table) for table in found if table not in KEPT]
