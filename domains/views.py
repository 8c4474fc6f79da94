"""Pages of domain names: ordering them, and names for their owner."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView

from accounts.access import CustomerRequired
from accounts.roles import Capability
from core import clock, display
from core.acts import act_of
from core.transitions import NotAllowed
from core.views import OwnedDetailView, OwnedListView, VerbView

from . import answers, ordering, panels, prices, search, timeline
from .files import local_contact, needs
from .forms import OrderNamesForm, RedeemForm, RenewForm, accepted_ids
from .lifecycle import flow
from .managing import publication
from .managing.listing_views import bulk_choices, narrowed
from .models import Domain
from .naming import InvalidName


class OrderNamesView(CustomerRequired, FormView):
    """Years and contacts of the chosen names; then they are in the cart."""

    capability = Capability.ORDER
    template_name = "domains/order.html"
    form_class = OrderNamesForm

    def dispatch(self, request, *args, **kwargs):
        try:
            self.names = search.exact(request.GET.getlist("name"), clock.now(), request.customer)
        except InvalidName as refusal:
            messages.error(request, refusal)
            return redirect("domains:search")
        if not self.names:
            messages.info(request, _("Choose at least one name."))
            return redirect("domains:search")
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"customer": self.request.customer, "names": self.names}

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        fee = local_contact.fee(act_of(self.request).today, self.request.customer.currency)
        if fee is not None and any(extension.requires_local_admin for _name, extension in self.names):
            form.offer_local_contact(display.amount(fee, self.request.customer.currency))
        return form

    def get_context_data(self, **kwargs):
        here, today = self.request.get_full_path(), act_of(self.request).today
        asked = {"review": [(n, o) for n, e in self.names if (o := needs.review_options(n, e, today))],
                 "identity": [n for n, e in self.names if e.requires_identity]}  # fmt: skip
        families = sorted({extension.family for _name, extension in self.names})
        published = [(family, publication.of_contacts(family, {})) for family in families]
        facts = {"families": families, "published": published}
        return super().get_context_data(names=self.names, here=here, **asked, **facts, **kwargs)

    def form_valid(self, form):
        ordering.into_cart(self.request.customer, self.request.user, form, act_of(self.request))
        return redirect("billing:cart")


class DomainListView(CustomerRequired, OwnedListView):
    """The customer's names, filtered and ordered as the page's address says."""

    model = Domain
    template_name = "domains/list.html"
    capability = Capability.SEE_NAMES

    def get_queryset(self):
        self.filter, names = narrowed(self.request)
        return names

    def get_context_data(self, **kwargs):
        return super().get_context_data(filter=self.filter, bulk=bulk_choices(self.request), **kwargs)


class DomainDetailView(CustomerRequired, OwnedDetailView):
    """A name: its life line, what happens next, what can be done, what has been done."""

    model = Domain
    template_name = "domains/detail.html"
    context_object_name = "domain"
    capability = Capability.SEE_NAMES

    def get_queryset(self):
        return super().get_queryset().select_related("extension", "customer")

    def get_context_data(self, **kwargs):
        now, domain = clock.now(), self.object
        tags = prices.of(domain, clock.local_date(now))
        return super().get_context_data(
            tags=tags,
            line=timeline.life_line(domain, tags, clock.local_date(now)),
            entries=timeline.entries(domain, tags, now),
            history=timeline.history(domain.public_id),
            hold=domain.holds.filter(closed_at=None).first(),
            refusal=answers.last_refusal(domain),
            successor=domain.successor(),
            **panels.of(domain, self.request),
            **kwargs,
        )


class _PaidVerbView(CustomerRequired, VerbView):
    """Renewing and buying back: consents, then a proforma to pay."""

    model = Domain
    capability = Capability.PAY
    operation = ""
    states: frozenset[str] = frozenset()

    def get_queryset(self):
        return super().get_queryset().select_related("extension", "customer").filter(state__in=self.states)

    def get_form_kwargs(self):
        act = self.act()
        versions = ordering.consents(self.object, self.operation, act)
        return super().get_form_kwargs() | {"domain": self.object, "versions": versions, "today": act.today}

    def get_context_data(self, **kwargs):
        tags = prices.of(self.object, self.act().today)
        lacking = not needs.identity_shown(self.object.contacts, self.object.extension, self.act().today)
        return super().get_context_data(tags=tags, domain=self.object, identity_missing=lacking, **kwargs)

    def get_success_url(self):
        return reverse("billing:pay", args=[self.proforma.public_id])


class RenewView(_PaidVerbView):
    """Renew before expiry or in the grace (DN-5.2, DN-A2-2.2)."""

    template_name, form_class, operation = "domains/renew.html", RenewForm, "renew"
    states = frozenset({"registered", "grace"})

    def perform(self, form):
        years, agent = form.cleaned_data["years"], self.request.headers.get("User-Agent", "")
        self.proforma = ordering.order_renewal(
            self.object, self.request.user, years, accepted_ids(form), self.act(), agent
        )


class RedeemView(_PaidVerbView):
    """Buy a name back from redemption (DN-5.3)."""

    template_name, form_class, operation = "domains/redeem.html", RedeemForm, "redeem"
    states = frozenset({"redemption"})

    def perform(self, form):
        agent = self.request.headers.get("User-Agent", "")
        self.proforma = ordering.order_redemption(
            self.object, self.request.user, accepted_ids(form), self.act(), agent
        )


class ChoiceView(CustomerRequired, OwnedDetailView):
    """The customer says in advance whether he will renew (DN-3.2c); nothing renews by itself either way."""

    model = Domain
    capability = Capability.ORDER
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        domain = self.get_object()
        verb = "let_expire" if request.POST.get("choice") == "let_expire" else "keep"
        try:
            flow.verbs[verb](domain, act_of(request))
            messages.success(request, _("Your choice is recorded."))
        except NotAllowed as refusal:
            messages.error(request, refusal.message)
        return redirect(domain)
