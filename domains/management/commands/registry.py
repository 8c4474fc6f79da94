"""`manage.py registry`: the sandbox registry as a process that speaks EPP over TLS."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from domains.registry.choosing import ALL
from domains.registry.models import OURS
from domains.registry.server import certificates
from domains.registry.server.listening import Listener
from domains.registry.server.ways import Ways


class Command(BaseCommand):
    """It makes its own authority in the state folder unless a certificate is given."""

    help = "Runs the sandbox registry: EPP over TLS on a loopback port."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=settings.SANDBOX_REGISTRY_PORT)
        parser.add_argument("--address", default="127.0.0.1", help="where it listens; default: here only")
        parser.add_argument("--entry", action="store_true", help="only print the REGISTRIES that reach it")
        parser.add_argument("--cert", type=Path, help="certificate and key in one PEM file; default: its own")
        parser.add_argument("--client-ca", type=Path, help="demand client certificates of this authority")
        parser.add_argument("--unique-cltrid", action="store_true", help="hang up on a repeated clTRID")

    def handle(self, *args: Any, port: int, cert: Path | None, entry: bool, **options: Any) -> str | None:
        folder = settings.STATE_DIR / "registry"
        certificate = cert or certificates.prepare(folder)
        if entry:
            return json.dumps({"sandbox": entry_of(port, folder / certificates.CA)})
        ways = Ways(schemas=settings.EPP_SCHEMAS, unique_cltrid=options["unique_cltrid"])
        with Listener((options["address"], port), certificate, ways, options["client_ca"]) as server:
            where = "{}:{}".format(options["address"], server.port)
            self.stdout.write(f"The registry listens on {where}; its CA: {folder / certificates.CA}")
            self.stdout.flush()
            server.serve_forever()
        return None


def entry_of(port: int, authority: Path) -> dict[str, Any]:
    """The entry in REGISTRIES by which a portal reaches this registry."""
    return {
        "adapter": "epp", "extensions": [ALL], "host": "localhost", "port": port, "clid": OURS,
        "password": Ways().passwords[OURS], "ca_file": str(authority),
    }  # fmt: skip
