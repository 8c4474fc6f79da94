"""Documents on paper: a PDF against the bare rendering of its page, with its XML too, and what a press remembers.

python -m hosting_portal.bench.paper < content.json      prints the growth of memory over 400 documents
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

from .figures import ROUNDS, Figure, ratio, seconds

A_ROUND, A_DAY = 10, 400  # documents


def measure(scratch, full: bool) -> Iterator[Figure]:
    with scratch.with_names(1_000):
        content = _content()
    against = "WeasyPrint alone, fonts, style sheet and images kept"
    yield Figure("a proforma's PDF", _cost("proforma", content), 1.2, "lower", against)
    yield Figure("an invoice's PDF with its XML", _cost("invoice", _invoiced(content)), 1.2, "lower", against)
    command = [sys.executable, "-m", "hosting_portal.bench.paper"]
    grown = subprocess.run(
        command, input=json.dumps(content), capture_output=True, text=True, check=True
    ).stdout
    yield Figure(f"memory after {A_DAY} documents", float(grown), 1.25, "lower", "after the first")


def _cost(kind: str, content: dict) -> float:
    """Our document's time as a share of the bare rendering's."""
    ours, bare = _ours(kind, content), _bare(kind, content)
    return ratio([(seconds(ours), seconds(bare)) for _ in range(ROUNDS + 1)][1:])


def _invoiced(content: dict) -> dict:
    """The same content as its invoice has it."""
    paid = {"method": "Virement bancaire", "reference": content["reference"], "paid_on": content["issued_on"]}
    proforma = {"kind": "proforma", "number": content["number"], "issued_on": content["issued_on"]}
    facts = {"kind": "invoice", "number": "FA-2026-000001", "payment": paid, "related": proforma}
    return {**content, **facts, "bank_accounts": [], "due_on": None, "reference": ""}


def _content() -> dict:
    """A proforma's content, as an order freezes it."""
    from accounts.models import Customer
    from billing import ordering
    from billing.lines import NewLine
    from core.acts import Act

    from .population import NOW, TODAY

    lines = [
        NewLine("domain.renew", f"atlas{n}.com", "domain.com", "renew", "Renewal", quantity=n) for n in (1, 2)
    ]
    until = {"due_on": TODAY + timedelta(days=10), "payable_until": NOW + timedelta(days=10)}
    customer = Customer.objects.earliest("pk")
    return ordering.propose(customer, lines, Act(NOW), at_once=True, **until).content


def _ours(kind: str, content: dict) -> Callable[[], None]:
    from billing import pdf

    return partial(_print, lambda: pdf.render(kind, content, "fr"))


def _bare(kind: str, content: dict) -> Callable[[], None]:
    from django.template.loader import render_to_string
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    from billing import pdf, press

    page, fonts, fetcher = pdf.page_html(kind, content, "fr"), FontConfiguration(), press.StaticFilesOnly()
    sheet = CSS(string=render_to_string("pdf/document.css"), font_config=fonts, url_fetcher=fetcher)
    kept = {"stylesheets": [sheet], "font_config": fonts, "cache": {}, "pdf_variant": press.VARIANT}
    return partial(_print, lambda: HTML(string=page, url_fetcher=fetcher).write_pdf(**kept))


def _print(document: Callable[[], bytes]) -> None:
    for _ in range(A_ROUND):
        document()


def _resident() -> int:
    """The resident memory of this process (Linux)."""
    return int(Path("/proc/self/statm").read_text().split()[1])


def main() -> None:
    import django

    django.setup()
    from billing import pdf

    content = _invoiced(json.load(sys.stdin))
    sizes = []
    for n in range(A_DAY):
        pdf.render("invoice", {**content, "number": f"FA-2026-{n:06d}"}, "fr")
        sizes.append(_resident())
    print(sizes[-1] / sizes[0])


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hosting_portal.settings")
    main()
