"""The one flow of a name. `lifecycle/` declares the verbs of its life, other rooms the verbs of their own acts."""

from core.transitions import Flow

from . import prices
from .models import Domain

flow = Flow(Domain, prepare=prices.share)
