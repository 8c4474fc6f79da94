"""What the rooms of the contract hand to the ground floor: their flow, their round of mails, their numbers."""

from core import checking, numbers, worker

from . import announcing, personal, proofs
from .terms import VERSIONS


def open_all() -> None:
    """Called once, when Django has loaded every model."""
    personal.hand_over()
    numbers.tell(VERSIONS=VERSIONS)
    worker.register(announcing.flow)
    worker.register_pull(announcing.pull)
    checking.register_check(proofs.faults)
