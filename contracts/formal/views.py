"""A customer's pages of formal notices: those he got, those he sends, the answers, the end (SSL-8.3)."""

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import FormView

from accounts.access import CustomerRequired
from accounts.roles import Capability
from core.acts import act_of
from core.transitions import NotAllowed
from core.uploads import ENDINGS, for_one_reader
from core.views import OwnedDetailView, OwnedListView, VerbView

from . import lifecycle, papers
from .forms import AnswerForm, FileForm
from .models import FormalNotice, NoticePaper


class _Told:
    """What was never posted is nobody's to read."""

    model = FormalNotice

    def get_queryset(self):
        return super().get_queryset().exclude(sent_on=None).select_related("customer")


class FormalListView(_Told, CustomerRequired, OwnedListView):
    """Every formal notice between the customer and us."""

    template_name = "contracts/formal/list.html"


class FormalNoticeView(_Told, CustomerRequired, OwnedDetailView):
    """One notice: its days, its papers, what can be done."""

    template_name, context_object_name = "contracts/formal/notice.html", "notice"

    def get_context_data(self, **kwargs):
        notice, may = self.object, self.request.membership.may(Capability.HOLD)
        return super().get_context_data(
            papers=notice.papers.defer("token"),
            may_answer=may and notice.ours and notice.state in ("received", "unanswered"),
            may_terminate=may and can_terminate(notice),
            may_withdraw=may and not notice.ours and lifecycle.withdraw.allowed(notice),
            **kwargs,
        )


def can_terminate(notice: FormalNotice) -> bool:
    """Whether the customer may end the contract by his notice: we have not answered in time."""
    return not notice.ours and notice.state in ("answered", "unanswered") and not notice.in_time


class FileView(CustomerRequired, FormView):
    """The customer's formal notice to us."""

    template_name, form_class, capability = "contracts/formal/new.html", FileForm, Capability.HOLD

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"customer": self.request.customer}

    def form_valid(self, form):
        try:
            notice = lifecycle.file(self.request.customer, act_of(self.request), **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, refusal.message)
            return self.form_invalid(form)
        messages.success(self.request, _("We have your formal notice and answer it; its clock runs."))
        return redirect(notice)


class AnswerView(_Told, CustomerRequired, VerbView):
    """The customer's answer to our notice."""

    template_name, form_class, capability = "contracts/formal/answer.html", AnswerForm, Capability.HOLD

    def get_queryset(self):
        return super().get_queryset().filter(direction="ours")

    def perform(self, form):
        lifecycle.answer(self.object, self.act(), **form.cleaned_data)
        messages.success(self.request, _("Thank you: your answer is here. A person reads it and decides."))


class _Own(_Told, CustomerRequired, VerbView):
    """An act on the customer's own notice."""

    form_class, capability = forms.Form, Capability.HOLD

    def get_queryset(self):
        return super().get_queryset().filter(direction="theirs")


class WithdrawView(_Own):
    """He takes his notice back."""

    template_name = "contracts/formal/withdraw.html"

    def perform(self, form):
        lifecycle.withdraw(self.object, self.act())


@method_decorator(reauthentication_required, name="as_holder")
class TerminateView(_Own):
    """We have not answered in time: he ends the contract; a person of ours carries it out."""

    template_name = "contracts/formal/terminate.html"

    def get(self, request, *args, **kwargs):
        return self.as_holder(request, super().get, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        return self.as_holder(request, super().post, *args, **kwargs)

    def as_holder(self, request, answer, *args, **kwargs):
        """The page, for who has just shown that it is he."""
        return answer(request, *args, **kwargs)

    def perform(self, form):
        ground = "late" if self.object.answered_on else "silent"
        lifecycle.decide(self.object, self.act(), decision="terminated", ground=ground)
        messages.success(self.request, _("Noted: our staff carry the termination out and write to you."))


class PaperView(CustomerRequired, OwnedDetailView):
    """A scan, for its two sides."""

    model = NoticePaper

    def get_queryset(self):
        return super().get_queryset().exclude(notice__sent_on=None).select_related("notice")

    def get(self, request, *args, **kwargs):
        paper = self.get_object()
        name = f"{paper.public_id}{ENDINGS[paper.media_type]}"
        return for_one_reader(papers.read(paper, act_of(request)), paper.media_type, name)
