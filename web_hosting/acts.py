"""The forms about one space: start, withdraw, renew, first password, the panel's door, plan, restore, notice, answer."""

from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Capability
from billing.prices import price_list
from contracts import acceptances
from core import clock, display
from core.acts import act_of
from core.money import ttc
from core.ports import PortError
from core.transitions import NotAllowed

from . import prices
from .changes import changing
from .entry import door, first_password
from .flows import accounts, overuses
from .forms import AnswerForm, ChangeForm, ConsentForm, NoForm, NoticeForm, RenewForm, RestoreForm
from .lifecycle import ending, renewing
from .models import HostingPlan, OveruseCase
from .ordering import IMMEDIATE
from .pages import ActPage, Rule, SignedInAnew
from .restores import restoring
from .terms import HANDLING, KEEPING


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


class WithdrawView(SignedInAnew):
    """A consumer withdraws inside the seven days (C-21)."""

    form_class, danger = NoForm, True
    heading, submit = gettext_lazy("Withdraw from the order"), gettext_lazy("Withdraw")

    def why_not(self):
        return "" if self.object.state == "waiting" else gettext_lazy("There is nothing to withdraw from any more.")

    def rules(self):
        words = _("All is credited at once, and paid back the way you paid within %(n)s days.")
        return [Rule(words % {"n": KEEPING.refund.days}, "C-21")]

    def perform(self, form):
        accounts.verbs["withdraw"](self.object, self.act())
        messages.success(self.request, _("You have withdrawn; we have written to you."))


class RenewView(ActPage):
    """The proforma of the next period, of the length that the customer chooses (HD-6.2)."""

    form_class, capability = RenewForm, Capability.PAY
    heading, submit = gettext_lazy("Renew"), gettext_lazy("Make the proforma")

    def why_not(self):
        return "" if self.object.renewable else gettext_lazy("The next period of this space cannot be paid now.")

    def rules(self):
        through = self.object.paid_through
        return [Rule(_("Paid through %(day)s; the next period follows it.") % {"day": display.day(through)}, "HD-3.2a"),
                Rule(_("Nothing is renewed unless you pay; an unpaid proforma lapses and nothing is owed."), "HD-6.2"),
                ] if through else []  # fmt: skip

    def get_form_kwargs(self):
        currency = self.object.customer.currency
        tariff = prices.of(self.object.plan, act_of(self.request).today, currency)
        return super().get_form_kwargs() | {"tariff": tariff, "currency": currency}

    def get_initial(self):
        return {"cycle": self.object.cycle}

    def perform(self, form):
        self.proforma = renewing.order(self.object, self.act(), form.cleaned_data["cycle"])

    def get_success_url(self):
        return reverse("billing:pay", args=[self.proforma.public_id])


class PasswordView(SignedInAnew):
    """The first password, shown once (core.vault)."""

    form_class, capability = NoForm, Capability.MANAGE_TECHNICAL
    heading, submit = gettext_lazy("First password"), gettext_lazy("Show it once")

    def why_not(self):
        return first_password.why_not(self.object, clock.now())

    def rules(self):
        return [Rule(_("It is shown a single time, then we forget it. Note it, and change it in the panel."), "HD-4.3")]

    def form_valid(self, form):
        try:
            password = first_password.reveal(self.object, self.act())
        except NotAllowed as refusal:
            form.add_error(None, refusal.message)
            return self.form_invalid(form)
        answer = render(self.request, "web_hosting/password.html", {"account": self.object, "password": password})
        answer.headers["Cache-Control"] = "no-store"
        return answer


class DoorView(SignedInAnew):
    """The panel's door, opened for the person at the screen: a link that lives a minute."""

    form_class, capability = NoForm, Capability.MANAGE_TECHNICAL
    heading, submit = gettext_lazy("Open the panel"), gettext_lazy("Open it now")

    def why_not(self):
        return "" if self.object.state == "active" else gettext_lazy("The panel opens while the space is active.")

    def rules(self):
        return [Rule(_("You are signed in at the panel without a password; the way in closes after a moment."), "HD-4.3")]

    def form_valid(self, form):
        try:
            opened = door.opened(self.object, self.act())
        except NotAllowed as refusal:
            form.add_error(None, refusal.message)
            return self.form_invalid(form)
        except PortError:
            form.add_error(None, _("The panel does not answer now. Try again in some minutes."))
            return self.form_invalid(form)
        context = {"account": self.object, "door": opened, "seconds": HANDLING.link_seconds}
        answer = render(self.request, "web_hosting/door.html", context)
        answer.headers["Cache-Control"], answer.headers["Referrer-Policy"] = "no-store", "no-referrer"
        return answer


