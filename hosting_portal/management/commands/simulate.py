"""`manage.py simulate`: live through days of names, kills and outages, then audit every promise."""

import json
import logging
import sys
import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from hosting_portal.simulation.audit import audit
from hosting_portal.simulation.life import Life, Plan
from hosting_portal.simulation.money import MoneyLife
from hosting_portal.simulation.scratch import scratch_database


class Command(BaseCommand):
    """Run the simulator in a database of its own; exit 1 when a promise was broken."""

    help = "Lives through days of names with kills, faults and outages; reports what was lost or done twice."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--names", type=int, default=200)
        parser.add_argument("--days", type=int, default=200)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--faults", action="store_true", help="kills, port faults, outages")
        parser.add_argument(
            "--money", action="store_true", help="money only: every method, mistake and refund"
        )
        parser.add_argument("--json", action="store_true", help="print the report as one JSON object")
        parser.add_argument("--database-url", default="", help="where the scratch database is made")

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("the simulator runs in demo mode only")
        logging.getLogger().setLevel(logging.ERROR)
        if options["money"]:
            return self._money(options)
        plan = Plan(options["names"], options["days"], options["seed"], options["faults"])
        started = time.monotonic()
        with scratch_database(options["database_url"]) as folder:
            life = Life(plan, folder)
            life.live()
            report = audit(life)
        report["seconds"] = round(time.monotonic() - started, 1)
        self._say(report, options["json"])
        if report["lost"] or report["duplicates"] or report["early_deletions"]:
            sys.exit(1)
        return None

    def _money(self, options) -> None:
        """The company's money alone; exit 1 when the books do not balance or a number is missing."""
        started = time.monotonic()
        with scratch_database(options["database_url"]):
            report = MoneyLife(options["days"], options["seed"], options["faults"]).live()
        report["seconds"] = round(time.monotonic() - started, 1)
        self._say(report, options["json"])
        if report["audit"]["faults"] or report["continuity"]["faults"]:
            sys.exit(1)

    def _say(self, report: dict, as_json: bool) -> None:
        self.stdout.write(json.dumps(report, indent=None if as_json else 2))
