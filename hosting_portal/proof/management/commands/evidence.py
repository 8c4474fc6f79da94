"""`manage.py evidence verify [FILE.zip]`: whether evidence is what was written, here and in a file that we gave out."""

import json
import sys

from django.core.management.base import BaseCommand, CommandParser

from core import anchors, checking, clock
from hosting_portal.proof import verifying


class Command(BaseCommand):
    help = (
        "verify: every record, chain, anchor, acceptance, text and mail is held against what was written; with FILE, a"
        " downloaded evidence file against its hashes, our signature and our evidence. Ends with 1 where something was"
        " altered, removed or inserted. seal: seal what was written since the last anchor."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["verify", "seal"])
        parser.add_argument("file", nargs="?", metavar="FILE.zip")
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *args, **options) -> None:
        if options["what"] == "seal":
            self.stdout.write(f"anchor {anchors.seal(clock.now()) or anchors.newest()}")
            return
        found = verifying.faults(options["file"]) if options["file"] else checking.faults()
        if options["json"]:
            newest = anchors.newest()
            told = {
                "faults": [fault._asdict() for fault in found],
                "anchor": newest.facts() if newest else None,
            }
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            for fault in found:
                self.stdout.write(f"{fault.kind}: {fault.where}: {fault.words}")
            self.stdout.write(f"{len(found)} faults" if found else "all evidence is what was written")
        if found:
            sys.exit(1)