class ChangeView(ActPage):
    """A larger or a smaller plan, with what it costs or gives back today (HD-5.2)."""

    form_class, capability = ChangeForm, Capability.ORDER
    heading, submit = gettext_lazy("Change the plan"), gettext_lazy("Change the plan")

    def why_not(self):
        return "" if self.object.state == "active" else gettext_lazy("The plan can be changed while the space is active.")

    def rules(self):
        return [
            Rule(_("The rest of the period is counted by the day: you pay the difference before the change, or it is"
                   " credited after it."), "HD-5.2"),
            Rule(_("A smaller plan must hold what you use."), "HD-5.2"),
        ]  # fmt: skip

    def get_form_kwargs(self):
        plans = HostingPlan.objects.filter(enabled=True, group=self.object.plan.group).exclude(pk=self.object.plan_id)
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
        self.change = changing.ask(self.object, self.act(), form.cleaned_data["plan"])
        messages.success(self.request, _("Your wish is recorded."))

    def get_success_url(self):
        if self.change.proposal:
            return reverse("billing:pay", args=[self.change.proposal])
        return super().get_success_url()


class RestoreView(ActPage):
    """Ask for a restore from the latest backup (HD-3.7, C-14)."""

    form_class, capability = RestoreForm, Capability.ORDER
    heading, submit = gettext_lazy("Restore from the latest backup"), gettext_lazy("Look for a backup")

    def why_not(self):
        return "" if self.object.state == "active" else gettext_lazy("A space is restored while it is active.")

    def rules(self):
        currency = self.object.customer.currency
        fee = prices.amount(price_list(act_of(self.request).today, [prices.RESTORE], currency), prices.RESTORE, "restore")
        price = display.amount(fee.ht, currency) if fee else "–"
        with_tax = display.amount(fee.ttc, currency) if fee else "–"
        words = _("Fee: %(ht)s excl. VAT, %(ttc)s incl. VAT, charged only if there is a backup.")
        return [
            Rule(_("Our backups serve after a failure of our systems; we do not recover data."), "HD-5.3a"),
            Rule(_("We restore from our latest backup, as well as we can, without any promise of a date."), "C-14"),
            Rule(words % {"ht": price, "ttc": with_tax}, "HD-3.7"),
        ]

    def perform(self, form):
        said = form.cleaned_data
        restoring.ask(self.object, self.act(), said["what"], said["wanted_on"], said["note"])
        messages.success(self.request, _("We look for a backup; nothing is to pay before one is found."))


class NoticeView(SignedInAnew):
    """Not renewed (HD-6.3)."""

    form_class = NoticeForm
    heading, submit = gettext_lazy("Do not renew"), gettext_lazy("Give notice")

    def why_not(self):
        account = self.object
        if account.state not in account.RUNNING or not account.paid_through:
            return gettext_lazy("This space does not run: there is nothing to give notice of.")
        return gettext_lazy("Notice has been given already.") if account.notice_at else ""

    def rules(self):
        if not self.object.paid_through:
            return []
        last = display.day(ending.last_day_of_notice(self.object))
        return [
            Rule(_("Nothing renews by itself: who does nothing is not charged either."), "HD-6.2"),
            Rule(_("Until %(day)s a notice comes a month ahead: no proforma and no reminder is sent. Later it voids the"
                   " open proforma.") % {"day": last}, "HD-6.3"),
        ]  # fmt: skip

    def perform(self, form):
        accounts.verbs["give_notice"](self.object, self.act())
        messages.success(self.request, _("Your notice is recorded; we have written to you."))


class NoticeWithdrawView(ActPage):
    """Take one's notice back (C-11)."""

    form_class = NoForm
    heading, submit = gettext_lazy("Take the notice back"), gettext_lazy("Take it back")

    def why_not(self):
        return "" if self.object.notice_at else gettext_lazy("No notice has been given.")

    def perform(self, form):
        accounts.verbs["withdraw_notice"](self.object, self.act())
        messages.success(self.request, _("Your notice is taken back."))


class OveruseView(ActPage):
    """Say what was corrected about heavy scripts; staff look before anything is stopped (HD-5.1a)."""

    model, form_class, capability = OveruseCase, AnswerForm, Capability.MANAGE_TECHNICAL
    heading, submit = gettext_lazy("Scripts that use too much"), gettext_lazy("Say that it is corrected")

    def why_not(self):
        return "" if self.object.state == "warned" else gettext_lazy("This case is answered or closed already.")

    def rules(self):
        case, found = self.object, [Rule(self.object.seen, "HD-5.1a")]
        if case.act_at:
            words = _("Without an answer the scripts are stopped on %(at)s.") % {"at": display.instant(case.act_at)}
            found.append(Rule(words, "HD-5.1a"))
        return found

    def perform(self, form):
        overuses.verbs["answer"](self.object, self.act(), words=form.cleaned_data["words"])
        messages.success(self.request, _("Thank you: our staff look at it."))
