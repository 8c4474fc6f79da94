"""A database of the simulation's own, made and dropped; the portal's is never touched."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import environ
from django.db import connections

FAST = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON"  # a kill is no power cut


@contextmanager
def scratch_database(url: str = "") -> Iterator[Path]:
    """Point the default connection at an empty database; gives a folder for the simulation's files."""
    with tempfile.TemporaryDirectory(prefix="portal-simulation-") as folder:
        connection = _connection(url, Path(folder))
        name = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield Path(folder)
        finally:
            connections.close_all()
            connection.creation.destroy_test_db(name, verbosity=0)


def _connection(url: str, folder: Path):
    """The default connection, not yet open, whose test database is the scratch one."""
    if url:
        known = connections.settings["default"]
        connections.settings["default"] = {**known, "OPTIONS": {}, **environ.Env.db_url_config(url)}
        del connections["default"]
    connection = connections["default"]
    connection.close()
    test = connection.settings_dict["TEST"]
    test["MIGRATE"] = False
    if connection.vendor == "sqlite":
        test["NAME"] = str(folder / "simulation.sqlite3")
        connection.settings_dict["OPTIONS"] |= {"init_command": FAST, "timeout": 20}
    else:
        test["NAME"] = f"simulation_{os.getpid()}"
    return connection
