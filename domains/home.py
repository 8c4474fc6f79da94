"""What domain names put on the customer's home page."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.belongings import Service
from core.dashboard import Census, Todo
from core.finding import Shelf

from . import timeline
from .models import Domain
from .phases import last_day
from .registry import exchanges
from .terms import GTLD

SHOWN = 12
CENSUS = Census(Domain, "domains/_panel.html")
SHELF = Shelf(Domain, gettext_lazy("Domain names"), "globe", ("unicode_name", "name"), "-registry_created_at")
SERVICE = Service(
    Domain, gettext_lazy("Domain names"), "globe",
    ended=("deleted", "replaced", "transferred_away", "unavailable", "refused"),
    label=lambda name, step: timeline.label(step.verb, step.kwargs), exchanges=exchanges.told_about,
)  # fmt: skip


def todos(customer, now: datetime) -> list[Todo]:
    """Names to renew or to buy back, the soonest first."""
    soon = clock.local_date(now) + GTLD.first_notice
    names = Domain.objects.of(customer).select_related("extension", "customer")
    urgent = names.filter(state__in=["grace", "redemption"]) | names.filter(
        state="registered", paid_through__lte=soon
    )
    return [_todo(d) for d in urgent.filter(letting_expire=False).order_by("paid_through", "pk")[:SHOWN]]


def _todo(domain: Domain) -> Todo:
    clauses = {"registered": "DN-3.3", "grace": "DN-5.2", "redemption": "DN-5.3"}
    redeem = domain.state == "redemption"
    verb = "redeem" if redeem else "renew"
    return Todo(
        title=str(domain),
        url=reverse(f"domains:{verb}", args=[domain.public_id]),
        action=_("Buy back") if redeem else _("Renew"),
        tone="late" if redeem or domain.state == "grace" else "soon",
        icon="globe",
        detail=str(domain.get_state_display()),
        due=last_day(domain),
        clause=clauses[domain.state],
        rank=10 if redeem else 20 if domain.state == "grace" else 40,
    )
