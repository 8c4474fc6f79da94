"""What certificates put on the customer's home page: what waits for him, and how many are in which state."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.belongings import Service
from core.dashboard import Census, Todo
from core.finding import Shelf

from . import timeline
from .models import Certificate, NameValidation, OrganisationPaper, SslOrder, VettingStep
from .terms import CERTIFICATES

SHOWN = 12
CENSUS = Census(SslOrder, "ssl_certs/_panel.html")
SHELF = Shelf(SslOrder, gettext_lazy("Certificates"), "shield", ("names", "product__name"), "-ordered_at")
SERVICE = Service(
    SslOrder, gettext_lazy("Certificates"), "shield",
    ended=("cancelled", "revoked", "expired", "terminated", "bad_data"),
    label=lambda order, step: timeline.label(step),
)  # fmt: skip


def todos(customer, now: datetime) -> list[Todo]:
    """Certificates to set up, to prove, to reissue, to order anew; one question to the database."""
    soon = clock.local_date(now) + max(CERTIFICATES.notices)
    orders = SslOrder.objects.of(customer).select_related("product", "customer").annotate(
        asked=Exists(_names_asked()), lacks_papers=Exists(_papers_wanted()), running=Exists(_under_way())
    )  # fmt: skip
    waiting = orders.filter(
        Q(state__in=["awaiting_csr", "refused"])
        | Q(state="validating") & (Q(asked=True) | Q(lacks_papers=True))
        | Q(state__in=["active", "reissue_due"], asked=True)
        | Q(state="reissue_due", running=False)
        | Q(state="active", term_ends_on__lte=soon, live_until__gte=F("term_ends_on"), successors=None)
    )
    return [_todo(order) for order in waiting.order_by("live_until", "ordered_at", "pk")[:SHOWN]]


def _names_asked():
    """A name whose control the customer still has to prove."""
    return NameValidation.objects.filter(
        certificate__order=OuterRef("pk"), certificate__state="validating", state__in=["waiting", "failed"]
    )


def _papers_wanted():
    """The organisation's papers are wanted and none is there to be looked at (SSL-A2-2.1)."""
    sent = OrganisationPaper.objects.filter(order=OuterRef("order")).exclude(state="refused")
    wanted = VettingStep.objects.filter(order=OuterRef("pk"), kind=VettingStep.Kind.DOCUMENTS, state="open")
    return wanted.exclude(Exists(sent))


def _under_way():
    return Certificate.objects.filter(order=OuterRef("pk"), state__in=Certificate.IN_PROGRESS)


def _todo(order: SslOrder) -> Todo:
    page, action, detail, clause, tone, rank, due = _facts(order)
    url = reverse(f"ssl_certs:{page}", args=[order.public_id])
    return Todo(order.main_name, url, action, tone=tone, icon="shield", detail=detail, due=due, clause=clause,
                rank=rank)  # fmt: skip


def _facts(order: Any) -> tuple:
    """Where it leads, the button's word, what it is about, its clause, tone and rank, and until when."""
    until, live = order.cancel_until, order.live_until
    if order.state == "awaiting_csr":
        return "set_up", _("Set up"), _("certificate to be set up"), "SSL-10.2", "soon", 35, None
    if order.state == "refused":
        return "set_up", _("Set up again"), _("refused by the authority"), "SSL-13.2", "late", 15, until
    if order.asked:
        return "tracker", _("Prove control"), _("names to be proven"), "SSL-A2-1.1", "soon", 30, live
    if order.state == "validating":
        return (
            "organisation",
            _("Send papers"),
            _("papers of the organisation wanted"),
            "SSL-A2-2.1",
            "soon",
            30,
            None,
        )
    if order.state == "reissue_due":
        return (
            "reissue",
            _("Reissue"),
            _("certificate to be reissued, free of charge"),
            "C-09",
            "late",
            18,
            live,
        )
    return "order_anew", _("Order anew"), _("the year ends"), "SSL-5.1a", "soon", 38, order.term_ends_on
