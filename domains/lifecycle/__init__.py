"""The life of a name, in the order in which it happens. The only place that moves a `Domain`.

`schedule.py` says when the clock performs which verb; customers and staff perform the rest. Verbs that follow a
paid line receive it, and finish or credit it. The flow is one object (`domains/flow.py`).
"""

from domains.flow import flow

from . import calls
from .ending import (
    cancel_name,
    delete_name,
    end_early,
    enter_cancel_grace,
    enter_redemption,
    give_way,
)
from .expiry import enter_grace, interrupt_dns, keep, let_expire, propose_renewal, warn
from .registration import confirm_registration, start_term, validation_delivered
from .renewal import begin_renewal, begin_restore, confirm_renewal, confirm_restore, take_over_year

__all__ = [
    "begin_renewal",
    "begin_restore",
    "calls",
    "cancel_name",
    "confirm_registration",
    "confirm_renewal",
    "confirm_restore",
    "delete_name",
    "end_early",
    "enter_cancel_grace",
    "enter_grace",
    "enter_redemption",
    "flow",
    "give_way",
    "interrupt_dns",
    "keep",
    "let_expire",
    "propose_renewal",
    "start_term",
    "take_over_year",
    "validation_delivered",
    "warn",
]
