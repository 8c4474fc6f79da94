"""Pages of a name's technical settings: name servers, glue hosts, DNSSEC, lock, and changes that were refused."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import CustomerRequired
from accounts.roles import Capability
from core.acts import act_of
from core.transitions import NotAllowed
from core.views import OwnedDetailView, VerbView
from domains.changes.lifecycle import give_up, send_again
from domains.changes.told import ds_line
from domains.models import HELD, Domain, RegistryChange

from . import acts, publication
from .forms import DsForm, GlueForm, NameServersForm, SureForm

SENT = gettext_lazy("The change is on its way to the registry. You get a mail when it is done.")
SAME = gettext_lazy("Nothing was changed: it stands so already, or is on its way.")


class NameMixin(CustomerRequired):
    """A name that is ours at the registry; whoever may not touch it does not find it."""

    model = Domain
    capability = Capability.MANAGE_TECHNICAL

    def get_queryset(self):
        names = super().get_queryset().select_related("extension", "customer").prefetch_related("changes")
        return names.filter(state__in=HELD)


class SettingView(NameMixin, VerbView):
    """A form about one setting; the change is told to the registry."""

    kind = ""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"domain": self.object}

    def get_context_data(self, **kwargs):
        waiting = [
            c for c in self.object.changes.all() if c.kind == self.kind and c.state in ("sending", "failed")
        ]
        locked_out = acts.why_not(self.object)
        return super().get_context_data(domain=self.object, waiting=waiting, locked_out=locked_out, **kwargs)

    def say(self, change: RegistryChange | None) -> None:
        messages.success(self.request, SENT) if change else messages.info(self.request, SAME)

    def wanted(self, default):
        """What the page starts from: a refused change that is to be corrected, what is on its way, or what stands."""
        open_ones = [
            c for c in self.object.changes.all() if c.kind == self.kind and c.state in ("sending", "failed")
        ]
        return open_ones[0].wanted if open_ones else default


class NameServersView(SettingView):
    """Which servers answer for the name (DN-A2-6(1))."""

    form_class, template_name, kind = NameServersForm, "domains/managing/nameservers.html", "nameservers"

    def get_initial(self):
        return NameServersForm.initial_of(self.wanted({"hosts": self.object.nameservers})["hosts"])

    def perform(self, form) -> None:
        self.say(acts.set_nameservers(self.object, form.rows, self.act()))


class GlueView(SettingView):
    """The addresses of hosts under the name, published by its registry."""

    form_class, template_name, kind = GlueForm, "domains/managing/glue.html", "glue"

    def get_initial(self):
        host = self.request.GET.get("host", "")
        known = {row["name"]: row["addresses"] for row in self.object.glue}
        return {"host": host, "addresses": " ".join(known[host])} if host in known else {}

    def perform(self, form) -> None:
        self.say(
            acts.put_glue(self.object, form.cleaned_data["host"], form.cleaned_data["addresses"], self.act())
        )

    def get_success_url(self) -> str:
        return reverse("domains:glue", args=[self.object.public_id])


class GlueRemoveView(NameMixin, OwnedDetailView):
    """Take a glue host away."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        domain, host = self.get_object(), request.POST.get("host", "")
        try:
            if host in {row["name"] for row in domain.glue}:
                acts.drop_glue(domain, host, act_of(request))
                messages.success(request, SENT)
        except NotAllowed as refusal:
            messages.error(request, refusal.message)
        return redirect("domains:glue", public_id=domain.public_id)


class DnssecView(SettingView):
    """Which keys sign the zone (RFC 8624)."""

    form_class, template_name, kind = DsForm, "domains/managing/dnssec.html", "dnssec"

    def get_initial(self):
        rows = self.wanted({"ds": self.object.ds_records})["ds"]
        return {"records": "\n".join(ds_line(row) for row in rows)}

    def perform(self, form) -> None:
        self.say(acts.set_ds(self.object, form.cleaned_data["records"], self.act()))


class DnssecRemoveView(SettingView):
    """No DNSSEC any more, after a second yes."""

    form_class, template_name, kind = SureForm, "domains/managing/dnssec_remove.html", "dnssec"

    def get_form_kwargs(self):
        return VerbView.get_form_kwargs(self)

    def perform(self, form) -> None:
        self.say(acts.set_ds(self.object, [], self.act()))


class LockView(DnssecRemoveView):
    """The registrar lock, after a second yes (DN-6.p1(3))."""

    template_name, kind, capability = "domains/managing/lock.html", "lock", Capability.HOLD

    def wished(self) -> bool:
        return not acts.pending(self.object, "lock", {"on": self.object.locked})["on"]

    def perform(self, form) -> None:
        self.say(acts.set_lock(self.object, self.request.POST.get("on") == "yes", self.act()))

    def get_context_data(self, **kwargs):
        on = self.wished()
        refusal = acts.why_not(self.object) or acts.why_no_lock(self.object, on, self.act())
        hidden = {"on": "yes" if on else "no"}
        return super().get_context_data(on=on, refusal=refusal, hidden=hidden, **kwargs)


class PublicationView(NameMixin, OwnedDetailView):
    """What everybody can read about the name (DN-A2-5.3(1), facts B3)."""

    template_name, context_object_name = "domains/managing/publication.html", "domain"
    capability = Capability.VIEW

    def get_context_data(self, **kwargs):
        return super().get_context_data(fields=publication.of_name(self.object), **kwargs)


class ChangeVerbView(CustomerRequired, OwnedDetailView):
    """A refused change: send it again as it is, or give it up."""

    model = RegistryChange
    capability = Capability.MANAGE_TECHNICAL
    http_method_names = ["post"]
    verbs = {"again": send_again, "give_up": give_up}

    def get_queryset(self):
        return super().get_queryset().select_related("domain").filter(state="failed")

    def post(self, request, *args, **kwargs):
        change, verb = self.get_object(), self.verbs.get(request.POST.get("do", ""))
        try:
            if verb and request.membership.may(NEEDS.get(change.kind, self.capability)):
                verb(change, act_of(request))
                messages.success(request, SENT if verb is send_again else _("The change is given up."))
        except NotAllowed as refusal:
            messages.error(request, refusal.message)
        return redirect(change.domain)


NEEDS = {"lock": Capability.HOLD, "auth_code": Capability.HOLD, "hold": Capability.HOLD,
         "contacts": Capability.MANAGE_CONTACTS}  # fmt: skip
