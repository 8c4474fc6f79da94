"""The simulator, small: months of names with kills, faults and outages, and an audit of every promise."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BROKEN = ("lost", "duplicates", "early_deletions", "broken_chains", "crashed_ticks")


def simulated(*options: str) -> dict:
    command = [sys.executable, "manage.py", "simulate", "--json", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.stdout.startswith("{"), done.stderr[-4000:]
    return json.loads(done.stdout)


@pytest.mark.processes
def test_kills_faults_and_outages_lose_nothing_and_do_nothing_twice():
    report = simulated("--names", "60", "--days", "120", "--faults", "--seed", "11")
    assert {what: report[what] for what in BROKEN} == dict.fromkeys(BROKEN, 0), report["findings"]
    assert report["kills"] > 0
    assert report["deletions"] > 0
    assert report["renewals"] > 0
