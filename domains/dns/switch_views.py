"""Pages that decide whether our servers answer for a name: switch on, off, sign; and whether they do."""

from django.contrib import messages
from django.utils.translation import gettext as _

from accounts.roles import Capability
from core import clock
from core.company import company
from core.views import OwnedDetailView

from . import draft, lifecycle, name_server, rules, signing
from .entries import APEX, absolute
from .forms import ConfirmedForm
from .head import delegated_to_us
from .rdata import KINDS
from .terms import DNS
from .views import ZoneMixin, ZoneVerbView

ASKABLE = [*KINDS, "SOA"]


class SwitchOnView(ZoneVerbView):
    """Our servers become the name's, with a warning about those that it uses now."""

    template_name = "domains/dns/switch_on.html"
    form_class = ConfirmedForm

    def get_context_data(self, **kwargs):
        known = {"ours": delegated_to_us(self.object.nameservers), "servers": company().dns.name_servers}
        entries = self.zone.entries()
        problems = list(rules.problems(entries, self.object.name))
        return super().get_context_data(entries=entries, problems=problems, **known, **kwargs)

    def perform(self, form):
        draft.check_publishable(self.zone, self.zone.entries())
        lifecycle.switch_on(self.zone, self.act())
        messages.success(self.request, _("Our servers are being told, then the registry."))


class SwitchOffView(ZoneVerbView):
    """The name's DNS goes elsewhere; ours answers for a while yet."""

    template_name = "domains/dns/switch_off.html"
    form_class = ConfirmedForm

    def get_context_data(self, **kwargs):
        ours = delegated_to_us(self.object.nameservers)
        return super().get_context_data(ours=ours, kept=DNS.kept.days, **kwargs)

    def perform(self, form):
        lifecycle.switch_off(self.zone, self.act())
        messages.success(self.request, _("Switched off: our servers answer until the day shown here."))


class DnssecView(ZoneVerbView):
    """Sign the zone, or withdraw the signing in safe order."""

    template_name = "domains/dns/dnssec.html"
    form_class = ConfirmedForm

    def get_context_data(self, **kwargs):
        waits = {"ds_after": DNS.ds_after.days, "ds_gone": DNS.ds_gone.days}
        return super().get_context_data(ours=delegated_to_us(self.object.nameservers), **waits, **kwargs)

    def perform(self, form):
        if self.zone.dnssec == "off":
            signing.sign(self.zone, self.act())
        else:
            signing.unsign(self.zone, self.act())
        messages.success(self.request, _("Understood: the steps follow by themselves, in safe order."))


class CheckView(ZoneMixin, OwnedDetailView):
    """Is it live? What each of our name servers answers now, beside what is published."""

    capability = Capability.VIEW
    template_name = "domains/dns/check.html"

    def get_context_data(self, **kwargs):
        kind = self.request.GET.get("type", "SOA")
        kind = kind if kind in ASKABLE else "SOA"
        published = self.zone.published() if self.zone else []
        names = sorted({APEX, *(e.name for e in published)})
        name = self.request.GET.get("name", APEX)
        name = name if name in names else APEX
        wanted = sorted(e.content for e in published if e.place == (name, kind))
        readable = [(n, rules.said(n, self.object.name)) for n in names]
        return super().get_context_data(
            kind=kind, kinds=ASKABLE, name=name, wanted=wanted, names=readable, asked=dict(readable)[name],
            answers=self._answers(name, kind), **kwargs,
        )  # fmt: skip

    def _answers(self, name: str, kind: str) -> list:
        if not self.zone or not self.zone.served:
            return []
        return name_server().ask(absolute(name, self.object.name), kind, clock.now())
