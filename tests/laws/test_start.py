"""What a process need not hold: a library that one task uses is loaded by that task, not by every worker."""

import os
import subprocess
import sys

HEAVY = ("weasyprint", "holidays")  # 26 and 17 MiB
LOADED = """
import sys, django
django.setup()
import hosting_portal.urls, hosting_portal.celery
print(*[name for name in sys.argv[1:] if name in sys.modules])
"""


def test_no_worker_and_no_web_process_loads_a_heavy_library_before_it_is_needed():
    said = subprocess.run(
        [sys.executable, "-c", LOADED, *HEAVY], env=os.environ, check=True, capture_output=True, text=True
    )
    assert said.stdout.split() == []
