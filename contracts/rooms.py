"""What the rooms of the contract hand to the ground floor: their flows, their round of mails, their numbers."""

from core import checking, dashboard, forecast, numbers, worker

from . import announcing, keeping, personal, proofs, register
from .formal import home
from .formal import lifecycle as formal
from .formal.terms import FORMAL
from .terms import VERSIONS


def open_all() -> None:
    """Called once, when Django has loaded every model."""
    personal.hand_over()
    forecast.register_facts(register.fact)
    numbers.tell(VERSIONS=VERSIONS, FORMAL=FORMAL)
    worker.register(announcing.flow)
    worker.register(formal.flow)
    dashboard.register_waiting(home.WAITING)
    worker.register_pull(announcing.pull)
    checking.register_check(proofs.faults)
    checking.register_check(keeping.faults)
