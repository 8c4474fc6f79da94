"""What billing hands to the clock and to the outbox when the portal starts."""

from importlib import import_module

from core import dashboard, finding, worker
from notifications import outbox

from . import disputes, lifecycle, panels, payments, personal
from .attachments import load
from .dunning import pausing
from .gateways import paypal, wafacash_code
from .refunds import lifecycle as refunds

import_module("billing.gateways.wafacash")  # a transfer that nobody collects expires: a verb of payments

personal.hand_over()
disputes.register_keeper(pausing.keep_for_payment)

for flow in (
    *(lifecycle.proformas, lifecycle.invoices, lifecycle.credit_notes, lifecycle.receipts),
    *(payments.flow, wafacash_code.flow, paypal.flow, refunds.flow),
):
    worker.register(flow)

for prefix in ("pro", "inv", "avo", "rcp"):
    outbox.attachment_source(prefix, load)

dashboard.register_todo(panels.todos)
dashboard.register_panel(panels.panel)
for shelf in panels.SHELVES:
    finding.register_shelf(shelf)
