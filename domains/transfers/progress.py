"""How a transfer to us stands, in the reader's words: the steps, and who must act until when."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from domains.models import TransferIn

STEP_OF = {
    "requested": 2, "held": 2, "code_wanted": 2, "asked_again": 2, "not_sent": 2, "failed": 2,
    "pending": 3, "cancelling": 3, "rejected": 3, "cancelled": 3, "completed": 5,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is, what he does, until when."""

    who: str
    what: str
    until: datetime | None = None
    clause: str = "DN-6.2.1b"


def steps(transfer: TransferIn) -> tuple[list[dict[str, str]], int]:
    """The steps of the way, and the one that is reached."""
    labels = [_("Ordered and paid"), _("Asked from the registry"), _("Present registrar"), _("With us")]
    return [{"label": label} for label in labels], STEP_OF[transfer.state]


def turn(transfer: TransferIn) -> Turn | None:
    """Who has to act now; None once it is over."""
    registrar = transfer.asked_of or _("the present registrar")
    turns = {
        "requested": Turn(_("We"), _("ask the registry for the name; this takes minutes.")),
        "held": Turn(_("You and we"), _("settle the open proceedings; the transfer then goes on by itself.")),
        "code_wanted": Turn(
            _("You"),
            _("get a correct code from the present registrar and type it below. It costs nothing."),
            None,
            "DN-8.1",
        ),
        "pending": Turn(
            registrar,
            _(
                "approves or refuses. If it says nothing until then, the registry itself decides, normally for you."
            ),
            transfer.act_by,
        ),
        "cancelling": Turn(_("The registry"), _("takes the request back.")),
        "asked_again": Turn(_("Our staff"), _("look at the request and send it again."), None, "DN-6.p3"),
    }
    return turns.get(transfer.state)
