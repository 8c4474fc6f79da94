"""The page of another plan (HD-5.2)."""

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Capability
from core import display
from core.acts import act_of
from core.money import ttc
from core.transitions import NotAllowed
from web_hosting.forms import AT_END, ChangeForm, NoForm
from web_hosting.models import HostingPlan, PlanChange
from web_hosting.pages import ActPage, Rule

from . import changing, planning


class ChangeView(ActPage):
    """A larger or a smaller plan, with what it costs or gives back today (HD-5.2)."""

    form_class, capability = ChangeForm, Capability.ORDER
    heading, submit = gettext_lazy("Change the plan"), gettext_lazy("Change the plan")

    def why_not(self):
        return (
            ""
            if self.object.state == "active"
            else gettext_lazy("The plan can be changed while the space is active.")
        )

    def rules(self):
        return [
            Rule(_("The rest of the period is counted by the day: you pay the difference before the change, or it is"
                   " credited after it."), "HD-5.2"),
            Rule(_("A smaller plan must hold what you use."), "HD-5.2"),
        ]  # fmt: skip

    def get_form_kwargs(self):
        plans = HostingPlan.objects.filter(enabled=True, group=self.object.plan.group).exclude(
            pk=self.object.plan_id
        )
        return super().get_form_kwargs() | {"plans": plans, "words": self.words}

    def words(self, plan: HostingPlan) -> str:
        """A plan with what the change would cost or give back."""
        if not self.object.period_from:
            return plan.name
        try:
            change = changing.quoted(self.object, plan, act_of(self.request))
        except NotAllowed as refusal:
            return f"{plan.name}: {refusal.message}"
        currency = self.object.customer.currency
        if change.to_pay_ht:
            said = {"plan": plan.name, "ht": display.amount(change.to_pay_ht, currency),
                    "ttc": display.amount(ttc(change.to_pay_ht), currency)}  # fmt: skip
            return _("%(plan)s: to pay %(ht)s excl. VAT, %(ttc)s incl. VAT") % said
        said = {"plan": plan.name, "ht": display.amount(change.to_credit_ht, currency)}
        return _("%(plan)s: credited %(ht)s excl. VAT") % said

    def perform(self, form):
        wish = planning.plan_ahead if form.cleaned_data["when"] == AT_END else changing.ask
        self.change = wish(self.object, self.act(), form.cleaned_data["plan"])
        messages.success(self.request, _("Your wish is recorded."))

    def get_success_url(self):
        if self.change.proposal:
            return reverse("billing:pay", args=[self.change.proposal])
        return super().get_success_url()


class ChangeWithdrawView(ActPage):
    """The customer keeps his plan: a change that is not paid, or planned for the next period, is withdrawn (HD-5.2)."""

    model, form_class, capability = PlanChange, NoForm, Capability.ORDER
    heading, submit = gettext_lazy("Withdraw the change of plan"), gettext_lazy("Withdraw")

    def why_not(self):
        return (
            ""
            if self.object.state in {"planned", "to_pay"}
            else gettext_lazy("It can no longer be withdrawn.")
        )

    def rules(self):
        return [Rule(_("The plan stays as it is and nothing is owed."), "HD-6.2")]

    def perform(self, form):
        planning.take_back(self.object, self.act())
        messages.success(self.request, _("The change of plan is withdrawn."))
