"""What hosting puts on the customer's home page: what waits for him, and how many spaces are in which state."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.belongings import Service
from core.dashboard import Census, Todo, Waiting
from core.finding import Shelf

from . import timeline
from .models import HostingAccount, Mission, OutsourcingContract, OveruseCase
from .outsourcing import timeline as outsourcing
from .terms import HOSTING

CENSUS = Census(HostingAccount, "web_hosting/_panel.html")
SHELF = Shelf(
    HostingAccount, gettext_lazy("Web hosting"), "panels-top-left", ("domain", "plan__name"), "-paid_at"
)
SERVICES = (
    Service(
        HostingAccount, gettext_lazy("Web hosting"), "panels-top-left",
        ended=("ended", "terminated", "withdrawn", "cancelled"),
        label=lambda account, step: timeline.label(step),
    ),
    Service(
        OutsourcingContract, gettext_lazy("Outsourcing"), "wrench", ended=("ended",),
        label=lambda contract, step: outsourcing.label(step),
    ),
    Service(Mission, gettext_lazy("Missions"), "wrench", ended=("done", "given_up")),
)  # fmt: skip


def rows(customer, now: datetime):
    """Spaces to be renewed, to be put right, to be saved before they are removed."""
    soon = clock.local_date(now) + HOSTING.soon
    accounts = HostingAccount.objects.of(customer).annotate(
        warned=Exists(OveruseCase.objects.filter(account=OuterRef("pk"), state="warned")),
    )  # fmt: skip
    return accounts.filter(
        Q(state__in=["waiting", "suspended", "closed"])
        | Q(state="active", warned=True)
        | Q(state="active", notice_at=None, paid_through__lte=soon)
    )


def _todo(account: HostingAccount, now: datetime) -> Todo:
    page, action, detail, clause, tone, rank, due = _facts(account)
    url = reverse(f"web_hosting:{page}", args=[account.public_id])
    return Todo(account.readable_domain, url, action, tone=tone, icon="server", detail=detail, due=due, clause=clause,
                rank=rank)  # fmt: skip


def _facts(account: Any) -> tuple:
    """Where it leads, the button's word, what it is about, its clause, tone and rank, and until when."""
    if account.state == "waiting":
        return (
            "detail",
            _("Start now or wait"),
            _("withdrawal period"),
            "C-21",
            "soon",
            40,
            account.withdraw_until,
        )
    if account.state == "closed":
        return "detail", _("See"), _("data removed soon"), "HD-6.3", "late", 17, account.data_until
    if account.state == "suspended":
        return "detail", _("See what to do"), _("hosting suspended"), "HD-4.2", "late", 12, None
    if account.warned:
        return "detail", _("Correct it"), _("scripts that use too much"), "HD-5.1a", "late", 14, None
    return "renew", _("Renew"), _("hosting to be renewed"), "HD-6.2", "soon", 28, account.paid_through


FACTS = ("public_id", "domain", "state", "warned", "withdraw_until", "data_until", "paid_through")
WAITING = Waiting(rows, FACTS, _todo)
