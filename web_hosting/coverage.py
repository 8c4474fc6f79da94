"""What support a hosting space has, said to the support room: the ordinary one, while it runs (C-16)."""

from core.acts import Act
from support import coverage
from support.policy import STANDARD

from .models import HostingAccount, HostingPlan

KIND = "hosting"


def places() -> dict[str, str]:
    """How the public calls the panels: a single one needs no name."""
    codes = set(HostingPlan.objects.order_by().values_list("panel", flat=True).distinct())
    return {code: code if len(codes) > 1 else "" for code in codes}


def begin(account: HostingAccount, act: Act) -> None:
    """From its activation on; its site is its panel."""
    coverage.cover(account.customer, account.public_id, str(account), KIND, STANDARD, act, site=account.panel)


def finish(account: HostingAccount, act: Act) -> None:
    """The space is closed: nobody is told of anything that concerns it any more."""
    coverage.end(account.public_id, act, STANDARD.code)
