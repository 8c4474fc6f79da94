"""Pages of outsourcing: what is offered, a mission with its estimates and hours, a monthly contract (HD-2.3)."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from accounts.access import CustomerRequired
from accounts.roles import Capability
from billing import cart
from billing.prices import currency_of, price_list
from core import clock, display
from core.acts import act_of
from core.transitions import NotAllowed
from core.views import OwnedDetailView, OwnedListView
from support import hours
from web_hosting import prices
from web_hosting.flows import contracts as contract_flow
from web_hosting.forms import ConsentForm, NoForm, NoticeForm
from web_hosting.pages import ActPage, Rule, SignedInAnew

from . import contracts, missions
from .forms import ContractForm, MissionForm
from .models import Mission, MissionQuote, OutsourcingContract
from .terms import MONTHLY, OUTSOURCING


def offer_page(request):
    """What outsourcing is and costs, for everybody."""
    currency = currency_of(request.customer)
    listed = price_list(clock.local_date(clock.now()), [prices.HOUR, MONTHLY], currency)
    context = {
        "hour": prices.amount(listed, prices.HOUR, "hour"), "tasks": Mission.Task.choices, "terms": OUTSOURCING,
        "monthly": prices.amount(listed, MONTHLY, contracts.MONTHLY), "currency": currency,
    }  # fmt: skip
    return render(request, "web_hosting/outsourcing/offer.html", context)


class MissionListView(CustomerRequired, OwnedListView):
    """The customer's missions, and his monthly contracts."""

    model = Mission
    template_name = "web_hosting/outsourcing/list.html"
    capability = Capability.VIEW

    def get_context_data(self, **kwargs):
        mine = OutsourcingContract.objects.open_to(self.request)
        return super().get_context_data(contracts=mine[:25], **kwargs)


class _ForCustomer(CustomerRequired, FormView):
    """A form of the account."""

    template_name = "web_hosting/outsourcing/form.html"
    capability = Capability.ORDER
    heading = submit = ""
    rules: tuple[Rule, ...] = ()

    def get_initial(self):
        return {"about": self.request.GET.get("about", "")}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"customer": self.request.customer}

    def get_context_data(self, **kwargs):
        facts = {"heading": self.heading, "submit": self.submit, "rules": self.rules}
        return super().get_context_data(**facts, **kwargs)


class MissionNewView(_ForCustomer):
    """Ask for an estimate; nothing is worked or charged before it is accepted (HD-2.3.1)."""

    form_class = MissionForm
    heading, submit = gettext_lazy("Ask for an estimate"), gettext_lazy("Send")
    rules = (
        Rule(gettext_lazy("You get an estimate of time and price first; you accept and pay it before the work."),
             "HD-2.3.1"),
        Rule(gettext_lazy("What is not worked is credited; more is never worked without another accepted estimate."),
             "HD-2.3.1"),
    )  # fmt: skip

    def form_valid(self, form):
        said = form.cleaned_data
        mission = missions.ask(self.request.customer, act_of(self.request), said["task"], said["title"],
                               said["purpose"], said["about"])  # fmt: skip
        messages.success(self.request, _("Your request is with us; we have written to you."))
        return redirect(mission.get_absolute_url())


class ContractOrderView(_ForCustomer):
    """Order the monthly contract; then it is in the cart (HD-2.3.2)."""

    form_class = ContractForm
    heading, submit = gettext_lazy("Order monthly outsourcing"), gettext_lazy("Put in the cart")
    rules = (
        Rule(
            gettext_lazy("Installation, monitoring, backups and firewall at the beginning, each dated."),
            "HD-2.3.2(1)",
        ),
        Rule(gettext_lazy("An answer to every incident in two working days."), "HD-2.3.2(2)"),
        Rule(
            gettext_lazy("Two hours of routine work a month; what is more is estimated first."), "HD-2.3.2(3)"
        ),
        Rule(gettext_lazy("We make the backups as long as the contract runs."), "C-34"),
    )

    def form_valid(self, form):
        line = contracts.order_line(form.cleaned_data["label"], form.cleaned_data["about"])
        try:
            cart.add(self.request.customer, self.request.user, line, act_of(self.request))
        except NotAllowed as refusal:
            form.add_error(None, refusal.message)
            return self.form_invalid(form)
        return redirect("billing:cart")


