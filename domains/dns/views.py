"""Pages of a zone: its records, what is to be published, what was; each starts from the customer's own name."""

from itertools import groupby

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.access import CustomerRequired
from accounts.models import User
from accounts.roles import Capability
from core.acts import act_of
from core.company import company
from core.transitions import NotAllowed
from core.views import OwnedDetailView, VerbView
from domains.models import Domain, Record, Zone, ZoneVersion

from . import draft, lifecycle, rules
from .entries import difference, ordered
from .forms import ConfirmedForm, RecordForm
from .head import delegated_to_us, head
from .rdata import KINDS, readable
from .refusals import BadRecord
from .terms import DNS


def zone_of(domain: Domain) -> Zone | None:
    """The name's zone, sharing its name."""
    zone = Zone.objects.filter(domain=domain).first()
    if zone:
        zone.domain = domain
    return zone


def zone_url(domain: Domain) -> str:
    return reverse("domains:dns", args=[domain.public_id])


class ZoneMixin(CustomerRequired):
    """A page of one name's zone."""

    model = Domain
    capability = Capability.MANAGE_TECHNICAL
    context_object_name = "domain"

    def get_queryset(self):
        return super().get_queryset().select_related("extension", "customer")

    @cached_property
    def zone(self) -> Zone | None:
        return zone_of(self.object)

    def get_context_data(self, **kwargs):
        may_edit = self.request.membership.may(Capability.MANAGE_TECHNICAL)
        known = {"domain": self.object, "zone": self.zone, "may_edit": may_edit}
        return super().get_context_data(**known, zone_url=zone_url(self.object), **kwargs)


class ZoneVerbView(ZoneMixin, VerbView):
    """A form that does something to a zone; without a zone there is nothing to do yet."""

    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs) if self.zone else self.not_prepared()

    def post(self, request, *args, **kwargs):
        return super().post(request, *args, **kwargs) if self.zone else self.not_prepared()

    def not_prepared(self):
        messages.info(self.request, _("First prepare the DNS zone of this name."))
        return redirect(self.get_success_url())

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except BadRecord as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
            return self.form_invalid(form)

    def get_success_url(self) -> str:
        return zone_url(self.object)


class ZoneView(ZoneMixin, OwnedDetailView):
    """The zone as people read it: records by name, what is not published yet, what was published."""

    capability = Capability.VIEW
    template_name = "domains/dns/zone.html"

    def get_context_data(self, **kwargs):
        domain, shown = self.object, {}
        if self.zone:
            entries = self.zone.entries()
            shown = {
                "groups": grouped(self.zone),
                "head": head(domain.name, self.zone.serial),
                "change": difference(self.zone.published(), entries),
                "problems": list(rules.problems(entries, domain.name)),
                "versions": self.zone.versions.all()[: DNS.versions_shown],
                "kinds": KINDS.values(),
            }
        return super().get_context_data(ours=delegated_to_us(domain.nameservers), **shown, **kwargs)


