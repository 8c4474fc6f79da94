"""The page of a restore, with the text of C-14 and its fee (HD-3.7)."""

from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Capability
from billing.prices import price_list
from core import display
from core.acts import act_of
from web_hosting import prices
from web_hosting.forms import NoForm, RestoreForm
from web_hosting.models import RestoreRequest
from web_hosting.pages import ActPage, Rule

from . import restoring


class RestoreView(ActPage):
    """Ask for a restore from the latest backup (HD-3.7, C-14)."""

    form_class, capability = RestoreForm, Capability.ORDER
    heading, submit = gettext_lazy("Restore from the latest backup"), gettext_lazy("Look for a backup")

    def why_not(self):
        return (
            "" if self.object.state == "active" else gettext_lazy("A space is restored while it is active.")
        )

    def rules(self):
        currency = self.object.customer.currency
        fee = prices.amount(
            price_list(act_of(self.request).today, [prices.RESTORE], currency), prices.RESTORE, "restore"
        )
        price = display.amount(fee.ht, currency) if fee else "–"
        with_tax = display.amount(fee.ttc, currency) if fee else "–"
        words = _("Fee: %(ht)s excl. VAT, %(ttc)s incl. VAT, charged only if there is a backup.")
        return [
            Rule(_("Our backups serve after a failure of our systems; we do not recover data."), "HD-5.3a"),
            Rule(
                _("We restore from our latest backup, as well as we can, without any promise of a date."),
                "C-14",
            ),
            Rule(words % {"ht": price, "ttc": with_tax}, "HD-3.7"),
        ]

    def perform(self, form):
        said = form.cleaned_data
        restoring.ask(self.object, self.act(), said["what"], said["wanted_on"], said["note"])
        messages.success(self.request, _("We look for a backup; nothing is to pay before one is found."))


class RestoreWithdrawView(ActPage):
    """The customer no longer wants a restore that is not paid (C-14)."""

    model, form_class, capability = RestoreRequest, NoForm, Capability.ORDER
    heading, submit = gettext_lazy("Withdraw the restore"), gettext_lazy("Withdraw")

    def why_not(self):
        return "" if self.object.state == "offered" else gettext_lazy("It can no longer be withdrawn.")

    def rules(self):
        return [
            Rule(
                _("Nothing is restored and nothing is owed; you can ask for another one at any time."), "C-14"
            )
        ]

    def perform(self, form):
        restoring.withdraw(self.object, self.act())
        messages.success(self.request, _("The restore is withdrawn."))