class MissionDetailView(CustomerRequired, OwnedDetailView):
    """A mission: estimates, hours worked, what is left."""

    model = Mission
    template_name = "web_hosting/outsourcing/mission.html"
    context_object_name = "mission"
    capability = Capability.VIEW

    def get_context_data(self, **kwargs):
        mission = self.object
        paid, worked = mission.paid_minutes, mission.worked_minutes
        facts = {"paid": paid, "worked": worked, "left": paid - worked, "entries": list(mission.entries.all()),
                 "quotes": list(mission.quotes.select_related("credit_note"))}  # fmt: skip
        return super().get_context_data(**facts, **kwargs)


class QuoteView(ActPage):
    """Accept an estimate, with the documents that belong to it (HD-2.3.1, guard 15)."""

    model, form_class, capability = MissionQuote, ConsentForm, Capability.ORDER
    heading, submit = gettext_lazy("Accept the estimate"), gettext_lazy("Accept, and see the proforma")
    template_name = "web_hosting/outsourcing/quote.html"

    def why_not(self):
        return "" if self.object.state == "offered" else gettext_lazy("This estimate is no longer open.")

    def rules(self):
        words = _("Valid until %(day)s. Paid before the work; what is not worked is credited.")
        return [Rule(words % {"day": display.day(self.object.valid_until)}, "HD-2.3.1")]

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"versions": missions.documents(act_of(self.request).today)}

    def perform(self, form):
        agent = self.request.headers.get("User-Agent", "")
        self.proposal = missions.accept(self.object, self.request.user, form.accepted, self.act(), agent)

    def get_success_url(self):
        return reverse("billing:pay", args=[self.proposal])


class QuoteDeclineView(ActPage):
    """Decline an estimate: nothing is owed."""

    model, form_class, capability = MissionQuote, NoForm, Capability.ORDER
    heading, submit = gettext_lazy("Decline the estimate"), gettext_lazy("Decline")

    def why_not(self):
        return (
            ""
            if self.object.state in {"offered", "accepted"}
            else gettext_lazy("This estimate is no longer open.")
        )

    def perform(self, form):
        missions.decline(self.object, self.act())
        messages.success(self.request, _("The estimate is declined."))


class ContractDetailView(CustomerRequired, OwnedDetailView):
    """A monthly contract: checklist, hours of the month, its paid period."""

    model = OutsourcingContract
    template_name = "web_hosting/outsourcing/contract.html"
    context_object_name = "contract"
    capability = Capability.VIEW

    def get_context_data(self, **kwargs):
        contract, today = self.object, clock.local_date(clock.now())
        service = contracts.service(contract)
        facts = {"checklist": list(contract.checklist.all()), "terms": OUTSOURCING, "service": service,
                 "balance": hours.balance(service, today)}  # fmt: skip
        return super().get_context_data(**facts, **kwargs)


class ContractNoticeView(SignedInAnew):
    """Not renewed (HD-6.3)."""

    model, form_class = OutsourcingContract, NoticeForm
    heading, submit = gettext_lazy("Do not renew"), gettext_lazy("Give notice")

    def why_not(self):
        if self.object.state != "active" or self.object.notice_at:
            return gettext_lazy("This contract has ended, or notice has been given already.")
        return ""

    def rules(self):
        return [Rule(_("It ends on %(day)s; no proforma is made any more.")
                     % {"day": display.day(self.object.paid_through)}, "HD-6.3")]  # fmt: skip

    def perform(self, form):
        contract_flow.verbs["give_notice"](self.object, self.act())
        messages.success(self.request, _("Your notice is recorded."))
