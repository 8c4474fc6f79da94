"""What the rooms of domain names hand to the ground floor: their flows, their to-dos, their ears."""

from django.core import checks

from core import dashboard, worker
from notifications import outbox

from . import holds, home, lifecycle, orders
from .changes import lifecycle as changes
from .extensions import lifecycle as extensions
from .files import home as files_home
from .files import lifecycle as files
from .files import papers
from .holder_changes import lifecycle as holder_changes
from .registry import choosing
from .transfers import arrivals, departures, watching

FLOWS = (
    holds.flow,
    changes.flow,
    extensions.flow,
    files.flow,
    papers.flow,
    holder_changes.flow,
    arrivals.flow,
    departures.flow,
    watching.flow,
)
TODOS = (home.todos, files_home.todos)


def open_all() -> None:
    """Called once, when Django has loaded every model."""
    for flow in FLOWS:
        worker.register(flow)
    worker.register_pull(orders.pull)
    worker.register_pull(extensions.date_names_anew)
    for todos in TODOS:
        dashboard.register_todo(todos)
    dashboard.register_panel(home.panel)
    outbox.when_sent("domains.validated", lifecycle.validation_delivered)
    checks.register(lambda app_configs, **kwargs: choosing.faults())
