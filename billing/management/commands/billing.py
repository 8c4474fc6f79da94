"""`manage.py billing`: prove the books, close a year, hand the accountant his files."""

import json
import sys
from datetime import date

from django.core.management.base import BaseCommand, CommandError

from billing.ledger import revaluation
from billing.ledger.backfill import post_everything
from billing.ledger.exports import EXPORTS, written
from billing.ledger.proofs import PROOFS
from billing.ledger.sums import Fault
from core import clock
from core.acts import Act
from core.transitions import NotAllowed


class Command(BaseCommand):
    """Proofs end with exit code 1 where they find a fault."""

    help = "Audits the books, proves that no document number is missing, exports journal and VAT report."

    def add_arguments(self, parser):
        what = parser.add_subparsers(dest="what", required=True)
        for name, words in (
            ("audit", "every centime has its two sides"),
            ("continuity", "no number is missing and no day goes back"),
        ):
            what.add_parser(name, help=words).add_argument("--json", action="store_true")
        year = what.add_parser("close", help="revalue what is owed in foreign currency at a year's end; once")
        year.add_argument("--year", type=int, required=True)
        what.add_parser("post", help="book what was there before the ledger; twice is once")
        export = what.add_parser("export", help="CSV of the journal or of the VAT report")
        export.add_argument("file", choices=sorted(EXPORTS))
        export.add_argument("--from", dest="first", required=True, help="first day, YYYY-MM-DD")
        export.add_argument("--to", dest="last", required=True, help="last day, YYYY-MM-DD")

    def handle(self, *args, **options):
        what = options["what"]
        if what in PROOFS:
            return self._prove(PROOFS[what](), options["json"])
        if what == "post":
            return self.stdout.write(f"{post_everything()} movements written")
        if what == "close":
            return self._close(options["year"])
        rows = EXPORTS[options["file"]](_day(options["first"]), _day(options["last"]))
        self.stdout.write(written(rows), ending="")
        return None

    def _close(self, year: int) -> None:
        try:
            n = revaluation.close(year, Act(clock.now(), reason=f"the end of {year}"))
        except NotAllowed as refusal:
            raise CommandError(str(refusal.message)) from None
        self.stdout.write(f"{n} accounts revalued")

    def _prove(self, faults: list[Fault], as_json: bool) -> None:
        found = [fault.said() for fault in faults]
        if as_json:
            self.stdout.write(json.dumps({"faults": len(found), "found": found}))
        else:
            for fault in faults:
                self.stdout.write(f"{fault.what}: {fault.about}: {fault.detail}")
            self.stdout.write(f"faults: {len(found)}")
        if found:
            sys.exit(1)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{text} is not a day: write it like 2026-11-22") from None
