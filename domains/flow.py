"""The one flow of a name. `lifecycle/` declares the verbs of its life, other rooms the verbs of their own acts."""

from datetime import date

from billing import ordering, prices
from core.transitions import Flow

from .models import Domain


def _share(names: list[Domain], today: date) -> None:
    """What a batch of names reads once: their prices, and which of them have an open proposal."""
    prices.share(names, today)
    ordering.share_proposals(names)


flow = Flow(Domain, prepare=_share)
