"""Host objects at the sandbox registry: glue under its own names, removed only when nothing points at it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from core.ports import PortRefused

from .models import SandboxHost, SandboxName
from .port import Host
from .sandbox_book import DONE, Book, Command, fault, write_down


class Hosts(Book):
    """The host commands of RFC 5732, as the port says them."""

    def put_host(self, host: Host, reference: str, now: datetime) -> None:
        """Make a glue host, or give it these addresses."""
        command = Command("put_host", host.name, reference, now, ",".join(host.addresses))
        with _written(command):
            parent = parent_of(host.name)
            if parent is None:
                raise PortRefused(2303, f"{host.name}: its domain is not at this registry")
            if parent.sponsor != self.registrar:
                raise PortRefused(2201, f"{parent.name} is sponsored by another registrar")
            put_glue(parent, [host], now)
        fault("after", command.verb, command.name, now)

    def remove_host(self, host: str, reference: str, now: datetime) -> None:
        """Remove a glue host; one that still serves names is refused (2305)."""
        command = Command("remove_host", host, reference, now, f"@{now.isoformat()}")
        with _written(command):
            held = SandboxHost.objects.select_for_update().filter(name=host).first()
            if held is None:
                raise PortRefused(2303, f"{host} does not exist")
            if held.sponsor != self.registrar:
                raise PortRefused(2201, f"{host} is sponsored by another registrar")
            if users := serving(host):
                raise PortRefused(2305, f"{host} serves {', '.join(users)}")
            held.delete()
        fault("after", command.verb, command.name, now)


class _written:
    """One command on a host: a fault before it, one transaction, one line in the ledger either way."""

    def __init__(self, command: Command):
        self.command = command

    def __enter__(self) -> None:
        fault("before", self.command.verb, self.command.name, self.command.now)
        self.transaction = transaction.atomic()
        self.transaction.__enter__()

    def __exit__(self, kind, error, trace) -> None:
        self.transaction.__exit__(kind, error, trace)
        if error is None or isinstance(error, PortRefused):
            write_down(self.command, self.command.target, error or DONE)


def parent_of(host: str) -> SandboxName | None:
    """The name under which a host lies, where it is in the book."""
    labels = host.split(".")
    above = [".".join(labels[n:]) for n in range(1, len(labels))]
    return SandboxName.objects.filter(name__in=above, deleted_at=None).first()


def put_glue(row: SandboxName, hosts: Iterable[Host], now: datetime) -> None:
    """Hosts under the row's own name exist with their addresses; others need no glue."""
    for host in hosts:
        if host.addresses and host.name.endswith(f".{row.name}"):
            facts = {"addresses": list(host.addresses), "parent": row, "sponsor": row.sponsor}
            SandboxHost.objects.update_or_create(
                name=host.name, defaults=facts, create_defaults=facts | {"created_at": now}
            )


def serving(host: str) -> list[str]:
    """The names that a host serves."""
    near = SandboxName.objects.filter(nameservers__icontains=host).values_list("name", "nameservers")
    return sorted(name for name, hosts in near if host in hosts)


def check_hosts_free(row: SandboxName) -> None:
    """A name whose glue serves other names is not deleted (RFC 5731 3.2.2)."""
    for host in row.hosts.all():
        if others := [name for name in serving(host.name) if name != row.name]:
            raise PortRefused(2305, f"{host.name} serves {', '.join(others)}")
