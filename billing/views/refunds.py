"""Refunds as the customer sees them: how far each is, where it goes, and money of the credit account asked back."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import CustomerRequired
from accounts.roles import Capability
from billing import glance
from billing.admin_forms import PaidField
from billing.models import Refund
from billing.refunds import lifecycle, requests
from core.acts import act_of
from core.transitions import NotAllowed
from core.views import OwnedDetailView, OwnedListView


class AccountForm(forms.Form):
    """The customer's bank account; its check digits are looked at."""

    number = forms.CharField(
        label=gettext_lazy("RIB or IBAN"), max_length=40, widget=forms.TextInput(attrs={"dir": "ltr"})
    )
    holder = forms.CharField(label=gettext_lazy("Account holder"), max_length=120)


class AskForm(AccountForm):
    """How much of the credit account is to be paid back, and where."""

    amount = PaidField(label=gettext_lazy("Amount"))
    field_order = ("amount", "number", "holder")


class RefundListView(CustomerRequired, OwnedListView):
    """All refunds of the account, and the form to ask for one."""

    model = Refund
    template_name = "billing/refunds.html"

    def get_queryset(self):
        return super().get_queryset().select_related("credit_note", "customer")

    def get_context_data(self, **kwargs):
        customer = self.request.customer
        seen = glance.of(customer)
        left = seen.refundable
        kwargs.setdefault("form", AskForm(initial={"amount": left, "holder": customer.name}))
        return super().get_context_data(
            glance=seen, tab="refunds", available=left, currency=customer.currency, **kwargs
        )


class RefundAskView(RefundListView):
    """Money of the credit account is to go to a bank account."""

    http_method_names = ["post"]
    capability = Capability.PAY

    def post(self, request, *args, **kwargs):
        form, customer = AskForm(request.POST), request.customer
        if form.is_valid():
            data = form.cleaned_data
            try:
                requests.ask(customer, data["amount"], customer.currency, act_of(request), number=data["number"],
                             holder=data["holder"], reason=_("asked for by the customer"))  # fmt: skip
            except NotAllowed as refusal:
                form.add_error(None, refusal.message)
            else:
                messages.success(request, _("Thank you. A person checks it, then the money leaves."))
                return redirect("billing:refunds")
        self.object_list = self.get_queryset()
        return self.render_to_response(self.get_context_data(form=form))


class RefundAccountView(CustomerRequired, OwnedDetailView):
    """Where a refund goes."""

    model = Refund
    template_name = "billing/refund_account.html"
    context_object_name = "refund"
    capability = Capability.PAY

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form", AccountForm(initial={"holder": self.object.customer.name}))
        return super().get_context_data(**kwargs)

    def post(self, request, *args, **kwargs):
        self.object = self.get_object()
        form = AccountForm(request.POST)
        if form.is_valid():
            try:
                lifecycle.give_account(self.object, act_of(request), **form.cleaned_data)
            except NotAllowed as refusal:
                form.add_error(None, refusal.message)
            else:
                messages.success(request, _("Thank you. The money goes to this account."))
                return redirect("billing:refunds")
        return self.render_to_response(self.get_context_data(form=form))
