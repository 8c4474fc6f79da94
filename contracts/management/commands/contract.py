"""`manage.py contract coverage`: what has become of each clause, where it is kept, and which tests prove it."""

import json
import sys

from django.core.management.base import BaseCommand, CommandParser

from contracts.coverage import Kept, coverage, summary
from contracts.register import KINDS


class Command(BaseCommand):
    help = (
        "The clause register held against code and tests; ends with 1 where a clause is missing or untested."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["coverage"])
        parser.add_argument("--json", action="store_true", help="one JSON object, with every clause")

    def handle(self, *args, **options) -> None:
        found = coverage()
        counts = summary(found)
        if options["json"]:
            self.stdout.write(
                json.dumps(counts | {"register": [_row(one) for one in found]}, ensure_ascii=False)
            )
        else:
            for one in found:
                self.stdout.write(_line(one))
            self.stdout.write(", ".join(f"{name}: {n}" for name, n in counts.items()))
        if counts["missing"] or counts["untested"]:
            sys.exit(1)


def _row(one: Kept) -> dict:
    return {
        "id": one.clause.id,
        "status": one.clause.status,
        "kinds": _kinds(one),
        "files": one.files,
        "tests": one.tests,
        "missing": one.missing,
        "untested": one.untested,
    }


def _line(one: Kept) -> str:
    state = "MISSING" if one.missing else "UNTESTED" if one.untested else one.clause.status
    return f"{one.clause.id:18} {state:12} {', '.join(_kinds(one)):44} {len(one.files)} files, {len(one.tests)} tests"


def _kinds(one: Kept) -> list[str]:
    return [KINDS[letter] for letter in one.clause.does] or ["text only"]
