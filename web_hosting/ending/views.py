"""Pages of the end: withdrawn, not renewed, taken back (C-21, HD-6.3, C-11)."""

from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.leaving import noting
from core import display
from web_hosting.flows import accounts
from web_hosting.forms import NoForm, NoticeForm
from web_hosting.pages import ActPage, Rule, SignedInAnew
from web_hosting.terms import KEEPING


class WithdrawView(SignedInAnew):
    """A consumer withdraws inside the seven days (C-21)."""

    form_class, danger = NoForm, True
    heading, submit = gettext_lazy("Withdraw from the order"), gettext_lazy("Withdraw")

    def why_not(self):
        return (
            ""
            if self.object.state == "waiting"
            else gettext_lazy("There is nothing to withdraw from any more.")
        )

    def rules(self):
        words = _("All is credited at once, and paid back the way you paid within %(n)s days.")
        return [Rule(words % {"n": KEEPING.refund.days}, "C-21")]

    def perform(self, form):
        accounts.verbs["withdraw"](self.object, self.act())
        messages.success(self.request, _("You have withdrawn; we have written to you."))


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
        last = display.day(noting.last_day(self.object.paid_through))
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
