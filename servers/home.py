"""What servers put on the customer's home page: what waits for him, and how many are in which state."""

from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.belongings import Service
from core.dashboard import Census, Todo, Waiting
from core.finding import Shelf

from . import timeline
from .models import Server
from .terms import TERM

CENSUS = Census(Server, "servers/_panel.html")
SHELF = Shelf(Server, gettext_lazy("Servers"), "server", ("hostname",), "-ordered_at")
SERVICE = Service(
    Server, gettext_lazy("Servers"), "server", ended=("ended", "terminated", "withdrawn"),
    label=lambda server, step: timeline.label(step),
)  # fmt: skip


def rows(customer, now: datetime):
    """Terms to renew, servers cut off, access codes to be opened."""
    today = clock.local_date(now)
    return Server.objects.of(customer).filter(
        Q(state="suspended", gag_until=None)
        | Q(state="active", term_ends_on__lte=today + TERM.proposal_monthly)
        | Q(state__in=Server.RUNNING, code_expires_at__gt=now)
    )


def _todo(server: Server, now: datetime) -> Todo:
    page, action, detail, clause, tone, rank, due = _facts(server, clock.local_date(now))
    url = reverse(f"servers:{page}", args=[server.public_id])
    return Todo(server.hostname, url, action, tone=tone, icon="server", detail=detail, due=due, clause=clause,
                rank=rank)  # fmt: skip


def _facts(server: Server, today) -> tuple:
    """Where it leads, the button's word, what it is about, its clause, tone and rank, and until when."""
    if server.state == "suspended" and server.suspended_for == "billing":
        return (
            "renew",
            _("Renew"),
            _("stopped: the term is not paid"),
            "HD-3.3",
            "late",
            8,
            server.term_ends_on,
        )
    if server.state == "suspended":
        if server.corrected_at:
            return (
                "detail",
                _("See"),
                _("cut off; we are looking at your correction"),
                "SRV-6.2.1",
                "late",
                12,
                None,
            )
        return "correct", _("Correct"), _("cut off"), "SRV-6.2.1", "late", 6, None
    if server.state == "active" and server.term_ends_on <= today + TERM.proposal_monthly:
        tone = "late" if server.term_ends_on < today else "soon"
        return "renew", _("Renew"), _("the term ends"), "HD-6.2", tone, 22, server.term_ends_on
    return "detail", _("Open"), _("access codes to be opened"), "SRV-3.p2", "soon", 32, server.code_expires_at


FACTS = ("public_id", "hostname", "state", "suspended_for", "corrected_at", "term_ends_on", "code_expires_at")
WAITING = Waiting(rows, FACTS, _todo)
