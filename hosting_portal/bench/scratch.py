"""Scratch databases: made for one run beside the portal's own, dropped afterwards."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.core.management.base import CommandError
from django.db import connection

from . import population


class Scratch:
    """The databases of one run: one without rows, and for each size one with that many names."""

    def __init__(self) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("DATABASE_URL must name a PostgreSQL server: `make bench` starts one.")
        self.sizes: dict[int, str] = {}

    def __enter__(self) -> "Scratch":
        self.home, self.url = connection.settings_dict["NAME"], os.environ["DATABASE_URL"]
        connection.settings_dict["TEST"] |= {"NAME": f"portal_bench_{os.getpid()}"}
        self.empty = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        self._point_at(self.empty)
        return self

    def __exit__(self, *_raised) -> None:
        self._point_at(self.empty)
        for name in [*self.sizes.values(), self.empty]:
            self._order(f'DROP DATABASE "{name}" WITH (FORCE)')
        self._point_at(self.home)
        os.environ["DATABASE_URL"] = self.url

    @contextmanager
    def with_names(self, size: int) -> Iterator[None]:
        """Within the block the portal's database holds `size` names, of which some are due."""
        new = size not in self.sizes
        if new:
            self.sizes[size] = f"{self.empty}_{size}"
            self._point_at(self.empty)
            self._order(f'CREATE DATABASE "{self.sizes[size]}" TEMPLATE "{self.empty}"')
        self._point_at(self.sizes[size])
        if new:
            population.fill(size)
        yield
        self._point_at(self.empty)

    def _point_at(self, name: str) -> None:
        connection.close()
        connection.settings_dict["NAME"] = name
        os.environ["DATABASE_URL"] = urlsplit(self.url)._replace(path=f"/{name}").geturl()

    def _order(self, statement: str) -> None:
        connection.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute(statement)
