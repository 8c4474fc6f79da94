"""What a process need not hold: a library that one task uses is loaded by that task, not by every worker."""

import os
import subprocess
import sys

import pytest

HEAVY = (
    "weasyprint",
    "holidays",
    "lxml",
    "num2words",
    "PIL",
    "icalendar",
    "disposable_email_domains",
    "mt940",
)
WORKER = "hosting_portal.celery"
PROCESSES = {
    "worker": ((WORKER,), (*HEAVY, "httpx", "rich")),
    "web": ((WORKER, "hosting_portal.urls"), HEAVY),
}  # 26, 17, 5, 3, 2, 2, 2 and 1 MiB; 5 for httpx with what it draws in
LOADED = """
import sys, django
from importlib import import_module
django.setup()
own, heavy = (words.split() for words in sys.argv[1:])
for name in own:
    import_module(name)
print(*[name for name in heavy if name in sys.modules])
"""


@pytest.mark.parametrize(("own", "heavy"), PROCESSES.values(), ids=PROCESSES)
def test_no_process_loads_a_heavy_library_before_it_is_needed(own, heavy):
    command = [sys.executable, "-c", LOADED, " ".join(own), " ".join(heavy)]
    said = subprocess.run(command, env=os.environ, check=True, capture_output=True, text=True)
    assert said.stdout.split() == []