class PrepareView(ZoneMixin, OwnedDetailView):
    """An empty zone to fill."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        lifecycle.prepare(self.get_object(), act_of(request))
        return redirect("domains:dns", kwargs["public_id"])


class RecordNewView(ZoneVerbView):
    """One more record, of the type that the link names."""

    template_name = "domains/dns/record.html"
    form_class = RecordForm

    @property
    def kind(self) -> str:
        asked = self.request.GET.get("type", "")
        return asked if asked in KINDS else "A"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"kind": self.kind, "zone": self.object.name}

    def get_context_data(self, **kwargs):
        return super().get_context_data(kind=KINDS[self.kind], kinds=KINDS.values(), **kwargs)

    def perform(self, form):
        draft.put_record(self.zone, self.act(), entry=form.cleaned_data["entry"])


class RecordView(CustomerRequired, VerbView):
    """Another form of a record."""

    model = Record
    capability = Capability.MANAGE_TECHNICAL
    template_name = "domains/dns/record.html"
    form_class = RecordForm

    def get_queryset(self):
        return super().get_queryset().select_related("zone__domain__customer")

    def get_form_kwargs(self):
        record, zone = self.object, self.object.zone
        return super().get_form_kwargs() | {"kind": record.type, "zone": zone.name, "entry": record.entry}

    def get_context_data(self, **kwargs):
        zone = self.object.zone
        known = {"zone": zone, "domain": zone.domain, "kind": KINDS[self.object.type], "record": self.object}
        return super().get_context_data(**known, **kwargs)

    def perform(self, form):
        draft.put_record(self.object.zone, self.act(), entry=form.cleaned_data["entry"], record=self.object)

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except BadRecord as refusal:
            form.add_refusal(refusal)
            return self.form_invalid(form)


class RecordRemoveView(CustomerRequired, OwnedDetailView):
    """One record less; nothing happens on the servers before the next publication."""

    model = Record
    capability = Capability.MANAGE_TECHNICAL
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        record = self.get_object()
        try:
            draft.drop_record(record.zone, act_of(request), record=record)
            messages.success(request, _("Removed: %(thing)s. Publish to make it so.") % {"thing": record})
        except NotAllowed as refusal:
            messages.error(request, refusal.message)
        return redirect(record.zone)


class PublishView(ZoneVerbView):
    """What will change on the servers, and the yes to it; or the draft is given up."""

    template_name = "domains/dns/publish.html"
    form_class = ConfirmedForm

    @property
    def change(self):
        return difference(self.zone.published(), self.zone.entries())

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {
            "data": {"confirmed": "on"} if self.request.method == "POST" else None
        }

    def get_context_data(self, **kwargs):
        problems = list(rules.problems(self.zone.entries(), self.object.name))
        return super().get_context_data(change=self.change, problems=problems, **kwargs)

    def perform(self, form):
        if "discard" in self.request.POST:
            draft.fill(self.zone, self.act(), entries=self.zone.published())
            return messages.success(
                self.request, _("Your changes are given up; the records are as published.")
            )
        if not self.change:
            raise NotAllowed(_("There is nothing to publish: the records are as published."))
        draft.check_publishable(self.zone, self.zone.entries())
        lifecycle.publish(self.zone, self.act())
        return messages.success(
            self.request, _("Publishing: our servers are being told; it takes a few seconds.")
        )


class VersionView(CustomerRequired, OwnedDetailView):
    """What one publication changed; its records can be taken back into the draft."""

    model = ZoneVersion
    capability = Capability.VIEW
    template_name = "domains/dns/version.html"
    context_object_name = "version"

    def get_queryset(self):
        return super().get_queryset().select_related("zone__domain__customer")

    def get_context_data(self, **kwargs):
        may_edit = self.request.membership.may(Capability.MANAGE_TECHNICAL)
        zone = self.object.zone
        known = {"zone": zone, "domain": zone.domain, "who": who(self.object.published_by)}
        return super().get_context_data(**known, may_edit=may_edit, **kwargs)


class RestoreView(CustomerRequired, OwnedDetailView):
    """The records of an earlier version become the draft; they are published as any other change."""

    model = ZoneVersion
    capability = Capability.MANAGE_TECHNICAL
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        version = self.get_object()
        try:
            draft.fill(version.zone, act_of(request), entries=version.entries())
            return redirect("domains:dns_publish", version.zone.domain.public_id)
        except (NotAllowed, BadRecord) as refusal:
            messages.error(request, refusal.message)
        return redirect(version)


def who(actor: str) -> str:
    """Who published, as a customer may read it: people of the account by name, everybody else is the company."""
    user = User.objects.filter(public_id=actor, is_staff=False).first()
    return str(user or company().name)


def grouped(zone: Zone) -> list[dict]:
    """The records by name, each with what a table shows."""
    place = {entry: n for n, entry in enumerate(ordered(zone.entries()))}
    records = sorted(zone.records.all(), key=lambda record: place[record.entry])
    return [
        {"name": rules.said(name, zone.name),
         "records": [{"record": r, "value": readable(r.type, r.content)} for r in same]}
        for name, same in groupby(records, key=lambda record: record.name)
    ]  # fmt: skip
