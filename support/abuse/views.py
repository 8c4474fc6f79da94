"""Pages of abuse: the public report; the customer's case, where he gives his word."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from accounts.access import CustomerRequired
from accounts.roles import Capability
from core.acts import act_of
from core.transitions import NotAllowed
from core.views import VerbView

from . import cases
from .forms import AnswerForm, ReportForm
from .models import AbuseCase


class ReportView(FormView):
    """Anybody reports the abuse of a service of ours (DN-7.4.2, SRV-7.1.1(5), SSL-10.8)."""

    template_name, form_class = "support/abuse/report.html", ReportForm

    def form_valid(self, form):
        act = act_of(self.request)
        form.instance.language = get_language()
        try:
            if not form.is_machines:
                cases.count_report(act.ip)
                cases.report(form.instance, act)
        except NotAllowed as refusal:
            form.add_error(None, refusal.message)
            return self.form_invalid(form)
        return redirect("support:abuse_thanks")


class ThanksView(TemplateView):
    """The report is here, and what happens next."""

    template_name = "support/abuse/thanks.html"


class CaseView(CustomerRequired, VerbView):
    """What was reported about the customer's service, in staff's words, and his answer."""

    model, form_class, template_name = AbuseCase, AnswerForm, "support/abuse/case.html"
    context_object_name, capability = "case", Capability.MANAGE_TECHNICAL

    def get_queryset(self):
        return super().get_queryset().exclude(asked_at=None, told_at=None)

    def get_context_data(self, **kwargs):
        return super().get_context_data(case=self.object, **kwargs)

    def perform(self, form):
        hear = cases.hear_late if self.object.state == "upheld" else cases.hear
        hear(self.object, self.act(), answer=form.cleaned_data["answer"])
        messages.success(self.request, _("Thank you: our staff read it and decide."))
