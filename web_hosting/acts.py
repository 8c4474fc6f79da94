"""The forms about one space: start now, renew, answer a warning."""

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Capability
from contracts import acceptances
from core import display
from core.acts import act_of

from . import prices
from .flows import accounts, overuses
from .forms import AnswerForm, ConsentForm, RenewForm
from .lifecycle import renewing
from .models import OveruseCase
from .ordering import IMMEDIATE
from .pages import ActPage, Rule


class StartNowView(ActPage):
    """A consumer gives up the rest of his seven days and has the space set up now (C-21)."""

    form_class, capability = ConsentForm, Capability.ORDER
    heading, submit = gettext_lazy("Start now"), gettext_lazy("Set the space up now")

    def why_not(self):
        return "" if self.object.state == "waiting" else gettext_lazy("The space does not wait for a start.")

    def versions(self):
        return acceptances.applicable({IMMEDIATE}, {"start"}, act_of(self.request).today)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"versions": self.versions()}

    def perform(self, form):
        act, agent = self.act(), self.request.headers.get("User-Agent", "")
        acceptances.accept(self.object.customer, self.request.user, self.versions(), self.object.public_id, act.now,
                           act.ip, agent, accepted_ids=form.accepted)  # fmt: skip
        accounts.verbs["start"](self.object, act)
        messages.success(self.request, _("The space is being set up; we write to you when it is ready."))


class RenewView(ActPage):
    """The proforma of the next period, of the length that the customer chooses (HD-6.2)."""

    form_class, capability = RenewForm, Capability.PAY
    heading, submit = gettext_lazy("Renew"), gettext_lazy("Make the proforma")

    def why_not(self):
        return (
            "" if self.object.renewable else gettext_lazy("The next period of this space cannot be paid now.")
        )

    def rules(self):
        through = self.object.paid_through
        return [Rule(_("Paid through %(day)s; the next period follows it.") % {"day": display.day(through)}, "HD-3.2a"),
                Rule(_("Nothing is renewed unless you pay; an unpaid proforma lapses and nothing is owed."), "HD-6.2"),
                ] if through else []  # fmt: skip

    def get_form_kwargs(self):
        currency = self.object.customer.currency
        tariff = prices.of(renewing.next_plan(self.object), act_of(self.request).today, currency)
        return super().get_form_kwargs() | {"tariff": tariff, "currency": currency}

    def get_initial(self):
        return {"cycle": self.object.cycle}

    def perform(self, form):
        self.proforma = renewing.order(self.object, self.act(), form.cleaned_data["cycle"])

    def get_success_url(self):
        return reverse("billing:pay", args=[self.proforma.public_id])


class OveruseView(ActPage):
    """Say what was corrected about heavy scripts; staff look before anything is stopped (HD-5.1a)."""

    model, form_class, capability = OveruseCase, AnswerForm, Capability.MANAGE_TECHNICAL
    heading, submit = gettext_lazy("Scripts that use too much"), gettext_lazy("Say that it is corrected")

    def why_not(self):
        return (
            "" if self.object.state == "warned" else gettext_lazy("This case is answered or closed already.")
        )

    def rules(self):
        case, found = self.object, [Rule(self.object.seen, "HD-5.1a")]
        if case.act_at:
            words = _("Without an answer the scripts are stopped on %(at)s.") % {
                "at": display.instant(case.act_at)
            }
            found.append(Rule(words, "HD-5.1a"))
        return found

    def perform(self, form):
        overuses.verbs["answer"](self.object, self.act(), words=form.cleaned_data["words"])
        messages.success(self.request, _("Thank you: our staff look at it."))
