"""Documents on paper: a PDF against the bare rendering of its page, with its XML too; a thousand proformas issued and
printed as the worker does it against the bare rendering of the same thousand pages; and what a press remembers.

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
BLOCKS, A_BLOCK = (
    10,
    100,
)  # a batch of a thousand: ours and bare in turns, so that the machine's drift falls on both


def measure(scratch, full: bool) -> Iterator[Figure]:
    with scratch.with_names(1_000):
        content = _content()
        batch = _batch()
    against = "WeasyPrint alone, fonts, style sheet and images kept"
    yield Figure("a proforma's PDF", _cost("proforma", content), 1.2, "lower", against)
    yield Figure(f"{BLOCKS * A_BLOCK:,} proformas issued and printed", batch, 1.2, "lower", against)
    yield Figure("an invoice's PDF with its XML", _cost("invoice", _invoiced(content)), 1.2, "lower", against)
    command = [sys.executable, "-m", "hosting_portal.bench.paper"]
    grown = subprocess.run(
        command, input=json.dumps(content), capture_output=True, text=True, check=True
    ).stdout
    yield Figure(f"memory after {A_DAY} documents", float(grown), 1.25, "lower", "after the first")


def _batch() -> float:
    """A thousand proformas, issued and printed, as a share of WeasyPrint's time for the same thousand pages."""
    from billing import lifecycle, pdf
    from billing.models import Proforma
    from core import worker

    from .population import NOW

    worker.settle(NOW)  # what the population has left
    alone, before, ours, bare = _alone(), Proforma.objects.latest("pk").pk, 0.0, 0.0
    for block in range(BLOCKS):
        ours += seconds(partial(_issued, block)) + seconds(lambda: worker.wake(lifecycle.proformas, NOW))
        made = list(Proforma.objects.filter(pk__gt=before).exclude(pdf=None).order_by("pk"))
        assert len(made) == A_BLOCK, f"{len(made)} proformas of {A_BLOCK} have their PDF"
        pages = [pdf.page_html("proforma", proforma.content, proforma.language) for proforma in made]
        bare += seconds(partial(_rendered, pages, alone))
        before = made[-1].pk
    return ours / bare


def _issued(block: int) -> None:
    """A block of proformas, proposed as the worker does it: one transaction, one price list."""
    from django.db import transaction

    from accounts.models import Customer
    from billing import ordering
    from billing.prices import price_list
    from core import unit_of_work
    from core.acts import Act

    from .population import NOW, TODAY

    owners = list(Customer.objects.order_by("pk")[:A_BLOCK])
    with transaction.atomic(), unit_of_work.gathered():
        prices = price_list(TODAY, ["domain.com"])
        for n in range(A_BLOCK):
            ordering.propose(
                owners[n % len(owners)], _lines(f"batch{block}-{n}"), Act(NOW), prices=prices, **_until()
            )


def _rendered(pages: list[str], alone: Callable[[str], bytes]) -> None:
    for page in pages:
        alone(page)


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
    from core.acts import Act

    from .population import NOW

    customer = Customer.objects.earliest("pk")
    return ordering.propose(customer, _lines("atlas"), Act(NOW), at_once=True, **_until()).content


def _lines(label: str) -> list:
    from billing.lines import NewLine

    return [
        NewLine("domain.renew", f"{label}{n}.com", "domain.com", "renew", "Renewal", quantity=n)
        for n in (1, 2)
    ]


def _until() -> dict:
    from .population import NOW, TODAY

    return {"due_on": TODAY + timedelta(days=10), "payable_until": NOW + timedelta(days=10)}


def _ours(kind: str, content: dict) -> Callable[[], None]:
    from billing import pdf

    return partial(_print, lambda: pdf.render(kind, content, "fr"))


def _bare(kind: str, content: dict) -> Callable[[], None]:
    from billing import pdf

    return partial(_print, partial(_alone(), pdf.page_html(kind, content, "fr")))


def _alone() -> Callable[[str], bytes]:
    """WeasyPrint with what it can keep between two pages, and nothing of ours."""
    from django.template.loader import render_to_string
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    from billing import press

    fonts, fetcher = FontConfiguration(), press.StaticFilesOnly()
    sheet = CSS(string=render_to_string("pdf/document.css"), font_config=fonts, url_fetcher=fetcher)
    kept = {"stylesheets": [sheet], "font_config": fonts, "cache": {}, "pdf_variant": press.VARIANT}
    return lambda page: HTML(string=page, url_fetcher=fetcher).write_pdf(**kept)


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
