from importlib import import_module

from django.core.management.base import BaseCommand, CommandError

from hosting_portal.bench.scratch import Scratch

MODULES = ("wakeup", "tick", "outbox", "paper", "numbers", "renewals", "pages", "registry", "servers")


class Command(BaseCommand):
    """The figures of the portal, one JSON object a line; `--check` fails where a limit is missed."""

    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("--full", action="store_true", help="with 4 000 000 names as well")
        parser.add_argument("--only", metavar="NAME", choices=MODULES, help=", ".join(MODULES))
        parser.add_argument("--check", action="store_true", help="exit with 1 where a limit is missed")

    def handle(self, *, full: bool, only: str | None, check: bool, **options) -> None:
        missed = []
        with Scratch() as scratch:
            for name in [only] if only else MODULES:
                for figure in import_module(f"hosting_portal.bench.{name}").measure(scratch, full):
                    self.stdout.write(figure.line())
                    self.stdout.flush()
                    missed += [] if figure.holds else [figure.name]
        if check and missed:
            raise CommandError("missed: " + "; ".join(missed))
